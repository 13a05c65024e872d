"""Rulings: what stands afterwards, which label is filed, who is told what."""

import pytest
from builders import a_submission

from moderation import intake, review
from moderation.errors import (
    InvalidSubmissionError,
    NotFoundError,
    NothingToAppealError,
    NothingToUndoError,
    StaleDecisionError,
)


@pytest.fixture
def waiting(desk, with_scorer):
    with_scorer(0.5)
    return intake.submit(desk, a_submission()).comment


def label(desk, comment):
    keys = desk.store.keys(comment.site)
    found = {k.decode(): v.decode() for k, v in desk.store.client.hgetall(keys.label(comment.id)).items()}
    listed = desk.store.client.zscore(keys.labels, comment.id)
    assert (listed is not None) == bool(found), "a label is listed exactly while it exists"
    return found


def standing(desk, comment):
    return desk.store.comment(comment.site, comment.id)


@pytest.mark.parametrize(
    ("action", "status", "said"),
    [("approve", "approved", "ham"), ("spam", "spam", "spam"), ("reject", "rejected", None)],
)
def test_a_ruling_moves_the_comment_and_files_its_label(desk, waiting, clock, action, status, said):
    clock.advance(minutes=5)
    ruled = review.rule(desk, waiting, action, by="ada", version=1)
    assert (ruled.status, ruled.version, ruled.decided_by) == (status, 2, "ada")
    assert standing(desk, waiting) == ruled
    filed = label(desk, waiting)
    assert filed.get("label") == said
    if said:
        created = str(round(waiting.created_at.timestamp() * 1000))
        at = str(round(clock.now.timestamp() * 1000))
        assert filed == {
            "label": said,
            "by": "ada",
            "source": "ruling",
            "weight": "1",
            "at": at,
            "created": created,
        }


def test_rejecting_takes_an_existing_label_away(desk, waiting):
    review.rule(desk, waiting, "spam", by="ada")
    review.rule(desk, waiting, "reject", by="bob", reason="insult")
    assert label(desk, waiting) == {}


def test_undo_brings_back_what_stood_before_with_its_label(desk, waiting):
    approved = review.rule(desk, waiting, "approve", by="ada")
    review.rule(desk, waiting, "spam", by="bob")
    undone = review.undo(desk, waiting, by="bob", version=3)
    assert (undone.status, undone.version, undone.decided_by) == ("approved", 4, "ada")
    assert undone.reasons == approved.reasons
    assert (label(desk, waiting)["label"], label(desk, waiting)["by"]) == ("ham", "ada")


def test_undo_of_the_first_ruling_leaves_the_machines_decision_and_no_label(desk, waiting):
    review.rule(desk, waiting, "approve", by="ada")
    undone = review.undo(desk, waiting, by="ada")
    assert (undone.status, undone.decided_by, undone.reasons) == ("pending", None, waiting.reasons)
    assert label(desk, waiting) == {}
    assert desk.store.article("default", "demo").approved == 0


def test_undo_without_a_ruling_says_that_there_is_none(desk, waiting):
    with pytest.raises(NothingToUndoError):
        review.undo(desk, waiting, by="ada")


def test_undo_keeps_an_imported_label(desk, waiting):
    keys = desk.store.keys("default")
    imported = {"label": "spam", "by": "wordpress", "source": "import", "weight": "0.5", "at": "1", "created": "1"}
    desk.store.client.hset(keys.label(waiting.id), mapping=imported)
    desk.store.client.zadd(keys.labels, {waiting.id: 1})
    review.rule(desk, waiting, "approve", by="ada")
    review.undo(desk, waiting, by="ada")
    assert label(desk, waiting) == imported


def test_second_ruling_on_a_stale_page_is_refused_and_told_who_ruled(desk, waiting, clock):
    review.rule(desk, waiting, "approve", by="ada", version=1)
    ruled_at = clock.now
    clock.advance(minutes=1)
    with pytest.raises(StaleDecisionError) as refused:
        review.rule(desk, waiting, "spam", by="bob", version=1)
    assert refused.value.details == {
        "stands": "approved",
        "action": "approve",
        "by": "ada",
        "at": ruled_at,
        "version": 2,
    }
    assert standing(desk, waiting).status == "approved"


@pytest.mark.parametrize("action", ["approve", "spam", "reject"])
def test_the_same_ruling_repeated_changes_nothing(desk, waiting, action):
    first = review.rule(desk, waiting, action, by="ada", version=1)
    again = review.rule(desk, waiting, action, by="ada", version=1)
    assert again == first
    assert len(desk.store.history("default", waiting.id)) == 2


def test_the_same_undo_repeated_changes_nothing(desk, waiting):
    review.rule(desk, waiting, "spam", by="ada", version=1)
    review.rule(desk, waiting, "approve", by="ada", version=2)
    first = review.undo(desk, waiting, by="ada", version=3)
    assert review.undo(desk, waiting, by="ada", version=3) == first
    assert first.status == "spam"


def test_another_reason_on_a_stale_version_is_no_repeat(desk, waiting):
    review.rule(desk, waiting, "reject", by="ada", version=1, reason="insult")
    with pytest.raises(StaleDecisionError):
        review.rule(desk, waiting, "reject", by="ada", version=1, reason="off-topic")


def test_a_reason_that_the_site_does_not_list_is_refused(desk, waiting):
    with pytest.raises(InvalidSubmissionError) as refused:
        review.rule(desk, waiting, "reject", by="ada", reason="ugly")
    assert list(refused.value.fields) == ["reason"]
    assert standing(desk, waiting).version == 1


def test_an_action_that_is_none_is_refused(desk, waiting):
    with pytest.raises(InvalidSubmissionError) as refused:
        review.rule(desk, waiting, "delete", by="ada")
    assert list(refused.value.fields) == ["action"]


def test_the_audit_tells_who_did_what_when_and_why(desk, waiting, clock):
    review.rule(desk, waiting, "reject", by="ada", reason="insult")
    review.undo(desk, waiting, by="bob")
    told = [
        (e["action"], e["by"], e["from"], e["to"], e["version"], e["reasons"])
        for e in desk.store.history("default", waiting.id)
    ]
    assert told == [
        (None, None, None, "pending", 1, [["doubtful", None]]),
        ("reject", "ada", "pending", "rejected", 2, [["ruled", "insult"]]),
        ("undo", "bob", "rejected", "pending", 3, [["undone", None]]),
    ]


def test_of_many_rulings_a_bad_one_spoils_no_other(desk, waiting, with_scorer):
    other = intake.submit(desk, a_submission()).comment
    rows = [
        review.Row(waiting.id, "approve", 1),
        review.Row("nowhere", "approve", 1),
        review.Row(other.id, "spam", 7),
        review.Row(other.id, "vaporise", 1),
        review.Row(other.id, "spam", 1),
    ]
    outcomes = review.rule_many(desk, "default", rows, by="ada")
    assert [type(o.error) for o in outcomes] == [
        type(None),
        NotFoundError,
        StaleDecisionError,
        InvalidSubmissionError,
        type(None),
    ]
    assert [standing(desk, c).status for c in (waiting, other)] == ["approved", "spam"]


def test_an_appeal_lets_the_comment_wait_again_once(desk, waiting):
    review.rule(desk, waiting, "spam", by="ada")
    appealed = review.appeal(desk, standing(desk, waiting))
    assert (appealed.status, standing(desk, waiting).appeals) == ("pending", 1)
    assert label(desk, waiting)["label"] == "spam", "until somebody rules again, what was said stands"
    assert desk.store.client.zscore(desk.store.keys("default").appeals, waiting.id)
    review.rule(desk, waiting, "reject", by="bob")
    assert not desk.store.client.zscore(desk.store.keys("default").appeals, waiting.id)
    assert review.appeal(desk, standing(desk, waiting)).status == "rejected"


def test_there_is_nothing_to_appeal_before_a_person_has_refused(desk, waiting):
    for action in (None, "approve"):
        if action:
            review.rule(desk, waiting, action, by="ada")
        with pytest.raises(NothingToAppealError):
            review.appeal(desk, standing(desk, waiting))


def test_an_appeal_that_crosses_a_ruling_takes_nothing_back(desk, waiting):
    refused = review.rule(desk, waiting, "reject", by="ada")
    review.rule(desk, waiting, "approve", by="bob")
    with pytest.raises(StaleDecisionError):
        review.appeal(desk, refused)
    assert standing(desk, waiting).status == "approved"


def test_what_is_undone_is_not_counted(desk, waiting, clock):
    clock.advance(minutes=10)
    review.rule(desk, waiting, "approve", by="ada")
    counted = desk.store.client.hgetall(desk.store.keys("default").day(clock.now))
    assert counted[b"waited:36"] == b"1"  # 2 ** (36 / 4) = 512 s
    assert counted[b"ruled:approved"] == b"1"
    review.undo(desk, waiting, by="ada")
    counted = desk.store.client.hgetall(desk.store.keys("default").day(clock.now))
    assert (counted[b"waited:36"], counted[b"ruled:approved"], counted[b"undone"]) == (b"0", b"0", b"1")


def test_overruling_the_machine_is_counted_in_its_direction(desk, with_scorer, clock):
    with_scorer(0.01)
    published = intake.submit(desk, a_submission()).comment
    review.rule(desk, published, "spam", by="ada")
    counted = desk.store.client.hgetall(desk.store.keys("default").day(clock.now))
    assert counted[b"machine-approved:person-spam"] == b"1"


def test_what_was_erased_cannot_be_ruled_back(desk, waiting):
    desk.store.client.hset(desk.store.keys("default").comment(waiting.id), "erased", "1")
    with pytest.raises(NotFoundError):
        review.rule(desk, waiting, "approve", by="ada")


def test_a_ruling_is_taken_back_on_the_command_line(desk, waiting, runner):
    assert runner.invoke(args=["comments", "spam", waiting.id]).exit_code == 0
    assert runner.invoke(args=["comments", "undo", waiting.id]).output == f"{waiting.id} pending\n"
    assert label(desk, waiting) == {}
    assert runner.invoke(args=["comments", "undo", waiting.id]).exit_code == 1

"""Second opinions: what another moderator has ruled on is shown again as if it waited, and moves nothing."""

import pytest
from builders import AT, a_submission

from moderation import intake, review
from moderation.errors import NothingToUndoError, StaleDecisionError
from moderation.opinions import SHOWN_AGAIN, JudgedTwice, agreement, is_drawn
from moderation.queues import Query


@pytest.fixture
def ruled(desk, with_scorer, site):
    """A comment that Ada has approved, on a site where everything gets a second opinion."""
    site(second_opinions=1.0)
    with_scorer(0.5)
    comment = intake.submit(desk, a_submission()).comment
    return review.rule(desk, comment, "approve", by="ada", version=1)


def shown_to(desk, name):
    return [item.comment for item in desk.queues.page("default", Query(), viewer=name).items]


def test_another_moderator_is_shown_it_as_if_nobody_had_ruled(desk, ruled):
    (again,) = shown_to(desk, "bob")
    assert (again.id, again.status, again.decided_by, again.decided_at) == (
        ruled.id,
        "pending",
        None,
        ruled.created_at,
    )
    assert [reason.key for reason in again.reasons] == ["doubtful"]
    assert shown_to(desk, "ada") == []
    assert desk.queues.page("default", Query()).items == ()


def test_a_second_opinion_moves_nothing_and_is_not_asked_twice(desk, ruled):
    (again,) = shown_to(desk, "bob")
    told = review.rule(desk, desk.store.comment("default", ruled.id), "spam", by="bob", version=again.version)
    assert (told.status, told.decided_by) == ("spam", "bob")
    stands = desk.store.comment("default", ruled.id)
    assert (stands.status, stands.version, stands.decided_by) == ("approved", 2, "ada")
    label = desk.store.client.hget(desk.store.keys("default").label(ruled.id), "label")
    assert label == b"ham"
    assert shown_to(desk, "carol") == []
    agreed = agreement(desk.opinions.judged_twice("default"))
    assert (agreed.items, agreed.agreed) == (1, 0)


def test_a_second_opinion_is_taken_back_and_given_anew(desk, ruled):
    (again,) = shown_to(desk, "bob")
    told = review.rule(desk, ruled, "spam", by="bob", version=again.version)
    undone = review.undo(desk, ruled, by="bob", version=told.version)
    assert (undone.status, undone.version) == ("pending", again.version)
    assert agreement(desk.opinions.judged_twice("default")).items == 0
    with pytest.raises(NothingToUndoError):
        review.undo(desk, ruled, by="bob", version=told.version)
    review.rule(desk, ruled, "approve", by="bob", version=undone.version)
    assert agreement(desk.opinions.judged_twice("default")).agreed == 1


def test_the_same_opinion_again_is_answered_the_same_and_another_is_stale(desk, ruled):
    (again,) = shown_to(desk, "bob")
    first = review.rule(desk, ruled, "spam", by="bob", version=again.version)
    assert review.rule(desk, ruled, "spam", by="bob", version=again.version).status == first.status
    for name, action in (("bob", "approve"), ("carol", "spam"), ("ada", "spam")):
        with pytest.raises(StaleDecisionError):
            review.rule(desk, ruled, action, by=name, version=again.version)


def test_an_opinion_on_what_was_undone_meanwhile_is_stale(desk, ruled):
    (again,) = shown_to(desk, "bob")
    undone = review.undo(desk, ruled, by="ada")
    with pytest.raises(StaleDecisionError):
        review.rule(desk, undone, "spam", by="bob", version=again.version)
    (waiting,) = shown_to(desk, "bob")
    assert waiting.version == undone.version < SHOWN_AGAIN


def test_a_moderator_who_saw_it_wait_is_still_told_that_another_was_faster(desk, ruled):
    with pytest.raises(StaleDecisionError) as refused:
        review.rule(desk, ruled, "spam", by="bob", version=1)
    assert refused.value.details["by"] == "ada"


def test_a_site_that_wants_none_asks_for_none(desk, with_scorer):
    with_scorer(0.5)
    comment = intake.submit(desk, a_submission()).comment
    review.rule(desk, comment, "approve", by="ada")
    assert shown_to(desk, "bob") == []


def test_what_is_gone_is_not_shown_again(desk, ruled):
    desk.store.client.delete(desk.store.keys("default").comment(ruled.id))
    assert shown_to(desk, "bob") == []
    assert desk.opinions.waiting_for("default", "bob", 10) == []


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_the_share_that_is_shown_twice_is_as_configured(share):
    drawn = sum(is_drawn(f"comment {n}", share) for n in range(2000)) / 2000
    assert drawn == pytest.approx(share, abs=0.04)


def test_kappa_is_cohens():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed .7, expected .5, kappa .4
    def judged(pairs):
        return [JudgedTwice(AT, *pair) for pair in pairs]

    pairs = [("spam", "spam")] * 20 + [("spam", "approve")] * 5 + [("approve", "spam")] * 10
    pairs += [("approve", "approve")] * 15
    found = agreement(judged(pairs))
    assert (found.items, found.agreed, found.kappa) == (50, 35, pytest.approx(0.4))
    assert agreement([]).kappa is None
    assert agreement(judged([("spam", "spam")] * 3)).kappa is None
    assert agreement(judged([("spam", "approve"), ("approve", "spam")])).kappa == pytest.approx(-1.0)

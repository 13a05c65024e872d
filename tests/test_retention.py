"""What is past its time is forgotten, by itself and on the record."""

import pytest
from builders import a_body
from exports import a_comment, a_wxr

from moderation import review
from moderation.comments import Status
from moderation.errors import ConfigurationError
from moderation.people import Erasure
from moderation.retention import Keeper, tend


@pytest.fixture
def spam(client, desk, with_scorer):
    with_scorer(0.99)

    def send():
        return client.post("/api/v1/articles/demo/comments", json=a_body()).json["id"]

    return send


def ids(desk, status=Status.SPAM):
    return [comment.id for comment in desk.store.queue("default", status)]


def test_spam_past_its_days_is_forgotten(spam, desk, site, clock):
    site(spam_retention_days=30)
    spam()
    clock.advance(days=20)
    young = spam()
    clock.advance(days=11)
    assert tend(desk) == {"default": {"spam": 1}}
    assert ids(desk) == [young]
    assert tend(desk) == {}


def test_other_statuses_and_sites_without_limits_keep_everything(spam, desk, site, clock):
    spam()
    clock.advance(days=4000)
    assert tend(desk) == {}
    site(pending_retention_days=1, approved_retention_days=1, rejected_retention_days=1)
    assert tend(desk) == {}


def test_the_days_count_from_the_last_ruling(spam, desk, site, clock):
    site(rejected_retention_days=30)
    comment_id = spam()
    clock.advance(days=40)
    review.rule(desk, desk.store.comment("default", comment_id), "reject", by="vera")
    assert tend(desk) == {}
    clock.advance(days=31)
    assert tend(desk) == {"default": {"rejected": 1}}
    assert desk.labels.total("default") == 0


def test_what_somebody_rules_on_at_this_moment_is_not_forgotten(spam, desk, site, clock):
    site(spam_retention_days=30)
    read = desk.store.comment("default", spam())
    clock.advance(days=31)
    review.rule(desk, read, "approve", by="vera")
    assert Erasure(desk, "default", "expire", "retention").carry_out([read]) == []
    assert desk.store.comment("default", read.id).status is Status.APPROVED
    assert len(Erasure(desk, "default", "erase", "vera").carry_out([read])) == 1, "what a person asks for is erased"


def test_what_was_imported_lately_is_not_old(runner, desk, site, tmp_path):
    site(spam_retention_days=30)
    path = tmp_path / "export.xml"
    path.write_bytes(a_wxr(a_comment(1, approved="spam")))
    runner.invoke(args=["import", "wordpress", str(path)])
    assert tend(desk) == {}


def test_every_forgotten_comment_is_in_the_audit_and_the_round_in_the_log(spam, desk, site, clock, caplog):
    site(spam_retention_days=1)
    comment_id = spam()
    clock.advance(days=2)
    with caplog.at_level("INFO"):
        tend(desk)
    last = desk.store.history("default", comment_id)[-1]
    assert (last["action"], last["by"], last["to"]) == ("expire", "retention", "rejected")
    (told,) = [record for record in caplog.records if record.message == "retention"]
    assert (told.site, told.status, told.comments) == ("default", "spam", 1)


def test_of_many_workers_one_tends(spam, desk, site, clock):
    site(spam_retention_days=1)
    spam()
    clock.advance(days=2)
    assert [Keeper(desk).round(), Keeper(desk).round()] == [True, False]
    assert ids(desk) == []


def test_the_command_says_what_went(spam, runner, site, clock):
    assert "nothing is past its time" in runner.invoke(args=["retention", "run"]).stdout
    site(spam_retention_days=1)
    spam()
    clock.advance(days=2)
    assert "default: 1 spam" in runner.invoke(args=["retention", "run"]).stdout


def test_a_negative_limit_is_refused(site):
    with pytest.raises(ConfigurationError, match="retention"):
        site(spam_retention_days=-1)

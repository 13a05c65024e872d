"""The outbox: noted by the move that makes a comment wait, written once, claimed by one, never lost."""

from datetime import timedelta

import pytest
from builders import a_body, a_submission

from moderation import intake, review
from moderation.notices import ATTEMPTS, Notices

MAIL, HOOK = ("mail", "lea@blog.example"), ("webhook", "https://hooks.example/in")


@pytest.fixture
def notices(desk):
    """An outbox whose claims count as left at once: a sender's death needs no waiting for."""
    return Notices(desk.store, left_after_s=0)


@pytest.fixture
def outbox(desk):
    """An outbox as it is in service."""
    return Notices(desk.store)


@pytest.fixture
def waiting(desk, with_scorer):
    """A comment comes and waits: ``waiting()``."""
    with_scorer(0.5)

    def come(**changes):
        return intake.submit(desk, a_submission(**changes | {"received_at": desk.clock()})).comment

    return come


def dispatched(notices, desk, *to, digest="d1"):
    since = notices.waiting_since("default")
    return notices.dispatch("default", since, to or (MAIL,), digest=digest, at=desk.clock())


def test_the_first_comment_that_waits_says_since_when(outbox, waiting, clock):
    assert outbox.waiting_since("default") is None
    waiting()
    first = clock()
    clock.advance(minutes=1)
    waiting()
    assert outbox.waiting_since("default") == first
    assert outbox.busy(["default", "other"]) == {"default": {"due"}}


@pytest.mark.parametrize("score", [0.01, 0.99])
def test_what_does_not_wait_is_told_to_nobody(outbox, client, with_scorer, score):
    with_scorer(score)
    client.post("/api/v1/articles/demo/comments", json=a_body())
    assert outbox.waiting_since("default") is None
    assert outbox.busy(["default"]) == {}


def test_an_appeal_is_something_to_tell(outbox, desk, waiting):
    comment = review.rule(desk, waiting(), "reject", by="lea")
    dispatched(outbox, desk)
    assert outbox.waiting_since("default") is None
    review.appeal(desk, comment)
    assert outbox.waiting_since("default") == desk.clock()


def test_an_empty_queue_tells_nobody(outbox, desk, waiting):
    review.rule(desk, waiting(), "approve", by="lea")
    assert dispatched(outbox, desk) == 0
    assert outbox.waiting_since("default") is None
    assert outbox.claim("default", "mail", desk.clock()) is None


def test_of_two_senders_one_writes_and_each_notice_is_claimed_once(outbox, desk, waiting):
    waiting()
    since = outbox.waiting_since("default")
    other = Notices(desk.store)
    written = [n.dispatch("default", since, [MAIL, HOOK], digest="d1", at=desk.clock()) for n in (outbox, other)]
    assert written == [2, 0]
    assert outbox.busy(["default"]) == {"default": {"mail", "webhook"}}
    mail, none = (n.claim("default", "mail", desk.clock()) for n in (outbox, other))
    hook, still_none = (n.claim("default", "webhook", desk.clock()) for n in (other, outbox))
    assert [(c.notice.kind, c.notice.to) for c in (mail, hook)] == [MAIL, HOOK]
    assert mail.notice.id != hook.notice.id
    assert none is still_none is None


def test_a_claim_that_lies_still_is_taken_up_and_the_attempt_counts(notices, desk, waiting):
    waiting()
    dispatched(notices, desk)
    left = notices.claim("default", "mail", desk.clock())
    taken = notices.claim("default", "mail", desk.clock())
    assert taken.notice.id == left.notice.id
    assert (left.notice.attempts, taken.notice.attempts) == (0, 1)
    notices.failed(left, "too late", desk.clock())
    assert notices.unsent("default")[0][1] is None, "whoever lost the claim has no say"
    notices.done(taken)
    assert notices.unsent("default") == []


def test_pauses_between_attempts_grow_and_the_fifth_failure_parks(outbox, desk, clock, waiting):
    waiting()
    dispatched(outbox, desk)
    pauses = []
    for attempt in range(ATTEMPTS):
        claim = outbox.claim("default", "mail", clock())
        assert claim.notice.attempts == attempt
        is_parked = outbox.failed(claim, "refused", clock())
        assert is_parked == (attempt == ATTEMPTS - 1)
        if not is_parked:
            ((_, due),) = outbox.unsent("default")
            pauses.append((due - clock()).total_seconds() / 60)
            clock.now = due - timedelta(milliseconds=1)
            assert outbox.claim("default", "mail", clock()) is None
            clock.now = due
    assert pauses == [1, 4, 16, 64]
    (parked,) = outbox.parked("default")
    assert (parked.kind, parked.to, parked.attempts, parked.error) == (*MAIL, ATTEMPTS, "refused")
    assert outbox.busy(["default"]) == {}


def test_what_is_parked_is_sent_again_on_demand_once_a_destination(outbox, desk, waiting):
    for digest in ("d1", "d2"):
        waiting()
        dispatched(outbox, desk, digest=digest)
        for _ in range(ATTEMPTS):
            outbox.failed(outbox.claim("default", "mail", desk.clock() + timedelta(days=1)), "refused", desk.clock())
    assert len(outbox.parked("default")) == 2
    assert outbox.resend("default") == 1
    assert outbox.parked("default") == []
    assert outbox.claim("default", "mail", desk.clock()).notice.attempts == 0
    assert outbox.claim("default", "mail", desk.clock()) is None


def test_a_destination_that_does_not_answer_is_owed_one_notice_however_long(outbox, desk, waiting):
    for digest in ("d1", "d2"):
        waiting()
        dispatched(outbox, desk, digest=digest)
    assert len(outbox.unsent("default")) == 1
    outbox.failed(outbox.claim("default", "mail", desk.clock()), "refused", desk.clock())
    waiting()
    assert dispatched(outbox, desk, digest="d3") == 0
    assert len(outbox.unsent("default")) == 1


def test_a_comment_that_comes_while_a_notice_is_being_sent_gets_one_of_its_own(outbox, desk, waiting):
    waiting()
    dispatched(outbox, desk, digest="d1")
    sending = outbox.claim("default", "mail", desk.clock())
    waiting()
    assert dispatched(outbox, desk, digest="d2") == 1
    outbox.done(sending)
    assert outbox.claim("default", "mail", desk.clock()).notice.id.startswith("d2")

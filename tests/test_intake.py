"""The machine's half of the story: what is taken, what is refused, and that a refusal leaves nothing behind."""

import pytest
from builders import a_submission

from moderation import intake
from moderation.comments import Status
from moderation.errors import (
    ClosedArticleError,
    DuplicateCommentError,
    InvalidSubmissionError,
    NotFoundError,
    TooManyError,
)


@pytest.fixture
def send(with_scorer, clock):
    desk = with_scorer(0.01)
    return lambda **changes: intake.submit(desk, a_submission(received_at=clock(), **changes)).comment


def kept(desk):
    return [c.id for status in Status for c in desk.store.queue("default", status)]


def test_what_is_taken_is_on_its_page_and_in_the_audit(send, desk):
    comment = send(content="Bonjour", website="https://a.example")
    found = desk.store.comment("default", comment.id)
    assert (found.content, found.website, found.status, found.version) == (
        "Bonjour",
        "https://a.example",
        "approved",
        1,
    )
    assert [e["to"] for e in desk.store.history("default", comment.id)] == ["approved"]
    assert desk.store.article("default", "demo").approved == 1


@pytest.mark.parametrize(
    ("again", "is_duplicate"),
    [
        ({}, True),
        ({"content": "  ＢＯＮ\njour  "}, True),
        ({"author": "Another name"}, True),
        ({"email": "anne@EXAMPLE.org"}, True),
        ({"content": "Bon jour !"}, False),
        ({"article_id": "other"}, False),
        ({"email": "bea@example.org"}, False),
    ],
)
def test_the_same_text_of_the_same_author_in_the_same_place_is_a_duplicate(send, desk, again, is_duplicate):
    first = {"content": "Bon jour", "email": "anne@example.org"}
    send(**first)
    if not is_duplicate:
        assert send(**first | again)
        return
    with pytest.raises(DuplicateCommentError):
        send(**first | again)
    assert len(kept(desk)) == 1


def test_a_text_may_be_repeated_in_answer_to_somebody_else_and_after_thirty_days(send):
    first = {"content": "+1", "email": "anne@example.org"}
    root = send(content="root")
    send(**first)
    assert send(**first, parent_id=root.id)


def test_an_idempotency_key_belongs_to_its_article(send, desk):
    body = {"idempotency_key": "k", "email": "anne@example.org"}
    first = send(**body)
    assert send(**body).id == first.id
    assert send(**body, article_id="other").id != first.id
    assert len(kept(desk)) == 2


def test_a_retry_costs_no_unit(send, site):
    site(flood_per_author=(1, 60))
    body = {"idempotency_key": "k", "email": "anne@example.org"}
    assert len({send(**body).id for _ in range(5)}) == 1


@pytest.mark.parametrize("whom", [{"email": "anne@example.org"}, {"ip": "203.0.113.7"}])
def test_who_writes_too_fast_is_told_when_to_come_back(send, site, clock, desk, whom):
    site(flood_per_author=(2, 60), flood_per_network=(2, 60))
    send(content="1", **whom)
    send(content="2", **whom)
    with pytest.raises(TooManyError) as refused:
        send(content="3", **whom)
    assert refused.value.retry_after_s == 30
    assert len(kept(desk)) == 2
    clock.advance(seconds=29)
    with pytest.raises(TooManyError):
        send(content="3", **whom)
    clock.advance(seconds=1)
    assert send(content="3", **whom)


def test_a_refusal_for_one_rate_takes_no_unit_of_another(send, site):
    site(flood_per_author=(1, 60), flood_per_network=(3, 60))
    send(content="1", email="anne@example.org", ip="203.0.113.7")
    for _ in range(5):
        with pytest.raises(TooManyError):
            send(content="2", email="anne@example.org", ip="203.0.113.8")
    assert send(email="bea@example.org", ip="203.0.113.9")
    assert send(email="eve@example.org", ip="203.0.113.10")


def test_neighbours_in_another_network_are_not_held_up(send, site):
    site(flood_per_network=(1, 60))
    send(ip="203.0.113.7")
    assert send(ip="203.0.114.7")


def test_a_closed_article_takes_nothing(send, desk, clock):
    desk.store.save_article("default", "demo", {"is_open": False}, clock())
    with pytest.raises(ClosedArticleError):
        send()
    assert kept(desk) == []


def test_an_unknown_article_is_opened_by_its_first_comment_or_refused_as_the_site_says(send, site, desk):
    site(open_articles=False)
    with pytest.raises(NotFoundError):
        send(article_id="new")
    assert not desk.store.article("default", "new").exists
    site(open_articles=True)
    assert send(article_id="new", title="A title")
    assert desk.store.article("default", "new").title == "A title"


def test_a_title_that_is_known_is_not_changed_by_a_stranger(send, desk):
    send(title="The title")
    send(title="Another", url="https://elsewhere.example")
    assert desk.store.article("default", "demo").title == "The title"


def test_a_reply_is_to_a_comment_that_is_published_on_the_same_article(send, with_scorer, desk):
    root = send()
    elsewhere = send(article_id="other")
    with_scorer(0.5)
    waiting = send()
    for parent in (elsewhere.id, waiting.id, "0" * 24):
        with pytest.raises(InvalidSubmissionError) as refused:
            send(parent_id=parent)
        assert set(refused.value.fields) == {"parent_id"}
    reply = send(parent_id=root.id)
    assert (reply.parent_id, reply.root_id) == (root.id, root.id)
    assert len(kept(desk)) == 4


def test_a_model_that_raises_lets_the_comment_wait(send, with_scorer):
    with_scorer(ValueError("weights"))
    comment = send()
    assert (comment.status, comment.score, comment.reasons[0].key) == ("pending", None, "no-verdict")

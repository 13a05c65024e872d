"""The queue's orders, cursors and searches, on a real store."""

import pytest
from builders import AT, a_submission
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation import intake, review
from moderation.cursors import Place
from moderation.errors import InvalidSubmissionError
from moderation.queues import ORDERS, Query, Queues


@pytest.fixture
def waiting(desk, with_scorer, clock):
    """Lets comments with these scores wait; None: no model."""

    def put(*scores, **changes):
        found = []
        for score in scores:
            clock.advance(seconds=1)
            if score is None:
                desk.scoring.scorer = None
            else:
                with_scorer(score, publish_below=0.0, spam_from=1.1)
            found.append(intake.submit(desk, a_submission(received_at=clock.now, **changes)).comment)
        return found

    return put


def listed(desk, **query):
    """Every item of every page, in order."""
    found, cursor = [], None
    while True:
        page = desk.queues.page("default", Query(**query | {"cursor": cursor}))
        found += [item.comment.id for item in page.items]
        cursor = page.next
        if cursor is None:
            return found


SCORES = (0.9, 0.1, 0.52, 0.4, None, 0.7)


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 50])
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("oldest", [0, 1, 2, 3, 4, 5]),
        ("newest", [5, 4, 3, 2, 1, 0]),
        ("likely_ham", [1, 3, 4, 2, 5, 0]),
        ("likely_spam", [0, 5, 2, 4, 3, 1]),
        ("uncertain", [4, 2, 3, 5, 0, 1]),
    ],
)
def test_every_order_tells_each_comment_once(desk, waiting, order, expected, limit):
    comments = waiting(*SCORES)
    assert listed(desk, order=order, limit=limit) == [comments[n].id for n in expected]


@pytest.mark.parametrize("order", ORDERS)
def test_a_cursor_holds_its_place_while_comments_leave(desk, waiting, order):
    comments = waiting(*([0.5] * 4), 0.3, 0.3, 0.3, 0.8, 0.8)
    everything = listed(desk, order=order)
    first = desk.queues.page("default", Query(order=order, limit=3))
    seen = [item.comment.id for item in first.items]
    for comment in comments:
        if comment.id in (*seen, everything[4]):
            review.rule(desk, comment, "approve", by="ada")
    second = desk.queues.page("default", Query(order=order, limit=50, cursor=first.next))
    assert [item.comment.id for item in second.items] == [i for i in everything[3:] if i != everything[4]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    scores=st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.500001, 0.8, 1.0]), min_size=1, max_size=12),
    leaving=st.sets(st.integers(0, 11)),
    limit=st.integers(1, 4),
    order=st.sampled_from(ORDERS),
)
def test_walking_while_others_rule_skips_nothing_and_repeats_nothing(desk, scores, leaving, limit, order):
    keys = desk.store.keys("walk")
    desk.store.client.delete(keys.queue("pending"), keys.score("pending"))
    for number, score in enumerate(scores):
        desk.store.client.zadd(keys.queue("pending"), {f"{number:03}": number})
        desk.store.client.zadd(keys.score("pending"), {f"{number:03}": score})
    query = Query(order=order, limit=limit)
    everything = [i for i, _ in desk.queues._walk(desk.queues._ranges("walk", query), query, None, 50)]
    assert sorted(everything) == [f"{n:03}" for n in range(len(scores))]
    told, place = [], None
    while True:
        steps = [
            step
            for step, _ in zip(
                desk.queues._walk(desk.queues._ranges("walk", query), query, place, limit), range(limit), strict=False
            )
        ]
        if not steps:
            break
        told += [i for i, _ in steps]
        place = Place.of(steps[-1][1].cursor())
        for gone in {f"{n:03}" for n in leaving} & {*told}:
            desk.store.client.zrem(keys.queue("pending"), gone)
            desk.store.client.zrem(keys.score("pending"), gone)
    assert told == everything


def test_the_page_says_how_many_wait_in_all(desk, waiting):
    waiting(0.5, 0.5, 0.5)
    page = desk.queues.page("default", Query(limit=2))
    assert (len(page.items), page.total, page.is_total_exact) == (2, 3, True)


def test_an_appeal_goes_before_everything_else_in_every_order(desk, waiting):
    first, second, third = waiting(0.9, 0.5, 0.2)
    for comment in (second, third):
        review.appeal(desk, review.rule(desk, comment, "reject", by="ada"))
    for order in ORDERS:
        for limit in (1, 2, 50):
            assert listed(desk, order=order, limit=limit) == [second.id, third.id, first.id]
    assert listed(desk, status="rejected") == []
    assert desk.queues.counts("default") == {"pending": 3, "approved": 0, "spam": 0, "rejected": 0, "appeals": 2}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"q": "LEVAIN"}, [0]),
        ({"q": "paul"}, [1]),
        ({"q": "ﬀ"}, [2]),
        ({"article": "other"}, [2]),
        ({"author": "paul@example.org"}, [1]),
        ({"author": "marie"}, [0, 2]),
        ({"author": "Marie", "article": "other"}, [2]),
        ({"q": "nothing has these words"}, []),
    ],
)
def test_a_search_finds_text_names_addresses_and_articles(desk, waiting, search, found):
    comments = [
        *waiting(0.5, author="Marie", content="Le levain aime la chaleur"),
        *waiting(0.6, author="Paul", email="paul@example.org", content="Bonjour"),
        *waiting(0.4, author="Marie-Ange", content="off topic", article_id="other"),
    ]
    page = desk.queues.page("default", Query(**search))
    assert [item.comment.id for item in page.items] == [comments[n].id for n in found]
    assert (page.total, page.is_total_exact, page.next) == (len(found), True, None)


def test_an_authors_mark_finds_their_comments(desk, waiting):
    mine = [waiting(s, email="paul@example.org", content=f"about {s}")[0] for s in (0.5, 0.9, 0.1)]
    waiting(0.5, 0.6)
    for order in ORDERS:
        found = listed(desk, order=order, author=mine[0].fingerprint, limit=2)
        assert sorted(found) == sorted(c.id for c in mine)
    review.rule(desk, mine[0], "approve", by="ada")
    assert listed(desk, status="approved", author=mine[0].fingerprint) == [mine[0].id]


def test_a_search_goes_on_page_by_page(desk, waiting):
    wanted = [waiting(0.5, content=f"levain {n}")[0].id for n in range(5) if waiting(0.5, content=f"pain {n}")]
    assert listed(desk, q="levain", limit=2) == wanted
    first = desk.queues.page("default", Query(q="levain", limit=2))
    second = desk.queues.page("default", Query(q="levain", limit=2, cursor=first.next))
    assert (first.total, second.total) == (5, 5)


def test_a_search_reads_so_many_and_hands_on_where_it_stopped(desk, waiting):
    waiting(*([0.5] * 7), content="pain")
    wanted = waiting(0.5, content="levain")
    queues = Queues(desk.store, desk.addresses, desk.opinions, scan_max=4)
    first = queues.page("default", Query(q="levain"))
    assert (first.items, first.total, first.is_total_exact) == ((), 0, False)
    second = queues.page("default", Query(q="levain", cursor=first.next))
    assert [item.comment.id for item in second.items] == [wanted[0].id]
    third = queues.page("default", Query(q="levain", cursor=second.next))
    assert (third.items, third.next) == ((), None)


@pytest.mark.parametrize(
    "cursor", ["nonsense", "W10", "WzAsbnVsbCxbIngiLCJ5Il0sW11d", "é", "A" * 2000, "WyJhIiwxLFtdLFtdXQ"]
)
def test_a_cursor_nobody_gave_out_is_refused(desk, cursor):
    with pytest.raises(InvalidSubmissionError) as refused:
        desk.queues.page("default", Query(cursor=cursor))
    assert list(refused.value.fields) == ["cursor"]


def test_an_item_tells_what_a_moderator_needs(desk, waiting, clock):
    (before,) = waiting(0.5, email="paul@example.org")
    review.rule(desk, before, "spam", by="ada")
    waiting(0.5, email="paul@example.org", title="Le levain", content="encore")
    clock.advance(minutes=2)
    (item,) = desk.queues.page("default", Query()).items
    assert item.email == "p…@example.org"
    assert (item.record.spam, item.record.pending) == (1, 1)
    assert item.waiting_s(clock.now) == 120
    assert item.article.id == "demo"


def test_a_comment_without_an_address_has_no_record(desk, waiting, site):
    site(required=["content"])
    waiting(0.5, email=None, author=None)
    (item,) = desk.queues.page("default", Query()).items
    assert (item.record, item.email) == (None, None)
    assert item.comment.created_at > AT


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [1, 3, 50])
def test_one_articles_comments_come_in_the_order_asked_for(desk, waiting, order, limit):
    scores = (0.9, 0.1, 0.52, 0.4, 0.7)
    here, elsewhere = [], []
    for score in scores:
        here += waiting(score, article_id="here")
        elsewhere += waiting(score, article_id="elsewhere")
    review.appeal(desk, review.rule(desk, here[4], "reject", by="ada"))
    review.rule(desk, here[1], "spam", by="ada")
    everything = listed(desk, order=order)
    mine = {c.id for c in here} - {here[1].id}
    assert listed(desk, order=order, limit=limit, article="here") == [i for i in everything if i in mine]
    assert desk.queues.page("default", Query(order=order, article="here", limit=limit)).total == 4


def test_an_author_on_one_article_is_found_without_reading_the_queue(desk, waiting):
    waiting(0.5, email="paul@example.org", article_id="elsewhere")
    (wanted,) = waiting(0.6, email="paul@example.org", article_id="here", content="encore")
    waiting(0.5, article_id="here")
    query = Query(author="paul@example.org", article="here")
    page = Queues(desk.store, desk.addresses, desk.opinions, scan_max=0).page("default", query)
    assert ([item.comment.id for item in page.items], page.total) == ([wanted.id], 1)

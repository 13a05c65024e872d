"""What an article's page shows: nested, in pages that fit together, and never what has been taken away."""

import pytest
from builders import a_submission

from moderation import intake, review
from moderation.errors import InvalidSubmissionError


@pytest.fixture
def send(with_scorer, clock):
    desk = with_scorer(0.01)

    def sent(content, parent=None):
        clock.advance(seconds=1)
        submission = a_submission(content=content, parent_id=parent and parent.id, received_at=clock())
        return intake.submit(desk, submission).comment

    return sent


@pytest.fixture
def take_away(desk):
    return lambda comment: review.rule(desk, comment, "reject", by="moderator")


def tree(desk, depth=3, **how):
    """The page as nested pairs of content and replies; '-' for one that is withdrawn."""
    options = {"newest_first": False, "cursor": None, "limit": 50} | how

    def pairs(nodes):
        return [("-" if n.is_withdrawn else n.comment.content, pairs(n.replies)) for n in nodes]

    return pairs(desk.threads.page("default", "demo", depth=depth, **options).nodes)


def test_replies_are_nested_under_what_they_answer(send, desk):
    a = send("a")
    b = send("b", a)
    send("c", b)
    send("d", a)
    send("e")
    assert tree(desk) == [("a", [("b", [("c", [])]), ("d", [])]), ("e", [])]


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (0, [("a", [("b", []), ("c", []), ("d", [])])]),
        (1, [("a", [("b", []), ("c", []), ("d", [])])]),
        (2, [("a", [("b", [("c", []), ("d", [])])])]),
        (3, [("a", [("b", [("c", [("d", [])])])])]),
    ],
)
def test_what_is_too_deep_hangs_from_the_deepest_place_there_is(send, desk, depth, expected):
    d = c = b = a = None
    a = send("a")
    b = send("b", a)
    c = send("c", b)
    d = send("d", c)
    assert d.root_id == a.id
    assert tree(desk, depth) == expected


def test_a_root_taken_away_keeps_its_place_over_its_replies(send, desk, take_away):
    a = send("a")
    b = send("b", a)
    take_away(a)
    assert tree(desk) == [("-", [("b", [])])]
    take_away(b)
    assert tree(desk) == []


def test_a_reply_taken_away_leaves_its_own_replies_in_the_thread(send, desk, take_away):
    a = send("a")
    b = send("b", a)
    send("c", b)
    take_away(b)
    assert tree(desk) == [("a", [("c", [])])]


def walked(desk, newest_first, limit):
    found, cursor = [], None
    while True:
        page = desk.threads.page("default", "demo", newest_first=newest_first, cursor=cursor, limit=limit, depth=3)
        found += [node.comment.content for node in page.nodes]
        cursor = page.next
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 50])
def test_pages_fit_together_in_both_orders(send, desk, limit):
    written = [send(str(number)).content for number in range(7)]
    assert walked(desk, False, limit) == written
    assert walked(desk, True, limit) == written[::-1]


def test_pages_stay_in_step_while_comments_come_and_go(send, desk, take_away):
    written = [send(str(number)) for number in range(6)]
    page = {"newest_first": False, "limit": 3, "depth": 3}
    first = desk.threads.page("default", "demo", cursor=None, **page)
    take_away(written[2])  # the very comment that the cursor names
    take_away(written[0])
    send("late")
    rest = desk.threads.page("default", "demo", cursor=first.next, **page)
    assert [node.comment.content for node in rest.nodes] == ["3", "4", "5"]


@pytest.mark.parametrize("cursor", ["x", "", ".", "-1.a", "1e3.a", "1" * 16 + ".a", "٣.a"])
def test_a_cursor_that_is_none_is_refused(desk, cursor):
    with pytest.raises(InvalidSubmissionError):
        tree(desk, cursor=cursor)


def test_a_rendered_answer_is_kept_until_the_move_that_changes_the_thread(send, desk, take_away):
    made = []

    def render():
        made.append(str(tree(desk)).encode())
        return made[-1]

    def answer():
        return desk.threads.answer("default", "demo", "test", render)

    a = send("a")
    assert answer() == answer() == made[0]
    assert len(made) == 1
    send("b")
    assert b"'b'" in answer()
    take_away(a)
    assert b"'a'" not in answer()
    assert len(made) == 3


def test_an_answer_rendered_before_a_move_is_never_served_after_it(send, desk, take_away):
    a = send("a")

    def slow():
        before = str(tree(desk)).encode()
        take_away(a)  # while this worker is still rendering
        return before

    assert b"'a'" in desk.threads.answer("default", "demo", "test", slow)
    assert b"'a'" not in desk.threads.answer("default", "demo", "test", lambda: str(tree(desk)).encode())


def test_an_article_nobody_wrote_under_costs_no_memory(desk):
    for number in range(3):
        desk.threads.answer("default", f"guess-{number}", "test", lambda: b"x")
    assert list(desk.store.client.scan_iter(f"{desk.store.prefix}*page*")) == []

"""The desk in a browser: the queue, rulings, one comment's history. All are plain forms; a script gets fragments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request

from moderation import review
from moderation.comments import Status
from moderation.errors import UnauthorisedError
from moderation.opinions import SHOWN_AGAIN
from moderation.queues import ORDERS, Query
from moderation.web import auth, caller
from moderation.web.desk import cards, frame, reading, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.queues import QueuePage
    from moderation.review import Outcome
    from moderation.sites import Site

PAGE = 25  # comments on a page: about ten minutes of reading
COMMENT_ID = re.compile(r"[0-9a-f]{24}")
VERSION = re.compile(r"[0-9]{1,9}")
FRAGMENT = "X-Fragment"  # set by the desk's script: the answer is a piece of a page
blueprint = Blueprint("pages", __name__, url_prefix="/moderation")


@blueprint.errorhandler(UnauthorisedError)
def to_the_door(_error: UnauthorisedError) -> AnyResponse:
    """Whoever has not signed in is asked to, and comes back to where they wanted to go."""
    wanted = request.full_path if request.method == "GET" else frame.here()
    return redirect(frame.to("entrance.sign_in", next=wanted.rstrip("?")), 303)


@blueprint.get("")
def queue() -> Response:
    """A page of the queue under the filters of its address."""
    site, person = auth.site(), auth.person()
    query = _query()
    found = caller.desk().queues.page(site.name, query, viewer=person.name)
    return frame.page(
        "desk/queue.html",
        site=site,
        person=person,
        **_list(site, query, found),
        **cards.message(cards.ruled(site.name, person.name)),
        cards=cards.of(found.items, person.name, ()),
        all_chosen="all" in request.args,
    )


@blueprint.post("/rulings")
def rule() -> AnyResponse:
    """Rulings on one comment, on those selected, or back; a script is told how each stands now."""
    site, person = auth.site(), auth.person()
    rows = _rows()
    outcomes = review.rule_many(caller.desk(), site.name, rows, by=person.name)
    if FRAGMENT in request.headers:
        return _fragment(site, person.name, outcomes, cards.marks(rows, outcomes))
    ids = [row.id for row in rows]
    target = frame.here(ruled=cards.marks(rows, outcomes) or "none")
    focus = _next(ids, is_undo=any(row.action == "undo" for row in rows))
    return redirect(f"{target}#comment-{focus}" if focus else target, 303)


@blueprint.post("/looking")
def looking() -> dict[str, Any]:
    """This moderator looks at ``at``; what others look at or have ruled on meanwhile, for the comments ``shown``."""
    site, person, desk = auth.site(), auth.person(), caller.desk()
    if COMMENT_ID.fullmatch(request.form.get("at", "")):
        desk.presence.look(site.name, person.name, request.form["at"], desk.clock())
    others = desk.presence.others(site.name, person.name, desk.clock())
    shown = dict(pair.split(" ", 1) for pair in request.form.getlist("shown")[:100] if " " in pair)
    notes: dict[str, Any] = {
        i: {"text": caller.text("desk-looking", names=", ".join(map(reading.plain, others[i])))}
        for i in shown
        if i in others
    }
    for comment in desk.store.comments(site.name, shown):
        seen = shown[comment.id]
        if not VERSION.fullmatch(seen) or int(seen) % SHOWN_AGAIN != comment.version:
            notes[comment.id] = {"text": wording.already(comment), "ruled": True}
    return notes


@blueprint.get("/comments/<comment_id>")
def comment(comment_id: str) -> Response:
    """One comment with its whole history."""
    return _comment_page(comment_id)


@blueprint.post("/comments/<comment_id>/reveal")
def reveal(comment_id: str) -> Response:
    """The comment's page with its author's address, which is recorded as seen."""
    site, person, desk = auth.site(), auth.person(), caller.desk()
    email = review.reveal(desk, desk.store.comment(site.name, comment_id), by=person.name)
    return _comment_page(comment_id, email=email)


@blueprint.get("/keys")
def keys() -> Response:
    """The shortcuts."""
    return frame.page("desk/keys.html", site=auth.site(), person=auth.person())


def _query() -> Query:
    """The filters of the address; an unknown value counts as none given, so that no link ever breaks."""
    asked = request.args
    status = asked.get("status", Status.PENDING)
    order = asked.get("order", ORDERS[0])
    return Query(
        status=Status(status) if status in set(Status) else Status.PENDING,
        order=order if order in ORDERS else ORDERS[0],
        q=asked.get("q", "").strip() or None,
        article=asked.get("article") or None,
        author=asked.get("author") or None,
        cursor=asked.get("cursor") or None,
        limit=PAGE,
    )


def _list(site: Site, query: Query, found: QueuePage) -> dict[str, Any]:
    """What a list says of itself: its name, how many there are, how to narrow it and how to go on."""
    is_rescue = query.status is Status.SPAM and query.order == "likely_ham"
    heading = caller.text("desk-rescue" if is_rescue else f"desk-status-{query.status}")
    chips = [(name, value) for name in ("q", "article", "author") if (value := getattr(query, name))]
    return {
        "heading": heading,
        "title": caller.text("desk-title", count=_count(found), name=heading),
        "count": _count(found),
        "next": found.next,
        "query": query,
        "chips": [(name, _chip(site, name, value)) for name, value in chips],
        "kept": [(n, v) for n in (*frame.WHERE, "article", "author", "source") if (v := request.args.get(n))],
        "statuses": list(Status),
        "orders": ORDERS,
        "empty": "onward" if found.next else _emptiness(query, is_narrowed=bool(chips)),
        "here_is": "rescue" if is_rescue else "queue",
    }


def _count(found: QueuePage) -> str:
    """How many there are, or at least are."""
    return caller.text("desk-count" if found.is_total_exact else "desk-count-least", count=found.total)


def _chip(site: Site, name: str, value: str) -> str:
    """A filter in words: an article by its title, an author without their mark."""
    if name == "article":
        return caller.desk().store.article(site.name, value).title or value
    return caller.text("desk-this-author") if name == "author" else value


def _emptiness(query: Query, *, is_narrowed: bool) -> str:
    if query.cursor:
        return "page"
    if is_narrowed:
        return "search"
    return "pending" if query.status is Status.PENDING else "status"


def _rows() -> list[review.Row]:
    """The rulings that the pressed button stands for."""
    form = request.form
    if "undo" in form:
        pairs = [pair.partition(":") for pair in form["undo"].split()]
        return [_row("undo", comment_id, version) for comment_id, _, version in pairs]
    if "bulk" in form:
        action, _, reason = form["bulk"].partition(" ")
        pairs = [pair.partition(" ") for pair in form.getlist("selected")]
        return [_row(action, comment_id, version, reason) for comment_id, _, version in pairs]
    if "one" not in form:
        return []
    action, comment_id, version, reason = [*form["one"].split(" ", 3), "", "", ""][:4]
    return [_row(action, comment_id, version, reason)]


def _row(action: str, comment_id: str, version: str, reason: str = "") -> review.Row:
    """A ruling; a version that is no number is one that never was, and so is stale."""
    return review.Row(comment_id, action, int(version) if VERSION.fullmatch(version) else 0, reason or None)


def _next(ids: Sequence[str], *, is_undo: bool) -> str | None:
    """Where the focus goes: after the last of these among those shown, else before it; an undone one itself."""
    if is_undo:
        return ids[0] if ids else None
    shown = [i for i in request.form.get("shown", "").split() if COMMENT_ID.fullmatch(i)]
    last = max((shown.index(i) for i in ids if i in shown), default=-1)
    left = [i for i in (*shown[last + 1 :], *reversed(shown[: last + 1])) if i not in ids]
    return left[0] if left else None


def _fragment(site: Site, me: str, outcomes: Sequence[Outcome], marks: str) -> Response:
    """Each item as it stands now, what to say of it, how many are left, and where to go when none is."""
    queues, query = caller.desk().queues, _query()
    shown = cards.of(queues.items(site.name, [o.id for o in outcomes]), me, outcomes)
    listed = _list(site, query, queues.page(site.name, replace(query, cursor=None, limit=1)))
    return frame.page(
        "desk/_ruled.html",
        site=site,
        person=auth.person(),
        cards=shown,
        again=frame.here(cursor=None, ruled=marks),
        **listed,
        **cards.message((shown, len(outcomes) - len(shown))),
    )


def _comment_page(comment_id: str, email: str | None = None) -> Response:
    site, desk = auth.site(), caller.desk()
    found = desk.store.comment(site.name, comment_id)
    return frame.page(
        "desk/comment.html",
        site=site,
        person=auth.person(),
        card=cards.of([desk.queues.item(site.name, found)], "", ())[0],
        history=[wording.deed(entry) for entry in desk.store.history(site.name, comment_id)],
        email=email,
    )

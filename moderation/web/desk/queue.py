"""The review desk as JSON: the queue, rulings, one comment's history, articles, settings; twin of `web.desk.pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, request

from moderation import review
from moderation.comments import Reason, Status
from moderation.errors import InvalidSubmissionError, NotFoundError
from moderation.queues import ORDERS, Query
from moderation.web import auth, caller, problems, wire
from moderation.web.desk import desk_schemas as schemas
from moderation.web.desk import wording
from moderation.web.desk.site_schemas import ArticleChangeSchema
from moderation.web.reader.submissions import ARTICLE_ID
from moderation.web.rendering import rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from classifiers.documents import Clue
    from moderation.comments import Article, AuthorRecord, Comment
    from moderation.errors import ModerationError
    from moderation.queues import Item
    from moderation.review import Outcome

LIMIT_MAX, LIMIT_DEFAULT = 100, 50
SEARCH_MAX = 500
blueprint = Blueprint("queue", __name__, url_prefix="/api/v1")

_RULING, _ROW, _ROWS = schemas.RulingSchema(), schemas.RowSchema(), schemas.RulingsSchema()
_ARTICLE = ArticleChangeSchema()


@blueprint.get("/queue")
def listing() -> dict[str, Any]:
    """A page of the queue: ``?status=&order=&q=&article=&author=&cursor=&limit=``."""
    site, desk = auth.site(), caller.desk()
    page = desk.queues.page(site.name, _query(), viewer=auth.person().name)
    return {
        "comments": _shown(site.name, page.items),
        "next": page.next,
        "total": page.total,
        "is_total_exact": page.is_total_exact,
        "counts": desk.queues.counts(site.name),
    }


@blueprint.get("/comments/<comment_id>")
def comment(comment_id: str) -> dict[str, Any]:
    """One comment with what is known around it."""
    found = _comment(comment_id)
    return _shown(found.site, [caller.desk().queues.item(found.site, found)])[0]


@blueprint.post("/comments/<comment_id>/rulings")
def rule(comment_id: str) -> dict[str, Any]:
    """Decode, find, rule, reply: how the comment stands now; 409 tells who ruled what and when."""
    sent = wire.body(_RULING)
    ruled = review.rule(caller.desk(), _comment(comment_id), by=auth.person().name, **sent)
    return {
        "id": ruled.id,
        "status": ruled.status,
        "version": ruled.version,
        "decided_by": ruled.decided_by,
        "decided_at": ruled.decided_at and ruled.decided_at.isoformat(),
    }


@blueprint.post("/rulings")
def rule_many() -> dict[str, Any]:
    """Up to 500 rulings, each with its own outcome."""
    sent = wire.body(_ROWS)["rulings"]
    checked = [_row(row) for row in sent]
    rows = [row for row in checked if isinstance(row, review.Row)]
    ruled = iter(review.rule_many(caller.desk(), auth.site().name, rows, by=auth.person().name))
    return {"rulings": [_told(next(ruled)) if isinstance(row, review.Row) else row for row in checked]}


@blueprint.get("/comments/<comment_id>/history")
def history(comment_id: str) -> dict[str, Any]:
    """Everything that was done to a comment, oldest first, by the machine and by people."""
    found = _comment(comment_id)
    return {"history": [_deed(entry) for entry in caller.desk().store.history(found.site, found.id)]}


@blueprint.post("/comments/<comment_id>/reveal")
def reveal(comment_id: str) -> dict[str, Any]:
    """The author's address; that it was seen, and by whom, is recorded."""
    found = _comment(comment_id)
    return {"id": found.id, "email": review.reveal(caller.desk(), found, by=auth.person().name)}


@blueprint.post("/comments/<comment_id>/looking")
def looking(comment_id: str) -> tuple[str, int]:
    """For 45 seconds, others see that this moderator has this comment before them."""
    found, desk = _comment(comment_id), caller.desk()
    desk.presence.look(found.site, auth.person().name, found.id, desk.clock())
    return "", 204


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> dict[str, Any]:
    """What is known of an article; 404 where nothing is."""
    found = _article(article_id)
    if not found.exists:
        raise NotFoundError(what="article")
    return _told_article(found)


@blueprint.patch("/articles/<article_id>")
def change_article(article_id: str) -> dict[str, Any]:
    """The article has these particulars; one that nobody has commented on yet is made."""
    changes, desk = wire.body(_ARTICLE), caller.desk()
    return _told_article(desk.store.save_article(auth.site().name, _checked(article_id), changes, desk.clock()))


def _query() -> Query:
    asked = request.args
    texts = {name: (asked.get(name) or "").strip()[:SEARCH_MAX] or None for name in ("q", "article", "author")}
    return Query(
        status=Status(wire.choice("status", list(Status), Status.PENDING)),
        order=wire.choice("order", ORDERS, ORDERS[0]),
        cursor=asked.get("cursor") or None,
        limit=wire.whole("limit", LIMIT_DEFAULT, 1, LIMIT_MAX),
        **texts,
    )


def _comment(comment_id: str) -> Comment:
    return caller.desk().store.comment(auth.site().name, comment_id)


def _article(article_id: str) -> Article:
    return caller.desk().store.article(auth.site().name, _checked(article_id))


def _checked(article_id: str) -> str:
    """The id, if it can be an article's; else raises NotFoundError."""
    if not ARTICLE_ID.fullmatch(article_id):
        raise NotFoundError(what="article")
    return article_id


def _row(sent: Any) -> review.Row | dict[str, Any]:
    """A row to rule on, or its outcome where it is none."""
    try:
        return review.Row(**wire.checked(_ROW, sent))
    except InvalidSubmissionError as error:
        named = sent.get("id") if isinstance(sent, dict) else None
        return _failed(named if isinstance(named, str) else None, error)


def _told(outcome: Outcome) -> dict[str, Any]:
    if outcome.error is not None:
        return _failed(outcome.id, outcome.error)
    ruled = cast("Comment", outcome.comment)
    return {"id": ruled.id, "status": 200, "stands": ruled.status, "version": ruled.version}


def _failed(comment_id: str | None, error: ModerationError) -> dict[str, Any]:
    return problems.told(error) | {"id": comment_id}


def _shown(site: str, items: Sequence[Item]) -> list[dict[str, Any]]:
    """The items as JSON, with who else looks at them."""
    desk, person = caller.desk(), auth.person()
    others = desk.presence.others(site, person.name, desk.clock()) if items else {}
    return [shown(item) | {"looking": others.get(item.comment.id, [])} for item in items]


def shown(item: Item) -> dict[str, Any]:
    """A comment as a moderator sees it: no mark, no sealed address."""
    found = item.comment
    return {
        "id": found.id,
        "version": found.version,
        "status": found.status,
        "score": found.score,
        "reasons": _reasons(found.reasons),
        "clues": [_clue(clue) for clue in found.clues],
        "content": found.content,
        "html": rendered(found.content),
        "author": found.author,
        "email": item.email,
        "website": found.website,
        "parent_id": found.parent_id,
        "lang": found.lang,
        "article": {"id": item.article.id, "title": item.article.title, "url": item.article.url},
        "author_record": _record(item.record),
        "created_at": found.created_at.isoformat(),
        "waiting_s": item.waiting_s(caller.desk().clock()),
        "appeals": found.appeals,
        "model": found.model,
        "decided_by": found.decided_by,
        "decided_at": found.decided_at and found.decided_at.isoformat(),
    }


def _clue(clue: Clue) -> dict[str, Any]:
    return {name: getattr(clue, name) for name in ("token", "field", "start", "end", "weight")}


def _record(record: AuthorRecord | None) -> dict[str, int] | None:
    if record is None:
        return None
    return {name: getattr(record, name) for name in ("approved", "pending", "spam", "rejected")}


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, str | None]]:
    return [{"key": r.key, "text": wording.because(r), "detail": r.detail} for r in reasons]


def _deed(entry: dict[str, Any]) -> dict[str, Any]:
    reasons = [Reason(*values) for values in entry["reasons"]]
    return {
        "at": entry["at"].isoformat(),
        "by": entry["by"],
        "action": entry["action"],
        "from": entry["from"],
        "to": entry["to"],
        "version": entry["version"],
        "reason": next((r.detail for r in reasons if r.detail), None),
        "reasons": _reasons(reasons),
    }


def _told_article(found: Article) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("id", "title", "url", "text", "is_open", "approved")}

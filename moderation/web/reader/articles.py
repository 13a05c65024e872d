"""An article's comments over HTTP: take a submission, show what is approved, count, feed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, json, render_template, request, url_for

from moderation import intake
from moderation.errors import FieldError, InvalidSubmissionError, ModerationError, NotFoundError
from moderation.web import caller, headers, wire
from moderation.web.reader import consent, outcomes, places, submissions
from moderation.web.rendering import rendered

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.comments import Article
    from moderation.intake import Receipt
    from moderation.sites import Site
    from moderation.threads import Node

LIMIT_MAX, LIMIT_DEFAULT = 100, 50
KEPT_LIMITS = frozenset({5, 10, 20, 25, LIMIT_DEFAULT, LIMIT_MAX})  # answers of a hundred others would fill the store
COUNTS_MAX = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # a feed without entries has never been updated
ORDERS = ("oldest", "newest")
blueprint = Blueprint("articles", __name__, url_prefix="/api/v1/articles")


@blueprint.post("/<article_id>/comments")
def submit(article_id: str) -> AnyResponse:
    """Decode, check the origin, submit, reply: 201 or 202, or for a form 303 to the article's page."""
    if submissions.is_form() and caller.wants_page():
        return _answer_form(article_id)
    site = caller.site()
    caller.check_origin(site)
    submission = submissions.read(site, article_id)
    response = told(intake.submit(caller.desk(), submission))
    if submissions.is_form():
        consent.settle(response, submission.browser)
    return response


def told(receipt: Receipt) -> Response:
    """What a program is told of its submission."""
    status = receipt.public_status
    body = {"id": receipt.comment.id, "status": status, "status_url": status_url(receipt)}
    code = 201 if status == "approved" else 202
    return Response(json.dumps(body), code, content_type="application/json")


def status_url(receipt: Receipt) -> str:
    """The author's private address of this comment's state."""
    comment = receipt.comment
    token = caller.desk().tokens.receipt(comment.site, comment.id, comment.created_at)
    return caller.absolute(url_for("receipts.receipt", token=token))


def _answer_form(article_id: str) -> AnyResponse:
    """The twin for browsers: a redirect, or the page again with the visitor's text and what to correct."""
    site = caller.unread_site()
    try:
        site = caller.site()
        caller.check_origin(site)
        submission = submissions.read(site, article_id)
        receipt = intake.submit(caller.desk(), submission)
    except ModerationError as error:
        return outcomes.form_again(site, article_id, request.form.to_dict(), error)
    response = outcomes.published_or_waiting(site, receipt, request.form.get("redirect_to"))
    consent.settle(response, submission.browser)
    return response


@blueprint.get("/<article_id>/comments")
def comments(article_id: str) -> AnyResponse:
    """Approved comments as JSON; first pages of a usual length are rendered once per revision and kept."""
    site, order = caller.site(), wire.choice("order", ORDERS, ORDERS[0])
    limit, cursor = wire.whole("limit", LIMIT_DEFAULT, 1, LIMIT_MAX), request.args.get("cursor")
    variant = f"json {order} {limit} {site.depth}"

    def made() -> bytes:
        return json.dumps(_thread(site, article_id, order, cursor, limit)).encode()

    is_usual = cursor is None and limit in KEPT_LIMITS
    answer = caller.desk().threads.answer(site.name, article_id, variant, made) if is_usual else made()
    return headers.conditional(answer, "application/json")


@blueprint.get("/counts")
def counts() -> AnyResponse:
    """How many approved comments each of up to 100 articles has: ``?id=a&id=b``."""
    ids = request.args.getlist("id")
    if not 1 <= len(ids) <= COUNTS_MAX:
        raise InvalidSubmissionError({"id": [FieldError("field-range", {"low": 1, "high": COUNTS_MAX})]})
    return headers.conditional(
        json.dumps({"counts": caller.desk().store.counts(caller.site().name, ids)}).encode(),
        "application/json",
    )


@blueprint.get("/<article_id>/feed.atom")
def feed(article_id: str) -> AnyResponse:
    """The newest approved comments as Atom (RFC 4287).

    Kept in the store where PUBLIC_URL says who we are: else the addresses in it are of whichever host was asked for.
    """
    site, desk = caller.site(), caller.desk()
    article = desk.store.article(site.name, article_id)
    if not article.exists and not site.open_articles:
        raise NotFoundError(what="article")
    caller.speak(site.language)

    def made() -> bytes:
        return _feed(site, article)

    variant = f"atom {caller.locale()} {desk.settings.public_url} {' '.join(site.origins)}"
    is_known = desk.settings.public_url is not None
    body = desk.threads.answer(site.name, article_id, variant, made) if is_known else made()
    return headers.conditional(body, "application/atom+xml")


def _feed(site: Site, article: Article) -> bytes:
    entries = caller.desk().threads.latest(site.name, article.id, LIMIT_DEFAULT)
    return render_template(
        "feed.atom",
        site=site,
        article=article,
        entries=entries,
        updated=max((c.decided_at or c.created_at for c in entries), default=EPOCH),
        identified=partial(_identified, site.name, article.id),
        feed_url=places.Address(site, article.id).to("articles.feed"),
        places=places,
    ).encode()


def _identified(*names: str) -> str:
    """The same identifier for the same things for ever, wherever the service stands (RFC 4287, section 4.2.6)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\x1f".join(["moderation", *names])).urn


def _thread(site: Site, article_id: str, order: str, cursor: str | None, limit: int) -> dict[str, Any]:
    desk = caller.desk()
    article = desk.store.article(site.name, article_id)
    if not article.exists and not site.open_articles:
        raise NotFoundError(what="article")
    page = desk.threads.page(
        site.name, article_id, newest_first=order == "newest", cursor=cursor, limit=limit, depth=site.depth
    )
    return {
        "comments": [shown_to_all(node) for node in page.nodes],
        "next": page.next,
        "count": article.approved,
        "is_open": article.is_open,
    }


def shown_to_all(node: Node) -> dict[str, Any]:
    """A comment as anybody may see it."""
    comment, shown = node.comment, not node.is_withdrawn
    return {
        "id": comment.id,
        "parent_id": comment.parent_id,
        "author": comment.author if shown else None,
        "website": comment.website if shown else None,
        "content": comment.content if shown else None,
        "html": rendered(comment.content) if shown else "",
        "created_at": comment.created_at.isoformat(),
        "is_withdrawn": not shown,
        "replies": [shown_to_all(reply) for reply in node.replies],
    }

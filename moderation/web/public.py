"""The pages a reader sees: the demo article, any article's thread with its form, and the author's private receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from moderation.comments import Article, Status
from moderation.errors import InvalidSubmissionError, ModerationError, NotFoundError
from moderation.web import caller, problems, submissions
from moderation.web.rendering import rendered

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.comments import Comment
    from moderation.intake import Receipt
    from moderation.sites import Site

DEMO = "demo"
PAGE_ROOTS = 50
blueprint = Blueprint("public", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is shown: the visitor's own text, and what is to be corrected."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    message: str | None = None  # an error of the whole submission, not of one field


@blueprint.get("/")
def demo() -> AnyResponse:
    """The demo article with its comments and the form."""
    return _article_page(caller.site(), DEMO, "demo.html")


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> AnyResponse:
    """Any article's comments and form on a page of their own, for a visitor without JavaScript."""
    if not submissions.ARTICLE_ID.fullmatch(article_id):
        raise NotFoundError(what="article")
    return _article_page(caller.site(), article_id, "article.html")


@blueprint.get("/articles/<article_id>/embed")
def embed(article_id: str) -> AnyResponse:
    """The comments and the form as a fragment, which static/embed.js puts into an article's page."""
    return _article_page(caller.site(), article_id, "_discussion.html")


@blueprint.get("/receipts/<token>")
def receipt(token: str) -> AnyResponse:
    """What became of a comment, for its author alone; a wrong and an expired token are answered alike."""
    found = caller.desk().tokens.receipt_of(token)
    if found is None:
        raise NotFoundError(what="receipt")
    comment = caller.desk().store.comment(*found)
    if caller.wants_page():
        response = make_response(
            render_template("receipt.html", comment=comment, state=_state(comment), rendered=rendered)
        )
    else:
        response = make_response({"id": comment.id, "status": _state(comment)})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def form_again(
    site: Site, article_id: str, values: dict[str, str], error: ModerationError, status: int | None = None
) -> Response:
    """The page again, with the visitor's text and what went wrong."""
    fields = problems.worded(error.fields) if isinstance(error, InvalidSubmissionError) else {}
    form = Form(values, fields, caller.text(error.key, **error.details))
    response = _article_page(site, article_id, "demo.html" if article_id == DEMO else "article.html", form)
    response.status_code = status or problems.status_of(error)
    response.headers.update(problems.headers_of(error))
    return response


def after_submission(site: Site, receipt: Receipt, wanted: str | None, code: int = 303) -> AnyResponse:
    """A redirect to the article's page, where the visitor sees their comment or that it waits."""
    token = caller.desk().tokens.receipt(site.name, receipt.comment.id)
    target = _target(site, receipt.comment.article_id, wanted)
    path, _, _ = target.partition("#")
    if receipt.public_status is Status.APPROVED:
        return redirect(f"{path}#comment-{receipt.comment.id}", code)
    joint = "&" if "?" in path else "?"
    return redirect(f"{path}{joint}receipt={token}#comment-receipt", code)


def _target(site: Site, article_id: str, wanted: str | None) -> str:
    """Where the form asked to go, if it may be; else the article; else our own page of it."""
    for url in (wanted, caller.desk().store.article(site.name, article_id).url):
        if url and (site.allows_url(url) or _is_ours(url)):
            return url
    return url_for("public.demo") if article_id == DEMO else url_for("public.article", article_id=article_id)


def _is_ours(url: str) -> bool:
    """A path on this service, or its full address; never //host or a back slash that browsers read as one."""
    parts = urlsplit(url)
    if not parts.scheme and not parts.netloc:
        return url.startswith("/") and not url.startswith("//") and "\\" not in url
    return parts.scheme in ("http", "https") and caller.is_own_origin(f"{parts.scheme}://{parts.netloc}")


def _article_page(site: Site, article_id: str, template: str, form: Form | None = None) -> Response:
    """The thread and the form; with the store out of reach, the form alone, so that no text is lost."""
    desk = caller.desk()
    try:
        known = desk.store.article(site.name, article_id)
        nodes = desk.threads.page(
            site.name, article_id, newest_first=False, cursor=None, limit=PAGE_ROOTS, depth=site.depth
        ).nodes
    except ModerationError:
        if form is None:
            raise
        known, nodes = Article(article_id), ()
    page: dict[str, Any] = {
        "site": site,
        "article": known,
        "nodes": nodes,
        "form": form or Form(values={"parent_id": request.args.get("reply_to", "")}),
        "form_token": desk.tokens.form(site.name, article_id),
        "waiting": _own_comment(site),
        "rendered": rendered,
    }
    return make_response(render_template(template, **page))


def _own_comment(site: Site) -> Comment | None:
    """The comment whose receipt the visitor's address carries."""
    found = caller.desk().tokens.receipt_of(request.args.get("receipt"))
    if found is None or found[0] != site.name:
        return None
    try:
        return caller.desk().store.comment(*found)
    except ModerationError:
        return None


def _state(comment: Comment) -> str:
    """What its author is told: what only the machine filed as spam shows as waiting, so it tells spammers nothing."""
    if comment.status is Status.APPROVED:
        return "approved"
    return "rejected" if comment.decided_by and comment.status is not Status.PENDING else "pending"

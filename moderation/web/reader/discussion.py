"""An article's discussion as HTML: its thread, the visitor's own comment where they may see it, and the form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup

from moderation.comments import AUTHOR_MAX, CONTENT_MAX, EMAIL_MAX, WEBSITE_MAX, Article, Comment, Status
from moderation.errors import ModerationError, NotFoundError, StoreUnavailableError
from moderation.standing import Standing, standing
from moderation.web import caller, headers
from moderation.web.reader import consent, places, submissions

if TYPE_CHECKING:
    from moderation.sites import Site

PAGE_ROOTS = 50
# the form's fields from top to bottom, and their limits in characters
LIMITS = {"content": CONTENT_MAX, "author": AUTHOR_MAX, "email": EMAIL_MAX, "website": WEBSITE_MAX}
# what static/embed.js says itself: its name for it, and the message; {names} are filled in by the script
SCRIPT_WORDS = {
    "sending": "script-sending",
    "unreachable": "script-unreachable",
    "retry": "script-retry",
    "news-one": "script-news-one",
    "news-other": "script-news-other",
    "news-shown": "script-news-shown",
    "sent": "script-sent",
    "reply-to": "reply-to",
    "leave-a-comment": "leave-a-comment",
    "summary": "form-summary",
    "summary-field": "form-summary-field",
}


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is shown: the visitor's own text, and what is to be corrected."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    message: str | None = None  # what is wrong with the submission as a whole
    reply_to: Comment | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Own:
    """The visitor's own comment, what they may know of it, and the private address that tells more."""

    comment: Comment
    standing: Standing
    url: str


def page(site: Site, article_id: str, template: str, form: Form | None = None) -> Response:
    """This template with the discussion in it; raises NotFoundError for an article that takes no comments here.

    With the store out of reach a form that was sent is still shown again, so that no text is lost.
    """
    article, thread = _article_and_thread(site, article_id, may_fail=form is not None)
    form = replace(form or Form(), is_open=article.is_open)
    form = _replying(site, article, form)
    own = own_comment(site, article_id)
    shown: dict[str, Any] = {
        "site": site,
        "article": article,
        "thread": thread,
        "form": form,
        "own": own,
        "address": places.Address(site, article_id),
        "limits": LIMITS,
        "form_token": caller.desk().tokens.form(site.name, article_id),
        "is_remembered": consent.known_browser() is not None,
        "words": _script_words(),
    }
    return _guarded(make_response(render_template(template, **shown)), site, is_private=own is not None)


def thread(site: Site, article_id: str) -> bytes:
    """The approved comments as HTML, rendered once per revision of the thread and kept in the store."""
    threads, cursor = caller.desk().threads, _cursor(site, article_id)
    query = _kept_query()

    def made() -> bytes:
        return _rendered_thread(site, article_id, cursor, query)

    if cursor and not threads.ends_page(site.name, article_id, cursor, PAGE_ROOTS):
        return made()  # anybody can make up cursors: only those of our own links are worth keeping
    variant = f"html {caller.locale()} {site.depth} {query} {(cursor or '').partition('.')[2]}"
    return threads.answer(site.name, article_id, variant, made)


def own_comment(site: Site, article_id: str) -> Own | None:
    """The comment whose receipt the visitor's address carries, if it belongs under this article."""
    token = request.args.get("receipt") or request.args.get("moderation-hash") or ""
    found = caller.desk().tokens.receipt_of(token)
    if found is None or found[0] != site.name:
        return None
    try:
        comment = caller.desk().store.comment(*found)
    except ModerationError:
        return None
    if comment.article_id != article_id:
        return None
    return Own(comment, standing(comment), caller.absolute(url_for("receipts.receipt", token=token)))


def check_known(site: Site, article: Article) -> None:
    """Raises NotFoundError for an article nobody has opened, where only the site's owner opens articles."""
    if not submissions.ARTICLE_ID.fullmatch(article.id) or not (article.exists or site.open_articles):
        raise NotFoundError(what="article")


def _script_words() -> dict[str, str]:
    holes = {name: f"{{{name}}}" for name in ("count", "author", "field", "message")}
    return {name: caller.text(key, **holes) for name, key in SCRIPT_WORDS.items()}


def _article_and_thread(site: Site, article_id: str, *, may_fail: bool) -> tuple[Article, Markup]:
    try:
        article = caller.desk().store.article(site.name, article_id)
        check_known(site, article)
        return article, Markup(thread(site, article_id).decode())  # noqa: S704 (our own template's output)
    except StoreUnavailableError:
        if not may_fail:
            raise
        return Article(article_id), Markup()


def _rendered_thread(site: Site, article_id: str, cursor: str | None, query: str) -> bytes:
    desk = caller.desk()
    article = desk.store.article(site.name, article_id)
    found = desk.threads.page(
        site.name, article_id, newest_first=False, cursor=cursor, limit=PAGE_ROOTS, depth=site.depth
    )
    return render_template(
        "_thread.html", article=article, nodes=found.nodes, next=found.next, is_first=cursor is None, query=query
    ).encode()


def _cursor(site: Site, article_id: str) -> str | None:
    """``?cursor=``, or that of the page on which ``?comment=`` stands."""
    if "comment" not in request.args:
        return request.args.get("cursor")
    desk = caller.desk()
    try:
        comment = desk.store.comment(site.name, request.args["comment"])
    except NotFoundError:
        return None
    return desk.threads.cursor_of(site.name, article_id, comment.root_id or comment.id, PAGE_ROOTS)


def _kept_query() -> str:
    """The start of every link of the page."""
    asked = places.asked()
    return f"{urlencode(asked)}&" if asked else ""


def _replying(site: Site, article: Article, form: Form) -> Form:
    """The form with the comment it replies to; without, where that is no longer on the page."""
    wanted = form.values.get("parent_id") or request.args.get("reply_to", "")
    try:
        parent = caller.desk().store.comment(site.name, wanted) if wanted else None
    except ModerationError:
        parent = None
    is_there = parent is not None and parent.article_id == article.id and parent.status is Status.APPROVED
    values = form.values | {"parent_id": wanted if is_there else ""}
    return replace(form, values=values, reply_to=parent if is_there else None)


def _guarded(response: Response, site: Site, *, is_private: bool) -> Response:
    """The page's form may lead to the site's origins; a page with somebody's waiting comment is theirs alone."""
    response.headers["Content-Security-Policy"] = headers.policy(site.origins)
    response.headers["Cache-Control"] = "no-cache"
    if is_private:
        headers.keep_private(response)
    return response

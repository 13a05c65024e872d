"""What a form is answered: the page again with what to correct, or a redirect to the article's page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import redirect

from moderation.comments import Status
from moderation.errors import ForeignOriginError, InvalidSubmissionError, ModerationError, NotFoundError
from moderation.web import caller, problems
from moderation.web.reader import discussion, places

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.comments import Comment
    from moderation.errors import FieldError
    from moderation.intake import Receipt
    from moderation.sites import Site

OWN = ("receipt", "unapproved", "moderation-hash", "reply_to", "comment", "cursor")  # what our redirects add to a query


def form_again(
    site: Site, article_id: str, values: dict[str, str], error: ModerationError, status: int | None = None
) -> Response:
    """The page again, with the visitor's text and what went wrong; a page that may not send here gets none."""
    if isinstance(error, ForeignOriginError | NotFoundError):
        raise error
    fields = _in_form_order(error.fields) if isinstance(error, InvalidSubmissionError) else {}
    form = discussion.Form(values, problems.worded(fields), caller.text(error.key, **error.details))
    response = discussion.page(site, article_id, template_of(article_id), form)
    response.status_code = status or problems.status_of(error)
    response.headers.update(problems.headers_of(error))
    return response


def _in_form_order(fields: dict[str, list[FieldError]]) -> dict[str, list[FieldError]]:
    """The fields as the form has them, from top to bottom; what it has no field for comes last."""
    order = list(discussion.LIMITS)
    return dict(sorted(fields.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))


def template_of(article_id: str) -> str:
    """The page an article has here."""
    return "demo.html" if article_id == places.DEMO else "article.html"


def published_or_waiting(site: Site, receipt: Receipt, wanted: str | None) -> AnyResponse:
    """303 to the article's page, where the visitor sees their comment, or that it waits."""
    comment = receipt.comment
    if receipt.public_status is Status.APPROVED:
        return redirect(_at_comment(site, comment, wanted), 303)
    token = caller.desk().tokens.receipt(site.name, comment.id, comment.created_at)
    return redirect(_at_comment(site, comment, wanted, receipt=token), 303)


def as_wordpress(site: Site, receipt: Receipt, wanted: str | None, *, consented: bool) -> AnyResponse:
    """302, as core answers: the preview of a held comment is announced by its own names unless there is a cookie."""
    comment = receipt.comment
    if receipt.public_status is Status.APPROVED:
        return redirect(_at_comment(site, comment, wanted), 302)
    token = caller.desk().tokens.receipt(site.name, comment.id, comment.created_at)
    more = {"receipt": token} if consented else {"unapproved": comment.id, "moderation-hash": token}
    return redirect(_at_comment(site, comment, wanted, **more), 302)


def _at_comment(site: Site, comment: Comment, wanted: str | None, **more: str) -> str:
    """The address to lead to, with these parameters instead of any earlier ones of ours."""
    target = _target(site, comment.article_id, wanted)
    parts = urlsplit(target)
    if not more and places.is_ours(target) and _is_further_on(site, comment):
        more = {"comment": comment.id}
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in OWN]
    return parts._replace(query=urlencode([*query, *more.items()]), fragment=f"comment-{comment.id}").geturl()


def _is_further_on(site: Site, comment: Comment) -> bool:
    """Whether the comment stands on a later page of the thread."""
    root = comment.root_id or comment.id
    return bool(caller.desk().threads.cursor_of(site.name, comment.article_id, root, discussion.PAGE_ROOTS))


def _target(site: Site, article_id: str, wanted: str | None) -> str:
    """Where the form asked to go, if it may be; else the article; else our own page of it."""
    for url in (wanted, caller.desk().store.article(site.name, article_id).url):
        if url and places.may_lead_to(site, url):
            return url
    return places.own_page(site, article_id)

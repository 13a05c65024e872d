"""WordPress's comment form, under its own names (core 6.1, wp-comments-post.php): the same story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from moderation import intake
from moderation.errors import InvalidSubmissionError, ModerationError, StoreUnavailableError
from moderation.web import caller, public, submissions

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.sites import Site

NAMES = {"author": "author", "email": "email", "url": "website", "comment": "content"}
blueprint = Blueprint("wordpress", __name__)


@blueprint.post("/wp-comments-post.php")
def post() -> AnyResponse:
    """A form as WordPress themes send it: 302 to the article's page, or the form again with what to correct."""
    article_id = request.form.get("comment_post_ID", "").strip()
    try:
        site = caller.site()
        caller.check_origin(site)
        if not submissions.ARTICLE_ID.fullmatch(article_id) or not _is_known(site, article_id):
            return Response("", content_type="text/html; charset=utf-8")  # as core answers an unknown article
    except StoreUnavailableError as error:
        return public.form_again(caller.unread_site(), article_id, _sent(), error)
    sent = _sent()
    try:
        receipt = intake.submit(caller.desk(), submissions.read(site, article_id, sent))
    except ModerationError as error:
        as_core = 200 if site.strict_wordpress and isinstance(error, InvalidSubmissionError) else None
        return public.form_again(site, article_id, sent, error, as_core)
    return public.after_submission(site, receipt, request.form.get("redirect_to"), 302)


def _sent() -> dict[str, str]:
    """The form's fields under our names; a parent of 0 is none."""
    sent = {ours: request.form.get(theirs, "") for theirs, ours in NAMES.items()}
    parent = request.form.get("comment_parent", "0").strip()
    return sent | {"parent_id": "" if parent == "0" else parent}


def _is_known(site: Site, article_id: str) -> bool:
    return site.open_articles or caller.desk().store.article(site.name, article_id).exists

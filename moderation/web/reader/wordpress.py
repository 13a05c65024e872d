"""WordPress's comment form, under its own names (core 6.1, wp-comments-post.php): the same story.

What differs from core, and why: a wrong field is 422 with the form refilled, where core answers 200 with a dead end
(the site's switch ``strict_wordpress`` gives core's 200, and its narrower limits); the hash of a held comment's preview
is our receipt, signed and expiring, because core's let held comments into search engines (5.1 to 5.4.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from moderation import intake
from moderation.errors import FieldError, InvalidSubmissionError, ModerationError
from moderation.web import caller
from moderation.web.reader import consent, outcomes, submissions

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.comments import Submission
    from moderation.sites import Site

NAMES = {"author": "author", "email": "email", "url": "website", "comment": "content"}
# characters, wp_get_comment_fields_max_lengths: only these two are narrower than ours
CORE_LIMITS = {"email": 100, "website": 200}
blueprint = Blueprint("wordpress", __name__)


@blueprint.route("/wp-comments-post.php", methods=["POST"], provide_automatic_options=False)
def post() -> AnyResponse:
    """A form as WordPress themes send it: 302 to the article's page, or the form again with what to correct."""
    article_id = request.form.get("comment_post_ID", "").strip()
    sent = _renamed()
    site = caller.unread_site()
    try:
        site = caller.site()
        caller.check_origin(site)
        if not _is_known(site, article_id):
            return Response("", content_type="text/html; charset=utf-8")  # as core answers an unknown article
        submission = _submission(site, article_id, sent)
        receipt = intake.submit(caller.desk(), submission)
    except ModerationError as error:
        as_core = 200 if site.strict_wordpress and isinstance(error, InvalidSubmissionError) else None
        return outcomes.form_again(site, article_id, sent, error, as_core)
    consented = submission.browser is not None
    response = outcomes.as_wordpress(site, receipt, request.form.get("redirect_to"), consented=consented)
    consent.settle(response, submission.browser)
    return response


def _renamed() -> dict[str, str]:
    """The form's fields under our names, with what the page needs to show the form again."""
    parent = request.form.get("comment_parent", "").strip()
    return {ours: request.form.get(theirs, "") for theirs, ours in NAMES.items()} | {
        "parent_id": "" if parent == "0" else parent,
        "redirect_to": request.form.get("redirect_to", ""),
        "consent": "yes" if consent.is_given() else "",
    }


def _submission(site: Site, article_id: str, sent: dict[str, str]) -> Submission:
    """The checked submission; a strict site has core's limits as well; every wrong field is named at once."""
    limits = CORE_LIMITS if site.strict_wordpress else {}
    too_long = {
        name: [FieldError("field-too-long", {"limit": limit})]
        for name, limit in limits.items()
        if len(sent[name].strip()) > limit
    }
    try:
        submission = submissions.read(site, article_id, sent)
    except InvalidSubmissionError as error:
        raise InvalidSubmissionError(error.fields | too_long) from error
    if too_long:
        raise InvalidSubmissionError(too_long)
    return submission


def _is_known(site: Site, article_id: str) -> bool:
    if not submissions.ARTICLE_ID.fullmatch(article_id):
        return False
    return site.open_articles or caller.desk().store.article(site.name, article_id).exists

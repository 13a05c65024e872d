"""The author's side: what became of their comment, for them alone, and one appeal against a person's refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from moderation import review
from moderation.errors import NotFoundError
from moderation.standing import Standing, standing
from moderation.web import caller, headers
from moderation.web.reader import places

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.comments import Comment

blueprint = Blueprint("receipts", __name__)


@blueprint.get("/receipts/<token>")
def receipt(token: str) -> AnyResponse:
    """What became of a comment; a wrong and an expired token, and a comment that is erased, are answered alike."""
    comment = _comment(token)
    stands = standing(comment)
    if not caller.wants_page():
        return make_response(_told(token, comment, stands))
    article = caller.desk().store.article(comment.site, comment.article_id)
    site = caller.desk().site(comment.site)
    shown = {"comment": comment, "article": article, "standing": stands, "reason": _worded(stands), "token": token}
    return make_response(render_template("receipt.html", **shown, site=site, places=places))


@blueprint.post("/receipts/<token>/appeal")
def appeal(token: str) -> AnyResponse:
    """One appeal against a person's refusal is on record; a repeat changes nothing; 409 where there is none to make."""
    comment = _comment(token)
    caller.check_origin(caller.desk().site(comment.site))
    appealed = review.appeal(caller.desk(), comment)
    if caller.wants_page():
        return redirect(url_for("receipts.receipt", token=token), 303)
    return make_response(_told(token, appealed, standing(appealed)))


@blueprint.after_request
def private(response: Response) -> Response:
    """Nothing here is kept by caches or found by search engines."""
    return headers.keep_private(response)


def _comment(token: str) -> Comment:
    desk = caller.desk()
    found = desk.tokens.receipt_of(token)
    try:
        comment = desk.store.comment(*found) if found else None
    except NotFoundError:
        comment = None
    if comment is None:
        raise NotFoundError(what="receipt")
    caller.speak(desk.site(comment.site).language)
    return comment


def _told(token: str, comment: Comment, stands: Standing) -> dict[str, Any]:
    """The same for a program."""
    appeal_url = caller.absolute(url_for("receipts.appeal", token=token)) if stands.may_appeal else None
    return {
        "id": comment.id,
        "status": stands.status,
        "reason": stands.reason,
        "url": _place(comment) if stands.status == "approved" else None,
        "appealed": stands.has_appealed,
        "appeal_url": appeal_url,
    }


def _worded(stands: Standing) -> str:
    """The class of a refusal in words; a class of the site's own making is its own word."""
    try:
        return caller.text(f"refusal-{stands.reason}")
    except KeyError:
        return stands.reason or ""


def _place(comment: Comment) -> str:
    desk = caller.desk()
    article = desk.store.article(comment.site, comment.article_id)
    return places.of_comment(desk.site(comment.site), article, comment)

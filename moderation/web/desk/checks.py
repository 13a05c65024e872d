"""Checks that came by Akismet's protocol, for moderators: another system's queue, but rulings that train ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request
from marshmallow import fields, validate

from moderation.akismet import judging
from moderation.comments import Status
from moderation.errors import FieldError, InvalidSubmissionError
from moderation.web import auth, caller, wire
from moderation.web.strict import TEXT, Strict

if TYPE_CHECKING:
    from moderation.akismet.checks import Check

LIMIT_MAX, LIMIT_DEFAULT = 100, 50
ACTIONS = {"approve": "ham", "spam": "spam", "undo": ""}
blueprint = Blueprint("checks", __name__, url_prefix="/api/v1/checks")


class CheckRulingSchema(Strict):
    """What a moderator says a check should have said."""

    action = fields.String(
        required=True,
        error_messages=TEXT,
        validate=validate.OneOf(list(ACTIONS), error=f"field-choice choices={','.join(ACTIONS)}"),
    )


_RULING = CheckRulingSchema()


@blueprint.get("")
def list_checks() -> dict[str, Any]:
    """The site's checks, newest first: ``?status=&cursor=&limit=``; 30 days are remembered."""
    asked, site = request.args, auth.site()
    status = Status(wire.choice("status", list(Status), "")) if asked.get("status") else None
    limit = wire.whole("limit", LIMIT_DEFAULT, 1, LIMIT_MAX)
    found, cursor = caller.desk().checks.page(site.name, status, asked.get("cursor") or None, limit)
    return {"checks": [shown(check) for check in found], "next": cursor}


@blueprint.post("/<check_id>/rulings")
def rule(check_id: str) -> dict[str, Any]:
    """The check is labelled as the moderator says (approve: ham), or no longer (undo); a repeat changes nothing."""
    return shown(ruled(check_id, wire.body(_RULING)["action"]))


def ruled(check_id: str, action: str) -> Check:
    """The check after a moderator's ruling, for the JSON route and its page; raises InvalidSubmissionError."""
    if action not in ACTIONS:
        raise InvalidSubmissionError({"action": [FieldError("field-choice", {"choices": ", ".join(ACTIONS)})]})
    desk, site = caller.desk(), auth.site()
    judging.rule(desk, desk.checks.get(site.name, check_id), ACTIONS[action], auth.person().name)
    return desk.checks.get(site.name, check_id)


def shown(check: Check) -> dict[str, Any]:
    """A check as a moderator sees it."""
    document = check.document
    return {
        "id": check.id,
        "at": check.at.isoformat(),
        "blog": check.blog,
        "permalink": check.permalink,
        "comment_type": check.comment_type,
        "author": document.author,
        "website": document.url,
        "content": document.text,
        "status": check.status,
        "answer": check.answer,
        "score": check.score,
        "reasons": [{"key": reason.key, "detail": reason.detail} for reason in check.reasons],
        "clues": [
            {"token": c.token, "field": c.field, "start": c.start, "end": c.end, "weight": c.weight}
            for c in check.clues
        ],
        "label": check.label,
        "labelled_by": check.labelled_by,
    }

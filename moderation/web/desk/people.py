"""One person's data over HTTP, for admins. The address travels in the body or a header, never in the URL or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, json, request
from marshmallow import Schema, fields

from moderation import people
from moderation.web import auth, caller, wire
from moderation.web.desk import person_page
from moderation.web.desk.models import REPORT_POLICY as SELF_CONTAINED
from moderation.web.strict import Strict, Truth

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

HEADER = "Person-Email"
blueprint = Blueprint("people", __name__, url_prefix="/api/v1")


class PersonSchema(Strict):
    """Whom it is about, unless the header says it; ``anonymise`` keeps the comments."""

    email = fields.String(
        error_messages={"invalid": "field-not-text", "null": "field-required"},
        metadata={"description": "Or in the header Person-Email."},
    )
    anonymise = Truth(error_messages={"invalid": "field-truth", "null": "field-truth"}, load_default=False)


class WrittenSchema(Schema):
    """What is kept of one comment."""

    id = fields.String(required=True)
    site = fields.String(required=True)
    article = fields.String(required=True)
    article_then = fields.String(required=True, allow_none=True)
    in_reply_to = fields.String(required=True, allow_none=True)
    written_at = fields.DateTime(required=True)
    author = fields.String(required=True, allow_none=True)
    website = fields.String(required=True, allow_none=True)
    content = fields.String(required=True)
    status = fields.String(required=True)
    decided_by = fields.String(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    reasons = fields.List(fields.String(), required=True)
    score = fields.Float(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)


class ExportSchema(Schema):
    """All that a person wrote."""

    email = fields.String(required=True)
    exported_at = fields.DateTime(required=True)
    comments = fields.List(fields.Nested(WrittenSchema), required=True)
    elsewhere = fields.List(
        fields.Dict(keys=fields.String()),
        required=True,
        metadata={"description": "What other systems asked about: site, where, written_at, author, website, content."},
    )


class ErasedSchema(Schema):
    """What was forgotten."""

    comments = fields.Integer(required=True)
    models_to_retrain = fields.List(fields.String(), required=True)


_PERSON = PersonSchema()


@blueprint.get("/people")
def export() -> AnyResponse:
    """All that the person wrote on the site, as JSON, or as a page for those who prefer one."""
    found = people.exported(caller.desk(), _sent()["email"], [auth.site().name])
    if caller.wants_page():
        answer = Response(person_page.rendered(current_app, found), content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = SELF_CONTAINED
    else:
        answer = Response(json.dumps(found), content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.delete("/people")
def erase() -> dict[str, Any]:
    """The person is forgotten on the site; ``"anonymise": true`` keeps the comments. A repeat finds nothing."""
    sent, by = _sent(), auth.person().name
    done = people.erase(caller.desk(), sent["email"], [auth.site().name], by=by, anonymise=sent["anonymise"])
    return {"comments": done.comments, "models_to_retrain": list(done.models)}


def _sent() -> dict[str, Any]:
    """The body, if there is one, with the address that a header names; raises InvalidSubmissionError."""
    sent: dict[str, Any] = wire.body(_PERSON) if request.content_length else {"anonymise": False}
    email = people.checked_address(request.headers.get(HEADER) or sent.get("email") or "")
    return sent | {"email": email}

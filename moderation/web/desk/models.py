"""A site's models over HTTP: which there are, who is on duty, and the report of each training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, url_for
from marshmallow import Schema, fields

from moderation.web import auth, caller, headers

if TYPE_CHECKING:
    from moderation.registry import Roles, Version

# a report is one file that needs nothing from anywhere: its own styles and pictures, and no script at all
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
blueprint = Blueprint("models", __name__, url_prefix="/api/v1/models")


class ModelSchema(Schema):
    """One version: what it learned from, how it was judged, what it may do."""

    version = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    roles = fields.List(fields.String(), required=True, metadata={"description": "champion, challenger, previous"})
    sha256 = fields.String(required=True)
    bytes = fields.Integer(required=True)
    has_report = fields.Boolean(required=True)
    report_url = fields.String(required=True, allow_none=True)
    stale = fields.String(required=True, allow_none=True, metadata={"description": "Why it is to be trained again."})
    card = fields.Dict(required=True)


class ModelsSchema(Schema):
    """The versions kept, newest first; ``champion`` may be the shipped model, which is none of them."""

    champion = fields.String(required=True, allow_none=True)
    challenger = fields.String(required=True, allow_none=True)
    previous = fields.String(required=True, allow_none=True)
    shadow = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    models = fields.List(fields.Nested(ModelSchema), required=True)


@blueprint.get("")
def listing() -> dict[str, Any]:
    """Every version kept, and who does what; ``shadow`` counts what the challenger would have done."""
    desk, site = caller.desk(), auth.site().name
    roles = desk.registry.roles(site)
    return {
        "champion": desk.scoring.version(site),
        "challenger": roles.challenger,
        "previous": roles.previous,
        "shadow": desk.registry.shadow(site),
        "models": [_told(version, roles, site) for version in desk.registry.versions(site)],
    }


@blueprint.get("/<version>")
def show(version: str) -> dict[str, Any]:
    """One version with its card."""
    desk, site = caller.desk(), auth.site().name
    return _told(desk.registry.version(site, version), desk.registry.roles(site), site)


@blueprint.get("/<version>/report")
def report(version: str) -> Response:
    """The self-contained page that a training wrote: curves, thresholds, words, worst mistakes."""
    html = caller.desk().registry.report(auth.site().name, version)
    answer = headers.keep_private(Response(html, content_type="text/html; charset=utf-8"))
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    return answer


def _told(version: Version, roles: Roles, site: str) -> dict[str, Any]:
    where = url_for("models.report", version=version.version, site=site) if version.has_report else None
    return version.as_dict(roles) | {"report_url": where}

"""A site's settings as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from moderation import review
from moderation.web import auth, caller, wire
from moderation.web.desk_schemas import SettingsSchema

blueprint = Blueprint("sites", __name__, url_prefix="/api/v1")
_SETTINGS = SettingsSchema()


@blueprint.get("/site")
def show() -> dict[str, Any]:
    """Every setting of the site by name."""
    return auth.site().as_dict()


@blueprint.patch("/site")
def change() -> dict[str, Any]:
    """The settings sent are the site's from now on, in every worker within a second; the others stay."""
    changes = wire.body(_SETTINGS)
    return review.change_settings(caller.desk(), auth.site().name, changes).as_dict()

"""A site's settings and numbers as JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Blueprint

from moderation import review
from moderation.numbers import BINS, DAYS_MAX, Day
from moderation.web import auth, caller, wire
from moderation.web.desk import promises
from moderation.web.desk.site_schemas import SettingsSchema

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


@blueprint.get("/stats")
def numbers() -> dict[str, Any]:
    """The numbers of the last ``?days=`` days, 30 if left out, and how the site stands with its promise."""
    desk, site = caller.desk(), auth.site().name
    found = desk.ledger.read(site, desk.clock(), wire.whole("days", 30, 1, DAYS_MAX))
    told = dataclasses.asdict(found)
    days = [{"date": day.day.isoformat(), **_counts(day)} for day in found.days]
    scores = {"bins": BINS} | {k: list(v) for k, v in found.scores.items()}
    return told | {"days": days, "scores": scores, "promise": promises.told(site)}


def _counts(day: Day) -> dict[str, Any]:
    return {name: getattr(day, name) for name in ("received", "machine", "ruled", "undone", "appeals")}

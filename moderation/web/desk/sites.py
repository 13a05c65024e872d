"""A site's settings and numbers as JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Blueprint

from moderation import review
from moderation.numbers import BINS, DAYS_MAX, Day, median_wait_s
from moderation.opinions import agreement
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
    return {
        "days": [_day(day) for day in found.days],
        "overruled": dataclasses.asdict(found.overruled),
        "median_wait_s": found.median_wait_s,
        "agreement": dataclasses.asdict(found.agreement),
        "scores": {"bins": BINS} | {label: list(counts) for label, counts in found.scores.items()},
        "promise": promises.told(site),
    }


def _day(day: Day) -> dict[str, Any]:
    counts = {name: getattr(day, name) for name in ("received", "machine", "ruled", "undone", "appeals")}
    agreed = dataclasses.asdict(agreement(day.judged_twice))
    return {"date": day.day.isoformat(), **counts, "median_wait_s": median_wait_s([day]), "agreement": agreed}

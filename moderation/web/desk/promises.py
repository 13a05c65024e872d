"""A site's promise in words: what holds, and how many approved comments are still missing."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from marshmallow import Schema, fields, validate

from moderation.promises import promise_state
from moderation.web import caller

if TYPE_CHECKING:
    from datetime import datetime

    from moderation.promises import Automatism, PromiseState


TRAININGS = 5  # told on the page


class AutomatismSchema(Schema):
    """One thing the model may do unseen; ``more_ham`` and ``more_spam`` are what the site's own proof still lacks."""

    threshold = fields.Float(required=True, allow_none=True, metadata={"description": "Null: off, comments wait."})
    by = fields.String(required=True, validate=validate.OneOf(["site", "champion", "base"]))
    more_ham = fields.Integer(required=True)
    more_spam = fields.Integer(required=True)


class PromiseSchema(Schema):
    """What the site promised of its automatisms, and how far it is from keeping it."""

    blocked_ham = fields.Float(required=True)
    published_spam = fields.Float(required=True)
    ham = fields.Integer(required=True)
    spam = fields.Integer(required=True)
    spam_filing = fields.Nested(AutomatismSchema, required=True)
    publishing = fields.Nested(AutomatismSchema, required=True)
    model = fields.String(required=True, allow_none=True)
    sentences = fields.List(fields.String(), required=True, metadata={"description": "In the caller's language."})


@dataclass(frozen=True, slots=True)
class Training:
    """One training as the page lists it. ``role``: champion, challenger, previous, or idle for who does nothing."""

    version: str
    at: datetime
    role: str
    stale: bool
    report: str | None


def trainings(site: str) -> list[Training]:
    """The latest trainings of a site, the newest first."""
    registry = caller.desk().registry
    roles, found = registry.roles(site), registry.versions(site)[:TRAININGS]
    named = {version: role for role, version in dataclasses.asdict(roles).items()}
    return [
        Training(
            version=each.version,
            at=each.created_at,
            role=named.get(each.version, "idle"),
            stale=each.stale is not None,
            report=url_for("models.report", version=each.version, site=site) if each.has_report else None,
        )
        for each in found
    ]


def told(site: str) -> dict[str, Any]:
    """The promise of a site, JSON-ready, with its sentences."""
    desk = caller.desk()
    state = promise_state(desk, site)
    return dataclasses.asdict(state) | {"model": desk.scoring.version(site), "sentences": sentences(state)}


def sentences(state: PromiseState) -> list[str]:
    """The two promises, each with what is missing before it is kept on the site's own proof."""
    found = [caller.text("promise-blocked-ham", share=state.blocked_ham)]
    filing, publishing = state.spam_filing, state.publishing
    if filing.more_ham:
        found.append(_missing("spam", filing, count=filing.more_ham))
    found.append(caller.text("promise-published-spam", share=state.published_spam))
    if publishing.more_ham or publishing.more_spam:
        found.append(_missing("publishing", publishing, missing=_labels(publishing)))
    return found


def _missing(what: str, found: Automatism, **labels: Any) -> str:
    """How many labels are missing before it is automatic, or before the threshold that decides meanwhile is proven."""
    if found.threshold is None:
        return caller.text(f"promise-more-for-{what}", **labels)
    return caller.text(f"promise-proof-for-{what}", by=found.by, threshold=found.threshold, **labels)


def _labels(found: Automatism) -> str:
    """The labels that are missing, in words."""
    counts = {"ham": found.more_ham, "spam": found.more_spam}
    told = {name: caller.text(f"promise-missing-{name}", count=count) for name, count in counts.items() if count}
    return caller.text("promise-missing-both", **told) if len(told) > 1 else "".join(told.values())

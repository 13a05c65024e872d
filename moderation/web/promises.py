"""A site's promise in words: what holds, and how many approved comments are still missing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from moderation.promises import promise_state
from moderation.web import caller

if TYPE_CHECKING:
    from moderation.promises import PromiseState


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


def told(site: str) -> dict[str, Any]:
    """The promise of a site, JSON-ready, with its sentences."""
    desk = caller.desk()
    state = promise_state(desk, site)
    return dataclasses.asdict(state) | {"model": desk.scoring.version(site), "sentences": sentences(state)}


def sentences(state: PromiseState) -> list[str]:
    """The two promises, each with what is missing before it is kept on the site's own proof."""
    found = [caller.text("promise-blocked-ham", share=state.blocked_ham)]
    if state.spam_filing.more_ham:
        found.append(caller.text("promise-more-for-spam", count=state.spam_filing.more_ham))
    found.append(caller.text("promise-published-spam", share=state.published_spam))
    missing = state.publishing
    if missing.more_ham or missing.more_spam:
        found.append(caller.text("promise-more-for-publishing", ham=missing.more_ham, spam=missing.more_spam))
    return found

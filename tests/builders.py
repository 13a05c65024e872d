"""Builders state only what matters: ``a_submission(content="buy now")``."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from classifiers.documents import Verdict
from moderation.comments import Evidence, Submission

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CONTENT = "Merci, la partie sur le levain m’a beaucoup aidée."
_numbers = itertools.count(1)


def a_submission(**changes) -> Submission:
    """A reader's comment under the demo article; every call is another reader."""
    number = next(_numbers)
    fields = {
        "site": "default",
        "article_id": "demo",
        "author": "Anne",
        "email": f"anne{number}@example.org",
        "content": CONTENT,
        "received_at": AT,
        "evidence": Evidence(),
    }
    return Submission(**fields | changes)


def a_body(**changes) -> dict[str, str]:
    """The same as JSON; None leaves a field out."""
    number = next(_numbers)
    body = {"author": "Anne", "email": f"anne{number}@example.org", "content": f"{CONTENT} {number}"}
    return {k: v for k, v in (body | changes).items() if v is not None}


def a_verdict(score: float) -> Verdict:
    """An opinion without clues."""
    return Verdict(score=score, version="test", clues=())


class FixedScorer:
    """A model that gives every document one score; an exception as score is raised."""

    version = "test"

    def __init__(self, score, publish_below=0.2, spam_from=0.9) -> None:
        self._score = score
        self.card = {"thresholds": {"publish_below": publish_below, "spam_from": spam_from}}

    def verdict(self, document, clues=12) -> Verdict:
        if isinstance(self._score, Exception):
            raise self._score
        return a_verdict(self._score)

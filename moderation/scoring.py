"""The model on duty: asked for a verdict, never allowed to stop a comment."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from classifiers.documents import Document
from classifiers.scorer import ModelError, Scorer

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.documents import Verdict
    from moderation.comments import Submission

CLUES = 12
CAUTIOUS = (0.05, 0.95)  # publish_below, spam_from where a model's card promises nothing
_log = logging.getLogger(__name__)


class Scoring:
    """Loads the model of a directory once and judges with it; without a model every verdict is None."""

    def __init__(self, directory: Path) -> None:
        self.scorer: Scorer | None = None
        try:
            self.scorer = Scorer.load(directory)
        except ModelError as cause:
            _log.error("model not loaded: every comment waits", extra={"cause": str(cause)})

    def version(self, _site: str) -> str | None:
        """The version of the model on duty, None where there is none."""
        return self.scorer.version if self.scorer else None

    def thresholds(self, _site: str) -> tuple[float, float]:
        """(publish_below, spam_from) as the model's card promises them."""
        promised = self.scorer.card.get("thresholds", {}) if self.scorer else {}
        return promised.get("publish_below", CAUTIOUS[0]), promised.get("spam_from", CAUTIOUS[1])

    def verdict(self, submission: Submission, context: str | None) -> Verdict | None:
        """The model's opinion, None where it is missing or fails: the failure is logged, the comment waits."""
        if self.scorer is None:
            return None
        try:
            return self.scorer.verdict(document_of(submission, context), CLUES)
        except Exception:  # noqa: BLE001 (whatever a model does wrong, the comment is kept and waits)
            _log.exception("scoring failed: the comment waits")
            return None


def document_of(submission: Submission, context: str | None) -> Document:
    """What the model may see of a submission; what is not known is None."""
    return Document(
        text=submission.content,
        author=submission.author,
        url=submission.website,
        email_domain=submission.email_domain,
        lang=submission.lang,
        context=context,
    )

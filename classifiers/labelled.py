"""A site's labels as training sees them: a document, what a person said it is, when, and how much that weighs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from classifiers.documents import Document, DocumentError

__all__ = ["Labelled", "in_time_order", "labelled_from_row", "moment", "read_labelled"]

IMPORTED_WEIGHT = 0.5
_PERSON = frozenset({"ruling", "feedback", "moderator"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document and its label. ``at`` is when the comment was written, ``said`` when it got the label; None: unknown.

    ``weight``, above 0, is how much the label counts: a moderator's ruling 1, an imported one less.
    ``source`` says where it came from (ruling, feedback, import ...).
    """

    id: str
    document: Document
    label: Literal["ham", "spam"]
    weight: float = 1.0
    at: datetime | None = None
    source: str = "ruling"
    said: datetime | None = None

    @property
    def is_spam(self) -> bool:
        """Whether the label says spam."""
        return self.label == "spam"


def labelled_from_row(row: Any) -> Labelled:
    """The label one JSON object tells: text and label (spam or ham), else the fields of the labels' export.

    ``id`` may be missing: then it is made of the words. ``date`` may be missing or unreadable: then unknown.

    Raises:
        DocumentError: no document, or a label or weight that is none.
    """
    document = Document.from_row(row)
    if row.get("label") not in ("spam", "ham"):
        message = f"label: spam or ham is needed, got {row.get('label')!r:.40}"
        raise DocumentError(message)
    source = str(row.get("source") or "import")
    known = source in _PERSON or row.get("label_quality") == "moderator"
    weight = row.get("weight", 1.0 if known else IMPORTED_WEIGHT)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 100:  # noqa: PLR2004
        message = f"weight: a number above 0 and at most 100 is needed, got {weight!r:.40}"
        raise DocumentError(message)
    return Labelled(
        id=str(row.get("id") or _digest(document, row)),
        document=document,
        label=row["label"],
        weight=float(weight),
        at=moment(row.get("date")),
        source=source,
    )


def read_labelled(path: Path) -> Iterator[Labelled]:
    """The labels of a JSONL file, in its order, one held at a time.

    Raises:
        DocumentError: a line is no label; the message names line and field.
    """
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield labelled_from_row(json.loads(line))
            except (ValueError, RecursionError) as error:
                message = f"{path.name}, line {number}: {error}"
                raise DocumentError(message) from error


def in_time_order(labels: Iterable[Labelled]) -> list[Labelled]:
    """The labels in the order they were given, those given at once by when their comments were written.

    Where nobody knows when a label was given, it counts as given with the comment; those without any time come first,
    in the order they have.
    """
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(labels, key=lambda one: (one.said or one.at or never, one.at or never))


def fingerprint(labels: Sequence[Labelled]) -> str:
    """A SHA-256 of ids, labels and weights, the same in whatever order the labels come."""
    told = sorted(f"{labelled.id}\0{labelled.label}\0{labelled.weight!r}" for labelled in labels)
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest()


def _digest(document: Document, row: dict[str, Any]) -> str:
    parts = (document.text, document.author, document.url, document.context, row.get("date"))
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=12).hexdigest()


def moment(text: Any) -> datetime | None:
    """The moment a text tells in ISO 8601 or nearly so, whatever follows the seconds; UTC unless told."""
    if not isinstance(text, str) or not text.strip():
        return None
    for candidate in (text.strip(), text.strip()[:19], text.strip()[:10]):
        try:
            found = datetime.fromisoformat(candidate)
        except ValueError:
            continue
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return None

"""What became of an export's items."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

EXAMPLES = 5  # so many places are told for each reason


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that is left out: where it stood and why, in a few words (no reader's text)."""

    where: str
    reason: str


@dataclass(slots=True)
class Report:
    """Counts of items read, imported (new here), labelled, known before, and skipped by reason."""

    read: int = 0
    imported: int = 0
    labelled: int = 0
    known: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def skip(self, refused: Refused) -> None:
        """One more item was left out for this reason."""
        self.skipped[refused.reason] += 1
        places = self.places.setdefault(refused.reason, [])
        if len(places) < EXAMPLES:
            places.append(refused.where)

    def as_dict(self) -> dict[str, Any]:
        """The figures, JSON-ready."""
        return {
            "read": self.read,
            "imported": self.imported,
            "labelled": self.labelled,
            "known": self.known,
            "skipped": sum(self.skipped.values()),
            "reasons": dict(self.skipped),
        }

    def text(self) -> str:
        """The figures in a few lines."""
        figures = f"read {self.read}, imported {self.imported}, labelled {self.labelled}, known before {self.known}"
        lines = [f"{figures}, skipped {sum(self.skipped.values())}"]
        for reason, count in self.skipped.most_common():
            more = ", …" if count > EXAMPLES else ""
            lines.append(f"  {count} × {reason} (at {', '.join(self.places[reason])}{more})")
        return "\n".join(lines)

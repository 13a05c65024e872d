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


@dataclass(frozen=True, slots=True)
class CutShort(Refused):
    """The last item of a file that ends within it: what should follow is missing too, nobody knows how much."""

    reason: str = "the file ends too early"


@dataclass(slots=True)
class Report:
    """Counts of items read, imported (new here), labelled, known before, and skipped by reason; was the file whole?"""

    read: int = 0
    imported: int = 0
    labelled: int = 0
    known: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    is_cut_short: bool = False

    def skip(self, refused: Refused) -> None:
        """One more item was left out for this reason."""
        self.is_cut_short |= isinstance(refused, CutShort)
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
            "cut_short": self.is_cut_short,
        }

    def text(self) -> str:
        """The figures in a few lines."""
        figures = f"read {self.read}, imported {self.imported}, labelled {self.labelled}, known before {self.known}"
        lines = [f"{figures}, skipped {sum(self.skipped.values())}"]
        for reason, count in self.skipped.most_common():
            more = ", …" if count > EXAMPLES else ""
            lines.append(f"  {count} × {reason} (at {', '.join(self.places[reason])}{more})")
        return "\n".join(lines)

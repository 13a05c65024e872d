"""The model card's generated parts: what stands between ``<!-- NAME -->`` and ``<!-- end of NAME -->``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["CARD", "PICTURES", "put", "write"]

ROOT = Path(__file__).parents[2]
CARD = ROOT / "MODEL_CARD.md"
PICTURES = ROOT / "docs"


def put(text: str, name: str, lines: Sequence[str]) -> str:
    """The card's text with these lines as the part of this name.

    Raises:
        ValueError: the card has no such part.
    """
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    if start not in text or end not in text.partition(start)[2]:
        message = f"{CARD.name} has no part between {start.strip()} and {end}"
        raise ValueError(message)
    before, _, rest = text.partition(start)
    after = rest.partition(end)[2]
    return before + start + "\n".join([*lines, ""]) + end + after


def write(name: str, lines: Sequence[str], pictures: dict[str, str]) -> None:
    """The part is in the card, and its pictures are in their folder."""
    CARD.write_text(put(CARD.read_text(encoding="utf-8"), name, lines), encoding="utf-8")
    for file, svg in pictures.items():
        (PICTURES / file).write_text(svg + "\n", encoding="utf-8")

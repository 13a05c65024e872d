"""Dates as exports write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_ZONE = re.compile(r"\s+([+-]\d\d:?\d\d|Z|UTC|GMT)$", re.IGNORECASE)
_FRACTION = re.compile(r"\.(\d+)")
_UTC = ("utc", "gmt")


def moment_of(text: str | None) -> datetime | None:
    """The aware UTC time a text names, None where it names none (empty, ``0000-00-00 00:00:00``, another form).

    A date without a zone is UTC: read as local time it would shift by the reader's zone.
    """
    bare = _ZONE.sub(_zone, (text or "").strip())
    bare = _FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", bare)
    try:
        found = datetime.fromisoformat(bare)
    except ValueError:
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def _zone(found: re.Match[str]) -> str:
    return "+00:00" if found[1].lower() in _UTC else found[1]

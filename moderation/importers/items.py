"""What every export is read into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.comments import EMAIL_MAX, WEBSITE_MAX, Status

if TYPE_CHECKING:
    from datetime import datetime

_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)*")
_WEBSITE = re.compile(r"https?://[^\s/]+\S*$", re.IGNORECASE)
LABELS = {Status.APPROVED: "ham", Status.SPAM: "spam"}  # what waits, and what was thrown away, is neither


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as an export knows it."""

    id: str
    title: str | None = None
    url: str | None = None
    is_open: bool = True
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One comment of an export. ``native`` is its id there, unique within ``origin``; ``parent`` is a native id too."""

    where: str
    origin: str
    native: str
    piece: Piece
    content: str
    status: Status
    created_at: datetime | None = None
    author: str | None = None
    email: str | None = None
    website: str | None = None
    parent: str | None = None
    original: str | None = None  # the text as it was typed, where ``content`` is a conversion of it

    @property
    def label(self) -> str | None:
        """What the model may learn from it."""
        return LABELS.get(self.status)


def address_or_none(text: str | None) -> str | None:
    """The e-mail address, None where this is none."""
    text = (text or "").strip()
    return text if len(text) <= EMAIL_MAX and _ADDRESS.fullmatch(text) else None


def website_or_none(text: str | None) -> str | None:
    """The http or https address, None where this is none."""
    text = (text or "").strip()
    return text if len(text) <= WEBSITE_MAX and _WEBSITE.match(text) else None

"""Which labels a model learned from: told by a model's card without telling who wrote them."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any
from zlib import crc32

import numpy as np

__all__ = ["learned_from", "remembered"]


def remembered(ids: Iterable[str]) -> str:
    """The CRC-32 of every id, sorted, little-endian, in base 64: what a card keeps under ``learned``."""
    marks = np.unique(np.array([_mark(known) for known in ids], dtype="<u4"))
    return base64.b64encode(marks.tobytes()).decode()


def learned_from(card: dict[str, Any], ids: Iterable[str]) -> list[bool]:
    """Whether a model with this card learned from each of these labels.

    False for a base model, which knows no labels of a site. One in some million others is taken for
    one it knows (a CRC of 32 bits), never the other way round.
    """
    marks = np.frombuffer(base64.b64decode(card.get("learned", "")), dtype="<u4")
    asked = np.array([_mark(known) for known in ids], dtype="<u4")
    return [bool(found) for found in np.isin(asked, marks)]


def _mark(known: str) -> int:
    return crc32(known.encode("utf-8", "surrogatepass"))

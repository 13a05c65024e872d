"""The nouns of scoring: what is judged, what was found, and what it means."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Self

__all__ = ["Clue", "Document", "DocumentError", "Verdict"]


class DocumentError(ValueError):
    """A row cannot be read as a document; the message names the field and the cure."""


@dataclass(frozen=True, slots=True)
class Document:
    """One comment as its author sent it; None means missing, and missing is never evidence.

    ``context`` is the article's title, then a newline and the article's text where it is known.
    """

    text: str
    author: str | None = None
    url: str | None = None
    email_domain: str | None = None
    lang: str | None = None
    context: str | None = None

    @classmethod
    def from_row(cls, row: Any) -> Self:
        """The document a JSON object describes; empty strings are missing, other keys are ignored.

        Raises:
            DocumentError: no object, no ``text``, or a field that is not a string.
        """
        if not isinstance(row, dict):
            message = f"expected a JSON object, got {type(row).__name__}"
            raise DocumentError(message)
        if "text" not in row:
            message = "text: missing; give the comment's words as a string"
            raise DocumentError(message)
        values = {field.name: _optional_text(row, field.name) for field in fields(cls)}
        return cls(**{**values, "text": values["text"] or ""})  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, line: str) -> Self:
        """The document that one line of JSON describes.

        Raises:
            DocumentError: the line is no JSON, or not a document.
        """
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            message = f"not JSON: {error}"
            raise DocumentError(message) from error
        return cls.from_row(row)


def _optional_text(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        message = f"{name}: expected a string, got {type(value).__name__}"
        raise DocumentError(message)
    return value


@dataclass(frozen=True, slots=True)
class Clue:
    """What one token added to the log-odds of spam; ``start`` and ``end`` span the field where it first stands."""

    token: str
    field: str
    start: int | None
    end: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A model's opinion: the probability of spam in [0, 1], whose it is, and its heaviest clues."""

    score: float
    version: str
    clues: tuple[Clue, ...]

"""Labelled comments as JSON lines.

One a line: text, label, author, date, url, email_domain, lang, source, site, context, label_quality. Ours carry an
``id`` besides, by which they are known again where they came from.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from classifiers.documents import Document, DocumentError
from moderation.comments import CONTENT_MAX, LABEL_WEIGHTS, LABELS, Label
from moderation.importers.dates import moment_of
from moderation.importers.report import CutShort, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PERSON = ("ruling", "feedback")


def read(lines: Iterable[bytes], at: datetime) -> Iterator[Label | Refused | None]:
    """The label of each line; a line that is none is told; None for a blank one. ``at``: the time of the import."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            yield None
            continue
        try:
            yield _label(json.loads(line), at)
        except DocumentError as error:
            yield Refused(f"line {number}", str(error))
        except (ValueError, RecursionError):
            yield _no_json(f"line {number}", is_whole=line.endswith(b"\n"))


def _no_json(place: str, *, is_whole: bool) -> Refused:
    return Refused(place, "not JSON: each line is one object with text and label") if is_whole else CutShort(place)


def row(label: Label, site: str) -> dict[str, Any]:
    """The label as one line's object; what is not known is an empty text."""
    document = label.document or Document("")
    return {
        "id": label.id,
        "text": document.text,
        "label": label.label,
        "author": document.author or "",
        "date": label.created.isoformat().replace("+00:00", "Z") if label.created else "",
        "url": document.url or "",
        "email_domain": document.email_domain or "",
        "lang": document.lang or "und",
        "source": label.source,
        "site": site,
        "context": document.context or "",
        "label_quality": "moderator" if label.source in _PERSON else label.source,
    }


def _label(found: Any, at: datetime) -> Label:
    """Raises DocumentError, naming the field, where this is no labelled comment."""
    document = Document.from_row(found)
    if found.get("label") not in LABELS:
        raise DocumentError("label: spam or ham is needed")
    if not document.text.strip() or len(document.text) > CONTENT_MAX:
        raise DocumentError(f"text: 1 to {CONTENT_MAX} characters are needed")
    source = str(found.get("source") or "")
    is_ours = source in LABEL_WEIGHTS and bool(_ID.fullmatch(str(found.get("id", ""))))
    return Label(
        id=found["id"] if is_ours else _digest(document, str(found.get("date") or "")),
        label=found["label"],
        source=source if is_ours else "import",
        by=None if is_ours else source[:200] or None,
        at=at,
        created=moment_of(str(found.get("date") or "")),
        document=document,
    )


def _digest(document: Document, date: str) -> str:
    """By this the same line is known again, whatever its label."""
    parts = (document.text, document.author, document.url, document.context, date)
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=12).hexdigest()

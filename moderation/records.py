"""Comments and decisions as the store writes them: flat hashes of strings, JSON for lists."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from classifiers.documents import Clue
from moderation.comments import Comment, Reason, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TEXTS = {
    "article": "article_id",
    "parent": "parent_id",
    "root": "root_id",
    "author": "author",
    "website": "website",
    "lang": "lang",
    "context": "context",
    "model": "model",
    "by": "decided_by",
    "sealed": "sealed_email",
    "domain": "email_domain",
    "fingerprint": "fingerprint",
    "acquaintance": "acquaintance",
}


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC."""
    return round(at.timestamp() * 1000)


def moment(ms: str | int) -> datetime:
    """The aware UTC time of these milliseconds."""
    return datetime.fromtimestamp(int(ms) / 1000, UTC)


def as_hash(comment: Comment) -> dict[str, str]:
    """The fields to write; absent values are left out."""
    fields = {
        name: str(value) for name, attribute in _TEXTS.items() if (value := getattr(comment, attribute)) is not None
    }
    fields |= {
        "content": comment.content,
        "created": str(milliseconds(comment.created_at)),
        "status": comment.status,
        "version": str(comment.version),
        "clues": compact([[c.token, c.field, c.start, c.end, round(c.weight, 4)] for c in comment.clues]),
        "reasons": reasons_json(comment.reasons),
    }
    if comment.score is not None:
        fields["score"] = f"{comment.score:.6f}"
    if comment.decided_at is not None:
        fields["decided"] = str(milliseconds(comment.decided_at))
    return fields


def from_hash(site: str, comment_id: str, fields: Mapping[str, str]) -> Comment:
    """The comment of these fields."""
    texts = {attribute: fields.get(name) or None for name, attribute in _TEXTS.items() if name != "article"}
    return Comment(
        id=comment_id,
        site=site,
        article_id=fields["article"],
        content=fields["content"],
        created_at=moment(fields["created"]),
        status=Status(fields["status"]),
        version=int(fields["version"]),
        score=float(fields["score"]) if "score" in fields else None,
        clues=tuple(Clue(*values) for values in json.loads(fields.get("clues", "[]"))),
        reasons=tuple(Reason(*values) for values in json.loads(fields.get("reasons", "[]"))),
        decided_at=moment(fields["decided"]) if fields.get("decided") else None,
        appeals=int(fields.get("appeals", 0)),
        **texts,
    )


def decoded(fields: Mapping[bytes, bytes]) -> dict[str, str]:
    """A hash as the store gave it, as text."""
    return {k.decode(): v.decode() for k, v in fields.items()}


def reasons_json(reasons: Iterable[Reason]) -> str:
    """Reasons as JSON."""
    return compact([[r.key, r.detail] for r in reasons])


def compact(value: Any) -> str:
    """JSON without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

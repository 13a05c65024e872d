"""Judgements in plain words: why a comment stands where it stands, what its author did before, what weighed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moderation.comments import Reason
from moderation.web import caller
from moderation.web.desk.reading import plain
from moderation.web.templating import ago

if TYPE_CHECKING:
    from datetime import datetime

    from classifiers.documents import Clue
    from moderation.comments import AuthorRecord, Comment

LIKELY, UNLIKELY = 0.7, 0.3  # how a score is coloured; the thresholds that decide are the policy's


def because(reason: Reason) -> str:
    """Why a decision was taken, as a sentence."""
    if reason.key == "ruled" and reason.detail:
        return caller.text("desk-reason-ruled-because", detail=reason_words(reason.detail))
    key = f"desk-reason-{reason.key}"
    if _has(key):
        return caller.text(key, detail=plain(reason.detail))
    return caller.text("desk-reason-other", detail=plain(": ".join(filter(None, (reason.key, reason.detail)))))


def reason_words(reason: str) -> str:
    """A reason of rejection: ours in the reader's language, a site's own as it wrote it."""
    key = f"desk-reject-{reason}"
    return caller.text(key) if _has(key) else plain(reason)


def record_words(record: AuthorRecord | None) -> str:
    """What the author did before this comment."""
    if record is None:
        return caller.text("desk-record-unknown")
    counts = {name: getattr(record, name) for name in ("approved", "pending", "spam", "rejected")}
    told = [caller.text(f"desk-record-{name}", count=count) for name, count in counts.items() if count]
    return caller.text("desk-record", list=", ".join(told)) if told else caller.text("desk-record-none")


def outcome(comment: Comment) -> str:
    """What stands, and the reason where one was given."""
    words = caller.text(f"desk-stands-{comment.status}")
    given = [r.detail for r in comment.reasons if r.key == "ruled" and r.detail]
    return caller.text("desk-because", outcome=words, reason=reason_words(given[0])) if given else words


def standing(comment: Comment) -> str:
    """What stands, who said so and how long ago."""
    if comment.decided_by is None or comment.decided_at is None:
        words = caller.text(f"desk-stands-{comment.status}")
        return words if comment.status == "pending" else caller.text("desk-stands-machine", outcome=words)
    return caller.text(
        "desk-stands-by", outcome=outcome(comment), name=plain(comment.decided_by), length=ago(comment.decided_at)
    )


def already(comment: Comment) -> str:
    """What somebody else did in the meantime."""
    if comment.decided_by is None or comment.decided_at is None:
        return caller.text("desk-already-waiting")
    return caller.text(
        "desk-already", outcome=str(comment.status), name=plain(comment.decided_by), length=ago(comment.decided_at)
    )


def clue_words(clue: Clue) -> str:
    """A clue as the moderator knows it: the words themselves, or what was counted (`classifiers.features`)."""
    if clue.start is not None:
        return plain(clue.token)
    parts = clue.token.split()
    counts, names = [part for part in parts if part.isdecimal()], [part for part in parts if not part.isdecimal()]
    if names[:2] == ["mail", "ending"]:
        return caller.text("desk-trait-mail-ending", name=plain(" ".join(names[2:])))
    key = f"desk-trait-{'-'.join(names)}"
    return caller.text(key, count=int(counts[0]) if counts else 0) if _has(key) else plain(clue.token)


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of a comment's history: when, who, what."""

    at: datetime
    who: str
    what: str


def deed(entry: dict[str, Any]) -> Deed:
    """An entry of the audit in words."""
    action = entry.get("action") or "received"
    status = caller.text(f"desk-stands-{entry['to']}") if entry.get("to") else ""
    reasons = " ".join(because(Reason(*reason)) for reason in entry["reasons"])
    key = f"desk-did-{action}" if action != "received" else f"desk-did-received-{entry['to']}"
    what = caller.text(key if _has(key) else "desk-did-other", outcome=status)
    is_plain = action in ("approve", "spam", "undo") or not reasons
    return Deed(entry["at"], _doer(entry), what if is_plain else f"{what}. {reasons}")


def _doer(entry: dict[str, Any]) -> str:
    """Who did it: a person by name, else the author, an import or the machine."""
    if entry["by"]:
        return plain(entry["by"])
    if entry.get("action") == "appeal":
        return caller.text("desk-author")
    is_import = any(key == "imported" for key, _ in entry["reasons"])
    return caller.text("desk-import" if is_import else "desk-machine")


def level(score: float) -> str:
    """How a score is coloured: low, middle or high."""
    return "high" if score >= LIKELY else "low" if score < UNLIKELY else "middle"


def _has(key: str) -> bool:
    return caller.translations().has(caller.locale(), key)


WORDS = {
    "already": already,
    "because": because,
    "clue_words": clue_words,
    "level": level,
    "outcome": outcome,
    "reason_words": reason_words,
    "record_words": record_words,
    "standing": standing,
}

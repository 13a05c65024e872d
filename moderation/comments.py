"""The nouns: what a stranger sends, what is kept, what is decided."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from classifiers.documents import Clue, Document

AUTHOR_MAX = 245  # characters, as in WordPress core's wp_comments.comment_author (tinytext)
EMAIL_MAX = 254  # characters, RFC 5321 section 4.5.3.1.3 less the angle brackets
CONTENT_MAX = 65_525  # characters and bytes, as in WordPress core's wp_get_comment_fields_max_lengths
WEBSITE_MAX = 2_000
TITLE_MAX = 500

LABELS = ("ham", "spam")
LABEL_WEIGHTS = {"ruling": 1.0, "feedback": 1.0, "import": 0.5}  # a person's own word here outweighs history

_WHITESPACE = re.compile(r"\s+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'\])]+", re.IGNORECASE)


class Status(StrEnum):
    """Where a comment stands. REJECTED is unwelcome but not spam: it never trains the spam model."""

    PENDING = "pending"
    APPROVED = "approved"
    SPAM = "spam"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the form's quiet traps saw; each is evidence for the policy, none is a wall."""

    honeypot_filled: bool = False
    elapsed_s: float | None = None  # from showing the form to sending it; None where no valid token came


@dataclass(frozen=True, slots=True)
class Submission:
    """What a stranger sent, checked field by field. Time and network come from us, never from the body."""

    site: str
    article_id: str
    content: str
    received_at: datetime
    author: str | None = None
    email: str | None = None
    website: str | None = None
    parent_id: str | None = None
    title: str | None = None
    url: str | None = None
    lang: str | None = None
    ip: str | None = None
    browser: str | None = None  # the random id in a consenting browser's signed cookie
    idempotency_key: str | None = None
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def email_domain(self) -> str | None:
        """The part after the @, lower case, or None."""
        return self.email.rpartition("@")[2].lower() if self.email else None

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses written in the content, in order."""
        return tuple(_LINK.findall(self.content))


@dataclass(frozen=True, slots=True)
class Article:
    """What is known of an article; ``revision`` counts the moves on its thread."""

    id: str
    title: str | None = None
    url: str | None = None
    text: str | None = None
    is_open: bool = True
    exists: bool = True
    revision: int = 0
    approved: int = 0


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """How many comments of one author stand where; ``trusted`` counts those a person approved from one browser."""

    approved: int = 0
    pending: int = 0
    spam: int = 0
    rejected: int = 0
    trusted: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision was taken: a key (worded at the edge) and the word, host or figure it turned on."""

    key: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome: ``by`` is None for the machine, else the moderator's name."""

    status: Status
    reasons: tuple[Reason, ...]
    at: datetime
    by: str | None = None


class Action(StrEnum):
    """What is done to a comment after the machine has decided; APPEAL is its author's, the others are moderators'."""

    APPROVE = "approve"
    SPAM = "spam"
    REJECT = "reject"
    UNDO = "undo"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Ruling:
    """An action on the version its doer saw. ``by`` is None for the author, ``version`` None for whichever stands."""

    action: Action
    at: datetime
    by: str | None = None
    reason: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What is kept of a submission. ``version`` counts the moves; the address is sealed (`moderation.addresses`)."""

    id: str
    site: str
    article_id: str
    content: str
    created_at: datetime
    status: Status
    author: str | None = None
    website: str | None = None
    parent_id: str | None = None
    root_id: str | None = None  # the first comment of the thread this one replies in; None at the root
    lang: str | None = None
    version: int = 1
    score: float | None = None  # [0, 1]; None where no model gave a verdict
    model: str | None = None
    clues: tuple[Clue, ...] = ()
    reasons: tuple[Reason, ...] = ()
    decided_by: str | None = None
    decided_at: datetime | None = None
    sealed_email: str | None = None
    email_domain: str | None = None
    fingerprint: str | None = None
    acquaintance: str | None = None  # keyed hash of address and browser together
    context: str | None = None  # the article's title and text as they were when this was written
    appeals: int = 0

    @property
    def stands_since(self) -> datetime:
        """When it came to its status: by its last ruling or appeal, else by its arrival or its import."""
        return self.decided_at or self.created_at


@dataclass(frozen=True, slots=True)
class Label:
    """What people said a comment is, for the next model. ``created``: when it was written, None where nobody knows.

    ``document`` of None, when filed, means the comment's own words; a label that is read always has its document.
    """

    id: str
    label: str  # one of LABELS
    source: str  # one of LABEL_WEIGHTS
    at: datetime
    by: str | None = None
    created: datetime | None = None
    document: Document | None = None
    weight: float | None = None  # None: what its source weighs

    @property
    def counts_for(self) -> float:
        """Its weight in training, above 0."""
        return LABEL_WEIGHTS.get(self.source, LABEL_WEIGHTS["import"]) if self.weight is None else self.weight


def normalised(text: str) -> str:
    """The text by which two submissions count as the same: NFKC, case folded, white space joined."""
    return _WHITESPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()

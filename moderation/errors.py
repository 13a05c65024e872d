"""The errors of the service: one small tree, shaped by what callers catch.

Every error carries a ``key``: the words are chosen at the edge, in the reader's language (`moderation.i18n`).
`moderation.web.problems` alone maps them to HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class ModerationError(Exception):
    """The root of everything this service raises on purpose; ``key`` names the message."""

    key = "error"

    def __init__(self, **details: Any) -> None:
        super().__init__(self.key, details)
        self.details = details


class ConfigurationError(Exception):
    """A setting is missing, malformed or contradicts another; the text says which and the cure."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field: a message key and its figures."""

    key: str
    details: dict[str, Any] = field(default_factory=dict)


class InvalidSettingsError(ConfigurationError):
    """Settings of a site that could not be meant; ``fields`` names every one of them and what is wrong with it."""

    def __init__(self, site: str, fields: dict[str, list[FieldError]]) -> None:
        super().__init__(f"site {site}: these settings could not be meant: {', '.join(fields)}")
        self.fields = fields


class DeliveryError(Exception):
    """A notice was not taken; the text says what went wrong, without an address or a word of a reader."""


class InvalidSubmissionError(ModerationError):
    """One or more fields are wrong; ``fields`` names every one of them at once."""

    key = "invalid"

    def __init__(self, fields: dict[str, list[FieldError]]) -> None:
        super().__init__()
        self.fields = fields


class ForbiddenError(ModerationError):
    """The caller may not do this."""

    key = "forbidden"


class ClosedArticleError(ForbiddenError):
    """The article takes no more comments."""

    key = "closed"


class ForeignOriginError(ForbiddenError):
    """The page that sent this is not on the site's list of origins."""

    key = "foreign-origin"


class CsrfError(ForbiddenError):
    """A change was asked for in a session's name without the session's token: perhaps another page's doing."""

    key = "csrf"


class UnauthorisedError(ModerationError):
    """The caller has not said who they are, or not convincingly."""

    key = "unauthorised"


class WrongPasswordError(UnauthorisedError):
    """No account has this name and this password."""

    key = "wrong-password"


class NotFoundError(ModerationError):
    """There is no such site, article or comment."""

    key = "not-found"


class ConflictError(ModerationError):
    """The request contradicts what is stored."""

    key = "conflict"


class DuplicateCommentError(ConflictError):
    """The same author has already said the same thing in the same place."""

    key = "duplicate"


class StaleDecisionError(ConflictError):
    """The comment is no longer in the version the moderator saw; ``details`` tell what stands and who did what when."""

    key = "stale"


class StaleSettingsError(ConflictError):
    """Somebody else has changed the same settings since they were shown; ``names`` says which."""

    key = "stale-settings"

    def __init__(self, names: list[str]) -> None:
        super().__init__(names=names)
        self.names = names


class AccountExistsError(ConflictError):
    """Somebody has an account of this name."""

    key = "account-exists"


class NothingToUndoError(ConflictError):
    """No ruling stands that could be taken back."""

    key = "nothing-to-undo"


class NothingToAppealError(ConflictError):
    """No person has refused this comment: it is published, or still waits."""

    key = "nothing-to-appeal"


class TooManyError(ModerationError):
    """The caller sends faster than the site allows; ``retry_after_s`` is in whole seconds."""

    key = "too-many"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(seconds=retry_after_s)
        self.retry_after_s = retry_after_s


class StoreUnavailableError(ModerationError):
    """The store cannot be reached or cannot write: nothing was accepted."""

    key = "store-unavailable"

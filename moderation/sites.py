"""A site's own settings: what its owner chose, with cautious defaults."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from moderation.errors import ConfigurationError, FieldError, InvalidSettingsError

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
FIELDS = ("author", "email", "content", "website")
STATUSES = ("pending", "approved", "spam", "rejected")
MODERATION = ("auto", "all")
_HTTP = ("http", "https")
_MAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)  # WHATWG's, but no =?…?=
_MAIL_ADDRESS_MAX = 254  # characters, RFC 5321 section 4.5.3.1.3
NOTIFY_MAX = 20
PAUSE_MAX_S = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Site:
    """One site's settings. ``publish_below`` and ``spam_from`` of None mean: as the model's card promises."""

    name: str
    title: str = ""
    language: str = "fr"
    moderation: str = "auto"  # "all" holds every comment for a person
    publish_below: float | None = None  # [0, 1]
    spam_from: float | None = None  # [0, 1]
    max_links: int = 2  # more than this many links in the text waits
    blocked_terms: tuple[str, ...] = ()
    blocked_hosts: tuple[str, ...] = ()
    required: tuple[str, ...] = ("author", "email", "content")
    origins: tuple[str, ...] = ()  # pages of these origins may embed, post and be redirected to
    open_articles: bool = True  # the first comment on an unknown article opens it
    depth: int = 3  # replies are nested this deep
    flood_per_author: tuple[int, int] = (5, 60)  # so many in so many seconds
    flood_per_network: tuple[int, int] = (30, 60)
    network_retention_days: int = 14
    pending_retention_days: int = 0  # so long a comment stands in a status before it is forgotten; 0: for good
    approved_retention_days: int = 0
    spam_retention_days: int = 0
    rejected_retention_days: int = 0
    strict_wordpress: bool = False  # wp-comments-post.php answers errors with 200, as WordPress core does
    discard_from: float | None = None  # [0, 1]: Akismet's clients are told to drop spam scored from here unseen
    keyless_networks: tuple[str, ...] = ()  # Akismet clients there may call for this site's origins without a key
    promise_blocked_ham: float = 0.005  # at most this share of real comments is put into spam by a model
    promise_published_spam: float = 0.01  # at most this share of what a model publishes unseen is spam
    notify: tuple[str, ...] = ()  # these mail addresses are told when something waits
    webhook_url: str = ""  # and this address is called
    digest_pause_s: int = 900  # for so long a digest gathers what comes
    second_opinions: float = 0.0  # [0, 1]: this share of what was ruled on is silently shown to a second moderator
    reject_reasons: tuple[str, ...] = ("off-topic", "insult", "illegal", "duplicate", "other")

    def __post_init__(self) -> None:
        """Refuse what could not be meant."""
        wrong: dict[str, list[FieldError]] = {}
        for name, problem in _problems(self):
            wrong.setdefault(name, []).append(problem)
        if wrong:
            raise InvalidSettingsError(self.name, wrong)

    @property
    def promise(self) -> tuple[float, float]:
        """(blocked ham, published spam): the shares in (0, 1) that its automatisms may get wrong."""
        return self.promise_blocked_ham, self.promise_published_spam

    @property
    def retention_days(self) -> dict[str, int]:
        """The statuses that are not kept for good, each with its days."""
        days = {status: getattr(self, f"{status}_retention_days") for status in STATUSES}
        return {status: limit for status, limit in days.items() if limit}

    def allows(self, origin: str) -> bool:
        """Whether pages of this origin (scheme://host[:port]) may embed and post."""
        return origin.lower() in self.origins

    def allows_url(self, url: str) -> bool:
        """Whether a visitor may be sent to this address."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in _HTTP and self.allows(f"{parts.scheme}://{parts.netloc}")

    def changed(self, **settings: Any) -> Site:
        """A copy with these settings; raises InvalidSettingsError naming those that are unknown or out of range."""
        unknown = sorted(settings.keys() - {f.name for f in dataclasses.fields(self)})
        if unknown:
            raise InvalidSettingsError(self.name, {name: [FieldError("field-unknown")] for name in unknown})
        return dataclasses.replace(self, **{k: _frozen(v) for k, v in settings.items()})

    def as_dict(self) -> dict[str, Any]:
        """Every setting by name, JSON-ready."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in dataclasses.asdict(self).items()}

    def marks(self) -> dict[str, str]:
        """A mark of each setting's value, by which it is seen that somebody changed it."""
        return {name: mark(value) for name, value in self.as_dict().items()}

    @classmethod
    def from_dict(cls, settings: dict[str, Any]) -> Site:
        """The site of these settings; those that a newer or older version wrote and this one lacks are dropped."""
        known = {f.name for f in dataclasses.fields(cls)}
        return cls(**{k: _frozen(v) for k, v in settings.items() if k in known})


def mark(value: Any) -> str:
    """The mark of a setting's value, eight hex digits; 1 and 1.0 are the same."""
    plain = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return sha256(repr(plain).encode()).hexdigest()[:8]


def is_origin(text: str) -> bool:
    """Whether this is scheme://host[:port] and nothing more."""
    try:
        parts = urlsplit(text)
    except ValueError:  # an open bracket
        return False
    return parts.scheme in _HTTP and bool(parts.netloc) and text == f"{parts.scheme}://{parts.netloc}".lower()


def is_mail_address(text: str) -> bool:
    """Whether this is one bare address, in ASCII."""
    return len(text) <= _MAIL_ADDRESS_MAX and bool(_MAIL_ADDRESS.fullmatch(text))


def is_webhook(text: str) -> bool:
    """Whether this is an http or https address that can be called: ASCII, with a host, without a password."""
    try:
        parts = urlsplit(text)
        is_valid = parts.scheme in _HTTP and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_plain = text.isascii() and text.isprintable() and " " not in text
    return is_valid and is_plain and "@" not in parts.netloc and not parts.fragment


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _problems(site: Site) -> Iterator[tuple[str, FieldError]]:
    """Every setting that could not be meant, with what is wrong with it."""
    if not NAME.fullmatch(site.name):
        yield "name", FieldError("setting-name")
    if site.moderation not in MODERATION:
        yield "moderation", FieldError("field-choice", {"choices": ", ".join(MODERATION)})
    for name in ("publish_below", "spam_from", "discard_from", "second_opinions"):
        if (value := getattr(site, name)) is not None and not 0 <= value <= 1:
            yield name, FieldError("setting-part")
    if site.publish_below is not None and site.spam_from is not None and site.publish_below > site.spam_from:
        yield from ((name, FieldError("setting-both-fine-and-spam")) for name in ("publish_below", "spam_from"))
    for name in ("promise_blocked_ham", "promise_published_spam"):
        if not 0 < getattr(site, name) < 1:
            yield name, FieldError("setting-share")
    if "content" not in site.required or set(site.required) - set(FIELDS):
        yield "required", FieldError("setting-required", {"choices": ", ".join(FIELDS)})
    yield from _pace_problems(site)
    yield from _list_problems(site)
    if site.webhook_url and not is_webhook(site.webhook_url):
        yield "webhook_url", FieldError("setting-webhook")


def _pace_problems(site: Site) -> Iterator[tuple[str, FieldError]]:
    """What is out of range of counts, days and seconds."""
    for name in ("flood_per_author", "flood_per_network"):
        if len(getattr(site, name)) != 2 or min(getattr(site, name)) < 1:  # noqa: PLR2004 (a pair)
            yield name, FieldError("field-pair")
    least = {"depth": 0, "max_links": 0, "network_retention_days": 1}
    for name, low in (least | {f"{status}_retention_days": 0 for status in STATUSES}).items():
        if getattr(site, name) < low:
            yield name, FieldError("setting-least", {"low": low})
    if not 0 <= site.digest_pause_s <= PAUSE_MAX_S:
        yield "digest_pause_s", FieldError("field-range", {"low": 0, "high": PAUSE_MAX_S})


def _list_problems(site: Site) -> Iterator[tuple[str, FieldError]]:
    """The entries of lists that are not what they should be."""
    lists = {
        "origins": (site.origins, is_origin),
        "keyless_networks": (site.keyless_networks, _is_network),
        "notify": (site.notify, is_mail_address),
    }
    for name, (entries, is_right) in lists.items():
        for entry in entries:
            if not is_right(entry):
                yield name, FieldError(f"setting-{name}", {"entry": entry})
    if len(site.notify) > NOTIFY_MAX:
        yield "notify", FieldError("field-rows", {"limit": NOTIFY_MAX})


def parsed(settings: tuple[str, ...]) -> dict[str, Any]:
    """SETTING=VALUE texts as values of the right type; an empty value is the default; raises ConfigurationError."""
    defaults = Site(name="default")
    found = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not hasattr(defaults, name) or name == "name":
            raise ConfigurationError(
                f"{setting!r}: SETTING=VALUE with one of {', '.join(sorted(defaults.as_dict().keys() - {'name'}))}"
            )
        found[name] = _value(name, text.strip(), getattr(defaults, name))
    return found


def _value(name: str, text: str, default: Any) -> Any:
    if not text:
        return default
    form, read = _READERS[type(default)]
    if default and isinstance(default, tuple) and isinstance(default[0], int):
        form, read = "COMMENTS/SECONDS, as in 5/60,", _rate
    try:
        return read(text)
    except (KeyError, ValueError) as cause:
        raise ConfigurationError(f"{name}={text!r}: {form} is needed") from cause


def _rate(text: str) -> tuple[int, int]:
    comments, seconds = text.split("/")
    return int(comments), int(seconds)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_READERS: dict[type, tuple[str, Callable[[str], Any]]] = {
    bool: ("true or false", lambda text: {"true": True, "false": False}[text.lower()]),
    int: ("a whole number", int),
    float: ("a number", float),
    type(None): ("a number", float),
    tuple: ("a list with commas", _listed),
    str: ("a text", str),
}

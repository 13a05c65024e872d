"""A site's own settings: what its owner chose, with cautious defaults."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from moderation.errors import ConfigurationError

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
        for problem in _problems(self):
            raise ConfigurationError(f"site {self.name}: {problem}")

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
        """A copy with these settings; raises ConfigurationError where one is unknown or out of range."""
        unknown = settings.keys() - {f.name for f in dataclasses.fields(self)}
        if unknown:
            raise ConfigurationError(f"site {self.name}: no setting is named {', '.join(sorted(unknown))}")
        return dataclasses.replace(self, **{k: _frozen(v) for k, v in settings.items()})

    def as_dict(self) -> dict[str, Any]:
        """Every setting by name, JSON-ready."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in dataclasses.asdict(self).items()}

    @classmethod
    def from_dict(cls, settings: dict[str, Any]) -> Site:
        """The site of these settings; those that a newer or older version wrote and this one lacks are dropped."""
        known = {f.name for f in dataclasses.fields(cls)}
        return cls(**{k: _frozen(v) for k, v in settings.items() if k in known})


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


def _problems(site: Site) -> list[str]:
    """Every setting that is out of range, in words."""
    found = []
    if not NAME.fullmatch(site.name):
        found.append("a name is 1 to 63 of a-z, 0-9, '.', '_' and '-', and starts with a letter or digit")
    if site.moderation not in MODERATION:
        found.append(f"moderation is one of {', '.join(MODERATION)}")
    found += [
        f"{name} is a number from 0 to 1"
        for name in ("publish_below", "spam_from", "discard_from", "second_opinions")
        if (value := getattr(site, name)) is not None and not 0 <= value <= 1
    ]
    if site.publish_below is not None and site.spam_from is not None and site.publish_below > site.spam_from:
        found.append("publish_below is above spam_from: a comment would be both fine and spam")
    found += [
        f"{name} is a share above 0 and below 1, as 0.005 for one comment in two hundred"
        for name in ("promise_blocked_ham", "promise_published_spam")
        if not 0 < getattr(site, name) < 1
    ]
    if unknown := set(site.required) - set(FIELDS):
        found.append(f"required has {', '.join(sorted(unknown))}; it may have {', '.join(FIELDS)}")
    if "content" not in site.required:
        found.append("required always has content")
    found += [
        f"origin {o!r} is not of the form https://host[:port], lower case" for o in site.origins if not is_origin(o)
    ]
    found += [
        f"{name} is two whole numbers above 0: comments, seconds"
        for name in ("flood_per_author", "flood_per_network")
        if len(getattr(site, name)) != 2 or min(getattr(site, name)) < 1  # noqa: PLR2004 (a pair)
    ]
    found += [f"keyless_networks has {n!r}, which is no network" for n in site.keyless_networks if not _is_network(n)]
    if site.depth < 0 or site.max_links < 0 or site.network_retention_days < 1:
        found.append("depth and max_links are 0 or more, network_retention_days 1 or more")
    if min(getattr(site, f"{status}_retention_days") for status in STATUSES) < 0:
        found.append("retention is 1 day or more, or 0 for good")
    return [*found, *_notice_problems(site)]


def _notice_problems(site: Site) -> list[str]:
    """What is out of range of where notices go and when."""
    found = [f"notify has {a!r}, which is no mail address" for a in site.notify if not is_mail_address(a)]
    if len(site.notify) > NOTIFY_MAX:
        found.append(f"notify has {len(site.notify)} addresses; {NOTIFY_MAX} are allowed")
    if site.webhook_url and not is_webhook(site.webhook_url):
        found.append("webhook_url is https://host/path or http://host/path, in ASCII, without a password or fragment")
    if not 0 <= site.digest_pause_s <= PAUSE_MAX_S:
        found.append(f"digest_pause_s is a whole number of seconds from 0 to {PAUSE_MAX_S}")
    return found


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
        form, read = "COMMENTS/SECONDS", _rate
    try:
        return read(text)
    except (KeyError, ValueError) as cause:
        raise ConfigurationError(f"{name}={text!r}: {form} is needed") from cause


def _rate(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("/"))


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

"""Settings of one running service, read once from the environment; a doubtful value refuses to start."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from moderation.errors import ConfigurationError
from moderation.sites import is_mail_address, is_origin

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

BASE_MODEL = Path(__file__).resolve().parent.parent / "classifiers" / "models" / "base"
MODEL_PARTS = ("card.json", "weights.npz")
LOCALES = ("fr", "en")
SECRET_MIN = 32
SMTP_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
ANYWHERE = ("127.0.0.1", "0.0.0.0", "::")  # noqa: S104 (compared, not bound)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. ``security`` is the scheme of SMTP_URL: smtp, smtps or smtp+starttls."""

    security: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Settings:
    """What the environment says; README's configuration table has a row for each."""

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    redis_url: str | None = field(default=None, repr=False)  # None: the embedded store in data_dir
    store_prefix: str = "moderation:"
    secret_key: str | None = field(default=None, repr=False)  # None: kept in data_dir, made on first use
    public_url: str | None = None  # scheme://host[:port] by which visitors reach the service
    tls_certificate: Path | None = None  # with tls_key: the service speaks https itself
    tls_key: Path | None = None
    default_site: str = "default"
    default_language: str = "fr"
    trusted_proxies: tuple[Network, ...] = ()
    model_dir: Path = BASE_MODEL
    log_level: str = "INFO"
    mail_server: MailServer | None = None  # None: nobody is told by mail
    mail_from: str | None = None
    webhook_allow_private: tuple[Network, ...] = ()  # networks of ours that webhooks may call

    @property
    def home(self) -> str:
        """Where people reach the service: PUBLIC_URL, else the address it listens on."""
        host = "localhost" if self.host in ANYWHERE else self.host
        scheme = "https" if self.tls_key else "http"
        return self.public_url or f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of this environment; raises ConfigurationError naming the variable and the cure."""
        read = _Environ(environ)
        return cls(
            data_dir=Path(read.text("DATA_DIR") or "./var").resolve(),
            host=read.text("HOST") or cls.host,
            port=read.whole("PORT", cls.port, 1, 65_535),
            workers=read.whole("WORKERS", cls.workers, 1, 64),
            redis_url=read.text("REDIS_URL"),
            store_prefix=read.text("STORE_PREFIX") or cls.store_prefix,
            secret_key=read.secret("SECRET_KEY"),
            public_url=read.origin("PUBLIC_URL"),
            tls_certificate=read.file("TLS_CERTIFICATE", together_with="TLS_KEY"),
            tls_key=read.file("TLS_KEY", together_with="TLS_CERTIFICATE"),
            default_site=read.text("DEFAULT_SITE") or cls.default_site,
            default_language=read.choice("DEFAULT_LANGUAGE", cls.default_language, LOCALES),
            trusted_proxies=read.networks("TRUSTED_PROXIES"),
            model_dir=read.model("MODEL_DIR"),
            log_level=read.level("LOG_LEVEL"),
            mail_server=read.mail_server("SMTP_URL"),
            mail_from=read.mail_address("MAIL_FROM"),
            webhook_allow_private=read.networks("WEBHOOK_ALLOW_PRIVATE"),
        )


@dataclass(frozen=True, slots=True)
class _Environ:
    """Reads one variable at a time; blank counts as absent."""

    environ: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ConfigurationError(f"{name}={text!r}: a whole number from {low} to {high} is needed")
        return int(text)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        text = self.text(name) or default
        if text not in choices:
            raise ConfigurationError(f"{name}={text!r}: one of {', '.join(choices)} is needed")
        return text

    def secret(self, name: str) -> str | None:
        text = self.text(name)
        if text is not None and len(text) < SECRET_MIN:
            raise ConfigurationError(f"{name} has {len(text)} characters: at least {SECRET_MIN} random ones are needed")
        return text

    def file(self, name: str, *, together_with: str) -> Path | None:
        text = self.text(name)
        if bool(text) != bool(self.text(together_with)):
            raise ConfigurationError(f"{name} and {together_with} go together: give both or neither")
        if text and not Path(text).is_file():
            raise ConfigurationError(f"{name}={text!r}: there is no such file")
        return Path(text).resolve() if text else None

    def model(self, name: str) -> Path:
        """A directory that has a model, which this does not read: one that is broken costs no comment, they wait."""
        text = self.text(name)
        if text and not all(Path(text, part).is_file() for part in MODEL_PARTS):
            what = f"no model ({' and '.join(MODEL_PARTS)}) in it" if Path(text).is_dir() else "no such directory"
            raise ConfigurationError(f"{name}={text!r}: there is {what}; leave {name} out for the shipped model")
        return Path(text or BASE_MODEL).resolve()

    def origin(self, name: str) -> str | None:
        text = self.text(name)
        if text is not None and not is_origin(text.rstrip("/")):
            raise ConfigurationError(f"{name}={text!r}: https://host[:port] is needed, lower case, without a path")
        return text.rstrip("/") if text else None

    def networks(self, name: str) -> tuple[Network, ...]:
        parts = [part.strip() for part in (self.text(name) or "").split(",") if part.strip()]
        try:
            return tuple(ipaddress.ip_network(part, strict=False) for part in parts)
        except ValueError as cause:
            raise ConfigurationError(f"{name}: {cause}; write networks as 10.0.0.0/8,::1") from cause

    def level(self, name: str) -> str:
        text = (self.text(name) or "INFO").upper()
        if text not in logging.getLevelNamesMapping():
            raise ConfigurationError(f"{name}={text!r}: one of DEBUG, INFO, WARNING, ERROR is needed")
        return text

    def mail_server(self, name: str) -> MailServer | None:
        text = self.text(name)
        if text is None:
            return None
        found = _mail_server(text)
        if found is None:  # the text may hold a password: it is not repeated
            raise ConfigurationError(
                f"{name}: smtp://host:port, smtps://user:password@host or smtp+starttls://… is needed; "
                "an @ within the name or the password is written %40"
            )
        return found

    def mail_address(self, name: str) -> str | None:
        text = self.text(name)
        if text is not None and not is_mail_address(text):
            raise ConfigurationError(f"{name}={text!r}: a mail address, as in moderation@blog.example, is needed")
        return text


def _mail_server(text: str) -> MailServer | None:
    """The server of this address, None where it is malformed."""
    try:
        parts = urlsplit(text)
        port = parts.port or SMTP_PORTS[parts.scheme]
    except (KeyError, ValueError):
        return None
    is_bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
    if not is_bare or not parts.hostname or bool(parts.username) != bool(parts.password):
        return None
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return MailServer(parts.scheme, parts.hostname, port, user, password)

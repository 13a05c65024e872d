"""Words at the edge: messages by key in the reader's language (Project Fluent), dates and numbers in it too (Babel)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale, negotiate_locale
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Resource

from moderation.config import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from pathlib import Path

_BEFORE = re.compile(" (?=[;!?])")
_INSIDE = re.compile(" (?=[:»])|(?<=«) ")


class Translations:
    """All messages of all locales, read once from ``<directory>/<locale>/*.ftl``."""

    def __init__(self, directory: Path) -> None:
        self._bundles = {locale: _bundle(locale, sorted((directory / locale).glob("*.ftl"))) for locale in LOCALES}
        self._plain: dict[tuple[str, str], str] = {}  # messages without figures, worded once

    def text(self, locale: str, key: str, **figures: Any) -> str:
        """The message of this key with its figures filled in; raises KeyError where no message has that key."""
        if figures:
            return self._worded(locale, key, figures)
        if (locale, key) not in self._plain:
            self._plain[locale, key] = self._worded(locale, key, figures)
        return self._plain[locale, key]

    def _worded(self, locale: str, key: str, figures: dict[str, Any]) -> str:
        bundle = self._bundles[locale]
        message = bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        words, errors = bundle.format_pattern(message.value, figures)
        if errors:
            raise errors[0]
        return str(words)

    def has(self, locale: str, key: str) -> bool:
        """Whether there is a message of this key."""
        return bool(self._bundles[locale].has_message(key))


def negotiated(accepted: Iterable[str], default: str) -> str:
    """The best of our locales for what a browser accepts, in its order of preference."""
    return negotiate_locale([tag.replace("-", "_") for tag in accepted], LOCALES) or default


def date(locale: str, at: datetime) -> str:
    """A date and time in words, UTC."""
    return str(format_datetime(at, "d MMMM y HH:mm", locale=Locale.parse(locale)))


def number(locale: str, value: float, pattern: str | None = None) -> str:
    """A number with this language's signs, up to three decimals or after a ``pattern`` of CLDR, as in ``0.00``.

    Patterns: Unicode Technical Standard 35, part 3, "Number Format Patterns".
    """
    return str(format_decimal(value, format=pattern, locale=Locale.parse(locale))).replace("-", "\u2212")


def duration(locale: str, length: timedelta) -> str:
    """A length of time in its largest unit."""
    return str(format_timedelta(length, locale=Locale.parse(locale)))


def _bundle(locale: str, files: Iterable[Path]) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=False)
    for file in files:
        text = file.read_text(encoding="utf-8")
        bundle.add_resource(_parsed(_spaced(text) if locale == "fr" else text))
    return bundle


@cache
def _parsed(source: str) -> Resource:
    """A file's messages; a text is parsed once a process, however many applications are made in it (55 ms each)."""
    return FluentResource(source)


def _spaced(text: str) -> str:
    """French with the spaces that belong to its signs: no line breaks before ``;``, ``:`` or ``»``, or after ``«``.

    Lexique des règles typographiques en usage à l'Imprimerie nationale, "Espacement".
    """
    return _INSIDE.sub("\u00a0", _BEFORE.sub("\u202f", text))

"""What a person wrote here as one self-contained page, to be sent to them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from moderation import i18n
from moderation.web.rendering import rendered as as_html

if TYPE_CHECKING:
    from flask import Flask

    from moderation.i18n import Translations


def rendered(app: Flask, found: dict[str, Any]) -> str:
    """The page in the service's default language; it needs nothing from anywhere."""
    locale = app.extensions["desk"].settings.default_language
    words = cast("Translations", app.extensions["translations"])
    template = app.jinja_env.get_template("person.html")
    when, value, t = partial(_date, locale), partial(_value, words, locale), partial(words.text, locale)
    return template.render(found=found, t=t, locale=locale, when=when, value=value, as_html=as_html)


def _date(locale: str, moment: str) -> str:
    return f"{i18n.date(locale, datetime.fromisoformat(moment))} UTC"


def _value(words: Translations, locale: str, name: str, value: Any) -> str:
    """What is kept under this name: ours in the person's language, theirs as they wrote it."""
    if name == "score":
        return words.text(locale, "person-score-is", score=value)
    if name in ("status", "decided_by"):
        return words.text(locale, f"person-is-{value.replace(' ', '-')}")
    return str(value)

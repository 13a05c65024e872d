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
    when = partial(_date, locale)
    return template.render(found=found, t=partial(words.text, locale), locale=locale, when=when, as_html=as_html)


def _date(locale: str, moment: str) -> str:
    return i18n.date(locale, datetime.fromisoformat(moment))

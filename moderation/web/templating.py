"""What every template may use: the reader's language and its words, dates, and readers' text made safe."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from moderation import i18n
from moderation.web import caller, rendering

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask


def register(app: Flask) -> None:
    """Templates know ``t``, ``locale``, ``date``, ``ago`` and ``number``, and the filters below."""
    app.jinja_env.filters |= {
        "rendered": lambda content: Markup(rendering.rendered(content)),  # noqa: S704 (sanitised)
        "inert": lambda content: Markup(rendering.inert(content)),  # noqa: S704 (sanitised)
        "level": rendering.level,
        "isolated": rendering.isolated,
        "xml_safe": lambda text: type(text)(rendering.xml_safe(text)),
        "monogram": rendering.monogram,
        "hue": rendering.hue,
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def words() -> dict[str, object]:
        return {"t": caller.text, "locale": caller.locale(), "date": _date, "ago": ago, "number": number}


def _date(at: datetime) -> str:
    return i18n.date(caller.locale(), at)


def number(value: float, pattern: str | None = None) -> str:
    """The number as the reader's language writes it (`i18n.number`)."""
    return i18n.number(caller.locale(), value, pattern)


def ago(at: datetime) -> str:
    """How long ago this was, in its largest unit; a second at least, "0 seconds ago" is no language."""
    return i18n.duration(caller.locale(), max(caller.desk().clock() - at, timedelta(seconds=1)))

"""What every template may use: the reader's language and its words, dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from moderation import i18n
from moderation.web import caller

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask


def register(app: Flask) -> None:
    """Templates know ``t``, ``locale``, ``date`` and ``ago``."""

    @app.context_processor
    def words() -> dict[str, object]:
        return {"t": caller.text, "locale": caller.locale(), "date": _date, "ago": _ago}


def _date(at: datetime) -> str:
    return i18n.date(caller.locale(), at)


def _ago(at: datetime) -> str:
    return i18n.duration(caller.locale(), max(caller.desk().clock() - at, timedelta()))

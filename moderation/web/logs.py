"""One JSON line a request, in English: which endpoint, what came of it, how long; no address, no text, no query."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING

from flask import Flask, g, request
from pythonjsonlogger.json import JsonFormatter

from moderation import metrics

if TYPE_CHECKING:
    from flask import Response

QUIET = frozenset({"static", "status.healthz", "status.readyz", "status.figures"})
_log = logging.getLogger("moderation.requests")


def configure(level: str) -> None:
    """Everything logged goes to standard error as JSON, from ``level`` up; a repeat changes nothing."""
    root = logging.getLogger("moderation")
    root.setLevel(level)
    root.propagate = False
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(
            JsonFormatter(
                "%(asctime)s %(levelname)s %(name)s %(message)s",
                rename_fields={"asctime": "at", "levelname": "level"},
            )
        )
        root.addHandler(handler)


def register(app: Flask) -> None:
    """Every request is timed, counted and told in one line; the quiet ones are only counted."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        elapsed_s = time.perf_counter() - g.get("began", time.perf_counter())
        endpoint = request.endpoint or "none"
        metrics.REQUESTS.labels(endpoint, str(response.status_code)).observe(elapsed_s)
        if endpoint not in QUIET:
            line = {"method": request.method, "endpoint": endpoint, "status": response.status_code}
            _log.info("request", extra=line | {"ms": round(elapsed_s * 1000, 2)})
        return response

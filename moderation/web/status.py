"""How the service is: alive, ready, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST

from moderation import metrics
from moderation.errors import StoreUnavailableError
from moderation.web import caller

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("status", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, object], int]:
    """Whether comments can be taken: 503 without a store; without a model they are taken and wait."""
    desk = caller.desk()
    model = desk.scoring.version(desk.settings.default_site)
    answer: dict[str, object] = {
        "model": model,
        "scoring": "ok" if model else "no model: every comment waits",
    }
    try:
        answer["store"] = desk.store.promise()
    except StoreUnavailableError:
        return answer | {"status": "unavailable", "store": "unreachable"}, 503
    return answer | {"status": "ready" if model else "degraded"}, 200


@blueprint.get("/metrics")
def figures() -> AnyResponse:
    """Prometheus' text format."""
    return Response(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)

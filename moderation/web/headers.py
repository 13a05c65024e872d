"""What every answer carries: who may embed and read it from another origin, and what a page may load."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Flask, Response, make_response, request

from moderation.errors import ModerationError
from moderation.web import caller

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moderation.sites import Site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SHARED = frozenset({"articles", "public", "wordpress"})  # blueprints that pages of allowed origins may call
PREFLIGHT_LIFE_S = "600"


def policy(origins: Iterable[str]) -> str:
    """The content security policy of a page whose form may lead back to these origins."""
    return POLICY.replace("form-action 'self'", " ".join(["form-action 'self'", *origins]))


def keep_private(response: Response) -> Response:
    """No cache keeps this answer, no search engine shows it, no other site learns its address."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def conditional(body: bytes, content_type: str) -> Response:
    """The body under a strong ETag, or 304 to a caller that has it; kept by caches, asked for again each time."""
    response = make_response(body)
    response.content_type = content_type
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept, Accept-Language, Origin"
    response.make_conditional(request)
    return response


def register(app: Flask) -> None:
    """Preflights are answered and headers set for all requests."""

    @app.before_request
    def preflight() -> Response | None:
        asked = request.method == "OPTIONS" and request.headers.get("Access-Control-Request-Method")
        return Response(status=204) if asked else None

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        origin = request.headers.get("Origin")
        if origin and request.blueprint in SHARED and _may_share(origin):
            _share(response, origin)
        return response


def _may_share(origin: str) -> bool:
    try:
        site: Site = caller.site()
    except ModerationError:
        return False
    return site.allows(origin)


def _share(response: Response, origin: str) -> None:
    """CORS for one origin; cookies included, for a service that is a subdomain of the site."""
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    response.vary.add("Origin")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key, If-None-Match"
        response.headers["Access-Control-Max-Age"] = PREFLIGHT_LIFE_S

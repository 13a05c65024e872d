"""Errors as HTTP, here and nowhere else: problem+json (RFC 9457), or an HTML page for those who prefer one."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, Response, current_app, json, redirect, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from moderation import errors
from moderation.web import caller

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from moderation.errors import FieldError, ModerationError

STATUS: tuple[tuple[type[ModerationError], int], ...] = (
    (errors.InvalidSubmissionError, 422),
    (errors.UnauthorisedError, 401),
    (errors.ForbiddenError, 403),
    (errors.NotFoundError, 404),
    (errors.ConflictError, 409),
    (errors.TooManyError, 429),
    (errors.StoreUnavailableError, 503),
)
KEYS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "payload-too-large",
    415: "unsupported-media-type",
}
DESK = "/moderation"  # from here a lost moderator is led back to the queue
RETRY_AFTER_S = 5
_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Every error of the application is answered from here."""
    app.register_error_handler(errors.ModerationError, _on_error)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_accident)


def status_of(error: ModerationError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def worded(fields: dict[str, list[FieldError]]) -> dict[str, list[str]]:
    """Every field's errors in the reader's language."""
    return {name: [caller.text(e.key, **e.details) for e in found] for name, found in fields.items()}


def problem(status: int, key: str, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """A problem+json answer; ``title`` is in the reader's language."""
    body = _body(status, key, more)
    return Response(json.dumps(body), status, headers, content_type="application/problem+json")


def told(error: ModerationError) -> dict[str, Any]:
    """An error as the body of a problem."""
    return _body(status_of(error), error.key, _particulars(error))


def _body(status: int, key: str, more: dict[str, Any]) -> dict[str, Any]:
    figures = {k: v for k, v in more.items() if isinstance(v, int | str)}
    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in more.items()}
    return {"type": f"urn:moderation:{key}", "title": caller.text(key, **figures), **plain, "status": status}


def _particulars(error: ModerationError) -> dict[str, Any]:
    return {"errors": worded(error.fields)} if isinstance(error, errors.InvalidSubmissionError) else error.details


def headers_of(error: ModerationError) -> dict[str, str]:
    """Retry-After and WWW-Authenticate, where they belong."""
    if isinstance(error, errors.TooManyError):
        return {"Retry-After": str(error.retry_after_s)}
    if isinstance(error, errors.StoreUnavailableError):
        return {"Retry-After": str(RETRY_AFTER_S)}
    if isinstance(error, errors.UnauthorisedError):
        return {"WWW-Authenticate": "Bearer"}
    return {}


def _on_error(error: ModerationError) -> Response:
    status, headers = status_of(error), headers_of(error)
    if not caller.wants_page():
        return problem(status, error.key, headers=headers, **_particulars(error))
    if isinstance(error, errors.InvalidSubmissionError):  # a page has no fields to tell it at
        told = dict.fromkeys(words for found in worded(error.fields).values() for words in found)
        return _page(status, " ".join(told), headers)
    return _page(status, _for_page(error.key, **error.details), headers)


def _on_http(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if isinstance(error, NotFound) and (page := _without_last_slash()):
        return redirect(page, 308)
    if status < 400:  # noqa: PLR2004 (redirects are exceptions to werkzeug too)
        return Response(error.get_response().response, status, error.get_response().headers)
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    key = KEYS.get(status, "error" if status >= 500 else "bad-request")  # noqa: PLR2004 (ours or theirs)
    return _page(status, _for_page(key), headers) if caller.wants_page() else problem(status, key, headers=headers)


def _on_accident(_error: Exception) -> Response:
    _log.exception("unexpected")
    if current_app.testing:
        raise  # noqa: PLE0704 (a handler runs inside the except block)
    return _page(500, _for_page("error"), {}) if caller.wants_page() else problem(500, "error")


def _without_last_slash() -> str | None:
    """Where the page is that was asked for with a slash after its address; None where there is none."""
    path, query = request.path.removesuffix("/"), request.query_string.decode("ascii", "replace")
    if path == request.path or request.method not in ("GET", "HEAD"):
        return None
    try:
        current_app.url_map.bind_to_environ(request.environ).match(path)
    except HTTPException:  # nothing there, or a redirect that is no business of ours
        return None
    return quote(path) + (f"?{query}" if query else "")


def _for_page(key: str, **figures: Any) -> str:
    """What a page says of an error: that nothing was found, its heading says already."""
    return caller.text("page-not-found" if key == "not-found" else key, **figures)


def _page(status: int, message: str, headers: dict[str, str]) -> Response:
    home = (DESK, "desk-back") if f"{request.path}/".startswith(f"{DESK}/") else ("/", "error-home")
    return Response(
        render_template("error.html", status=status, message=message, home=home),
        status,
        headers,
        content_type="text/html; charset=utf-8",
    )

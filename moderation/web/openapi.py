"""The API's own description, OpenAPI 3.1, from the schemas that read and write the wire."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, current_app, json

from moderation.web import auth, forms, headers, schemas
from moderation.web.operations import OPERATIONS, Operation, is_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask, Response

PROBLEM = "application/problem+json"
ABOUT = (
    "Stands between an article's comment form and the article's page. Problems are RFC 9457, in French or English "
    "by `Accept-Language`. Each site chooses which fields are required: author, email and content by default."
)
TITLES = {
    201: "Published",
    204: "Done",
    202: "Waits for a moderator",
    302: "Leads to the article's page",
    303: "Leads to the article's page",
    401: "Not signed in, or not convincingly",
    403: "Not allowed: closed, another origin, another's right",
    404: "No such site, article or comment",
    409: "Contradicts what is stored",
    413: "Too large",
    415: "Neither JSON nor a form",
    422: "Wrong fields, every one named",
    429: "Too fast: `Retry-After` says how long to wait",
    503: "The store is out of reach; nothing was accepted",
}
NO_CONTENT = 204
_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
blueprint = Blueprint("openapi", __name__)


@blueprint.get("/api/v1/openapi.json")
def description() -> Response:
    """The description, made on the first call."""
    kept = current_app.extensions
    if "openapi" not in kept:
        kept["openapi"] = json.dumps(described(current_app)).encode()
    return headers.conditional(kept["openapi"], "application/json")


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """(path, method, endpoint) of everything that is described."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if not is_page(rule.rule):
                yield rule.rule, method, rule.endpoint


def described(app: Flask) -> dict[str, Any]:
    """The description of this application's API: every route that has a row in `operations`."""
    spec = APISpec(
        title="Comment moderation",
        version="1",
        openapi_version="3.1.0",
        info={"description": ABOUT},
        plugins=[MarshmallowPlugin()],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": auth.SESSION})
    for path, method, endpoint in routes(app):
        row = OPERATIONS.get(f"{method} {endpoint}")
        if row is None:
            continue
        operation = _operation(app, endpoint, row)
        operation["parameters"] = [*_path_parameters(path), *operation["parameters"]]
        spec.path(_VARIABLE.sub(r"{\1}", path), operations={method.lower(): operation})
    return spec.to_dict()


def _operation(app: Flask, endpoint: str, row: Operation) -> dict[str, Any]:
    told = " ".join((app.view_functions[endpoint].__doc__ or "").split())
    found: dict[str, Any] = {
        "operationId": endpoint.replace(".", "_"),
        "tags": [endpoint.partition(".")[0]],
        "summary": row.summary,
        "description": told,
        "parameters": _parameters(row),
        "responses": _responses(row),
    }
    if bodies := _bodies(row):
        found["requestBody"] = {"required": True, "content": bodies}
    if auth.rule_of(endpoint) is not auth.Rule.ANYONE:
        found["security"] = [{"token": []}, {"session": []}]
    return found


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"in": "path", "name": name, "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _VARIABLE.findall(path)
    ]


def _parameters(row: Operation) -> list[dict[str, Any]]:
    named: list[dict[str, Any]] = [{"in": "query", "schema": row.query}] if row.query else []
    asked = dict(row.headers) | ({"If-None-Match": "An earlier ETag."} if row.is_conditional else {})
    return named + [
        {"in": "header", "name": name, "description": told, "schema": {"type": "string"}}
        for name, told in asked.items()
    ]


def _bodies(row: Operation) -> dict[str, Any]:
    sent = {"application/json": row.body, forms.URLENCODED: row.form}
    return {media: {"schema": schema} for media, schema in sent.items() if schema}


def _responses(row: Operation) -> dict[str, Any]:
    found = {str(status): _reply(status, reply, row) for status, reply in row.replies.items()}
    for status in row.problems:
        content = {PROBLEM: {"schema": schemas.ProblemSchema}} | _page()
        found[str(status)] = {"description": TITLES[status], "content": content}
        if status in (429, 503):
            found[str(status)]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    if row.is_conditional:
        found["304"] = {"description": "As before"}
    return found


def _reply(status: int, reply: Any, row: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {"description": TITLES.get(status, "As asked"), "content": {}}
    for one in reply if isinstance(reply, tuple) else (reply,):
        if isinstance(one, str):
            found["content"] |= {one: {"schema": {"type": "string"}}}
        elif one is not None:
            found["content"] |= {"application/json": {"schema": one}}
        elif status == NO_CONTENT:
            del found["content"]
        else:
            found["headers"] = {"Location": {"schema": {"type": "string"}}}
            found["content"] |= _page()
    if row.is_conditional:
        found["headers"] = {"ETag": {"schema": {"type": "string"}}}
    return found


def _page() -> dict[str, Any]:
    return {"text/html": {"schema": {"type": "string"}}}

"""The description of the API is whole and true: thousands of requests made from it are answered as it says."""

import secrets
from dataclasses import replace

import pytest
import schemathesis
from builders import a_body
from conftest import SECRET
from hypothesis import HealthCheck, given, seed, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from moderation import create_app
from moderation.config import Settings
from moderation.web.openapi import described, routes
from moderation.web.operations import OPERATIONS

WHERE = "/api/v1/openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.fixture(scope="module")
def fuzzed(store_server, tmp_path_factory):
    """An application that nobody floods, with a few comments in it."""
    prefix = f"fuzz-{secrets.token_hex(6)}:"
    app = create_app(
        Settings(
            data_dir=tmp_path_factory.mktemp("fuzz"),
            redis_url=store_server.url,
            store_prefix=prefix,
            secret_key=SECRET,
        )
    )
    desk = app.extensions["desk"]
    often = (1_000_000, 1)
    desk.save_site(replace(desk.site(), publish_below=0.9, flood_per_author=often, flood_per_network=often))
    for _ in range(3):
        assert app.test_client().post("/api/v1/articles/0/comments", json=a_body()).status_code == 201
    yield app
    for key in desk.store.client.scan_iter(f"{prefix}*", count=1000):
        desk.store.client.delete(key)
    desk.store.client.close()


@pytest.fixture(scope="module")
def api(fuzzed):
    """The operations by method and endpoint."""
    schema = schemathesis.openapi.from_wsgi(WHERE, fuzzed)
    found = [operation.ok() for operation in schema.get_all_operations()]
    return {f"{o.method.upper()} {o.definition.raw['operationId'].replace('_', '.', 1)}": o for o in found}


@pytest.fixture(scope="module")
def callers(fuzzed):
    """The headers of a stranger, a moderator and an administrator."""
    tokens = fuzzed.extensions["desk"].api_tokens
    known = [{"Authorization": f"Bearer {tokens.add(role)}"} for role in ("moderator", "admin", "admin")]
    strangers = [{"Accept": "text/html"}, {"Origin": "https://elsewhere.example"}, {"Accept-Language": "en"}]
    return [{}, *strangers, *known, {"Authorization": "Bearer none"}]


def requested(operation, callers, how_many):
    """So many requests, well and badly formed, are answered as the operation's description says."""
    for mode in GenerationMode:
        quiet = settings(max_examples=how_many, deadline=None, suppress_health_check=list(HealthCheck), database=None)

        @quiet
        @seed(20261123)
        @given(operation.as_strategy(generation_mode=mode), strategies.sampled_from(callers))
        def answered_as_described(case, caller):
            case.call_and_validate(checks=CHECKS, headers=caller)

        answered_as_described()


@pytest.mark.parametrize("name", OPERATIONS)
def test_requests_made_from_the_description_are_answered_as_it_says(api, callers, name):
    requested(api[name], callers, 15)


@pytest.mark.long
@pytest.mark.parametrize("name", OPERATIONS)
def test_many_requests_made_from_the_description_are_answered_as_it_says(api, callers, name):
    requested(api[name], callers, 60)


def test_every_route_is_described(app):
    missing = [
        f"{method} {endpoint}" for _, method, endpoint in routes(app) if f"{method} {endpoint}" not in OPERATIONS
    ]
    assert not missing, f"no row in moderation/web/operations.py for {missing}"
    assert set(OPERATIONS) == {f"{method} {endpoint}" for _, method, endpoint in routes(app)}, "rows of no route"


def test_the_description_is_served_as_it_is_made(app, client):
    answer = client.get(WHERE)
    assert answer.json == described(app)
    assert answer.json["openapi"] == "3.1.0"
    assert client.get(WHERE, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_routes_for_moderators_ask_for_a_token_or_a_session(client):
    paths = client.get(WHERE).json["paths"]
    assert paths["/api/v1/checks"]["get"]["security"] == [{"token": []}, {"session": []}]
    assert "security" not in paths["/api/v1/articles/{article_id}/comments"]["post"]

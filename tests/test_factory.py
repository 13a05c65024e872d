"""Starting: what the environment says is checked before the first request."""

from dataclasses import replace

import pytest

from moderation import create_app
from moderation.desk import Ids
from moderation.errors import ConfigurationError


def test_a_second_start_with_the_same_secret_serves_the_same_store(app, settings):
    assert create_app(settings).test_client().get("/readyz").status_code == 200


def test_a_secret_that_is_not_the_stores_refuses_to_start(app, settings):
    other = replace(settings, secret_key="another secret, of more than enough length as well")
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        create_app(other)


def test_without_a_reachable_store_the_service_starts_and_says_it_is_not_ready(settings, tmp_path):
    away = replace(settings, redis_url=f"unix://{tmp_path}/nobody.sock")
    client = create_app(away).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    answer = client.post("/api/v1/articles/a/comments", json={"author": "A", "email": "a@b.fr", "content": "Bonjour"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_later_ids_sort_later_even_within_a_millisecond():
    new_id = Ids()
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert {len(one) for one in made} == {24}


@pytest.mark.parametrize(
    ("accept", "content_type"), [("text/html", "text/html; charset=utf-8"), ("*/*", "application/problem+json")]
)
def test_an_accident_is_told_in_the_form_that_was_asked_for_and_tells_nothing(app, accept, content_type):
    app.testing = False
    app.add_url_rule("/accident", "accident", lambda: {}["a secret"])
    answer = app.test_client().get("/accident", headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (500, content_type)
    assert "secret" not in answer.text

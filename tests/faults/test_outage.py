"""The store goes away and comes back: 503 meanwhile, quickly and with the visitor's text; then all is well by itself."""

import contextlib
import os
import signal
import time

import httpx
import pytest
import redis
from builders import a_body
from running import Service, until

from moderation.connection import EmbeddedServer

pytestmark = pytest.mark.long

QUICKLY_S = 1.0
FORM = {"Accept": "text/html"}
API = "/api/v1/articles/demo/comments"


@pytest.fixture
def store(tmp_path):
    server = EmbeddedServer(tmp_path / "elsewhere")
    server.start_alone()
    yield server
    server.stop()


@pytest.fixture
def service(store, tmp_path):
    running = Service(tmp_path / "var", tmp_path / "service.log", REDIS_URL=store.url).start()
    yield running
    running.stop()


def post(service, **more):
    return httpx.post(service.url + API, timeout=60, **{"json": a_body()} | more)


def timed(call):
    began = time.monotonic()
    answer = call()
    return answer, time.monotonic() - began


def test_a_stopped_store_is_answered_with_503_until_it_is_back(service, store):
    before = post(service).json()["id"]
    store.stop()
    for _ in range(6):  # both workers
        answer, elapsed_s = timed(lambda: post(service))
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["Retry-After"]) > 0
        assert elapsed_s < QUICKLY_S
    assert httpx.get(service.url + API).status_code == 503
    assert httpx.get(f"{service.url}/readyz").status_code == 503
    assert httpx.get(f"{service.url}/healthz").status_code == 200

    again = EmbeddedServer(store.directory.parent)
    again.start_alone()
    try:
        assert all(post(service).status_code in (201, 202) for _ in range(6))
        assert httpx.get(f"{service.url}/readyz").status_code == 200
        line = redis.Redis(unix_socket_path=str(again.socket))
        assert line.exists(f"moderation:{{default}}:comment:{before}"), "what was acknowledged before is still there"
    finally:
        again.stop()


def test_the_text_of_a_form_is_kept_on_the_page_while_the_store_is_away(service, store):
    store.stop()
    words = "Ce texte m’a pris une demi-heure."
    wordpress = {"comment_post_ID": "7", "author": "Anne", "email": "anne@example.org", "comment": words}
    for path, form in ((API, a_body(content=words)), ("/wp-comments-post.php", wordpress)):
        answer, elapsed_s = timed(lambda path=path, form=form: httpx.post(service.url + path, data=form, headers=FORM))
        assert answer.status_code == 503
        assert words in answer.text
        assert answer.headers["Retry-After"]
        assert elapsed_s < QUICKLY_S


def test_a_store_that_hangs_does_not_hang_the_service(service, store):
    with frozen(service, store):
        answer, elapsed_s = timed(lambda: post(service))
        assert answer.status_code == 503
        assert elapsed_s < 5
    until(lambda: post(service).status_code in (201, 202), 20)


@contextlib.contextmanager
def frozen(service, store):
    os.kill(store.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(store.pid, signal.SIGCONT)


def test_a_service_started_before_its_store_serves_once_it_is_there(tmp_path):
    server = EmbeddedServer(tmp_path / "elsewhere")
    service = Service(tmp_path / "var", tmp_path / "service.log", REDIS_URL=server.url)
    try:
        service.start(ready=False)
        assert post(service).status_code == 503
        server.start_alone()
        assert post(service).status_code in (201, 202)
    finally:
        service.stop()
        server.stop()

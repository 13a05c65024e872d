"""Other origins and caches: who may embed and read, and what is asked for again."""

import pytest
from builders import a_body

PATH = "/api/v1/articles/demo/comments"
BLOG = "https://blog.example"


@pytest.fixture
def shared(site):
    return site(origins=(BLOG,))


def test_an_origin_on_the_list_may_send_and_read(client, shared):
    answer = client.post(PATH, json=a_body(), headers={"Origin": BLOG})
    assert answer.status_code in (201, 202)
    assert answer.headers["Access-Control-Allow-Origin"] == BLOG
    assert "Origin" in answer.headers["Vary"]
    assert client.get(PATH, headers={"Origin": BLOG}).headers["Access-Control-Allow-Origin"] == BLOG


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://blog.example", "https://blog.example.evil.example", "null"]
)
def test_an_origin_off_the_list_may_neither(client, shared, origin):
    answer = client.post(PATH, json=a_body(), headers={"Origin": origin})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Origin" not in client.get(PATH, headers={"Origin": origin}).headers


def test_errors_can_be_read_by_the_page_they_are_told(client, shared):
    answer = client.post(PATH, json=a_body(content=""), headers={"Origin": BLOG})
    assert answer.status_code == 422
    assert answer.headers["Access-Control-Allow-Origin"] == BLOG


def test_a_preflight_says_what_may_be_sent(client, shared):
    asked = {"Origin": BLOG, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = client.options(PATH, headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == BLOG
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.options(PATH, headers=asked | {"Origin": "null"}).headers


def test_the_moderators_routes_are_shared_with_nobody(client, shared):
    for path in ("/api/v1/queue", "/api/v1/site", "/moderation"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": BLOG}).headers


def test_a_program_sends_no_origin_and_passes(client, shared):
    assert client.post(PATH, json=a_body()).status_code in (201, 202)


def test_a_page_that_has_not_changed_is_not_sent_again(client, with_scorer):
    with_scorer(0.01)
    client.post(PATH, json=a_body())
    tag = {"If-None-Match": client.get(PATH).headers["ETag"]}
    again = client.get(PATH, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    client.post(PATH, json=a_body())
    assert client.get(PATH, headers=tag).status_code == 200


@pytest.mark.parametrize("path", [PATH, "/api/v1/articles/counts?id=demo", "/api/v1/articles/demo/feed.atom"])
def test_what_all_may_read_has_a_tag_and_is_asked_for_again(client, path):
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_every_answer_says_what_a_browser_may_do_with_it(client):
    for path in ("/", PATH, "/nowhere", "/api/v1/queue"):
        answer = client.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

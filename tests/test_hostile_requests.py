"""Requests that no well-meaning client sends: each is answered, none is a 5xx, and none reaches another's keys."""

import pytest
from builders import a_body

PATH = "/api/v1/articles/demo/comments"
FORM = "application/x-www-form-urlencoded"


def sent(client, body, content_type="application/json", **headers):
    return client.post(PATH, data=body, content_type=content_type, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b'{"author":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"author":' + b"1" * 10_000 + b"}",
        b'{"author":"\xe9"}',
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b"",
        b'{"author": NaN, "content": Infinity}',
        b'{"\\ud800": "a name that is half a letter"}',
        b'{"content": ["a", "list"], "author": {"an": "object"}, "email": true, "website": 7}',
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_what_is_no_submission_is_refused_with_reasons(client, body):
    answer = sent(client, body)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["errors"]


def test_a_moderators_body_nested_without_end_is_refused(client, desk):
    token = {"Authorization": f"Bearer {desk.api_tokens.add('moderator')}"}
    body = b'{"rulings":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    for path in ("/api/v1/rulings", "/api/v1/checks/none/rulings"):
        answer = client.post(path, data=body, content_type="application/json", headers=token)
        assert answer.status_code in (404, 422)


@pytest.mark.parametrize("origin", ["http://[", "null", "://", "é", "http://a b", "http://[::1", "\\", "http://]["])
def test_an_origin_that_is_none_is_foreign(client, origin):
    assert client.post(PATH, json=a_body(), headers={"Origin": origin}).status_code == 403
    assert client.get(PATH, headers={"Origin": origin}).status_code == 200


@pytest.mark.parametrize("article", ["demo:comments", "demo:", ":", "x:y:z", "{other}", "*", b"%00".decode()])
def test_no_article_id_reaches_the_keys_of_another(client, with_scorer, article):
    with_scorer(0.01)
    assert client.post(PATH, json=a_body()).status_code == 201
    assert client.post(f"/api/v1/articles/{article}/comments", json=a_body()).status_code in (201, 404)
    assert client.post(PATH, json=a_body()).status_code == 201
    assert client.get(PATH).json["count"] == 2


@pytest.mark.parametrize("parent", ["x", "*", "{a}:b", "0" * 64, "demo:comments"])
def test_no_parent_id_reaches_the_keys_of_another(client, parent):
    answer = client.post(PATH, json=a_body(parent_id=parent))
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"parent_id"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/articles/a//comments", 404),
        ("/api/v1/articles//comments", 404),
        ("/api/v1/articles/a%0Ab/comments", 404),
    ],
)
def test_a_path_that_means_nothing_is_not_found(client, path, status):
    assert client.post(path, json=a_body()).status_code == status


def test_a_form_with_thousands_of_fields_is_read_for_those_we_know(client):
    body = "&".join(f"field{number}=1" for number in range(5_000)) + "&author=A&email=a@example.org&content=Bonjour"
    assert sent(client, body, FORM).status_code in (201, 202)


def test_what_is_too_large_is_refused_before_it_is_read(client):
    assert sent(client, b'{"content":"' + b"a" * 1_100_000 + b'"}').status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""])
def test_another_media_type_is_refused(client, kind):
    answer = sent(client, b"content=x", kind)
    assert answer.status_code == 415
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_another_method_is_told_which_are_allowed(client, method):
    answer = client.open(PATH, method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_an_unknown_address_is_answered_in_the_callers_kind(client):
    program = client.get("/nowhere")
    assert (program.status_code, program.content_type) == (404, "application/problem+json")
    browser = client.get("/nowhere", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (browser.status_code, browser.content_type) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("cursor", ["", "x", ".", "-1.a", "1e5.a", "٣.a", "9" * 40, "1.\x00", "99999999999999999.a"])
def test_a_cursor_of_ones_own_making_is_no_accident(client, cursor):
    assert client.get(PATH, query_string={"cursor": cursor}).status_code in (200, 422)

"""A retried POST is answered the same, and nothing is stored twice."""

from builders import a_body

HEADERS = {"Idempotency-Key": "one-click"}


def post(client, body, **headers):
    return client.post("/api/v1/articles/demo/comments", json=body, headers=HEADERS | headers)


def test_a_retry_is_answered_to_the_byte_and_stores_nothing(client, clock, desk, with_scorer):
    with_scorer(0.5)
    body = a_body()
    first = post(client, body)
    clock.advance(minutes=5)
    again = post(client, body)
    assert (again.status_code, again.get_data()) == (first.status_code, first.get_data())
    assert len(desk.store.queue("default", "pending")) == 1


def test_a_retry_is_answered_as_the_first_time_though_a_moderator_has_ruled_since(client, runner, with_scorer):
    with_scorer(0.5)
    body = a_body()
    first = post(client, body)
    runner.invoke(args=["comments", "approve", first.json["id"]])
    assert post(client, body).get_data() == first.get_data()


def test_a_retry_takes_no_unit_of_the_flood_limit(client, with_scorer, site):
    with_scorer(0.5)
    site(flood_per_author=[1, 60])
    body = a_body()
    assert [post(client, body).status_code for _ in range(4)] == [202] * 4


def test_the_same_key_under_another_article_is_another_comment(client, with_scorer):
    with_scorer(0.5)
    body = a_body()
    first = post(client, body)
    other = client.post("/api/v1/articles/other/comments", json=body, headers=HEADERS)
    assert first.json["id"] != other.json["id"]


def test_without_a_key_the_same_words_twice_are_a_duplicate(client, with_scorer):
    with_scorer(0.5)
    body = a_body()
    assert [client.post("/api/v1/articles/demo/comments", json=body).status_code for _ in range(2)] == [202, 409]


def test_a_receipt_expires_after_thirty_days_and_looks_like_a_wrong_one_then(client, clock, with_scorer):
    with_scorer(0.5)
    path = post(client, a_body()).json["status_url"].removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    clock.advance(days=31)
    expired, wrong = client.get(path), client.get("/receipts/nobody")
    assert expired.status_code == wrong.status_code
    assert expired.get_data() == wrong.get_data()

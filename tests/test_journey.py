"""A comment's whole life, step by step, as ARCHITECTURE.md tells it."""

from builders import a_body


def post(client, body=None, article="demo", **headers):
    return client.post(f"/api/v1/articles/{article}/comments", json=body or a_body(), headers=headers)


def shown(client, article="demo"):
    return client.get(f"/api/v1/articles/{article}/comments").json["comments"]


def test_a_comment_walks_its_whole_life(client, desk, with_scorer, runner):
    with_scorer(0.5)
    body = a_body()
    answer = post(client, body)
    assert answer.status_code == 202
    assert answer.json["status"] == "pending"
    assert shown(client) == []

    listed = runner.invoke(args=["comments", "list"]).output
    assert answer.json["id"] in listed
    assert runner.invoke(args=["comments", "approve", answer.json["id"]]).exit_code == 0

    (comment,) = shown(client)
    assert comment["content"] == body["content"]
    assert "email" not in comment
    history = desk.store.history("default", answer.json["id"])
    assert [(e["from"], e["to"], bool(e["by"])) for e in history] == [
        (None, "pending", False),
        ("pending", "approved", True),
    ]

    assert runner.invoke(args=["comments", "spam", answer.json["id"]]).exit_code == 0
    assert shown(client) == []


def test_what_is_clearly_fine_is_published_at_once(client, with_scorer):
    with_scorer(0.01)
    assert post(client).status_code == 201
    assert len(shown(client)) == 1


def test_what_is_clearly_spam_is_answered_as_waiting(client, desk, with_scorer):
    with_scorer(0.99)
    answer = post(client)
    assert (answer.status_code, answer.json["status"]) == (202, "pending")
    assert desk.store.comment("default", answer.json["id"]).status == "spam"


def test_a_model_that_fails_lets_every_comment_wait(client, desk, with_scorer):
    with_scorer(RuntimeError("broken weights"))
    answer = post(client)
    assert answer.status_code == 202
    assert desk.store.comment("default", answer.json["id"]).reasons[0].key == "no-verdict"

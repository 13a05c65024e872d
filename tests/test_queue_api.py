"""The moderators' API over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from builders import a_submission

from moderation import intake, review
from moderation.sites import Site
from moderation.web.desk import desk_schemas as schemas
from moderation.web.desk.site_schemas import ArticleSchema


@pytest.fixture
def token(desk):
    return desk.api_tokens.add("moderator", "default", "ada")


@pytest.fixture
def call(client, token):
    """``call("GET", "/queue")`` as a moderator; ``by=`` another token."""

    def ask(method, path, by=None, headers=(), **options):
        authorization = {"Authorization": f"Bearer {by or token}"}
        return client.open(f"/api/v1{path}", method=method, headers=authorization | dict(headers), **options)

    return ask


@pytest.fixture
def waiting(desk, with_scorer):
    with_scorer(0.5)

    def put(**changes):
        return intake.submit(desk, a_submission(**changes)).comment

    return put


def valid(schema, answer):
    assert schema(unknown="raise").validate(answer) == {}
    return answer


def test_the_queue_tells_what_a_moderator_needs_to_decide(call, waiting, clock):
    comment = waiting(email="paul@example.org", website="https://paul.example", title="Le levain")
    clock.advance(minutes=3)
    answer = valid(schemas.QueueSchema, call("GET", "/queue").json)
    (item,) = answer["comments"]
    assert (answer["total"], answer["next"]) == (1, None)
    assert answer["counts"] == {"pending": 1, "approved": 0, "spam": 0, "rejected": 0, "appeals": 0}
    assert item["id"] == comment.id
    assert (item["version"], item["status"], item["score"], item["waiting_s"]) == (1, "pending", 0.5, 180)
    assert item["email"] == "p…@example.org"
    assert item["article"]["title"] == "Le levain"
    assert item["author_record"] == {"approved": 0, "pending": 1, "spam": 0, "rejected": 0}
    assert [reason["key"] for reason in item["reasons"]] == ["doubtful"]
    assert item["reasons"][0]["text"]


def test_nothing_in_the_queue_gives_the_address_or_a_mark_of_it(call, waiting):
    comment = waiting(email="paul.secret@example.org")
    told = call("GET", "/queue").text
    assert "paul.secret" not in told
    assert comment.fingerprint not in told
    assert comment.sealed_email not in told


def test_clues_tell_their_places_in_the_text(call, desk):
    intake.submit(desk, a_submission(content="Cheap casino bonus http://casino.example win money now"))
    found = [call("GET", f"/queue?status={status}").json["comments"] for status in ("pending", "spam", "approved")]
    ((item,),) = [comments for comments in found if comments]
    spans = [clue for clue in item["clues"] if clue["start"] is not None and clue["field"] == "text"]
    assert spans
    for clue in spans:
        assert item["content"][clue["start"] : clue["end"]]


@pytest.mark.parametrize(
    "wrong", ["status=gone", "order=random", "limit=0", "limit=101", "limit=x", "cursor=nonsense", "limit=²"]
)
def test_a_wrong_filter_is_named(call, wrong):
    answer = call("GET", f"/queue?{wrong}")
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [wrong.partition("=")[0]]


def test_the_queue_is_walked_by_its_cursor(call, waiting):
    expected = [waiting().id for _ in range(5)]
    found, path = [], "/queue?limit=2"
    while path:
        answer = call("GET", path).json
        found += [c["id"] for c in answer["comments"]]
        path = answer["next"] and f"/queue?limit=2&cursor={answer['next']}"
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(("action", "status"), [("approve", "approved"), ("spam", "spam"), ("reject", "rejected")])
def test_a_ruling_is_answered_with_how_the_comment_stands(call, waiting, action, status):
    comment = waiting()
    answer = call("POST", f"/comments/{comment.id}/rulings", json={"action": action, "version": 1})
    assert answer.status_code == 200
    told = valid(schemas.RuledSchema, answer.json)
    assert (told["id"], told["status"], told["version"], told["decided_by"]) == (comment.id, status, 2, "ada")
    assert call("GET", "/queue").json["total"] == 0


def test_a_ruling_is_undone(call, waiting):
    comment = waiting()
    call("POST", f"/comments/{comment.id}/rulings", json={"action": "spam", "version": 1})
    undone = call("POST", f"/comments/{comment.id}/rulings", json={"action": "undo", "version": 2})
    assert (undone.status_code, undone.json["status"], undone.json["version"]) == (200, "pending", 3)
    nothing = call("POST", f"/comments/{comment.id}/rulings", json={"action": "undo", "version": 3})
    assert nothing.status_code == 409


def test_a_stale_ruling_is_told_who_ruled_what_and_when(call, desk, waiting, clock):
    comment = waiting()
    other = desk.api_tokens.add("moderator", "default", "bob")
    call("POST", f"/comments/{comment.id}/rulings", json={"action": "approve", "version": 1})
    ruled_at = clock.now
    clock.advance(minutes=1)
    answer = call("POST", f"/comments/{comment.id}/rulings", by=other, json={"action": "spam", "version": 1})
    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    told = {name: answer.json[name] for name in ("type", "by", "action", "stands", "at", "version")}
    assert told == {
        "type": "urn:moderation:stale",
        "by": "ada",
        "action": "approve",
        "stands": "approved",
        "at": ruled_at.isoformat(),
        "version": 2,
    }


def test_the_same_ruling_sent_again_is_answered_the_same(call, waiting):
    comment = waiting()
    answers = [
        call("POST", f"/comments/{comment.id}/rulings", json={"action": "approve", "version": 1}) for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"version": 1}, "action"),
        ({"action": "approve"}, "version"),
        ({"action": "burn", "version": 1}, "action"),
        ({"action": "approve", "version": "1"}, "version"),
        ({"action": "approve", "version": True}, "version"),
        ({"action": "approve", "version": 0}, "version"),
        ({"action": "reject", "version": 1, "reason": "ugly"}, "reason"),
        ({"action": "reject", "version": 1, "reason": 7}, "reason"),
        ({"action": "approve", "version": 1, "status": "approved"}, "status"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_ruling_names_its_field(call, waiting, body, field, language):
    comment = waiting()
    answer = call("POST", f"/comments/{comment.id}/rulings", json=body, headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert all(answer.json["errors"][field])


def test_a_ruling_that_is_no_json_is_refused(call, waiting):
    comment = waiting()
    path = f"/comments/{comment.id}/rulings"
    assert call("POST", path, data="action=approve").status_code == 415
    assert call("POST", path, data="{", content_type="application/json").status_code == 422
    assert call("POST", path, json=[1]).status_code == 422


def test_a_comment_that_is_none_is_not_found(call):
    assert call("POST", "/comments/nowhere/rulings", json={"action": "approve", "version": 1}).status_code == 404
    assert call("GET", "/comments/nowhere").status_code == 404
    assert call("GET", "/comments/nowhere/history").status_code == 404
    assert call("POST", "/comments/nowhere/reveal").status_code == 404


def test_many_rulings_each_have_their_own_outcome(call, waiting):
    first, second, third = (waiting() for _ in range(3))
    rows = [
        {"id": first.id, "version": 1, "action": "approve"},
        {"id": "nowhere", "version": 1, "action": "spam"},
        {"id": second.id, "version": 9, "action": "spam"},
        {"id": third.id, "version": 1, "action": "reject", "reason": "ugly"},
        {"id": third.id, "action": "approve"},
        "no row",
        None,
        {"version": 1, "action": "approve"},
        {"id": third.id, "version": 1, "action": "reject", "reason": "insult"},
    ]
    answer = call("POST", "/rulings", json={"rulings": rows})
    assert answer.status_code == 200
    outcomes = answer.json["rulings"]
    assert schemas.OutcomesSchema().validate(answer.json) == {}
    assert [o["status"] for o in outcomes] == [200, 404, 409, 422, 422, 422, 422, 422, 200]
    ids = [first.id, "nowhere", second.id, third.id, third.id, None, None, None, third.id]
    assert [o["id"] for o in outcomes] == ids
    assert outcomes[0] == {"id": first.id, "status": 200, "stands": "approved", "version": 2}
    assert outcomes[2]["stands"] == "pending"
    assert list(outcomes[3]["errors"]) == ["reason"]


@pytest.mark.parametrize("rows", [[], [{}] * 501, "many", None])
def test_no_rulings_or_more_than_500_are_refused_as_a_whole(call, rows):
    answer = call("POST", "/rulings", json={"rulings": rows})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["rulings"]


def test_500_rulings_are_taken_at_once(call, desk, waiting):
    comments = [waiting(article_id=f"a{n % 7}") for n in range(500)]
    rows = [{"id": c.id, "version": 1, "action": "approve"} for c in comments]
    outcomes = call("POST", "/rulings", json={"rulings": rows}).json["rulings"]
    assert {o["status"] for o in outcomes} == {200}
    assert desk.queues.counts("default")["approved"] == 500


def test_the_history_tells_machine_and_people(call, waiting):
    comment = waiting()
    call("POST", f"/comments/{comment.id}/rulings", json={"action": "reject", "version": 1, "reason": "insult"})
    call("POST", f"/comments/{comment.id}/rulings", json={"action": "undo", "version": 2})
    history = valid(schemas.HistorySchema, call("GET", f"/comments/{comment.id}/history").json)["history"]
    assert [(e["action"], e["by"], e["from"], e["to"], e["version"], e["reason"]) for e in history] == [
        (None, None, None, "pending", 1, None),
        ("reject", "ada", "pending", "rejected", 2, "insult"),
        ("undo", "ada", "rejected", "pending", 3, None),
    ]


def test_revealing_an_address_is_recorded_with_who_saw_it(call, waiting):
    comment = waiting(email="paul@example.org")
    answer = valid(schemas.RevealedSchema, call("POST", f"/comments/{comment.id}/reveal").json)
    assert answer == {"id": comment.id, "email": "paul@example.org"}
    last = call("GET", f"/comments/{comment.id}/history").json["history"][-1]
    assert (last["action"], last["by"], last["version"]) == ("reveal", "ada", 1)
    assert "paul@" not in call("GET", f"/comments/{comment.id}/history").text


def test_who_else_looks_at_a_comment_is_told_for_a_while(call, desk, waiting, clock):
    comment = waiting()
    other = desk.api_tokens.add("moderator", "default", "bob")
    assert call("POST", f"/comments/{comment.id}/looking").status_code == 204
    looking = [call("GET", "/queue", by=by).json["comments"][0]["looking"] for by in (None, other)]
    assert looking == [[], ["ada"]]
    clock.advance(minutes=1)
    assert call("GET", "/queue", by=other).json["comments"][0]["looking"] == []


def test_one_comment_is_told_as_in_the_queue(call, waiting):
    comment = waiting()
    (item,) = call("GET", "/queue").json["comments"]
    assert valid(schemas.ItemSchema, call("GET", f"/comments/{comment.id}").json) == item


def test_an_article_is_closed_and_opened(call, client, waiting):
    waiting()
    closed = call("PATCH", "/articles/demo", json={"is_open": False, "title": "Le levain"})
    assert valid(ArticleSchema, closed.json)["is_open"] is False
    refused = client.post("/api/v1/articles/demo/comments", json={"author": "A", "email": "a@b.fr", "content": "x"})
    assert refused.status_code == 403
    assert call("PATCH", "/articles/demo", json={"is_open": True}).json["title"] == "Le levain"
    assert call("GET", "/articles/demo").json["is_open"] is True


def test_two_changes_of_an_article_at_once_are_both_kept(call):
    changes = [{"is_open": False}, {"title": "Le levain"}, {"url": "https://blog.example/levain"}, {"text": "Farine."}]
    for round_number in range(5):
        article = f"/articles/a{round_number}"
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda change, article=article: call("PATCH", article, json=change), changes))
        found = call("GET", article).json
        assert {name: found[name] for change in changes for name in change} == {
            k: v for c in changes for k, v in c.items()
        }


@pytest.mark.parametrize(
    ("body", "field"),
    [({"url": "javascript:alert(1)"}, "url"), ({"is_open": "no"}, "is_open"), ({"id": "x"}, "id")],
)
def test_a_wrong_particular_of_an_article_is_named(call, body, field):
    answer = call("PATCH", "/articles/demo", json=body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_an_article_nobody_knows_is_not_found_until_it_is_made(call):
    assert call("GET", "/articles/new").status_code == 404
    assert call("PATCH", "/articles/new", json={"text": "…"}).status_code == 200
    assert call("GET", "/articles/new").json["text"] == "…"


@pytest.fixture
def admin(desk):
    return desk.api_tokens.add("admin", "default", "root")


def test_settings_are_shown_and_changed(call, desk, admin):
    changes = {"publish_below": 0.1, "spam_from": 0.95, "blocked_terms": ["casino"], "required": ["content"]}
    answer = call("PATCH", "/site", by=admin, json=changes | {"network_retention_days": 3})
    assert answer.status_code == 200
    assert changes.items() <= answer.json.items()
    assert call("GET", "/site").json == answer.json
    assert desk.store.site("default").blocked_terms == ("casino",)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"publish_below": "low"}, ["publish_below"]),
        ({"publish_below": 2}, ["publish_below"]),
        ({"publish_below": 0.9, "spam_from": 0.1}, ["publish_below", "spam_from"]),
        ({"blocked_terms": "casino"}, ["blocked_terms"]),
        ({"blocked_terms": [1]}, ["blocked_terms"]),
        ({"required": ["author"]}, ["required"]),
        ({"origins": ["not an origin"]}, ["origins"]),
        ({"name": "other"}, ["name"]),
        ({"open_articles": 1}, ["open_articles"]),
        ({"flood_per_author": [1]}, ["flood_per_author"]),
        ({"moderation": "none"}, ["moderation"]),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(call, desk, admin, body, fields):
    answer = call("PATCH", "/site", by=admin, json=body)
    assert (answer.status_code, sorted(answer.json["errors"])) == (422, fields)
    assert desk.store.site("default") is None


def test_settings_changed_elsewhere_are_not_lost(call, desk, admin):
    call("GET", "/site")
    desk.store.save_site(desk.site().changed(title="From another worker"))
    call("PATCH", "/site", by=admin, json={"max_links": 5})
    assert desk.store.site("default").title == "From another worker"


def test_what_a_stranger_wrote_stands_in_json_without_markup(call, waiting):
    waiting(content="<script>alert('x')</script> & </title>", author="<img src=x onerror=alert(1)>")
    answer = call("GET", "/queue")
    assert not set("<>&'") & set(answer.text)
    assert answer.json["comments"][0]["content"] == "<script>alert('x')</script> & </title>"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_token_of_one_site_needs_not_name_it(call, desk, waiting):
    desk.save_site(Site(name="blog"))
    comment = intake.submit(desk, a_submission(site="blog")).comment
    token = desk.api_tokens.add("moderator", "blog")
    (item,) = call("GET", "/queue", by=token).json["comments"]
    assert item["id"] == comment.id
    assert call("GET", f"/comments/{comment.id}", by=token).status_code == 200
    assert call("GET", f"/comments/{comment.id}").status_code == 404


def test_a_site_of_others_and_a_site_that_is_none_are_answered_alike(call, desk):
    desk.save_site(Site(name="blog"))
    assert call("GET", "/queue?site=blog").json == call("GET", "/queue?site=nowhere").json


def test_an_appeal_is_the_first_of_the_queue(call, desk, waiting):
    waiting()
    later = waiting()
    review.appeal(desk, review.rule(desk, later, "reject", by="ada", reason="insult"))
    (first, _) = call("GET", "/queue").json["comments"]
    assert (first["id"], first["appeals"]) == (later.id, 1)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/rulings", '{"rulings": [{"id": "\\ud800", "version": 1, "action": "approve"}]}', 200),
        ("PATCH", "/articles/a", '{"title": "\\ud800\\u0000"}', 200),
        ("PATCH", "/site", '{"title": "\\ud800", "blocked_terms": ["\\udfff"]}', 200),
        ("PATCH", "/site", '{"\\ud800": 1}', 422),
        ("PATCH", "/site", '{"publish_below": NaN}', 422),
        ("PATCH", "/site", '{"publish_below": 1e999}', 422),
        ("PATCH", "/site", '{"max_links": 1' + "0" * 400 + "}", 422),
        ("PATCH", "/site", '{"title": ' + "[" * 900 + "]" * 900 + "}", 422),
        ("POST", "/rulings", "[" * 100_000, 422),
    ],
)
def test_json_that_only_an_attacker_writes_is_no_accident(call, admin, method, path, body, status):
    answer = call(method, path, by=admin, data=body, content_type="application/json")
    assert answer.status_code == status
    assert "\\ud8" not in answer.text


@pytest.mark.parametrize("hostile", ["%ED%A0%80", "%00", "%F0%9F%98%80", "a" * 5000])
def test_addresses_that_only_an_attacker_writes_are_no_accident(call, hostile):
    for name in ("q", "article", "author"):
        assert call("GET", f"/queue?{name}={hostile}").json["comments"] == []
    assert call("GET", f"/queue?cursor={hostile}").status_code == 422
    assert call("GET", f"/comments/{hostile}").status_code == 404
    assert call("GET", f"/articles/{hostile}").status_code == 404

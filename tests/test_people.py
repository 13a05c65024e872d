"""One person's data: handed out, and forgotten without a trace."""

import json
import re
from datetime import timedelta

import pytest
from builders import a_body
from exports import a_comment, a_wxr

from classifiers.artifact import Artifact
from classifiers.scorer import BASE_MODEL, Scorer
from moderation import review

EMAIL = "canary.person@canary.example"
NAME = "Canaria Singvogel"
WORDS = "ein ganz eigener Kanarienvogelsatz"


@pytest.fixture
def post(client, with_scorer):
    with_scorer(0.5)

    def send(article="demo", **changes):
        body = a_body(email=EMAIL, author=NAME, website="https://canary.example/", **changes)
        body["content"] = changes.get("content", f"{WORDS} {body['content']}")
        return client.post(f"/api/v1/articles/{article}/comments", json=body).json["id"]

    return send


@pytest.fixture
def rule(desk):
    def decide(comment_id, action="approve"):
        review.rule(desk, desk.store.comment("default", comment_id), action, by="vera")

    return decide


@pytest.fixture
def erase(runner):
    def run(*options, email=EMAIL):
        found = runner.invoke(args=["people", "erase", email, "--json", *options])
        assert found.exit_code == 0, found.output
        return json.loads(found.stdout)

    return run


@pytest.fixture
def admin(client, runner):
    token = runner.invoke(args=["tokens", "add", "--role", "admin"]).stdout.splitlines()[-1]
    return {"Authorization": f"Bearer {token}"}


def dump(desk):
    """All that the store holds, as bytes, values unpacked."""
    client, found = desk.store.client, []
    readers = {
        b"hash": client.hgetall,
        b"string": client.get,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"set": client.smembers,
        b"stream": client.xrange,
    }
    for key in client.scan_iter(f"{desk.store.prefix}*", count=1000):
        found += [key, repr(readers[client.type(key)](key)).encode()]
    return b"\n".join(found)


def shown(client, article="demo"):
    return client.get(f"/api/v1/articles/{article}/comments").json


def test_all_a_person_wrote_is_handed_out(post, rule, runner):
    first, second = post(), post()
    rule(first)
    found = json.loads(runner.invoke(args=["people", "export", EMAIL.upper()]).stdout)
    assert [comment["id"] for comment in found["comments"]] == [first, second]
    assert found["comments"][0]["status"] == "approved"
    assert WORDS in found["comments"][0]["content"]


def test_nobody_elses_comments_are_handed_out(post, client, runner):
    client.post("/api/v1/articles/demo/comments", json=a_body(author=NAME))
    assert json.loads(runner.invoke(args=["people", "export", EMAIL]).stdout)["comments"] == []


def test_the_page_for_the_person_is_self_contained(post, runner):
    post(content="<script>alert(1)</script> **fett**")
    page = runner.invoke(args=["people", "export", EMAIL, "--format", "html"]).stdout
    assert "<strong>fett</strong>" in page
    assert "<script" not in page
    assert "src=" not in page


def test_the_page_for_the_person_is_in_their_language_throughout(post, runner):
    post()
    page = runner.invoke(args=["people", "export", EMAIL, "--format", "html"]).stdout
    told = re.findall("<dd>(.*?)</dd>", page)
    assert {"En attente", "La machine"} <= set(told)
    assert not {"pending", "the machine"} & set(told)
    assert any(re.fullmatch(r"\d+\s%", words) for words in told), "a probability, not 0.017431"


def test_one_comment_is_erased_in_good_english(post, runner):
    post()
    told = [runner.invoke(args=["people", "erase", EMAIL]).stdout for _ in range(2)]
    assert told == ["erased 1 comment on default\n", "erased 0 comments on no site\n"]


def test_after_erasing_the_canary_is_nowhere(post, rule, erase, desk, client):
    first = post()
    post()
    rule(first, "spam")
    rule(first, "approve")
    shown(client)
    fingerprint = desk.addresses.fingerprint("default", EMAIL)
    assert WORDS.encode() in dump(desk)
    assert erase()["comments"] == 2
    left = dump(desk)
    for trace in (WORDS, NAME, "canary", fingerprint):
        assert trace.encode() not in left
    assert shown(client) == {"comments": [], "count": 0, "is_open": True, "next": None}
    assert desk.labels.total("default") == 0


def test_erasing_twice_finds_nothing(post, erase):
    post()
    assert erase()["comments"] == 1
    assert erase()["comments"] == 0


def test_others_and_their_replies_stay(post, rule, erase, client, desk):
    root = post()
    rule(root)
    reply = client.post("/api/v1/articles/demo/comments", json=a_body(parent_id=root, content="Danke dir")).json["id"]
    rule(reply)
    erase()
    (stone,) = shown(client)["comments"]
    assert (stone["is_withdrawn"], stone["content"], stone["author"]) == (True, None, None)
    assert [r["content"] for r in stone["replies"]] == ["Danke dir"]
    assert shown(client)["count"] == 1
    assert WORDS.encode() not in dump(desk)


def test_a_reply_that_waits_under_an_erased_root_can_still_be_approved(post, rule, erase, client):
    root = post()
    rule(root)
    reply = client.post("/api/v1/articles/demo/comments", json=a_body(parent_id=root, content="Danke dir")).json["id"]
    erase()
    rule(reply)
    (stone,) = shown(client)["comments"]
    assert stone["replies"][0]["id"] == reply


def test_anonymised_comments_stay_without_their_author(post, rule, erase, client, desk):
    rule(post())
    assert erase("--anonymise")["comments"] == 1
    (comment,) = shown(client)["comments"]
    assert (comment["author"], comment["website"]) == (None, None)
    assert WORDS in comment["content"]
    left = dump(desk)
    for trace in (NAME, "canary", desk.addresses.fingerprint("default", EMAIL)):
        assert trace.encode() not in left
    (label,) = desk.labels.read("default")
    assert (label.label, label.document.author, label.document.email_domain) == ("ham", None, None)


def test_the_person_may_say_the_same_again_after_erasing(post, erase):
    first = post(content=WORDS)
    erase()
    assert post(content=WORDS) != first


def test_models_that_learned_from_the_person_are_to_be_trained_again(post, rule, erase, desk, clock):
    card = Artifact.read(BASE_MODEL).card
    old, new = (Scorer(Artifact.seal(Artifact.read(BASE_MODEL).weights, card | {"bias": bias})) for bias in (1.0, 2.0))
    desk.registry.add("default", old.to_bytes(), old.card, f"<p>{WORDS}</p>", clock() - timedelta(days=1))
    rule(post())
    desk.registry.add("default", new.to_bytes(), new.card, f"<p>{WORDS}</p>", clock() + timedelta(minutes=1))
    assert erase()["models_to_retrain"] == [new.version]
    assert desk.registry.version("default", new.version).stale
    assert not desk.registry.version("default", new.version).has_report
    assert desk.registry.version("default", old.version).stale is None


def test_an_import_never_brings_an_erased_person_back(runner, erase, desk, tmp_path):
    path = tmp_path / "export.xml"
    path.write_bytes(a_wxr(a_comment(1, author_email=EMAIL), a_comment(2)))
    runner.invoke(args=["import", "wordpress", str(path)])
    assert erase()["comments"] == 1
    told = json.loads(runner.invoke(args=["import", "wordpress", str(path), "--json"]).stdout)
    assert (told["imported"], told["known"], told["skipped"]) == (0, 1, 1)


def test_the_audit_says_who_erased_and_nothing_of_whom(post, erase, desk):
    comment_id = post()
    erase("--by", "dpo")
    last = desk.store.history("default", comment_id)[-1]
    assert (last["action"], last["by"], last["from"]) == ("erase", "dpo", "pending")


def test_another_sites_comments_stay_when_one_site_is_meant(post, erase, desk, client, runner):
    runner.invoke(args=["sites", "add", "other"])
    body = a_body(email=EMAIL)
    client.post("/api/v1/articles/demo/comments?site=other", json=body)
    post()
    assert erase("--site", "default") == {"comments": 1, "sites": ["default"], "models_to_retrain": []}
    assert erase()["sites"] == ["other"]


@pytest.mark.parametrize("email", ["nobody", "", "a b@c.d"])
def test_what_is_no_address_is_told(runner, email):
    found = runner.invoke(args=["people", "erase", email])
    assert found.exit_code == 1
    assert "email" in found.output


def test_the_api_hands_out_and_forgets_for_admins(post, client, admin):
    post()
    found = client.get("/api/v1/people", headers=admin | {"Person-Email": EMAIL})
    assert (len(found.json["comments"]), found.headers["Cache-Control"]) == (1, "no-store")
    page = client.get("/api/v1/people", headers=admin | {"Person-Email": EMAIL, "Accept": "text/html"})
    assert page.text.startswith("<!doctype html>")
    assert client.delete("/api/v1/people", headers=admin, json={"email": EMAIL}).json["comments"] == 1
    assert client.get("/api/v1/people", headers=admin | {"Person-Email": EMAIL}).json["comments"] == []


def test_the_api_anonymises(post, client, admin):
    post()
    answer = client.delete("/api/v1/people", headers=admin, json={"email": EMAIL, "anonymise": True})
    assert answer.json["comments"] == 1
    assert client.delete("/api/v1/people", headers=admin, json={"email": EMAIL, "anonymise": "yes"}).status_code == 422


def test_the_api_wants_an_admin_and_an_address(client, admin, runner):
    assert client.get("/api/v1/people").status_code == 401
    token = runner.invoke(args=["tokens", "add", "--role", "moderator"]).stdout.splitlines()[-1]
    for method in (client.get, client.delete):
        assert method("/api/v1/people", headers={"Authorization": f"Bearer {token}"}).status_code == 403
        answer = method("/api/v1/people", headers=admin)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["email"])


def test_the_address_is_in_no_log(post, client, admin, caplog):
    post()
    with caplog.at_level("DEBUG"):
        client.get("/api/v1/people", headers=admin | {"Person-Email": EMAIL})
        client.delete("/api/v1/people", headers=admin, json={"email": EMAIL})
    assert "canary" not in " ".join(str(vars(record)) for record in caplog.records)


def test_what_other_systems_asked_about_is_handed_out_and_forgotten_too(client, runner, erase, desk, with_scorer):
    with_scorer(0.5)
    key = runner.invoke(args=["keys", "add"]).output.splitlines()[-1]
    form = {"api_key": key, "blog": "https://blog.example", "user_ip": "203.0.113.9", "comment_author_email": EMAIL}
    form |= {"comment_author": NAME, "comment_content": WORDS}
    client.post("/1.1/comment-check", data=form)
    client.post("/1.1/submit-spam", data=form)
    client.post("/1.1/submit-spam", data=form | {"comment_content": WORDS + " nochmals"})
    found = json.loads(runner.invoke(args=["people", "export", EMAIL]).stdout)
    assert {text["content"] for text in found["elsewhere"]} == {WORDS, WORDS + " nochmals"}
    assert desk.labels.total("default") == 2
    assert erase()["sites"] == ["default"]
    assert desk.labels.total("default") == 0
    assert desk.checks.page("default", None, None, 10) == ([], None)
    left = dump(desk)
    for trace in (WORDS, NAME, "canary", desk.addresses.fingerprint("default", EMAIL)):
        assert trace.encode() not in left

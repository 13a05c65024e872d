"""Akismet's protocol, to the byte."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from moderation import create_app
from moderation.akismet.checks import Checks
from moderation.comments import Status

HAM = {"comment_content": "Merci, la partie sur le levain m’a beaucoup aidée.", "comment_author": "Anne"}


@pytest.fixture
def key(runner):
    return runner.invoke(args=["keys", "add", "--name", "blog"]).output.splitlines()[-1]


@pytest.fixture
def call(client, key):
    """Sends a call as clients do: ``call("comment-check", comment_content=…)``."""

    def send(path, **fields):
        given = {"api_key": key, "blog": "https://blog.example/", "user_ip": "203.0.113.9"} | fields
        form = urlencode([(k, v) for k, v in given.items() if v is not None])
        version = "1.2" if path in ("usage-limit", "key-sites") else "1.1"
        return client.post(
            f"/{version}/{path}", data=form, content_type="application/x-www-form-urlencoded;charset=UTF-8"
        )

    return send


def alone(answer, body):
    """Exactly this body, as text without a newline, and none of the headers that mean trouble."""
    assert answer.status_code == 200
    assert answer.get_data(as_text=True) == body
    assert answer.content_type == "text/plain; charset=utf-8"
    return not {h.lower() for h, _ in answer.headers} & {
        "x-akismet-debug-help",
        "x-akismet-error",
        "x-akismet-alert-code",
    }


def test_a_key_has_twelve_characters_and_stands_alone_on_the_last_line(key):
    assert len(key) == 12
    assert key.isalnum()


def test_a_good_key_is_valid_under_either_name(client, key):
    for name in ("key", "api_key"):
        assert alone(client.post("/1.1/verify-key", data={name: key, "blog": "https://blog.example"}), "valid")


def test_a_bad_key_is_invalid(call):
    assert alone(call("verify-key", api_key="123456789012"), "invalid")
    assert alone(call("comment-check", api_key="123456789012", **HAM), "invalid")


def test_a_revoked_key_is_invalid(call, key, desk, runner):
    (found,) = desk.api_keys.of_site("default")
    assert runner.invoke(args=["keys", "revoke", found.id]).exit_code == 0
    assert alone(call("verify-key"), "invalid")
    assert "revoked" in runner.invoke(args=["keys", "list"]).output


def test_a_key_is_kept_as_a_hash_only(desk, key):
    dump = b"".join(desk.store.client.dump(k) for k in desk.store.client.scan_iter(f"{desk.store.prefix}*"))
    assert key.encode() not in dump


@pytest.mark.parametrize(("score", "body"), [(0.01, "false"), (0.99, "true")])
def test_a_check_is_answered_in_one_word_with_a_guid(call, with_scorer, score, body):
    with_scorer(score)
    answer = call("comment-check", **HAM)
    assert alone(answer, body)
    assert len(answer.headers["X-akismet-guid"]) == 32
    assert "X-akismet-recheck-after" not in answer.headers
    assert "X-akismet-pro-tip" not in answer.headers


def test_what_waits_is_not_spam_and_is_to_be_asked_again(call, with_scorer):
    with_scorer(0.5)
    answer = call("comment-check", **HAM)
    assert alone(answer, "false")
    assert answer.headers["X-akismet-recheck-after"] == "120"


def test_discard_is_told_only_where_the_site_opts_in_and_only_from_its_score(call, with_scorer, site):
    with_scorer(0.95)
    assert "X-akismet-pro-tip" not in call("comment-check", **HAM).headers
    site(discard_from=0.99)
    assert "X-akismet-pro-tip" not in call("comment-check", **HAM).headers
    site(discard_from=0.94)
    assert call("comment-check", **HAM).headers["X-akismet-pro-tip"] == "discard"


@pytest.mark.parametrize(
    "trigger",
    [
        {"comment_author": "viagra-test-123"},
        {"comment_author": "akismet-guaranteed-spam"},
        {"comment_author_email": "akismet-guaranteed-spam@example.com"},
        {"honeypot_field_name": "extra", "extra": "filled"},
    ],
    ids=lambda t: next(iter(t.values())),
)
def test_triggers_are_spam_whatever_the_model_says(call, with_scorer, trigger):
    with_scorer(0.0)
    assert alone(call("comment-check", **HAM | trigger), "true")


def test_an_empty_honeypot_is_no_evidence(call, with_scorer):
    with_scorer(0.0)
    assert alone(call("comment-check", honeypot_field_name="extra", extra="  ", **HAM), "false")


def test_an_administrator_is_believed_only_from_a_trusted_key_or_in_a_test(call, client, runner, with_scorer):
    with_scorer(0.99)
    assert alone(call("comment-check", user_role="administrator", **HAM), "true")
    assert alone(call("comment-check", user_role="administrator", is_test="1", **HAM), "false")
    trusted = runner.invoke(args=["keys", "add", "--trusted"]).output.splitlines()[-1]
    assert alone(call("comment-check", api_key=trusted, user_role="administrator", **HAM), "false")


@pytest.mark.parametrize("field", ["blog", "user_ip"])
def test_a_missing_field_is_named_in_a_header(call, field):
    answer = call("comment-check", **{field: None}, **HAM)
    assert answer.get_data(as_text=True) == "invalid"
    assert answer.headers["X-akismet-debug-help"] == f"Missing required field: {field}"


def test_the_key_may_stand_in_the_query_or_in_the_host(client, key, with_scorer):
    with_scorer(0.01)
    form = {"blog": "https://blog.example", "user_ip": "203.0.113.9", **HAM}
    assert alone(client.post(f"/1.1/comment-check?api_key={key}", data=form), "false")
    assert alone(client.post("/1.1/comment-check", data=form, headers={"Host": f"{key}.rest.example.org"}), "false")


def test_a_call_without_a_key_passes_only_where_the_site_lets_its_blogs_network(client, site, with_scorer):
    with_scorer(0.01)
    form = {"blog": "https://blog.example/", "user_ip": "203.0.113.9", **HAM}
    assert alone(client.post("/1.1/comment-check", data=form), "invalid")
    site(keyless_networks=["127.0.0.0/8"], origins=["https://blog.example"])
    assert alone(client.post("/1.1/comment-check", data=form), "false")
    assert alone(client.post("/1.1/comment-check", data=form | {"blog": "https://other.example"}), "invalid")


def test_json_bodies_are_read_too(client, key, with_scorer):
    with_scorer(0.99)
    body = {"api_key": key, "blog": "https://blog.example", "user_ip": "203.0.113.9", "is_test": False, **HAM}
    assert alone(client.post("/1.1/comment-check", json=body), "true")


def test_a_form_in_another_charset_is_read_in_it(call, client, key, desk, with_scorer):
    with_scorer(0.5)
    fields = {"api_key": key, "blog": "https://b.example", "user_ip": "203.0.113.9", "blog_charset": "iso-8859-1"}
    raw = urlencode(fields | {"comment_content": "déjà vu"}, encoding="iso-8859-1")
    client.post("/1.1/comment-check", data=raw, content_type="application/x-www-form-urlencoded")
    ((check,), _) = desk.checks.page("default", None, None, 10)
    assert check.document.text == "déjà vu"


def test_a_scorer_that_fails_is_an_empty_5xx_never_false(call, with_scorer):
    with_scorer(RuntimeError("broken"))
    answer = call("comment-check", **HAM)
    assert (answer.status_code, answer.get_data()) == (503, b"")


def test_a_store_that_fails_is_an_empty_5xx_never_false(settings, tmp_path, key):
    away = create_app(replace(settings, redis_url=f"unix://{tmp_path}/nobody.sock")).test_client()
    form = {"api_key": key, "blog": "https://blog.example", "user_ip": "203.0.113.9", **HAM}
    answer = away.post("/1.1/comment-check", data=form)
    assert (answer.status_code, answer.get_data()) == (503, b"")


def labels(desk):
    return {label.id: label for label in desk.labels.read("default")}


def test_a_correction_labels_the_comment_as_it_was_judged(call, desk, with_scorer):
    with_scorer(0.1)
    call("comment-check", comment_context="Le levain", permalink="https://blog.example/levain", **HAM)
    answer = call("submit-spam", comment_author="Anne", comment_content=f"<p>{HAM['comment_content']}</p>\n")
    assert alone(answer, "Thanks for making the web a better place.")
    ((check,), _) = desk.checks.page("default", None, None, 10)
    assert check.label == "spam"
    (label,) = labels(desk).values()
    assert (label.label, label.source, label.weight) == ("spam", "feedback", 0.5)
    assert label.document.context == "Le levain"
    assert label.document.text == HAM["comment_content"]


def test_spam_then_ham_flips_one_label(call, desk, with_scorer):
    with_scorer(0.1)
    call("comment-check", **HAM)
    for path in ("submit-spam", "submit-spam", "submit-ham"):
        call(path, **HAM)
    (label,) = labels(desk).values()
    assert label.label == "ham"


def test_a_correction_of_what_was_never_checked_files_a_label_of_its_own(call, desk):
    call("submit-ham", comment_date_gmt="2026-01-02 03:04:05", **HAM)
    (label,) = labels(desk).values()
    assert label.label == "ham"
    assert label.created == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_test_neither_trains_nor_counts(call, desk, with_scorer):
    with_scorer(0.1)
    call("comment-check", is_test="True", **HAM)
    call("submit-spam", is_test="true", **HAM)
    assert labels(desk) == {}
    assert desk.checks.page("default", None, None, 10) == ([], None)
    assert call("usage-limit").json["usage"] == 0


def test_usage_and_accuracy_are_counted_truly(call, desk, with_scorer):
    with_scorer(0.1)
    call("comment-check", **HAM)
    call("comment-check", comment_content="un autre")
    call("submit-spam", **HAM)
    call("submit-spam", **HAM)
    with_scorer(0.99)
    call("comment-check", comment_content="un troisième")
    call("submit-ham", comment_content="un troisième")
    assert call("usage-limit").json == {"limit": "none", "usage": 3, "percentage": "0.00", "throttled": False}
    answer = call("key-sites").json
    assert answer["2026-11"] == [
        {
            "site": "https://blog.example/",
            "api_calls": "3",
            "spam": "1",
            "ham": "2",
            "missed_spam": "1",
            "false_positives": "1",
            "is_revoked": False,
        }
    ]
    assert (answer["limit"], answer["offset"], answer["total"]) == (500, 0, 1)
    call("submit-ham", **HAM)
    assert call("key-sites").json["2026-11"][0]["missed_spam"] == "0"


def test_the_report_as_csv_opens_with_the_two_lines_that_akismets_does(call, runner, with_scorer):
    with_scorer(0.1)
    call("comment-check", **HAM)
    call("submit-spam", **HAM)
    call("comment-check", blog="https://other.example/", **HAM)
    answer = call("key-sites", format="csv", limit=1)
    key_id = runner.invoke(args=["keys", "list"]).output.split()[0]
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.get_data(as_text=True) == (
        f"Active sites for {key_id} during 2026-11 (limit:1, offset: 0, total: 2)\n"
        "Site,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked\n"
        "https://blog.example/,1,0,1,1,0,false\n"
    )


def test_a_spent_limit_is_429_with_retry_after(call, runner, with_scorer):
    with_scorer(0.1)
    small = runner.invoke(args=["keys", "add", "--limit", "1"]).output.splitlines()[-1]
    assert alone(call("comment-check", api_key=small, **HAM), "false")
    answer = call("comment-check", api_key=small, **HAM)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert call("usage-limit", api_key=small).json == {
        "limit": 1,
        "usage": 1,
        "percentage": "100.00",
        "throttled": True,
    }


def test_a_remembered_check_is_sealed_and_lives_thirty_days(call, desk, with_scorer):
    with_scorer(0.5)
    call("comment-check", comment_author_email="anne@canary.example", **HAM)
    keys = list(desk.store.client.scan_iter(f"{desk.store.prefix}*:check:*"))
    assert len(keys) == 1
    kept = b"".join(desk.store.client.hgetall(keys[0]).values())
    assert b"canary" not in kept
    assert b"levain" not in kept
    assert 29 * 86_400 < desk.store.client.ttl(keys[0]) <= 30 * 86_400


def test_what_the_plugin_asks_beside_is_answered(call):
    assert alone(call("deactivate"), "deactivated")
    assert call("get-subscription").json["status"] == "active"
    assert call("get-stats").json["accuracy"] == "100.00"
    assert call("token").status_code == 200


@pytest.fixture
def moderator(client, runner):
    """Calls the API as a moderator of the default site."""
    token = runner.invoke(args=["tokens", "add", "--role", "moderator"]).output.splitlines()[-1]

    def ask(method, path, **more):
        return client.open(f"/api/v1{path}", method=method, headers={"Authorization": f"Bearer {token}"}, **more)

    return ask


def test_moderators_see_checks_apart_from_their_own_queue_and_their_rulings_train(call, desk, with_scorer, moderator):
    with_scorer(0.5)
    call("comment-check", permalink="https://blog.example/levain", **HAM)
    (check,) = moderator("GET", "/checks?status=pending").json["checks"]
    assert check["content"] == HAM["comment_content"]
    assert desk.store.queue("default", check["status"]) == []
    ruled = moderator("POST", f"/checks/{check['id']}/rulings", json={"action": "spam"})
    assert ruled.json["label"] == "spam"
    (label,) = labels(desk).values()
    assert (label.label, label.source) == ("spam", "ruling")
    assert moderator("POST", f"/checks/{check['id']}/rulings", json={"action": "undo"}).json["label"] is None
    assert labels(desk) == {}


def test_a_moderators_ruling_outweighs_the_clients_correction(call, desk, with_scorer, moderator):
    with_scorer(0.5)
    call("comment-check", **HAM)
    (check,) = moderator("GET", "/checks").json["checks"]
    moderator("POST", f"/checks/{check['id']}/rulings", json={"action": "approve"})
    call("submit-spam", **HAM)
    (label,) = labels(desk).values()
    assert label.label == "ham"


def test_a_check_of_another_site_is_not_found_and_a_wrong_action_is_named(call, with_scorer, moderator):
    with_scorer(0.5)
    call("comment-check", **HAM)
    (check,) = moderator("GET", "/checks").json["checks"]
    assert moderator("POST", "/checks/nobody/rulings", json={"action": "spam"}).status_code == 404
    answer = moderator("POST", f"/checks/{check['id']}/rulings", json={"action": "burn"})
    assert answer.status_code == 422
    assert "action" in answer.json["errors"]


def test_checks_are_paged_newest_first(call, client, with_scorer, moderator):
    with_scorer(0.5)
    for number in range(3):
        call("comment-check", comment_content=f"numéro {number}")
    first = moderator("GET", "/checks?limit=2").json
    second = moderator("GET", f"/checks?limit=2&cursor={first['next']}").json
    contents = [check["content"] for page in (first, second) for check in page["checks"]]
    assert sorted(contents) == ["numéro 0", "numéro 1", "numéro 2"]
    assert second["next"] is None
    assert client.get("/api/v1/checks").status_code == 401


def test_checks_of_one_kind_are_paged_through_all_others(call, desk, with_scorer):
    for score in (0.95, 0.5, 0.5, 0.95, 0.5, 0.95):
        with_scorer(score)
        call("comment-check")
    seen, cursor = [], None
    while len(page := desk.checks.page("default", Status.SPAM, cursor, 2)) == 2:
        seen += [check.id for check in page[0]]
        if (cursor := page[1]) is None:
            break
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "yesterday", "2026-02-30"])
def test_a_date_that_is_none_is_passed_over(call, desk, date):
    assert call("submit-spam", **HAM, comment_date_gmt=date).status_code == 200
    assert len(labels(desk)) == 1


def test_a_page_of_checks_looks_through_so_many_and_its_cursor_goes_on(call, desk, with_scorer):
    with_scorer(0.95)
    call("comment-check")
    with_scorer(0.5)
    for _ in range(3):
        call("comment-check")
    checks = Checks(desk.store, desk.addresses, scan_max=2)
    nothing, cursor = checks.page("default", Status.SPAM, None, 10)
    found, end = checks.page("default", Status.SPAM, cursor, 10)
    assert (nothing, len(found), end) == ([], 1, None)


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 5_000, "1" * 16 + ".a", "٣.a"])
def test_a_cursor_of_checks_that_is_none_is_refused(moderator, cursor):
    assert moderator("GET", f"/checks?cursor={cursor}").status_code == 422


@pytest.fixture
def browser(app, runner):
    """A client that has signed in as ada; posts carry the session's CSRF token."""
    runner.invoke(
        args=["moderators", "add", "ada", "--role", "moderator", "--site", "default"],
        input="correct horse battery\n" * 2,
    )
    client = app.test_client()
    client.post("/moderation/sign-in", data={"name": "ada", "password": "correct horse battery"})
    return client


def csrf_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)


def test_the_desk_lists_checks_apart_and_a_plain_form_rules_on_them(call, desk, browser, with_scorer):
    with_scorer(0.5)
    call("comment-check", comment_content="<script>alert(1)</script> **gras**", comment_author="Zoé")
    page = browser.get("/moderation/checks").get_data(as_text=True)
    assert "Zoé" in page
    assert "<script>alert" not in page
    ((check,), _) = desk.checks.page("default", None, None, 10)
    form = {"action": "spam", "csrf_token": csrf_of(page)}
    answer = browser.post(f"/moderation/checks/{check.id}", data=form)
    assert answer.status_code == 303
    assert desk.checks.get("default", check.id).labelled_by == "ada"
    assert "ada" in browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert browser.post(f"/moderation/checks/{check.id}", data={"action": "spam"}).status_code == 403


@pytest.mark.parametrize("query", ["check_id=1", "endpoint=static", "_scheme=javascript&_external=1", "_anchor=x"])
def test_a_made_up_query_is_no_part_of_the_addresses_on_the_list(call, browser, with_scorer, query):
    with_scorer(0.5)
    call("comment-check", **HAM)
    page = browser.get(f"/moderation/checks?status=pending&{query}")
    assert page.status_code == 200
    assert re.search(r'action="(/moderation/checks/\w+)\?status=pending"', page.text)


def test_other_blogs_stand_in_the_menu_where_a_client_may_call(browser, runner, site):
    there = 'href="/moderation/checks"'
    assert there not in browser.get("/moderation").text
    site(keyless_networks=("203.0.113.0/24",))
    assert there in browser.get("/moderation").text
    site(keyless_networks=())
    runner.invoke(args=["keys", "add"])
    assert there in browser.get("/moderation").text


def test_the_list_of_checks_asks_strangers_to_sign_in(client):
    answer = client.get("/moderation/checks")
    assert answer.status_code == 303
    assert "/moderation/sign-in" in answer.headers["Location"]

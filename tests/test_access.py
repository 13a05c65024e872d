"""Who may: every route times anonymous, another site's moderator, moderator, admin; sessions, cookies and CSRF."""

import pytest
from builders import a_submission
from flask import Flask

from moderation import create_app, intake
from moderation.accounts import Person
from moderation.config import Settings
from moderation.sites import Site
from moderation.web import auth
from moderation.web.auth import Rule

PASSWORD = "correct horse battery"
ADMINS_ONLY = {"people.erase", "people.export", "settings_pages.change", "settings_pages.shown", "sites.change"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ARGUMENTS = {
    "article_id": "demo",
    "token": "none",
    "receipt_token": "none",
    "filename": "style.css",
    "check_id": "none",
    "kind": "none",
    "version": "none",
}


@pytest.fixture
def comment(desk, with_scorer):
    with_scorer(0.5)
    return intake.submit(desk, a_submission()).comment


@pytest.fixture
def tokens(desk):
    desk.save_site(Site(name="other"))
    return {
        "anonymous": None,
        "nonsense": "mod_nonsense",
        "other site": desk.api_tokens.add("admin", "other"),
        "moderator": desk.api_tokens.add("moderator", "default"),
        "admin": desk.api_tokens.add("admin", "default"),
        "every site": desk.api_tokens.add("admin"),
    }


def routes(app):
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {*METHODS}):
            yield rule, method


def outcome(answer):
    """How access was decided: asked who they are, refused, not found, or let in to whatever came then."""
    if answer.status_code == 401 and answer.is_json and answer.json["type"] == "urn:moderation:unauthorised":
        return "who?"
    if answer.status_code == 303 and "/sign-in?" in (to := answer.headers["Location"]) and "next=" in to:
        return "who?"
    if answer.status_code == 403 and answer.is_json and answer.json["type"] == "urn:moderation:forbidden":
        return "no"
    if answer.status_code == 404 and answer.is_json and answer.json.get("what") == "site":
        return "no such site"
    return "in"


EXPECTED = {
    Rule.ANYONE: dict.fromkeys(["anonymous", "nonsense", "other site", "moderator", "admin", "every site"], "in"),
    Rule.MODERATOR: {"anonymous": "who?", "nonsense": "who?", "other site": "no such site"}
    | dict.fromkeys(["moderator", "admin", "every site"], "in"),
    Rule.ADMIN: {"anonymous": "who?", "nonsense": "who?", "other site": "no such site", "moderator": "no"}
    | dict.fromkeys(["admin", "every site"], "in"),
}


def test_every_route_lets_in_exactly_whom_its_rule_says(app, client, tokens, comment):
    app.testing = False  # whatever comes after the door is for other tests
    arguments = ARGUMENTS | {"comment_id": comment.id}
    found = []
    for rule, method in routes(app):
        path = rule.build({name: arguments[name] for name in rule.arguments}, append_unknown=False)[1]
        for who, token in tokens.items():
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = client.open(f"{path}?site=default", method=method, headers=headers, json={})
            expected = EXPECTED[auth.rule_of(rule.endpoint)][who]
            if outcome(answer) != expected:
                found.append((rule.endpoint, method, who, outcome(answer), expected))
    assert found == []


def test_only_what_is_meant_to_is_open_or_left_to_admins(app):
    named = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] not in auth.OPEN}
    assert {name for name in named if auth.rule_of(name) is Rule.ADMIN} == ADMINS_ONLY
    open_doors = {name for name in named if auth.rule_of(name) is Rule.ANYONE}
    assert open_doors <= {"entrance.sign_in", "entrance.enter", "entrance.welcome", "entrance.settle"}


def test_a_route_without_a_rule_stops_the_start():
    app = Flask("bare")
    app.add_url_rule("/back-door", "back.door", lambda: "")
    with pytest.raises(RuntimeError, match=r"back\.door"):
        auth.check_rules(app)


def test_no_rule_is_left_over_from_a_route_that_is_gone(app):
    assert set(auth.RULES) <= {rule.endpoint for rule in app.url_map.iter_rules()}


# -- sessions in a browser


@pytest.fixture
def ada(desk):
    desk.accounts.add(Person("ada", "moderator", ("default",)), PASSWORD)


@pytest.fixture
def signed_in(app, ada):
    """A browser of Ada's, and the token its forms carry."""
    browser = app.test_client()
    with app.test_request_context("/", method="POST"):
        auth.sign_in("ada", PASSWORD)
        answer = app.process_response(app.response_class())
    for cookie in answer.headers.getlist("Set-Cookie"):
        name, _, value = cookie.partition(";")[0].partition("=")
        browser.set_cookie(name, value)
    secret = browser.get_cookie(auth.SESSION).value
    return browser, app.extensions["desk"].sessions.find(secret).csrf


def rule_on(browser, comment, **headers):
    path = f"/api/v1/comments/{comment.id}/rulings"
    return browser.post(path, json={"action": "approve", "version": 1}, headers=headers)


def test_a_session_reads_and_with_its_token_rules(signed_in, comment):
    browser, csrf = signed_in
    assert browser.get("/api/v1/queue").json["total"] == 1
    assert rule_on(browser, comment, **{"X-CSRF-Token": csrf}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "guess"}, {"X-CSRF-Token": "é"}],
)
def test_a_session_without_its_token_changes_nothing(signed_in, comment, desk, headers):
    browser, _ = signed_in
    answer = rule_on(browser, comment, **headers)
    assert (answer.status_code, answer.json["type"]) == (403, "urn:moderation:csrf")
    assert desk.store.comment("default", comment.id).version == 1


def test_another_sites_page_changes_nothing_even_with_the_token(signed_in, comment):
    browser, csrf = signed_in
    headers = {"X-CSRF-Token": csrf, "Origin": "https://evil.example"}
    assert rule_on(browser, comment, **headers).status_code == 403
    assert rule_on(browser, comment, **headers | {"Origin": "http://localhost"}).status_code == 200


def test_a_cookie_nobody_gave_out_is_no_session(client, comment):
    client.set_cookie(auth.SESSION, "nonsense")
    assert client.get("/api/v1/queue").status_code == 401


def test_another_scheme_of_authorisation_does_not_fall_back_on_the_session(signed_in):
    browser, _ = signed_in
    assert browser.get("/api/v1/queue", headers={"Authorization": "Basic YTpi"}).status_code == 401


def cookies_set(app, **request):
    with app.test_request_context("/", method="POST", **request):
        auth.sign_in("ada", PASSWORD)
        return app.process_response(app.response_class()).headers.getlist("Set-Cookie")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app, ada):
    for cookie in cookies_set(app):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_cookies_are_secure_where_the_visitor_came_over_tls(app, ada):
    assert all("Secure" in cookie for cookie in cookies_set(app, base_url="https://localhost"))


@pytest.mark.parametrize(("proxies", "is_secure"), [("127.0.0.0/8", True), ("", False)])
def test_only_a_trusted_proxy_is_believed_about_tls(settings, clock, proxies, is_secure):
    environ = {
        "DATA_DIR": str(settings.data_dir),
        "REDIS_URL": settings.redis_url,
        "STORE_PREFIX": settings.store_prefix,
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_PROXIES": proxies,
    }
    app = create_app(Settings.from_environ(environ), clock)
    app.extensions["desk"].accounts.add(Person("ada", "moderator"), PASSWORD)
    found = cookies_set(app, headers={"X-Forwarded-Proto": "https"}, environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert all(("Secure" in cookie) == is_secure for cookie in found)


def test_another_sites_page_signs_nobody_in(app, ada):
    with (
        app.test_request_context("/", method="POST", headers={"Origin": "https://evil.example"}),
        pytest.raises(auth.ForeignOriginError),
    ):
        auth.sign_in("ada", PASSWORD)


def test_a_moderator_removed_is_out_at_once(signed_in, desk):
    browser, _ = signed_in
    desk.accounts.remove("ada")
    assert browser.get("/api/v1/queue").status_code == 401

"""A site's models as moderators see them over HTTP."""

import pytest
from builders import AT

from classifiers.artifact import Artifact
from classifiers.scorer import BASE_MODEL


@pytest.fixture
def moderator(runner):
    token = runner.invoke(args=["tokens", "add", "--role", "moderator"]).stdout.splitlines()[-1]
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def trained(desk):
    base = Artifact.read(BASE_MODEL)
    model = Artifact.seal(base.weights, base.card | {"name": "site", "bias": 1.0, "learned": "secret"})
    report = "<!doctype html><style>p{color:red}</style><p>How it went</p>"
    return desk.registry.add("default", model.to_bytes(), model.card, report, AT)


def test_the_list_says_who_is_on_duty(client, moderator, trained, desk, clock):
    desk.registry.promote("default", trained, by="vera", at=AT)
    clock.advance(seconds=1)
    found = client.get("/api/v1/models", headers=moderator).json
    assert (found["champion"], found["previous"]) == (trained, "base")
    (model,) = found["models"]
    assert (model["version"], model["roles"]) == (trained, ["champion"])
    assert "learned" not in model["card"]


def test_a_report_opens_with_its_own_styles_and_no_script(client, moderator, trained):
    where = client.get(f"/api/v1/models/{trained}", headers=moderator).json["report_url"]
    page = client.get(where, headers=moderator)
    assert "How it went" in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert page.headers["X-Robots-Tag"].startswith("noindex")


def test_an_unknown_version_is_not_found(client, moderator):
    for path in ("site-1", "site-1/report"):
        assert client.get(f"/api/v1/models/{path}", headers=moderator).status_code == 404


def test_strangers_see_no_models(client, trained):
    assert client.get("/api/v1/models").status_code == 401
    assert client.get(f"/api/v1/models/{trained}/report").status_code == 401


def test_the_page_of_numbers_tells_the_promise_and_leads_to_the_reports(client, moderator, trained):
    page = client.get("/moderation/numbers?lang=en", headers=moderator).text
    assert "598 more approved comments until this site’s own labels prove it" in page
    assert f'href="/api/v1/models/{trained}/report?site=default"' in page

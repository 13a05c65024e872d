"""WordPress's comment form (core 6.1) against us: a theme's form only changes its action."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest

from moderation import review
from moderation.tokens import RECEIPT_LIFE_S

HTML = {"Accept": "text/html"}
ORIGIN = "https://blog.example"
README = Path(__file__).resolve().parent.parent / "README.md"


def a_form(**changes):
    """What a theme's form sends."""
    return {
        "author": "Anne",
        "email": "anne@example.org",
        "url": "",
        "comment": "Le mien dort au froid.",
        "submit": "Laisser un commentaire",
        "comment_post_ID": "12",
        "comment_parent": "0",
        "redirect_to": f"{ORIGIN}/levain/",
        **changes,
    }


def post(client, form, **headers):
    return client.post("/wp-comments-post.php", data=form, headers=HTML | headers)


@pytest.fixture
def blog(site):
    return lambda **changes: site(origins=(ORIGIN,), **changes)


@pytest.fixture
def held(desk, with_scorer, blog):
    with_scorer(0.5)
    blog()
    return desk


@pytest.fixture
def fine(desk, with_scorer, blog):
    with_scorer(0.01)
    blog()
    return desk


def test_anything_but_post_is_405_with_allow(client):
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        answer = client.open("/wp-comments-post.php", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("article", ["", "999", "../x"])
def test_an_unknown_article_is_200_and_empty(client, site, article):
    site(open_articles=False)
    answer = post(client, a_form(comment_post_ID=article))
    assert (answer.status_code, answer.data) == (200, b"")


def test_a_closed_article_is_403(client, desk):
    desk.store.save_article("default", "12", {"is_open": False}, datetime(2026, 11, 23, tzinfo=UTC))
    answer = post(client, a_form())
    assert answer.status_code == 403
    assert "Le mien dort au froid." in answer.text


def test_a_published_comment_is_302_to_it(client, fine):
    answer = post(client, a_form())
    (comment,) = client.get("/api/v1/articles/12/comments").json["comments"]
    assert (answer.status_code, answer.location) == (302, f"{ORIGIN}/levain/#comment-{comment['id']}")


def test_without_redirect_to_the_permalink_is_led_to(client, fine, desk):
    desk.store.save_article("default", "12", {"url": f"{ORIGIN}/?p=12"}, datetime(2026, 11, 23, tzinfo=UTC))
    assert post(client, a_form(redirect_to="")).location.startswith(f"{ORIGIN}/?p=12#comment-")


def test_a_redirect_leads_to_listed_origins_only(client, fine):
    location = post(client, a_form(redirect_to="https://evil.example/")).location
    assert location.startswith("/articles/12#comment-")


def test_a_held_comment_without_consent_has_its_preview_announced(client, held):
    answer = post(client, a_form(redirect_to=f"{ORIGIN}/levain/?unapproved=1&moderation-hash=old&x=1"))
    parts = urlsplit(answer.location)
    (comment,) = held.store.queue("default", "pending")
    assert answer.status_code == 302
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ORIGIN}/levain/"
    query = parse_qs(parts.query, strict_parsing=True)
    assert (query["unapproved"], query["x"], parts.fragment) == ([comment.id], ["1"], f"comment-{comment.id}")
    assert len(query["moderation-hash"]) == 1
    assert "Set-Cookie" not in answer.headers


def test_the_preview_is_safe(client, held, clock):
    answer = post(
        client, a_form(redirect_to="/articles/12", comment="Voir https://spam.example et [là](https://x.example).")
    )
    shown = client.get(answer.location, headers=HTML)
    assert "Votre commentaire est en attente de modération" in shown.text
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers["Cache-Control"] == "private, no-store"
    tree = html5lib.parse(shown.text, treebuilder="etree", namespaceHTMLElements=False)
    assert not [e for e in tree.iter("a") if "spam.example" in e.get("href", "") or "x.example" in e.get("href", "")]
    (comment,) = held.store.queue("default", "pending")
    for guess in ("", "0" * 32, comment.id):
        path = f"/articles/12?unapproved={comment.id}&moderation-hash={guess}"
        assert "en attente" not in client.get(path, headers=HTML).text
    clock.advance(seconds=RECEIPT_LIFE_S + 2)
    assert "en attente" not in client.get(answer.location, headers=HTML).text


def test_with_consent_a_cookie_comes_and_the_hash_does_not(client, held):
    answer = post(client, a_form(**{"wp-comment-cookies-consent": "yes"}))
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("commenter=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "moderation-hash" not in answer.location
    assert "unapproved" not in answer.location


def test_an_author_known_by_the_cookie_is_published_the_next_time(client, held):
    consent = {"wp-comment-cookies-consent": "yes"}
    post(client, a_form(**consent))
    (first,) = held.store.queue("default", "pending")
    review.rule(held, first, "approve", by="lea")
    post(client, a_form(comment="Deuxième.", **consent))
    assert held.store.article("default", "12").approved == 2


def test_a_reply_names_its_parent(client, fine):
    post(client, a_form())
    (parent,) = client.get("/api/v1/articles/12/comments").json["comments"]
    post(client, a_form(comment="Merci.", comment_parent=parent["id"]))
    (shown,) = client.get("/api/v1/articles/12/comments").json["comments"]
    assert [reply["content"] for reply in shown["replies"]] == ["Merci."]


WRONG = {
    "missing name": {"author": ""},
    "bad address": {"email": "anne"},
    "no text": {"comment": "  "},
    "long name": {"author": "a" * 246},
    "long text": {"comment": "a" * 65_526},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize(("strict", "status"), [(False, 422), (True, 200)])
def test_a_wrong_field_gives_the_form_again(client, blog, wrong, strict, status):
    blog(strict_wordpress=strict)
    answer = post(client, a_form(**wrong))
    assert answer.status_code == status
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{ORIGIN}/levain/"' in answer.text, "and it still leads back"
    assert client.get("/api/v1/queue").status_code == 401


@pytest.mark.parametrize("name", ["email", "url"])
def test_a_strict_site_has_cores_limits(client, blog, with_scorer, name):
    with_scorer(0.5)
    long = {"email": f"{'a' * 60}@{'b' * 50}.example.org", "url": f"https://example.org/{'x' * 200}"}
    wrong = {name: long[name], "author": ""}
    blog(strict_wordpress=True)
    shown = post(client, a_form(**wrong)).text
    limit = {"email": "100", "url": "200"}[name]
    assert f"limité à {limit} caractères" in shown
    assert 'id="author-error"' in shown, "every wrong field is named at once"
    blog(strict_wordpress=False)
    assert post(client, a_form(**{name: long[name]})).status_code == 302


def test_everything_else_keeps_its_status_on_a_strict_site(client, blog, with_scorer):
    with_scorer(0.5)
    blog(strict_wordpress=True, flood_per_author=(2, 60))
    codes = [post(client, a_form(comment=text)).status_code for text in ("Un.", "Un.", "Deux.")]
    assert codes == [302, 409, 429]


def test_extra_fields_are_ignored(client, held):
    assert post(client, a_form(akismet_nonce="x", ak_hp_textarea="", status="approved", id="1")).status_code == 302
    assert held.store.queue("default", "pending")


def test_a_form_as_multipart_is_read_as_php_reads_it(client, held):
    answer = client.post("/wp-comments-post.php", data=a_form(), content_type="multipart/form-data", headers=HTML)
    assert answer.status_code == 302


def test_the_page_that_sends_must_be_on_the_list(client, held):
    assert post(client, a_form(), Origin=ORIGIN).status_code == 302
    assert post(client, a_form(comment="Autre."), Origin="https://evil.example").status_code == 403


class TestReadme:
    """The section "WordPress form", followed to the letter."""

    @pytest.fixture
    def section(self):
        return re.search(
            r"^## WordPress form\n(.*?)(?=^## )", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )[1]

    def test_its_form_is_taken(self, section, runner, client, with_scorer):
        with_scorer(0.5)
        for command in re.findall(r"^\.venv/bin/flask --app wsgi (.+)$", section, re.MULTILINE):
            assert runner.invoke(args=command.split()).exit_code == 0, command
        (html,) = re.findall(r"^```html\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        form = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False).find(".//form")
        action = urlsplit(form.get("action"))
        sent = {e.get("name"): e.get("value", "") for e in form.iter() if e.get("name") and e.get("type") != "checkbox"}
        sent |= {"author": "Anne", "email": "anne@example.org", "comment": "Merci pour la recette."}
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(sent["redirect_to"]))
        answer = client.post(f"{action.path}?{action.query}", data=sent, headers=HTML | {"Origin": origin})
        assert answer.status_code == 302
        assert answer.location.startswith(sent["redirect_to"])
        (filter_,) = re.findall(r"^```php\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        assert form.get("action") in filter_

    def test_its_table_says_what_is_answered(self, section, client, desk, site, with_scorer):
        with_scorer(0.5)
        site(origins=(ORIGIN,), flood_per_author=(3, 60), open_articles=False)
        for article, is_open in (("12", True), ("13", False)):
            desk.store.save_article("default", article, {"is_open": is_open}, datetime(2026, 11, 23, tzinfo=UTC))
        answers = {
            "not a POST": client.get("/wp-comments-post.php"),
            "an unknown article": post(client, a_form(comment_post_ID="99")),
            "a closed article": post(client, a_form(comment_post_ID="13")),
            "wrong fields": post(client, a_form(email="anne")),
            "held": post(client, a_form()),
            "said before": post(client, a_form()),
            "too fast": post(client, a_form(comment="Encore.")),
        }
        rows = dict(re.findall(r"^\| ([^|]+?) \| (\d{3})", section, re.MULTILINE))
        assert {name: int(rows[name]) for name in answers} == {n: a.status_code for n, a in answers.items()}

"""The pages of numbers and settings."""

import re

import pytest
from sitting import Moderator, wait_for_ruling, words

from moderation import review

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def lea(app):
    return Moderator(app)


@pytest.fixture
def ada(app):
    return Moderator(app, "ada", "admin")


def test_numbers_are_drawn_and_told_as_tables(lea, desk, with_scorer, clock):
    with_scorer(0.5)
    waiting = wait_for_ruling(desk)
    with_scorer(0.99)
    filed = wait_for_ruling(desk)
    clock.advance(minutes=10)
    review.rule(desk, waiting, "approve", by="lea")
    review.rule(desk, filed, "approve", by="lea")
    page = lea.open("/moderation/numbers")
    tiles = {words(d.find("dt")): words(d.find("dd")) for d in page.one("dl", class_="tiles").iter("div")}
    assert tiles["Received"] == "2"
    assert tiles["Rescued from spam"] == "100%"
    assert tiles["Taken down after publishing"] == "–"
    assert tiles["Median wait"] in ("9 minutes", "10 minutes", "11 minutes")  # within 9 %
    drawings = [e for e in page.all(f"{SVG}svg") if e.get("role") == "img"]
    assert len(drawings) == 5
    for drawing in drawings:
        assert drawing.find(f"{SVG}title").text
        assert drawing.find(f"{SVG}desc").text
    tables = page.all("table")
    assert len(tables) == 5
    assert [words(cell) for cell in list(tables[0].iter("tr"))[-1]] == ["23 Nov", "0", "1", "1"]


def test_figures_are_written_as_the_pages_language_writes_them(lea, desk, with_scorer, clock):
    waiting = wait_for_ruling(desk, content="Buy cheap pills at http://pills.example")  # judged by the shipped model
    weights = {lang: lea.open(f"/moderation/comments/{waiting.id}?lang={lang}") for lang in ("fr", "en")}
    for lang, pattern in (("fr", r"[+−]\d+,\d\d?"), ("en", r"[+−]\d+\.\d\d?")):
        told = [words(cell) for cell in weights[lang].all("td", class_="figure")]
        told += [mark.get("data-weight") for mark in weights[lang].all("mark")]
        assert len(told) > 3
        assert all(re.fullmatch(pattern, weight) for weight in told), told
    clock.advance(minutes=2, seconds=30)
    review.rule(desk, waiting, "approve", by="lea")
    page = lea.open("/moderation/numbers?days=7&lang=fr")
    told = [e.text for e in page.all(f"{SVG}text") + page.all(f"{SVG}title")] + [words(e) for e in page.all("td")]
    assert any(re.fullmatch(r"2,\d", text) for text in told), "minutes, within 9 %"
    assert not [text for text in told if re.search(r"\d\.\d", text)]
    assert any(re.fullmatch(r"\d+ nov\. : Publiés 1", text.replace("\xa0", " ")) for text in told), told
    assert "95\xa0%" in told


def test_numbers_of_nothing_say_so(lea):
    page = lea.open("/moderation/numbers?days=7")
    assert page.status == 200
    assert "Nothing to show for this time." in page.text


@pytest.mark.parametrize("days", [7, 30, 90, 365])
def test_every_span_of_days_opens(lea, desk, with_scorer, days):
    with_scorer(0.5)
    wait_for_ruling(desk)
    page = lea.open(f"/moderation/numbers?days={days}")
    assert page.one("a", aria_current="true", href=f"/moderation/numbers?days={days}") is not None
    assert len(list(page.all("table")[0].iter("tr"))) <= 92


# -- settings


def save(who, page, **changes):
    """The answer to saving the settings form with these fields changed; None leaves one out."""
    form = page.one("form", action="/moderation/settings")
    fields = {k: v for k, v in (page.fields(form) | changes).items() if v is not None}
    return who.send("/moderation/settings", **fields)


def test_saving_the_form_as_it_stands_changes_nothing(ada, desk, site):
    before = site(title="Le Carnet", blocked_terms=("casino", "viagra"), publish_below=0.1, open_articles=True)
    page = save(ada, ada.open("/moderation/settings"))
    assert "Settings saved." in page.text
    assert desk.store.site("default") == before


def test_settings_are_saved_as_written(ada, desk):
    page = ada.open("/moderation/settings")
    save(
        ada,
        page,
        title="Le Carnet",
        moderation="all",
        blocked_terms="casino\r\n\r\n  buy now \r\n",
        spam_from="0,95",
        flood_per_author=["3", "120"],
        open_articles=None,
        required=["author"],
        reject_reasons="off-topic\nspoiler",
    )
    saved = desk.store.site("default")
    assert (saved.title, saved.moderation, saved.blocked_terms) == ("Le Carnet", "all", ("casino", "buy now"))
    assert (saved.spam_from, saved.flood_per_author, saved.open_articles) == (0.95, (3, 120), False)
    assert (saved.required, saved.reject_reasons) == (("author", "content"), ("off-topic", "spoiler"))


def test_what_cannot_be_meant_is_told_at_its_field_and_nothing_is_changed(ada, desk, site):
    before = site()
    page = save(ada, ada.open("/moderation/settings"), title="New", max_links="many", origins="blog.example")
    assert page.status == 422
    assert words(page.one("p", id="max_links-wrong")) == "A whole number from 0 to 1,000,000 is needed."
    assert page.one("input", id="max_links").get("aria-invalid") == "true"
    assert page.one("input", id="max_links").get("value") == "many"
    assert page.one("input", id="title").get("value") == "New"
    assert [words(a) for a in page.one("div", role="alert").iter("a")] == ["Allowed origins", "Links allowed"]
    assert "https://host" in words(page.one("p", id="origins-wrong"))
    assert desk.store.site("default") == before
    page = save(ada, ada.open("/moderation/settings"), origins="blog.example", notify="nobody")
    assert [words(a) for a in page.one("div", role="alert").iter("a")] == ["Allowed origins", "Addresses to tell"]
    assert desk.store.site("default") == before
    page = save(ada, ada.open("/moderation/settings"), title="New", max_links="many")
    assert [words(a) for a in page.one("div", role="alert").iter("a")] == ["Links allowed"]
    assert desk.store.site("default") == before


def test_two_admins_who_change_different_settings_both_have_them(ada, app, desk):
    bob = Moderator(app, "bob", "admin")
    adas, bobs = ada.open("/moderation/settings"), bob.open("/moderation/settings")
    save(ada, adas, title="Le Carnet", blocked_terms="casino")
    assert save(bob, bobs, max_links="5").status == 200
    saved = desk.store.site("default")
    assert (saved.title, saved.blocked_terms, saved.max_links) == ("Le Carnet", ("casino",), 5)


def test_a_stale_save_shows_both_versions_and_loses_nothing_typed(ada, app, desk):
    bob = Moderator(app, "bob", "admin")
    adas, bobs = ada.open("/moderation/settings"), bob.open("/moderation/settings")
    save(ada, adas, blocked_terms="casino\nviagra", depth="2", open_articles=None)
    refused = save(bob, bobs, blocked_terms="poker", title="Le Carnet")
    assert refused.status == 409
    assert desk.store.site("default").title == ""
    assert refused.said("div", id="blocked_terms-theirs") == "What stands there now: casino viagra"
    assert words(refused.one("textarea", id="blocked_terms")) == "poker"
    assert refused.one("input", id="title").get("value") == "Le Carnet"
    assert refused.one("input", id="depth").get("value") == "2", "what only the other changed is shown as it stands"
    save(bob, refused)
    saved = desk.store.site("default")
    assert (saved.blocked_terms, saved.title, saved.depth) == (("poker",), "Le Carnet", 2)
    assert saved.open_articles is False


def test_a_field_to_correct_does_not_make_a_stale_save_a_fresh_one(ada, app, desk):
    bob = Moderator(app, "bob", "admin")
    adas, bobs = ada.open("/moderation/settings"), bob.open("/moderation/settings")
    save(ada, adas, title="Ada's")
    wrong = save(bob, bobs, title="Bob's", max_links="many")
    assert save(bob, wrong, max_links="3").status == 409
    assert desk.store.site("default").title == "Ada's"


def test_every_setting_is_on_the_form():
    from moderation.web.desk import settings_pages

    offered = {name for names in settings_pages.GROUPS.values() for name in names}
    assert offered == set(settings_pages.TYPES)


def test_only_an_admin_is_shown_the_settings(lea, ada):
    assert lea.open("/moderation/settings").status == 403
    assert not lea.open().all("a", href="/moderation/settings")
    assert ada.open().all("a", href="/moderation/settings")

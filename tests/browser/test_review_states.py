"""Every state of the desk under axe-core, at two widths and in two lights, and under the corpus of hostile texts."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from builders import a_submission
from payloads import PAYLOADS
from playwright.sync_api import expect

from moderation import intake, review
from moderation.accounts import Person
from moderation.web.auth import SESSION

pytestmark = pytest.mark.browser
PASSWORD = "a password for tests only"
LIGHTS = [
    pytest.param({"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}, id="light-wide"),
    pytest.param({"color_scheme": "dark", "viewport": {"width": 360, "height": 740}}, id="dark-narrow"),
]


@pytest.fixture(scope="module")
def site(running):
    """A site with a comment in every state, some of them long, appealed, hostile or hidden."""
    site = running.site(moderation="all", title="Le Carnet", second_opinions=0.0)
    running.desk.accounts.add(Person("states", "admin"), PASSWORD)
    running.comment(site, "bread", approved=False, author="Anne", content="**Merci** pour [tout](http://a.example/b).")
    running.comment(
        site, "bread", approved=False, author="Ze\u200b\u202ero", content="Long. " * 600, website="http://w.example/"
    )
    running.comment(
        site, "bread", approved=False, author=None, content="> cité\n\n- un\n- deux\n\n`code`", title="Du pain"
    )
    for action in ("approve", "spam", "reject"):
        ruled = running.comment(site, "bread", approved=False, content=f"To {action}.")
        review.rule(running.desk, ruled, action, by="Béa")
    appealed = running.comment(site, "bread", approved=False, content="Not spam at all!")
    review.appeal(running.desk, review.rule(running.desk, appealed, "spam", by="Béa"))
    return site


@pytest.fixture
def sit(running, site, visit):
    """Opens a page of the desk as an admin."""

    def opened(path, where=site, **options):
        secret = running.desk.sessions.start(running.desk.accounts.find("states"))
        page = visit("about:blank", **{"locale": "en-GB", "reduced_motion": "reduce"} | options)
        page.context.add_cookies([{"name": SESSION, "value": secret, "url": running.url}])
        page.goto(f"{running.url}{path}{'&' if '?' in path else '?'}site={where}")
        return page

    return opened


def everything_open(page):
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach((d) => (d.open = true))")


def help_open(page):
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def reasons_open(page):
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("details.reject[open]")).to_have_count(1)


def menu_open(page):
    page.locator(".me summary").click()


def one_ruled(page):
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator(".item.ruled")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator(".item.ruled")).to_have_count(0)
    page.keyboard.press("x")


STATES = {
    "list": ("/moderation", None),
    "explained": ("/moderation", everything_open),
    "help": ("/moderation", help_open),
    "reasons": ("/moderation", reasons_open),
    "menu": ("/moderation", menu_open),
    "ruled and undone": ("/moderation", one_ruled),
    "rescue": ("/moderation?status=spam&order=likely_ham", None),
    "rejected": ("/moderation?status=rejected", everything_open),
    "nothing found": ("/moderation?q=nosuchthing&article=bread", None),
    "nothing selected": ("/moderation?ruled=none", None),
    "error": ("/moderation?cursor=nonsense", None),
    "numbers": ("/moderation/numbers", everything_open),
    "settings": ("/moderation/settings", None),
    "keys": ("/moderation/keys", None),
    "not found": ("/moderation/comments/000000000000000000000000", None),
}


def fits(page):
    """Nothing is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.long
@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(sit, accessible, state, light):
    path, act = STATES[state]
    page = sit(path, **light)
    if act:
        act(page)
    accessible(page)
    assert fits(page)


@pytest.mark.long
@pytest.mark.parametrize("light", LIGHTS)
def test_axe_finds_nothing_in_an_empty_queue(running, sit, accessible, light):
    page = sit("/moderation", where=running.site(), **light)
    expect(page.locator(".empty")).to_be_visible()
    accessible(page)
    assert fits(page)


@pytest.mark.long
@pytest.mark.parametrize("light", LIGHTS)
def test_axe_finds_nothing_in_one_comments_history(running, sit, site, accessible, light):
    comment = running.desk.store.queue(site, "rejected")[0]
    page = sit(f"/moderation/comments/{comment.id}?lang=fr", **light)
    everything_open(page)
    accessible(page)
    assert fits(page)


@pytest.mark.long
@pytest.mark.parametrize("light", LIGHTS)
def test_axe_finds_nothing_at_the_door(running, visit, accessible, light):
    page = visit(f"{running.url}/moderation/sign-in", **light)
    accessible(page)
    page.fill("#name", "nobody")
    page.fill("#password", "wrong")
    page.click("button.main")
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)
    page.goto(f"{running.url}/moderation/welcome/spent")
    accessible(page)
    assert fits(page)


@pytest.mark.long
@pytest.mark.parametrize("light", LIGHTS)
def test_axe_finds_nothing_on_settings_to_correct(sit, accessible, light):
    page = sit("/moderation/settings", **light)
    page.fill("#max_links", "many")
    page.click(".save button")
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)


def test_nothing_jumps_when_a_comment_is_selected_or_its_reasons_open(sit):
    page = sit("/moderation")
    page.evaluate(
        "new PerformanceObserver((l) => l.getEntries().forEach((e) => (window.moved = (window.moved || 0) + e.value))).observe({type: 'layout-shift', buffered: true})"
    )
    tops = "[...document.querySelectorAll('.item')].map((i) => i.offsetTop)"
    before = page.evaluate(tops)
    page.locator(".pick").first.click()
    page.locator(".reject summary").first.click()
    assert page.evaluate(tops) == before
    assert page.evaluate("window.moved || 0") < 0.01


def test_what_has_the_focus_is_never_under_the_dock(sit):
    page = sit("/moderation", viewport={"width": 1280, "height": 600})
    for _ in range(4):
        page.keyboard.press("j")
        hidden = page.evaluate(
            "document.activeElement.getBoundingClientRect().top >= document.querySelector('.dock').getBoundingClientRect().top"
        )
        assert not hidden


def test_buttons_are_large_enough_for_a_finger(sit):
    page = sit("/moderation", viewport={"width": 360, "height": 740})
    sizes = page.evaluate(
        "[...document.querySelectorAll('.decide button, .decide summary, .pick, .pages a')].filter((b) => b.offsetParent).map((b) => Math.min(b.offsetHeight, b.offsetWidth))"
    )
    assert sizes
    assert min(sizes) >= 44


def test_nothing_sticks_out_of_a_card_on_a_small_screen(running, sit):
    site = running.site(moderation="all")
    long_ago = a_submission(site=site, article_id="bread", received_at=datetime(2008, 3, 1, tzinfo=UTC))
    held = intake.submit(running.desk, long_ago).comment
    review.appeal(running.desk, review.rule(running.desk, held, "spam", by="Béa"))
    page = sit("/moderation?lang=fr", where=site, viewport={"width": 320, "height": 740})
    expect(page.locator(".when")).to_contain_text("écrit il y a")
    everything_open(page)
    beyond = page.evaluate(
        "[...document.querySelectorAll('.item *')].filter((e) => e.getClientRects().length &&"
        " e.getBoundingClientRect().right > e.closest('.item').getBoundingClientRect().right).map((e) => e.outerHTML)"
    )
    assert not beyond


def test_what_can_be_chosen_is_read_whole_on_a_small_screen(sit):
    page = sit("/moderation?lang=fr", viewport={"width": 360, "height": 740})
    selects = page.locator(".search select")
    for select in selects.all():
        for option in select.locator("option").all():
            select.select_option(option.get_attribute("value"))
            spare = select.evaluate(
                "s => { const c = s.cloneNode(); c.append(s.selectedOptions[0].cloneNode(true));"
                "c.style.cssText = 'width: max-content; max-width: none'; s.after(c); const w = c.offsetWidth; c.remove();"
                "return s.offsetWidth - w }"
            )
            assert spare >= 0, option.inner_text()


def test_the_hint_of_the_search_is_read_whole(sit):
    page = sit("/moderation?lang=fr", viewport={"width": 1280, "height": 800})
    assert (
        page.locator(".search [type=search]").evaluate(
            "i => { const c = document.createElement('canvas').getContext('2d'); c.font = getComputedStyle(i).font; "
            "return i.clientWidth - 2 * parseFloat(getComputedStyle(i).paddingLeft) - c.measureText(i.placeholder).width }"
        )
        > 0
    )
    tops = page.locator(".search").evaluate(
        "f => [...f.querySelectorAll('input[type=search], select, button')].map(e => e.getBoundingClientRect().top)"
    )
    assert max(tops) - min(tops) <= 1, "one line"


def test_a_long_name_of_a_site_leaves_room_for_the_menu(running, sit):
    site = running.site(title="Le Carnet de fournil, une très longue enseigne de boulangerie artisanale")
    page = sit("/moderation", where=site, viewport={"width": 360, "height": 740})
    brand, menu, sign = (page.locator(f).bounding_box() for f in (".brand", ".me", ".brand svg"))
    assert menu["x"] >= brand["x"] + brand["width"]
    assert menu["y"] < brand["y"] + brand["height"]
    assert sign["width"] == 24


@pytest.mark.parametrize("days", [7, 30, 365])
def test_a_chart_of_days_is_seen_whole_on_a_small_screen_scale_and_today(sit, days):
    page = sit(f"/moderation/numbers?lang=fr&days={days}", viewport={"width": 360, "height": 740})
    chart = page.locator("#arrivals >> xpath=../..")
    frame = chart.bounding_box()
    boxes = [words.bounding_box() for words in chart.locator(".drawing text").all() if words.is_visible()]
    assert len(boxes) > 4
    assert all(frame["x"] < box["x"] and box["x"] + box["width"] < frame["x"] + frame["width"] for box in boxes)
    labels = [words.bounding_box() for words in chart.locator(".labels text").all() if words.is_visible()]
    assert all(before["x"] + before["width"] < after["x"] for before, after in pairwise(labels))
    assert min(box["height"] for box in boxes) >= 10


def test_times_are_the_moderators_own(running, sit, site):
    comment = running.comment(site, "clock", content="When?")
    page = sit(f"/moderation/comments/{comment.id}?lang=fr", timezone_id="Asia/Kolkata")
    here = comment.created_at.astimezone(ZoneInfo("Asia/Kolkata"))
    expect(page.locator(".history time").first).to_contain_text(f"{here:%H:%M}")
    plain = sit(f"/moderation/comments/{comment.id}?lang=fr", java_script_enabled=False, timezone_id="Asia/Kolkata")
    expect(plain.locator(".history time").first).to_contain_text(f"{comment.created_at:%H:%M} UTC")


@pytest.fixture(scope="module")
def hostile(running):
    site = running.site(moderation="all")
    for number, payload in enumerate(PAYLOADS):
        running.comment(
            site,
            f"h{number}",
            approved=False,
            author=payload[:245],
            content=f"{payload} {number}",
            website=payload[:2000],
            title=payload[:500],
        )
    return site


@pytest.mark.parametrize("part", range(-(-len(PAYLOADS) // 25)))
def test_nothing_that_strangers_wrote_executes_at_the_desk(running, sit, hostile, part):
    page = sit("/moderation/keys", where=hostile, bypass_csp=True)
    opened, asked = [], []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{running.url}/moderation?site={hostile}")
    for _ in range(part):
        page.locator("a[rel=next]").click()
    everything_open(page)
    assert page.locator(".item").count() in (25, len(PAYLOADS) % 25)
    assert opened == []
    assert [url for url in asked if not url.startswith(running.url)] == []
    assert fits(page)


def test_a_scripts_ruling_on_hostile_comments_executes_nothing(running, sit, hostile):
    page = sit("/moderation", where=hostile, bypass_csp=True)
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.keyboard.press("j")
    for ruled in range(1, 9):
        page.keyboard.press("s")
        expect(page.locator(".item.ruled")).to_have_count(ruled)
    assert opened == []

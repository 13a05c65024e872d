"""A moderator's day in a real browser: by keyboard alone, and with scripts off."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from moderation import review
from moderation.accounts import Person
from moderation.web.auth import SESSION

pytestmark = pytest.mark.browser
NAMES = itertools.count(1)
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def desk(running, visit):
    """Opens the desk of a new site as a moderator of its own: ``desk(site, "/moderation", java_script_enabled=False)``."""

    def opened(site, path="/moderation", role="moderator", name=None, **options):
        name = name or f"lea{next(NAMES)}"
        running.desk.accounts.add(Person(name, role), "a password for tests only")
        secret = running.desk.sessions.start(running.desk.accounts.find(name))
        page = visit(f"{running.url}/moderation/sign-in", **{"locale": "en-GB"} | options)
        page.context.add_cookies([{"name": SESSION, "value": secret, "url": running.url}])
        joint = "&" if "?" in path else "?"
        page.goto(f"{running.url}{path}{joint}site={site}")
        return page

    return opened


@pytest.fixture
def waiting(running):
    """A site that holds everything, with so many comments waiting, oldest first."""

    def put(count, **fields):
        site = running.site(moderation="all")
        comments = [
            running.comment(
                site, "bread", approved=False, **{"content": f"Comment number {n}.", "author": f"Reader {n}"} | fields
            )
            for n in range(1, count + 1)
        ]
        return site, comments

    return put


def statuses(running, comments):
    return [str(c.status) for c in running.desk.store.comments(comments[0].site, [c.id for c in comments])]


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_day_by_keyboard_alone(running, waiting, desk):
    site, comments = waiting(7)
    page = desk(site)
    keys = page.keyboard
    keys.press("j")
    assert focused(page) == f"comment-{comments[0].id}"

    keys.press("a")
    expect(page.locator("#status")).to_contain_text("Published: Reader 1")
    assert focused(page) == f"comment-{comments[1].id}"
    keys.press("s")
    expect(page.locator("#status")).to_contain_text("Filed as spam: Reader 2")
    keys.press("r")
    keys.press("2")
    expect(page.locator("#status")).to_contain_text("Rejected (Insulting): Reader 3")
    assert statuses(running, comments)[:4] == ["approved", "spam", "rejected", "pending"]
    expect(page).to_have_title(re.compile(r"^\(4\) Waiting"))

    keys.press("z")
    expect(page.locator("#status")).to_contain_text("Waiting again: Reader 3")
    assert focused(page) == f"comment-{comments[2].id}"
    keys.press("z")
    expect(page.locator("#status")).to_contain_text("Waiting again: Reader 2")
    assert statuses(running, comments)[:3] == ["approved", "pending", "pending"]

    keys.press("j")
    keys.press("e")
    expect(page.locator(f"#comment-{comments[2].id} .why")).to_have_attribute("open", "")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    expect(page.locator("#chosen")).to_have_text("2")
    keys.press("Shift+X")
    expect(page.locator("#chosen")).to_have_text("6")
    page.locator(".bulk button.spam").focus()
    keys.press("Enter")
    expect(page.locator("#status")).to_contain_text("Filed as spam: 6 comments")
    expect(page.locator(".empty")).to_contain_text("Everything is read")
    assert statuses(running, comments) == ["approved", *["spam"] * 6]
    page.wait_for_load_state()
    keys.press("z")
    expect(page).to_have_title(re.compile(r"^\(6\) Waiting"))
    assert statuses(running, comments) == ["approved", *["pending"] * 6]
    expect(page.locator(".item")).to_have_count(6)
    page.wait_for_load_state()  # the list is a new page: what is typed before its script listens is lost

    keys.press("/")
    keys.type("number 5")
    keys.press("Enter")
    expect(page.locator(".item")).to_have_count(1)
    assert "q=number" in page.url


def test_the_same_day_with_scripts_off(running, waiting, desk):
    site, comments = waiting(5)
    page = desk(site, java_script_enabled=False)

    page.locator(f"#comment-{comments[0].id} button.approve").click()
    expect(page.locator("#status")).to_contain_text("Published: Reader 1")
    assert page.url.endswith(f"#comment-{comments[1].id}")
    page.locator(f"#comment-{comments[1].id} button.spam").click()
    expect(page.locator("#status")).to_contain_text("Filed as spam: Reader 2")
    page.locator(f"#comment-{comments[2].id} .reject summary").click()
    page.get_by_role("button", name="Insulting").click()
    expect(page.locator("#status")).to_contain_text("Rejected (Insulting): Reader 3")
    assert statuses(running, comments) == ["approved", "spam", "rejected", "pending", "pending"]

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#status")).to_contain_text("Waiting again: Reader 3")
    page.get_by_role("link", name="All", exact=True).click()
    page.locator(".bulk button.spam").click()
    expect(page.locator("#status")).to_contain_text("Filed as spam: 3 comments")
    expect(page.locator(".empty")).to_contain_text("Everything is read")
    assert statuses(running, comments) == ["approved", *["spam"] * 4]
    page.get_by_role("button", name="Undo").click()
    assert statuses(running, comments) == ["approved", "spam", *["pending"] * 3]

    page.get_by_role("searchbox").fill("number 5")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".item")).to_have_count(1)
    page.locator(".why summary").click()
    expect(page.locator(".why table, .why p").first).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".history")).to_contain_text("The machine")


def test_keys_sleep_in_fields_and_with_modifiers_and_can_be_switched_off(running, waiting, desk):
    site, comments = waiting(2)
    page = desk(site)
    page.keyboard.press("/")
    page.keyboard.type("asjrz")
    assert page.locator("input[type=search]").input_value() == "asjrz"
    page.locator(f"#comment-{comments[0].id}").focus()
    for combination in ("Control+a", "Alt+s", "Meta+s"):
        page.keyboard.press(combination)
    assert statuses(running, comments) == ["pending", "pending"]

    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("a")  # asleep under the dialog
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.reload()
    page.locator(f"#comment-{comments[0].id}").focus()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert statuses(running, comments) == ["pending", "pending"]
    expect(page.locator("button.approve kbd").first).to_be_hidden()


def test_a_key_first_shows_which_comment_it_is_about(running, waiting, desk):
    site, comments = waiting(2)
    page = desk(site)
    page.keyboard.press("a")
    assert focused(page) == f"comment-{comments[0].id}"
    assert statuses(running, comments) == ["pending", "pending"]


def test_a_comment_that_another_ruled_on_says_so(running, waiting, desk):
    site, comments = waiting(2)
    page = desk(site)
    review.rule(running.desk, comments[0], "spam", by="Béa")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#status")).to_contain_text("Already filed as spam by Béa")
    expect(page.locator(f".item.conflict[data-id='{comments[0].id}']")).to_contain_text("Filed as spam by Béa")
    assert statuses(running, comments) == ["spam", "pending"]


def test_what_another_looks_at_is_marked_while_the_page_is_open(running, waiting, desk):
    site, comments = waiting(2)
    running.desk.presence.look(site, "Béa", comments[1].id, running.desk.clock())
    page = desk(site)
    expect(page.locator(f"#comment-{comments[1].id} [data-note]")).to_have_text("Béa is looking at this")


def test_a_service_out_of_reach_loses_nothing(running, waiting, desk):
    site, comments = waiting(2)
    page = desk(site)
    page.context.set_offline(True)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#status")).to_contain_text("The service does not answer")
    assert focused(page) == f"comment-{comments[0].id}"
    page.context.set_offline(False)
    page.keyboard.press("a")
    expect(page.locator("#status")).to_contain_text("Published: Reader 1")


def test_a_session_that_ended_leads_to_the_door(running, waiting, desk):
    site, _ = waiting(2)
    page = desk(site, name="gone")
    running.desk.accounts.sign_out_everywhere("gone")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_url(re.compile("/moderation/sign-in"))


def test_signing_in_and_out_by_hand(running, waiting, visit):
    site, _ = waiting(1)
    running.desk.accounts.add(Person("ada", "admin"), "a password for tests only")
    page = visit(f"{running.url}/moderation?site={site}", locale="en-GB")
    page.get_by_label("Name").fill("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("a password for tests only")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(r"^\(1\) Waiting"))
    page.get_by_text("ada", exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("main")).to_contain_text("You are signed out.")
    page.goto(f"{running.url}/moderation?site={site}")
    assert "/moderation/sign-in" in page.url


def test_the_way_to_an_address_is_closed_until_it_is_asked_for(running, desk):
    site = running.site(moderation="all")
    running.comment(
        site, "bread", approved=False, content="[click](http://evil.example/a?b) me", website="http://spam.example/"
    )
    page = desk(site)
    assert page.locator(".text a").count() == 0
    link = page.get_by_role("link", name="Open evil.example")
    expect(link).to_have_count(0)
    page.locator(".ways summary").click()
    expect(page.locator(".ways code").nth(1)).to_have_text("http://evil.example/a?b")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


@pytest.mark.parametrize("path", ["", "/checks", "/numbers", "/settings", "/keys"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_of_the_desk_is_wider_than_a_small_phone(running, waiting, desk, path, language):
    site, _comments = waiting(2, author="W" * 245, content="w" * 400)
    page = desk(site, f"/moderation{path}?lang={language}", role="admin", viewport=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]

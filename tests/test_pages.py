"""The desk's pages as plain forms: everything a moderator does works without a script."""

import re

import pytest
from builders import a_submission
from sitting import Moderator, Page, wait_for_ruling, words

from moderation import intake, review


@pytest.fixture
def lea(app):
    return Moderator(app)


@pytest.fixture
def waiting(desk, with_scorer, clock):
    """Puts so many comments into the queue, oldest first: ``waiting(3)``."""
    with_scorer(0.5)

    def put(count=1, **changes):
        found = []
        for _ in range(count):
            clock.advance(minutes=1)
            found.append(wait_for_ruling(desk, **changes))
        return found

    return put


def status_of(desk, comment):
    return str(desk.store.comment("default", comment.id).status)


# -- the list


def test_the_queue_lists_comments_as_articles_with_headings(lea, waiting):
    comments = waiting(2)
    page = lea.open()
    assert page.ids == [c.id for c in comments]
    articles = page.all("article")
    headings = [page.one("h2", id=a.get("aria-labelledby")) for a in articles]
    assert [words(h) for h in headings] == ["Anne on demo", "Anne on demo"]


def test_the_title_counts_what_waits(lea, waiting):
    waiting(3)
    assert lea.open().title.startswith("(3) Waiting")


def test_the_card_of_what_waits_again_tells_since_when_and_when_it_was_written(lea, desk, waiting, clock):
    (comment,) = waiting(content="Encore.")
    clock.advance(hours=5)
    review.appeal(desk, review.rule(desk, comment, "spam", by="bob"))
    clock.advance(hours=1)
    waiting(content="Autre.")
    clock.advance(minutes=5)
    assert [words(e) for e in lea.open().all("p", class_="when")] == [
        "waiting for 1 hour, written 6 hours ago",
        "waiting for 5 minutes",
    ]


def test_the_card_tells_why_and_what_the_author_did_before(lea, desk, waiting):
    first, second = (waiting(email="anne@example.org", content=text)[0] for text in ("One.", "Two."))
    review.rule(desk, first, "approve", by="lea")
    page = lea.open()
    assert page.ids == [second.id]
    assert "The model is in doubt." in page.text
    assert "Before: one published." in page.text
    assert "a…@example.org" in page.text
    assert "anne@example.org" not in page.text


def test_a_first_comment_says_so(lea, waiting):
    waiting()
    assert "First time here." in lea.open().text


def test_an_empty_queue_is_worth_seeing(lea):
    page = lea.open()
    assert page.ids == []
    assert page.said("section", class_="empty").startswith("Everything is read")
    assert page.all("{http://www.w3.org/2000/svg}svg")


def test_a_search_without_hits_says_so_and_leads_back(lea, waiting):
    waiting()
    page = lea.open("/moderation?q=nothing-like-it")
    assert "No comment matches these filters." in page.text
    assert page.ids == []


def test_filters_live_in_the_address_and_stay_in_the_form(lea, waiting):
    waiting(1, content="About bread.")
    page = lea.open("/moderation?q=bread&order=newest&article=demo&lang=en")
    assert len(page.ids) == 1
    assert page.one("input", name="q").get("value") == "bread"
    assert page.one("option", selected="", value="newest") is not None
    assert page.one("input", name="article", type="hidden").get("value") == "demo"
    assert "q=bread" in page.one("form", id="rulings").get("action")


def test_an_unknown_filter_value_breaks_no_link(lea, waiting):
    waiting()
    assert len(lea.open("/moderation?status=nonsense&order=nonsense").ids) == 1


def test_a_cursor_nobody_gave_out_is_an_error_page(lea):
    assert lea.open("/moderation?cursor=nonsense").status == 422


def test_the_rescue_view_shows_first_what_is_likeliest_wrongly_held(lea, desk, with_scorer):
    found = []
    for score in (0.97, 0.91, 0.99):
        with_scorer(score)
        found.append(wait_for_ruling(desk))
    page = lea.open(lea.open().one("a", href="/moderation?status=spam&order=likely_ham").get("href"))
    assert page.ids == [found[1].id, found[0].id, found[2].id]
    assert page.title.startswith("(3) Likely wrongly held")
    assert page.one("a", aria_current="page", href="/moderation?status=spam&order=likely_ham") is not None


def test_a_long_queue_is_paged_and_every_comment_is_met_once(lea, waiting):
    comments = waiting(30)
    met, path = [], "/moderation"
    while path:
        page = lea.open(path)
        met += page.ids
        onward = page.all("a", rel="next")
        path = onward[0].get("href") if onward else None
    assert met == [c.id for c in comments]


@pytest.mark.parametrize(("language", "heading"), [("fr", "En attente 1"), ("en", "Waiting 1")])
def test_the_desk_speaks_the_readers_language(lea, waiting, language, heading):
    waiting()
    page = lea.open("/moderation", **{"Accept-Language": language})
    assert page.said("h1") == heading
    assert page.one("html").get("lang") == language


def test_a_chosen_language_is_kept_on_every_way(lea, waiting):
    waiting()
    page = lea.open("/moderation?lang=fr")
    assert page.one("html").get("lang") == "fr"
    ways = [a.get("href") for a in page.all("a") if a.get("href").startswith("/moderation") and not a.get("hreflang")]
    assert ways
    assert all("lang=fr" in way for way in ways)


# -- rulings


@pytest.mark.parametrize(
    ("action", "status", "said"),
    [("approve", "approved", "Published: Anne"), ("spam", "spam", "Filed as spam: Anne")],
)
def test_a_ruling_is_told_and_offers_the_way_back(lea, desk, waiting, action, status, said):
    (comment,) = waiting()
    page = lea.press(lea.open(), action, comment.id)
    assert status_of(desk, comment) == status
    assert page.status_message == f"{said} Undo z"
    page = lea.press(page, comment.id)  # the undo button sends id and version
    assert status_of(desk, comment) == "pending"
    assert page.status_message == "Waiting again: Anne"


def test_a_rejection_carries_its_reason(lea, desk, waiting):
    (comment,) = waiting()
    page = lea.press(lea.open(), f"reject {comment.id} 1 insult")
    assert "Rejected (Insulting): Anne" in page.status_message
    assert desk.store.history("default", comment.id)[-1]["reasons"] == [["ruled", "insult"]]


def test_a_reason_of_the_sites_own_is_offered_as_written(lea, desk, site, waiting):
    site(reject_reasons=("pas ici <b>", "other"))
    (comment,) = waiting()
    page = lea.press(lea.open(), f"reject {comment.id} 1 pas ici")
    assert status_of(desk, comment) == "rejected"
    assert "Rejected (pas ici <b>)" in page.status_message


def test_after_a_ruling_the_page_opens_at_the_next_comment(lea, waiting):
    first, second, third = waiting(3)
    answer = lea.press(lea.open(), "approve", second.id, follow=False).answer
    assert answer.status_code == 303
    assert answer.location.endswith(f"#comment-{third.id}")
    answer = lea.press(lea.open(), "approve", third.id, follow=False).answer
    assert answer.location.endswith(f"#comment-{first.id}")


def test_a_ruling_keeps_the_filters(lea, waiting):
    comments = waiting(2, article_id="bread")
    answer = lea.press(lea.open("/moderation?article=bread&order=newest"), "spam", comments[0].id, follow=False).answer
    assert "article=bread" in answer.location
    assert "order=newest" in answer.location


def test_the_selected_are_ruled_on_together_and_taken_back_together(lea, desk, waiting):
    first, second, third = waiting(3)
    page = lea.press_for_selected(lea.open(), "spam", [first, third])
    assert [status_of(desk, c) for c in (first, second, third)] == ["spam", "pending", "spam"]
    assert page.status_message == "Filed as spam: 2 comments Undo z"
    lea.press(page, first.id)
    assert [status_of(desk, c) for c in (first, second, third)] == ["pending"] * 3


def test_everything_on_the_page_can_be_selected_without_a_script(lea, waiting):
    waiting(3)
    page = lea.open(lea.open().one("a", class_="all").get("href"))
    assert len(page.all("input", name="selected", checked="")) == 3


def test_ruling_on_nothing_says_so(lea, waiting):
    waiting()
    page = lea.send("/moderation/rulings", bulk="approve")
    assert page.status_message == "Nothing was selected."


def test_enter_on_a_tick_box_presses_no_ruling(lea, waiting):
    waiting()
    form_buttons = [b for b in lea.open().all("button") if b.get("form") == "rulings" or b.get("name") is None]
    page = lea.open()
    first_in_form = next(b for b in page.one("form", id="rulings").iter("button"))
    assert first_in_form.get("disabled") is not None
    assert form_buttons


# -- two moderators


def test_what_another_has_ruled_on_says_so_instead_of_failing(lea, app, desk, waiting, clock):
    (comment,) = waiting()
    seen = lea.open()
    review.rule(desk, comment, "spam", by="Béa")
    clock.advance(minutes=2)
    page = lea.press(seen, "approve", comment.id)
    assert status_of(desk, comment) == "spam"
    assert page.status_message == "Already filed as spam by Béa 2 minutes ago."


def test_a_repeated_click_changes_nothing_and_is_no_conflict(lea, desk, waiting):
    (comment,) = waiting()
    seen = lea.open()
    lea.press(seen, "approve", comment.id)
    page = lea.press(seen, "approve", comment.id)
    assert page.status_message == "Published: Anne Undo z"
    assert desk.store.comment("default", comment.id).version == 2


def test_one_conflict_spoils_no_other_ruling(lea, desk, waiting):
    first, second = waiting(2)
    seen = lea.open()
    review.rule(desk, first, "approve", by="Béa")
    page = lea.press_for_selected(seen, "spam", [first, second])
    assert status_of(desk, second) == "spam"
    assert "Filed as spam: Anne" in page.status_message
    assert "Already published by Béa" in page.status_message


def test_items_that_somebody_looks_at_are_marked(app, lea, waiting):
    first, second = waiting(2)
    bea = Moderator(app, "bea")
    bea.send("/moderation/looking", at=first.id, shown=[f"{first.id} 1"])
    notes = lea.send("/moderation/looking", at=second.id, shown=[f"{first.id} 1", f"{second.id} 1"]).answer.json
    assert notes == {first.id: {"text": "bea is looking at this"}}


def test_somebody_who_left_looks_at_nothing(app, lea, waiting, clock):
    (comment,) = waiting()
    Moderator(app, "bea").send("/moderation/looking", at=comment.id)
    clock.advance(minutes=2)
    assert lea.send("/moderation/looking", shown=[f"{comment.id} 1"]).answer.json == {}


def test_an_open_page_learns_what_others_have_ruled_on(lea, desk, waiting, clock):
    (comment,) = waiting()
    review.rule(desk, comment, "approve", by="Béa")
    clock.advance(seconds=5)
    notes = lea.send("/moderation/looking", shown=[f"{comment.id} 1"]).answer.json
    assert notes == {comment.id: {"text": "Already published by Béa 5 seconds ago.", "ruled": True}}


@pytest.fixture
def shown_again(desk, site, waiting):
    """A comment that another moderator has published, and that lea is shown as if it still waited."""
    site(second_opinions=1.0)
    (comment,) = waiting()
    review.rule(desk, comment, "approve", by="Béa", version=1)
    return comment


def test_a_comment_served_twice_looks_like_any_other_and_stays_where_it_was(lea, desk, shown_again):
    seen = lea.open()
    assert seen.ids == [shown_again.id]
    assert "Béa" not in seen.text
    page = lea.press(seen, "spam", shown_again.id)
    assert page.status_message == "Filed as spam: Anne Undo z"
    assert "Béa" not in page.text
    assert page.ids == []
    assert status_of(desk, shown_again) == "approved"
    page = lea.press(page, shown_again.id)
    assert page.status_message == "Waiting again: Anne"
    assert page.ids == [shown_again.id]


def test_a_script_learns_no_more_of_a_comment_served_twice(lea, desk, shown_again):
    version = lea.open().one("li", data_id=shown_again.id).get("data-version")
    seen = lea.send("/moderation/looking", shown=[f"{shown_again.id} {version}"])
    assert seen.answer.json == {}
    fragment = lea.send(
        "/moderation/rulings", headers={"X-Fragment": "rulings"}, one=f"spam {shown_again.id} {version}"
    )
    assert "Filed as spam" in fragment.text
    assert "Béa" not in fragment.text
    assert status_of(desk, shown_again) == "approved"


# -- a script's rulings


def test_a_script_gets_each_item_as_it_stands_and_the_new_title(lea, desk, waiting):
    first, _ = waiting(2)
    answer = lea.send("/moderation/rulings", headers={"X-Fragment": "rulings"}, one=f"spam {first.id} 1")
    assert answer.status == 200
    assert answer.ids == [first.id]
    assert "ruled" in answer.one("li", data_id=first.id).get("class")
    assert answer.one("p", data_total="").get("data-title") == "(1) Waiting"
    undone = lea.send("/moderation/rulings", headers={"X-Fragment": "rulings"}, undo=f"{first.id}:2")
    assert "ruled" not in undone.one("li", data_id=first.id).get("class")


# -- one comment


def test_the_history_tells_machine_and_people(lea, desk, waiting):
    (comment,) = waiting()
    review.rule(desk, comment, "reject", by="Béa", reason="off-topic")
    page = lea.open(f"/moderation/comments/{comment.id}")
    told = [words(li) for li in page.one("section", class_="history").iter("li")]
    assert told[0].endswith("The machine let it wait. The model is in doubt.")
    assert told[1].endswith("Béa rejected it. A person decided: Off topic.")


def test_the_address_is_shown_on_demand_and_the_look_is_recorded(lea, waiting):
    (comment,) = waiting(1, email="anne@example.org")
    button = lea.open().one("button", formaction=f"/moderation/comments/{comment.id}/reveal")
    page = lea.send(button.get("formaction"))
    assert "anne@example.org" in page.said("p", role="status")
    assert "under your name" in page.said("p", role="status")
    page = lea.open(f"/moderation/comments/{comment.id}")
    assert "lea saw the e-mail address" in page.said("section", class_="history")
    assert "anne@example.org" not in page.text


def test_a_comment_that_is_none_is_not_found(lea):
    assert lea.open("/moderation/comments/" + "0" * 24).status == 404


# -- the door


def test_a_stranger_is_sent_to_the_door_and_comes_back_to_where_they_wanted(app, client, lea):
    answer = client.get("/moderation?status=spam&q=a%20b", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    page = Page(client.get(answer.location))
    assert page.said("h1") in ("Sign in", "Se connecter")
    back = client.post(answer.location, data={"name": "lea", "password": "a password for tests only"})
    assert back.location == "/moderation?status=spam&q=a%20b"
    assert client.get(back.location).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/moderation\\@evil", "/"]
)
def test_signing_in_leads_to_no_other_place(client, lea, wanted):
    answer = client.post(
        "/moderation/sign-in",
        query_string={"next": wanted},
        data={"name": "lea", "password": "a password for tests only"},
    )
    assert answer.location == "/moderation"


def test_a_wrong_password_is_told_in_words_and_the_name_kept(client, lea):
    page = Page(client.post("/moderation/sign-in?lang=en", data={"name": "lea", "password": "wrong"}))
    assert page.status == 422
    assert page.said("p", role="alert") == "This name and this password do not go together."
    assert page.one("input", name="name").get("value") == "lea"
    assert "wrong" not in (page.one("input", name="password").get("value") or "")


def test_too_many_tries_say_when_to_try_again(client, lea):
    for _ in range(11):
        answer = client.post("/moderation/sign-in?lang=en", data={"name": "lea", "password": "wrong"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert re.search(r"Try again in \d+ seconds", answer.text)


def test_signing_out_ends_the_session(lea):
    page = lea.send("/moderation/sign-out")
    assert "You are signed out." in page.text
    assert lea.client.get("/moderation").status_code == 303


def test_a_session_ended_elsewhere_sends_a_ruling_to_the_door(lea, desk, waiting):
    (comment,) = waiting()
    seen = lea.open()
    desk.accounts.sign_out_everywhere("lea")
    answer = lea.press(seen, "approve", comment.id, follow=False).answer
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/moderation/sign-in")
    assert status_of(desk, comment) == "pending"


def test_a_form_of_another_site_changes_nothing(lea, desk, waiting):
    (comment,) = waiting()
    lea.csrf = "guessed"
    assert lea.send("/moderation/rulings", one=f"approve {comment.id} 1").status == 403
    assert status_of(desk, comment) == "pending"


def test_the_first_run_link_makes_the_first_account_once(client, desk):
    link = f"/moderation/welcome/{desk.accounts.new_welcome()}?lang=en"
    assert Page(client.get(link)).said("h1") == "Welcome"
    wrong = Page(client.post(link, data={"name": "a b", "password": "short"}))
    assert wrong.status == 422
    assert len(wrong.all("p", class_="wrong")) == 2
    answer = client.post(link, data={"name": "ada", "password": "correct horse battery"})
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert client.get(link).status_code == 404
    assert client.post(link, data={"name": "eve", "password": "correct horse battery"}).status_code == 404


def test_pages_of_the_desk_are_kept_by_no_cache_and_found_by_no_crawler(lea):
    headers = lea.open().answer.headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "script-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/moderation", "/moderation/keys", "/moderation/sign-in"])
def test_no_page_has_inline_script_or_style(lea, client, waiting, path):
    waiting()
    for page in (lea.open(path) if "sign-in" not in path else Page(client.get(path)),):
        assert page.status == 200
        assert all(e.get("src") for e in page.all("script"))
        assert not page.all("style")
        assert not [
            e
            for e in page.tree.iter()
            if isinstance(e.tag, str) and (e.get("style") or any(a.startswith("on") for a in e.attrib))
        ]


def test_a_site_of_others_is_not_to_be_seen(app, desk, site):
    desk.save_site(desk.site().changed(name="other"))
    bea = Moderator(app, "bea", sites=("default",))
    assert bea.open("/moderation?site=other").status == 404
    assert bea.open("/moderation?site=nosuch").status == 404
    assert bea.open("/moderation").status == 200


def test_a_submission_of_another_site_is_out_of_reach_by_its_id(app, desk, with_scorer):
    with_scorer(0.5)
    desk.save_site(desk.site().changed(name="other"))
    comment = intake.submit(desk, a_submission(site="other")).comment
    bea = Moderator(app, "bea", sites=("default",))
    assert bea.open(f"/moderation/comments/{comment.id}").status == 404
    page = bea.send("/moderation/rulings", one=f"approve {comment.id} 1")
    assert page.status_message == "This comment is no longer there."
    assert str(desk.store.comment("other", comment.id).status) == "pending"


@pytest.mark.parametrize("path", ["", "/numbers", "/settings", "/sign-in"])
def test_a_slash_too_many_leads_to_the_page(client, path):
    answer = client.get(f"/moderation{path}/?lang=en&q=a%26b")
    assert (answer.status_code, answer.location) == (308, f"/moderation{path}?lang=en&q=a%26b")


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/moderation/nowhere/", "/moderation/%2F%2Fevil.example/", "/%2Fevil.example/"]
)
def test_a_slash_too_many_after_nothing_is_nothing(client, path):
    assert client.get(path).status_code == 404


def test_a_moderator_who_is_lost_is_told_so_and_led_back_to_the_queue(lea):
    page = lea.open("/moderation/comments/0123456789abcdef01234567")
    assert page.status == 404
    assert "There is nothing at this address" in page.text
    assert [a.get("href") for a in page.all("a")] == ["/moderation"]


def test_an_appeal_is_told_in_words(lea, desk, waiting):
    (comment,) = waiting()
    review.appeal(desk, review.rule(desk, comment, "spam", by="lea"))
    assert lea.open("/moderation").said("p", class_="reasons") == "The author appealed."


def test_what_was_just_done_was_done_a_second_ago(lea, desk, waiting):
    (comment,) = waiting()
    review.rule(desk, comment, "approve", by="Béa")
    page = lea.send("/moderation/rulings", one=f"spam {comment.id} 1")
    assert page.status_message == "Already published by Béa 1 second ago."

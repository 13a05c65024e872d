"""The article's page as a reader sees it, in a real browser, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WAITING = "Votre commentaire est en attente de modération"
SCHEMES = ("light", "dark")


def written(page, **changes):
    """The form is filled in as a reader would; an empty text leaves a field empty."""
    for name, text in (
        {"content": "Le mien dort au froid.", "author": "Anne", "email": "anne@example.org"} | changes
    ).items():
        page.fill(f"#{name}", text)


def send(page):
    page.get_by_role("button", name="Envoyer le commentaire").click()


@pytest.fixture
def held(running):
    """A site whose every comment waits."""
    return running.site(moderation="all")


@pytest.fixture
def open_(running):
    """A site whose every comment is published."""
    return running.site(publish_below=1.0, spam_from=1.0)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def scripted(request):
    return request.param


def test_a_held_comment_is_announced_and_previewed(running, visit, held, scripted):
    page = visit(f"{running.url}/articles/a?site={held}", java_script_enabled=scripted)
    written(page, content="Voir https://a.example/x et *ceci*.")
    send(page)
    own = page.locator(".own")
    own.get_by_text(WAITING).wait_for()
    assert own.locator("em").inner_text() == "ceci"
    assert own.locator(".preview a").count() == 0, "what is not approved leads nowhere"
    own.get_by_role("link", name="Suivre son sort").click()
    page.get_by_role("heading", name="En attente de modération").wait_for()


def test_a_published_comment_is_in_its_place(running, visit, open_, scripted):
    page = visit(f"{running.url}/articles/b?site={open_}", java_script_enabled=scripted)
    running.unhurried(page, open_, "b")
    written(page, content="Le mien dort au froid.")
    send(page)
    page.locator(".thread .comment .content", has_text="Le mien dort au froid.").wait_for()
    assert page.get_by_role("heading", name="Un commentaire", exact=True).is_visible()
    assert page.locator("#content").input_value() == ""


def test_wrong_fields_are_named_beside_the_text_that_was_kept(running, visit, held, scripted):
    page = visit(f"{running.url}/articles/c?site={held}", java_script_enabled=scripted)
    written(page, content="Un texte qui m’a coûté une heure.", author="", email="anne")
    send(page)
    summary = page.locator(".summary")
    summary.wait_for()
    assert page.locator("#content").input_value() == "Un texte qui m’a coûté une heure."
    assert summary.get_by_role("link").all_inner_texts() == [
        "Nom\u00a0: Ce champ est obligatoire.",
        "E-mail\u00a0: Cette adresse e-mail n’est pas valide\u202f; la forme attendue est nom@exemple.fr.",
    ]
    for name in ("author", "email"):
        field = page.locator(f"#{name}")
        assert field.get_attribute("aria-invalid") == "true"
        assert f"{name}-error" in field.get_attribute("aria-describedby").split()
        assert page.locator(f"#{name}-error").is_visible()
    assert page.locator("#content").get_attribute("aria-invalid") is None
    summary.get_by_role("link").first.click()
    expect(page.locator("#author")).to_be_focused()


def test_corrected_fields_are_no_longer_wrong(running, visit, held):
    page = visit(f"{running.url}/articles/d?site={held}")
    written(page, email="anne")
    send(page)
    page.locator("#email-error").wait_for()
    page.fill("#email", "anne@example.org")
    send(page)
    page.get_by_text(WAITING).wait_for()
    assert page.locator(".summary, .error, [aria-invalid]").count() == 0
    assert page.locator("#email").get_attribute("aria-describedby") == "email-note"


def test_script_and_server_show_errors_alike(running, visit, held):
    shown = []
    for scripted in (True, False):
        page = visit(f"{running.url}/articles/e?site={held}", java_script_enabled=scripted)
        written(page, content="", email="anne")
        send(page)
        page.locator(".summary").wait_for()
        shown.append([page.locator(".summary").inner_text(), *page.locator(".error").all_inner_texts()])
    assert shown[0] == shown[1]


def test_a_reply_stands_under_its_parent(running, visit, open_, scripted):
    parent = running.comment(open_, "f", author="Karim")
    page = visit(f"{running.url}/articles/f?site={open_}", java_script_enabled=scripted)
    page.get_by_role("link", name="Répondre à").click()
    page.get_by_role("heading", name="Répondre à").wait_for()
    running.unhurried(page, open_, "f")
    written(page, content="Merci Karim.")
    send(page)
    page.locator(f"#comment-{parent.id} .replies .comment .content", has_text="Merci Karim.").wait_for()


def test_a_reply_can_be_cancelled(running, visit, open_, scripted):
    running.comment(open_, "g", author="Karim")
    page = visit(f"{running.url}/articles/g?site={open_}", java_script_enabled=scripted)
    page.get_by_role("link", name="Répondre à").click()
    page.get_by_role("link", name="Annuler la réponse").click()
    page.get_by_role("heading", name="Laisser un commentaire").wait_for()
    assert page.locator("[name=parent_id]").input_value() == ""


def test_everything_can_be_done_by_keyboard(running, visit, held):
    page = visit(f"{running.url}/articles/h?site={held}")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "content":
            break
    page.keyboard.type("Écrit sans souris.")
    for text in ("Anne", "anne@example.org", ""):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "consent", "the trap is passed over"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text(WAITING).wait_for()
    assert "own" in page.evaluate("document.activeElement.className"), "the focus is where the answer is"
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("commenter", True, "Lax")


def test_without_consent_no_cookie_is_set(running, visit, held, scripted):
    page = visit(f"{running.url}/articles/i?site={held}", java_script_enabled=scripted)
    assert not page.locator("#consent").is_checked()
    written(page)
    send(page)
    page.get_by_text(WAITING).wait_for()
    assert page.context.cookies() == []


def test_a_lost_connection_loses_no_text_and_stores_no_comment_twice(running, visit, open_):
    page = visit(f"{running.url}/articles/j?site={open_}")
    running.unhurried(page, open_, "j")
    written(page, content="Écrit dans le train.")
    sent = []

    def lose(route):
        sent.append(route.request.headers["idempotency-key"])
        route.fetch()  # it arrives, but the answer does not
        route.abort()

    page.route("**/comments?*", lose, times=1)
    send(page)
    page.get_by_text("Le service ne répond pas").wait_for()
    assert page.locator("#content").input_value() == "Écrit dans le train."
    with page.expect_request("**/comments?*") as again:
        page.get_by_role("button", name="Réessayer").click()
    assert again.value.headers["idempotency-key"] == sent[0]
    page.locator(".thread .comment").wait_for()
    assert running.desk.store.article(open_, "j").approved == 1


def test_many_comments_come_in_pages(running, visit, open_, scripted):
    for number in range(53):
        running.comment(open_, "k", content=f"Remarque numéro {number} sur le levain.")
    page = visit(f"{running.url}/articles/k?site={open_}", java_script_enabled=scripted)
    assert page.locator(".thread > .comment").count() == 50
    page.get_by_role("link", name="Commentaires suivants").click()
    page.get_by_text("Remarque numéro 52").wait_for()
    assert page.locator(".thread > .comment").count() == (53 if scripted else 3)
    assert page.get_by_role("link", name="Commentaires suivants").count() == 0


def test_a_link_to_a_comment_on_a_later_page_leads_there(running, visit, open_):
    comments = [running.comment(open_, "l", content=f"Remarque {number} à propos.") for number in range(52)]
    page = visit(f"{running.url}/articles/l?site={open_}#comment-{comments[-1].id}")
    expect(page.locator(f"#comment-{comments[-1].id}")).to_be_in_viewport()


def test_a_closed_article_says_so(running, visit, open_, accessible):
    running.close(open_, "m")
    page = visit(f"{running.url}/articles/m?site={open_}")
    assert page.get_by_text("Les commentaires de cet article sont fermés.").is_visible()
    assert page.locator("form").count() == 0
    accessible(page)


def test_an_article_that_closes_meanwhile_gives_the_text_back(running, visit, open_):
    page = visit(f"{running.url}/articles/n?site={open_}", java_script_enabled=False)
    written(page, content="Trop tard.")
    running.close(open_, "n")
    send(page)
    assert page.locator("#kept").input_value() == "Trop tard."


def test_an_author_appeals_once(running, visit, held, scripted, accessible):
    from moderation import review

    comment = running.comment(held, "o", approved=False)
    review.rule(running.desk, comment, "reject", by="lea", reason="off-topic")
    token = running.desk.tokens.receipt(held, comment.id, comment.created_at)
    page = visit(f"{running.url}/receipts/{token}", java_script_enabled=scripted)
    assert page.get_by_text("hors sujet").is_visible()
    if scripted:
        accessible(page)
    page.get_by_role("button", name="Demander une relecture").click()
    page.get_by_text("Votre message est bien arrivé").wait_for()
    assert page.get_by_role("button").count() == 0
    assert running.desk.store.comment(held, comment.id).appeals == 1


@pytest.mark.long
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_any_state(running, visit, held, accessible, scheme, width):
    parent = running.comment(
        held, f"p{scheme}{width}", website="https://anne.example", content="> dit\n\nVoir https://a.example `x`"
    )
    running.comment(held, f"p{scheme}{width}", author="W" * 245, content="w" * 400, parent_id=parent.id)
    waiting = running.comment(held, "p", approved=False)
    token = running.desk.tokens.receipt(held, waiting.id, waiting.created_at)
    page = visit(f"{running.url}/?site={held}", color_scheme=scheme, viewport={"width": width, "height": 800})
    accessible(page)
    for path in (
        f"/articles/p{scheme}{width}?site={held}",
        f"/articles/p{scheme}{width}?site={held}&reply_to={parent.id}",
        f"/articles/p?site={held}&receipt={token}",
        f"/receipts/{token}",
        "/receipts/wrong",
    ):
        page.goto(running.url + path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{running.url}/?site={held}")
    send(page)
    page.locator(".summary").wait_for()
    accessible(page)


@pytest.mark.long
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_what_the_script_shows(running, visit, open_, accessible, scheme):
    article = f"q{scheme}"
    running.comment(open_, article, author="Karim")
    page = visit(f"{running.url}/articles/{article}?site={open_}", color_scheme=scheme)
    page.get_by_role("link", name="Répondre à").click()
    accessible(page)
    send(page)
    page.locator(".summary").wait_for()
    accessible(page)
    running.unhurried(page, open_, article)
    written(page)
    send(page)
    page.locator(".own.is-published").wait_for()
    page.locator(".is-new > article").evaluate_all(
        "all => all.forEach(one => one.getAnimations().forEach(a => a.finish()))"
    )
    accessible(page)
    page.route("**/comments?*", lambda route: route.abort())
    written(page, content="Encore.")
    send(page)
    page.get_by_role("button", name="Réessayer").wait_for()
    accessible(page)

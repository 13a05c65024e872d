"""The discussion in a page of another origin: one tag, nothing leaks, news are announced and wait to be asked for."""

import itertools

import pytest
from playwright.sync_api import expect

from moderation import review

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Un billet</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {service}; style-src {service} 'nonce-x'; connect-src {service}">
<style nonce="x">body {{ {body} }} p, li, a, button {{ color: rgb(128, 0, 128) !important; letter-spacing: 1em }} .content {{ display: none }}</style>
<main><h1>Un billet</h1><p id="text">Le texte.</p>
<script src="{service}/static/embed.js" data-article="{article}" data-site="{site}" {more} async></script>
<p id="after">La suite.</p></main></html>"""


@pytest.fixture
def site(running, elsewhere):
    return running.site(publish_below=1.0, spam_from=1.0, origins=(elsewhere.origin,))


@pytest.fixture
def billet(running, elsewhere, site):
    """The address of a page elsewhere that embeds an article: ``billet("a", more='data-poll="0.2"')``."""

    def written(article, *, more="", body="background: white", at=site):
        html = PAGE.format(service=running.url, article=article, site=at, more=more, body=body)
        return elsewhere.write(f"{article}.html", html)

    return written


def shadow(page):
    page.locator(".discussion").wait_for()
    return page.locator(".discussion")


def test_one_tag_shows_thread_and_form_after_itself(running, visit, billet, site, accessible):
    running.comment(site, "a", author="Karim", content="Bonjour d’ailleurs.")
    page = visit(billet("a"))
    discussion = shadow(page)
    assert discussion.get_by_text("Bonjour d’ailleurs.").is_visible(), "the page's own .content rule stays outside"
    assert page.evaluate("document.querySelector('script').nextElementSibling.shadowRoot !== null")
    assert discussion.get_by_role("heading", name="Laisser un commentaire").is_visible()
    accessible(page)


def test_no_style_leaks_in_or_out(running, visit, billet, site):
    running.comment(site, "b")
    page = visit(billet("b"))
    discussion = shadow(page)
    style = "e => [getComputedStyle(e).color, getComputedStyle(e).letterSpacing].join()"
    assert "128, 0, 128" not in discussion.locator(".reply").evaluate(style)
    assert discussion.locator(".reply").evaluate(style).endswith("normal")
    assert page.locator("#after").evaluate(style).startswith("rgb(128, 0, 128)")
    assert page.locator("h1").evaluate("e => getComputedStyle(e).fontSize") == "32px"


@pytest.mark.parametrize(("body", "theme"), [("color: #eee; background: #111", "dark"), ("color: #222", "light")])
def test_the_colours_follow_those_of_the_page(running, visit, billet, body, theme):
    page = visit(billet("c", body=body), color_scheme="light" if theme == "dark" else "dark")
    discussion = shadow(page)
    red = int(discussion.evaluate("e => getComputedStyle(e).color.match(/[0-9]+/)[0]"))
    assert (red > 127) == (theme == "dark")


def test_a_comment_is_sent_from_another_origin(running, visit, billet, site):
    page = visit(billet("d"))
    discussion = shadow(page)
    running.unhurried(page, site, "d")
    for name, text in {"content": "Posté d’ailleurs.", "author": "Anne", "email": "anne@example.org"}.items():
        discussion.locator(f"#{name}").fill(text)
    discussion.get_by_role("button", name="Envoyer").click()
    discussion.locator(".thread .content", has_text="Posté d’ailleurs.").wait_for()
    article = running.desk.store.article(site, "d")
    assert (article.title, article.url) == ("Un billet", page.url)


def test_wrong_fields_are_named_there_too(running, visit, billet):
    page = visit(billet("e"))
    discussion = shadow(page)
    discussion.get_by_role("button", name="Envoyer").click()
    discussion.locator(".summary").get_by_role("link").first.click()
    assert page.evaluate("document.querySelector('script').nextElementSibling.shadowRoot.activeElement.id") == "content"


def test_an_origin_that_is_not_listed_gets_a_link_instead(running, visit, billet):
    page = visit(billet("f", at=running.site()))
    link = page.get_by_role("link", name="Lire les commentaires")
    link.wait_for()
    assert link.get_attribute("href").startswith(f"{running.url}/articles/f?")


def test_a_tag_without_an_article_says_what_it_needs(running, visit, elsewhere):
    page = visit("about:blank")
    with page.expect_console_message(lambda message: "data-article is needed" in message.text):
        page.goto(elsewhere.write("bare.html", f'<script src="{running.url}/static/embed.js" async></script>'))


def test_news_are_announced_and_inserted_on_request(running, visit, billet, site, accessible):
    first = running.comment(site, "g", author="Karim")
    page = visit(billet("g", more='data-poll="0.2"'))
    discussion = shadow(page)
    discussion.locator("#content").focus()
    reply = running.comment(site, "g", content="Une réponse.", parent_id=first.id)
    running.comment(site, "g", content="Une autre remarque.")
    button = discussion.get_by_role("status").get_by_role("button", name="2 nouveaux commentaires")
    button.wait_for()
    assert discussion.locator(".comment").count() == 1, "nothing moves unasked"
    accessible(page)
    assert discussion.locator("#content").evaluate("e => e.getRootNode().activeElement === e"), "the focus stays"
    scrolled = page.evaluate("scrollY")
    button.press("Enter")
    discussion.locator(f"#comment-{first.id} .replies #comment-{reply.id}").wait_for()
    assert discussion.locator(".thread > .comment").count() == 2
    assert discussion.get_by_role("heading", name="3 commentaires").is_visible()
    assert page.evaluate("scrollY") == scrolled
    shown = discussion.get_by_role("button", name="Commentaires affichés")
    assert shown.evaluate("e => e.getRootNode().activeElement === e")


def test_the_first_comment_of_all_is_announced_too(running, visit, billet, site):
    page = visit(billet("h", more='data-poll="0.2"'))
    discussion = shadow(page)
    assert discussion.get_by_text("Personne n’a encore écrit ici.").is_visible()
    running.comment(site, "h", content="Premier !")
    discussion.get_by_role("button", name="Un nouveau commentaire").click()
    discussion.locator(".thread .content", has_text="Premier !").wait_for()
    assert discussion.locator(".empty").count() == 0


def test_a_reply_whose_root_was_withdrawn_brings_its_seat_along(running, visit, billet, site):
    root = running.comment(site, "o", author="Karim")
    reply = running.comment(site, "o", content="La réponse.", parent_id=root.id)
    for comment in (reply, root):
        review.rule(running.desk, comment, "reject", by="lea")
    page = visit(billet("o", more='data-poll="0.2"'))
    discussion = shadow(page)
    review.rule(running.desk, reply, "approve", by="lea")
    discussion.get_by_role("button", name="Un nouveau commentaire").click()
    discussion.locator(f"#comment-{root.id}").get_by_text("La réponse.").wait_for()
    assert discussion.get_by_text("Ce commentaire a été retiré.").is_visible()


def test_a_look_for_news_is_conditional(running, visit, billet, site):
    running.comment(site, "i")
    page = visit("about:blank")
    answers = []
    page.on("response", lambda answer: "/thread" in answer.url and answers.append(answer))
    page.goto(billet("i", more='data-poll="0.1"'))
    while len(answers) < 3:
        page.wait_for_event("response", lambda answer: "/thread" in answer.url)
    tags = {answer.headers["etag"] for answer in answers}
    assert len(tags) == 1
    log = running.service.log.read_text()
    assert '"endpoint": "public.thread", "status": 304' in log


def test_a_hidden_tab_asks_for_nothing(running, visit, billet):
    page = visit("about:blank")
    page.clock.install()
    page.add_init_script(
        "Object.defineProperty(document, 'visibilityState', {get: () => window.away ? 'hidden' : 'visible'})"
    )
    asked = []
    page.on("request", lambda request: "/thread" in request.url and asked.append(request))
    page.goto(billet("j", more='data-poll="30"'))
    shadow(page)
    with page.expect_response("**/thread*"):
        page.clock.run_for(31_000)
    page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(3_600_000)
    assert len(asked) == 1
    with page.expect_request("**/thread*"):
        page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")


def test_looks_become_rarer_while_nothing_changes(running, visit, billet):
    page = visit("about:blank")
    page.clock.install()
    page.add_init_script("""
        window.looks = [];
        window.pending = 0;
        const ask = window.fetch;
        window.fetch = async (url, ...more) => {
            if (!`${url}`.includes("/thread")) return ask(url, ...more);
            looks.push(Date.now());
            pending += 1;
            const answer = await ask(url, ...more);
            const { status, headers } = answer;
            const whole = new Response(await answer.text(), { status, headers });
            pending -= 1;
            return whole;
        };
    """)
    page.goto(billet("n", more='data-poll="10"'))
    shadow(page)
    for _ in range(40):
        page.clock.run_for(5_000)
        while page.evaluate("pending"):
            pass
    looks = page.evaluate("looks")
    waits = [later - earlier for earlier, later in itertools.pairwise(looks)]
    assert len(waits) >= 3
    assert max(waits) == waits[-1] > 2 * waits[0]


def test_a_link_to_a_comment_leads_to_it(running, visit, billet, site):
    comments = [running.comment(site, "k", content=f"Remarque {number} à propos.") for number in range(52)]
    page = visit(billet("k") + f"#comment-{comments[-1].id}")
    target = shadow(page).locator(f"#comment-{comments[-1].id}")
    expect(target).to_be_in_viewport()


def test_a_preview_is_shown_where_a_plain_form_leads_back(running, visit, billet, site):
    comment = running.comment(site, "l", approved=False)
    running.desk.save_site(running.desk.site(site).changed(moderation="all"))
    held = running.comment(site, "l", approved=False, content="En attente.")
    token = running.desk.tokens.receipt(site, held.id, held.created_at)
    page = visit(billet("l") + f"?unapproved={held.id}&moderation-hash={token}#comment-{held.id}")
    assert comment.id != held.id
    shadow(page).get_by_text("Votre commentaire est en attente de modération").wait_for()


def test_a_reply_form_opens_in_place(running, visit, billet, site, accessible):
    parent = running.comment(site, "m", author="Karim")
    page = visit(billet("m"))
    discussion = shadow(page)
    discussion.get_by_role("link", name="Répondre à").click()
    assert discussion.locator(f"#comment-{parent.id} form #content").evaluate(
        "e => e.getRootNode().activeElement === e"
    )
    accessible(page)
    discussion.get_by_role("link", name="Annuler la réponse").click()
    assert discussion.locator(f"#comment-{parent.id} form").count() == 0
    assert discussion.locator(".reply").evaluate("e => e.getRootNode().activeElement === e")

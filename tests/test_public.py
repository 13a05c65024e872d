"""The article's page, its form, its feed and the author's receipt, over HTTP."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import html5lib
import pytest
from builders import a_submission
from defusedxml import ElementTree

from moderation import create_app, intake, review
from moderation.tokens import FORM_LIFE_S, RECEIPT_LIFE_S

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WAITING = "Votre commentaire est en attente de modération"
ORIGIN = "https://blog.example"
ATOM = "{http://www.w3.org/2005/Atom}"


def page(client, path="/articles/a", **headers):
    return client.get(path, headers=HTML | headers)


def a_form(**changes):
    """What a browser sends; None leaves a field out."""
    form = {
        "author": "Anne",
        "email": "anne@example.org",
        "content": "Le mien dort au froid.",
        "website": "",
        **changes,
    }
    return {name: text for name, text in form.items() if text is not None}


def post(client, form, article="a", query="", **headers):
    return client.post(f"/api/v1/articles/{article}/comments{query}", data=form, headers=HTML | headers)


def tree(answer) -> Element:
    return html5lib.parse(answer.text, treebuilder="etree", namespaceHTMLElements=False)


def field(answer, name) -> Element:
    return next(e for e in tree(answer).iter() if e.get("name") == name)


def text_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def published(desk, article="a", **fields):
    """A comment that a person has approved."""
    comment = intake.submit(desk, a_submission(article_id=article, **fields)).comment
    return review.rule(desk, comment, "approve", by="lea")


def receipt_of(desk, comment):
    return f"/receipts/{desk.tokens.receipt(comment.site, comment.id, comment.created_at)}"


@pytest.fixture
def held(desk, with_scorer):
    """Every comment is doubtful, and waits."""
    with_scorer(0.5)
    return desk


@pytest.fixture
def fine(desk, with_scorer):
    """Every comment is clearly fine, and published."""
    with_scorer(0.01)
    return desk


class TestPage:
    def test_the_demo_article_and_its_form_are_in_french(self, client):
        answer = page(client, "/", **{"Accept-Language": "en"})
        html = tree(answer).find(".")
        assert html.get("lang") == "fr"
        words = text_of(html.find("body"))
        assert "Laisser un commentaire" in words
        assert "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *" in words
        assert len(words.split()) > 400

    def test_the_form_has_its_fields_in_wordpress_order(self, client):
        labels = [text_of(e) for e in tree(page(client)).iter("label")]
        assert labels[:4] == ["Commentaire *", "Nom *", "E-mail *", "Site web"]

    def test_every_field_has_a_label_and_its_limit(self, client):
        answer = page(client)
        labelled = {e.get("for") for e in tree(answer).iter("label")}
        for name, limit, hint in (
            ("content", "65525", None),
            ("author", "245", "name"),
            ("email", "254", "email"),
            ("website", "2000", "url"),
        ):
            found = field(answer, name)
            assert found.get("id") in labelled
            assert (found.get("maxlength"), found.get("autocomplete")) == (limit, hint)

    def test_required_marks_follow_the_site(self, client, site):
        site(required=("content",))
        answer = page(client)
        labels = [text_of(e) for e in tree(answer).iter("label")]
        assert labels[:4] == ["Commentaire *", "Nom", "E-mail", "Site web"]
        assert field(answer, "author").get("required") is None
        assert field(answer, "content").get("required") is not None

    def test_a_site_in_english_has_pages_in_english(self, client, site):
        site(language="en")
        words = text_of(tree(page(client)))
        assert "Leave a comment" in words
        assert "Your email address will not be published. Required fields are marked *" in words

    def test_the_language_can_be_asked_for(self, client):
        assert "Leave a comment" in text_of(tree(page(client, "/articles/a?lang=en")))

    def test_an_article_nobody_opened_is_unknown_where_only_the_owner_opens_them(self, client, site):
        site(open_articles=False)
        for path in ("/articles/a", "/articles/a/embed", "/articles/a/thread", "/api/v1/articles/a/feed.atom"):
            assert page(client, path).status_code == 404

    def test_a_closed_article_has_no_form(self, client, desk):
        desk.store.save_article("default", "a", {"is_open": False}, datetime(2026, 11, 23, tzinfo=UTC))
        answer = page(client)
        assert "Les commentaires de cet article sont fermés." in answer.text
        assert "<form" not in answer.text
        assert "reply_to" not in answer.text

    def test_a_reply_names_whom_it_answers(self, client, held):
        parent = published(held, author="Karim")
        answer = page(client, f"/articles/a?reply_to={parent.id}")
        assert field(answer, "parent_id").get("value") == parent.id
        assert "Répondre à \u2068Karim\u2069" in answer.text

    def test_a_reply_to_what_is_not_there_is_a_comment_of_its_own(self, client, held):
        waiting = intake.submit(held, a_submission(article_id="a")).comment
        elsewhere = published(held, article="b")
        for wanted in (waiting.id, elsewhere.id, "nonsense"):
            answer = page(client, f"/articles/a?reply_to={wanted}")
            assert field(answer, "parent_id").get("value") == ""
            assert "Laisser un commentaire" in answer.text

    def test_only_approved_comments_are_shown_and_no_address(self, client, held):
        published(held, content="Approuvé.", email="secret@example.org")
        intake.submit(held, a_submission(article_id="a", content="En attente."))
        shown = page(client).text
        assert "Approuvé." in shown
        assert "En attente." not in shown
        assert "secret" not in shown

    def test_names_cannot_turn_the_words_around_them(self, client, held):
        published(held, author="\u202eanna")
        bdi = [text_of(e) for e in tree(page(client)).iter("bdi")]
        assert bdi == ["\u202eanna"]
        assert "\u202e" not in tree(page(client)).find(".//article").get("aria-label")

    def test_a_withdrawn_root_keeps_its_seat_without_a_word(self, client, held):
        root = published(held, content="Retiré ensuite.", author="Karim")
        published(held, content="La réponse reste.", parent_id=root.id)
        review.rule(held, root, "reject", by="lea")
        shown = page(client).text
        assert "Ce commentaire a été retiré." in shown
        assert "La réponse reste." in shown
        assert "Karim" not in shown
        assert "Retiré ensuite." not in shown

    def test_the_fifty_first_root_is_on_a_page_of_its_own(self, client, held, clock, site):
        site(flood_per_author=(1000, 1), flood_per_network=(1000, 1))
        comments = []
        for number in range(52):
            clock.advance(seconds=1)
            comments.append(published(held, content=f"Numéro {number}.", received_at=clock()))
        key = held.store.keys("default").page("a")
        first = page(client)
        assert first.text.count('class="comment"') == 50
        (following,) = [e.get("href") for e in tree(first).iter("a") if e.get("rel") == "next"]
        second = page(client, f"/articles/a{following}")
        assert [f"comment-{c.id}" in second.text for c in (comments[49], comments[50], comments[51])] == [
            False,
            True,
            True,
        ]
        assert held.store.client.hlen(key) == 2, "both pages are kept"
        page(client, f"/articles/a?cursor=1.{comments[3].id}")
        assert held.store.client.hlen(key) == 2, "a cursor of nobody's link is not"
        assert f"comment-{comments[51].id}" in page(client, f"/articles/a?comment={comments[51].id}").text
        assert f"comment-{comments[0].id}" in page(client, f"/articles/a?comment={comments[0].id}").text

    def test_a_long_comment_scrolls_in_a_box_that_the_keyboard_reaches(self, client, held):
        published(held, content="Bonjour " * 8_000)
        published(held, content="Bonjour.")
        boxes = [e for e in tree(page(client)).iter("div") if "content" in (e.get("class") or "").split()]
        assert [(e.get("tabindex"), e.get("role")) for e in boxes] == [("0", "region"), (None, None)]
        assert "Anne" in boxes[0].get("aria-label")

    def test_the_form_may_lead_to_the_origins_of_the_site_and_no_others(self, client, site):
        site(origins=(ORIGIN,))
        policy = page(client).headers["Content-Security-Policy"]
        assert f"form-action 'self' {ORIGIN};" in policy
        assert "unsafe" not in policy


class TestThread:
    def test_a_look_for_news_is_304_until_something_moves(self, client, held):
        comment = published(held)
        first = client.get("/articles/a/thread")
        again = client.get("/articles/a/thread", headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)
        review.rule(held, comment, "spam", by="lea")
        moved = client.get("/articles/a/thread", headers={"If-None-Match": first.headers["ETag"]})
        assert moved.status_code == 200
        assert comment.id not in moved.text

    def test_the_rendered_thread_is_kept_until_the_move_that_changes_it(self, client, held):
        comment = published(held)
        key = held.store.keys("default").page("a")
        client.get("/articles/a/thread")
        assert held.store.client.hlen(key) == 1
        review.rule(held, comment, "reject", by="lea")
        assert held.store.client.hlen(key) == 0

    def test_made_up_parameters_make_no_further_answers_to_keep(self, client, held):
        published(held)
        key = held.store.keys("default").page("a")
        client.get("/articles/a/thread")
        for number in range(5):
            client.get(f"/articles/a/thread?lang=x{number}")
            client.get(f"/api/v1/articles/a/comments?limit={31 + number}")
        assert held.store.client.hlen(key) == 1
        assert "x0" not in client.get("/articles/a/thread?lang=x0").text

    def test_looking_at_articles_nobody_wrote_under_keeps_nothing(self, client, desk):
        client.get("/articles/nobody/thread")
        client.get("/api/v1/articles/nobody/comments")
        assert list(desk.store.client.scan_iter(f"{desk.store.prefix}*nobody*")) == []

    def test_pages_of_listed_origins_may_read_it_and_others_not(self, client, site):
        site(origins=(ORIGIN,))
        for path in ("/articles/a/embed", "/articles/a/thread"):
            shared = client.get(path, headers={"Origin": ORIGIN}).headers
            assert shared["Access-Control-Allow-Origin"] == ORIGIN
            assert (
                "Access-Control-Allow-Origin"
                not in client.get(path, headers={"Origin": "https://evil.example"}).headers
            )


class TestForm:
    def test_a_held_comment_leads_back_to_a_private_preview(self, client, held):
        answer = post(client, a_form(content="Voir https://a.example et *ceci*."))
        assert answer.status_code == 303
        shown = page(client, answer.location)
        assert WAITING in shown.text
        own = next(e for e in tree(shown).iter("div") if "is-waiting" in e.get("class", ""))
        assert answer.location.partition("#")[2] == own.get("id")
        assert "https://a.example" in text_of(own)
        assert [e.get("href") for e in own.iter("a")] == [
            f"http://localhost{receipt_of(held, held.store.queue('default', 'pending')[0])}"
        ]
        assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert shown.headers["Cache-Control"] == "private, no-store"

    def test_spam_is_answered_as_waiting(self, client, with_scorer):
        with_scorer(0.99)
        answer = post(client, a_form())
        assert WAITING in page(client, answer.location).text

    def test_a_published_comment_is_led_to(self, client, fine):
        answer = post(client, a_form())
        (comment,) = client.get("/api/v1/articles/a/comments").json["comments"]
        assert answer.location == f"/articles/a#comment-{comment['id']}"

    def test_a_preview_is_seen_by_nobody_else_and_not_after_its_time(self, client, held, clock):
        location = post(client, a_form()).location
        assert WAITING not in page(client).text
        assert WAITING not in page(client, location.replace("/articles/a", "/articles/b")).text
        assert WAITING not in page(client, location.replace("receipt=", "receipt=x")).text
        clock.advance(seconds=RECEIPT_LIFE_S + 2)
        assert WAITING not in page(client, location).text

    @pytest.mark.parametrize(
        ("wanted", "led"),
        [
            ("https://blog.example/billet?x=1&receipt=old#top", "https://blog.example/billet?x=1&receipt="),
            ("/articles/a?lang=fr", "/articles/a?lang=fr&receipt="),
            ("https://evil.example/", "/articles/a?receipt="),
            ("//evil.example/", "/articles/a?receipt="),
            ("/\\evil.example/", "/articles/a?receipt="),
            ("https://blog.example.evil.example/", "/articles/a?receipt="),
            ("https://blog.example@evil.example/", "/articles/a?receipt="),
            ("javascript:alert(1)", "/articles/a?receipt="),
            ("http://[", "/articles/a?receipt="),
            ("", "/articles/a?receipt="),
        ],
    )
    def test_a_form_leads_to_listed_origins_only(self, client, held, site, wanted, led):
        site(origins=(ORIGIN,))
        assert post(client, a_form(redirect_to=wanted)).location.startswith(led)

    def test_the_articles_own_address_is_led_to_where_the_form_names_none(self, client, held, site):
        site(origins=(ORIGIN,))
        post(client, a_form(url=f"{ORIGIN}/billet"))
        answer = post(client, a_form(content="Encore."))
        assert answer.location.startswith(f"{ORIGIN}/billet?receipt=")

    def test_every_wrong_field_is_named_and_the_text_kept(self, client):
        answer = post(client, a_form(author="", email="anne", website="ftp://x", content="Mon texte."))
        assert answer.status_code == 422
        for name in ("author", "email", "website"):
            assert field(answer, name).get("aria-invalid") == "true"
            assert f"{name}-error" in field(answer, name).get("aria-describedby").split()
            assert f'href="#{name}"' in answer.text
            assert f'id="{name}-error"' in answer.text
        assert text_of(field(answer, "content")) == "Mon texte."
        assert field(answer, "content").get("aria-invalid") is None
        assert field(answer, "email").get("value") == "anne"

    def test_a_duplicate_is_said_and_the_text_kept(self, client, held):
        post(client, a_form())
        answer = post(client, a_form())
        assert answer.status_code == 409
        assert "Vous avez déjà envoyé ce commentaire." in answer.text
        assert text_of(field(answer, "content")) == "Le mien dort au froid."

    def test_too_many_are_told_when_to_come_back(self, client, held, site):
        site(flood_per_author=(1, 60))
        post(client, a_form())
        answer = post(client, a_form(content="Encore."))
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert text_of(field(answer, "content")) == "Encore."

    def test_an_article_that_closed_gives_the_text_back(self, client, desk):
        desk.store.save_article("default", "a", {"is_open": False}, datetime(2026, 11, 23, tzinfo=UTC))
        answer = post(client, a_form())
        assert answer.status_code == 403
        assert "Le mien dort au froid." in answer.text
        assert "<form" not in answer.text

    def test_a_parent_that_is_gone_leaves_the_text_and_a_comment_of_its_own(self, client, held):
        parent = published(held)
        review.rule(held, parent, "spam", by="lea")
        answer = post(client, a_form(parent_id=parent.id))
        assert answer.status_code == 422
        assert "n’est plus là" in answer.text
        assert field(answer, "parent_id").get("value") == ""

    def test_a_page_of_another_origin_may_not_send(self, client):
        answer = post(client, a_form(), Origin="https://evil.example")
        assert answer.status_code == 403
        assert "<form" not in answer.text

    def test_an_expired_time_token_is_renewed_and_refuses_nothing(self, client, held, clock):
        old = field(page(client), "form_token").get("value")
        clock.advance(seconds=FORM_LIFE_S + 10)
        renewed = field(post(client, a_form(form_token=old, email="anne")), "form_token").get("value")
        assert renewed != old
        assert post(client, a_form(form_token=old)).status_code == 303

    def test_the_trap_is_out_of_the_way_of_people(self, client):
        trap = field(page(client), "homepage")
        assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")

    def test_script_and_form_are_told_the_same(self, client):
        form = a_form(author="", email="anne")
        told = client.post("/api/v1/articles/a/comments?lang=fr", data=form, headers={"Accept": "application/json"})
        shown = post(client, form, query="?lang=fr").text
        for messages in told.json["errors"].values():
            assert all(message in shown for message in messages)


class TestConsent:
    def test_no_cookie_comes_without_it(self, client, held):
        page(client)
        assert "Set-Cookie" not in post(client, a_form()).headers
        assert field(page(client), "consent").get("checked") is None

    def test_a_signed_cookie_comes_with_it(self, client, held):
        cookie = post(client, a_form(consent="yes")).headers["Set-Cookie"]
        assert cookie.startswith("commenter=")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie
        assert field(page(client), "consent").get("checked") is not None

    def test_it_is_secure_where_visitors_come_by_tls(self, client, held):
        answer = client.post(
            "/api/v1/articles/a/comments", data=a_form(consent="yes"), headers=HTML, base_url="https://localhost"
        )
        assert "Secure" in answer.headers["Set-Cookie"]

    def test_the_script_gets_it_too(self, client, held):
        answer = client.post("/api/v1/articles/a/comments", data=a_form(consent="yes"))
        assert answer.status_code == 202
        assert answer.headers["Set-Cookie"].startswith("commenter=")

    def test_taking_it_back_takes_the_cookie_away(self, client, held):
        post(client, a_form(consent="yes"))
        answer = post(client, a_form(content="Sans cookie."))
        assert "commenter=;" in answer.headers["Set-Cookie"]
        assert client.get_cookie("commenter") is None

    def test_a_consenting_author_approved_once_is_published_the_next_time(self, client, held):
        post(client, a_form(consent="yes"))
        (first,) = held.store.queue("default", "pending")
        review.rule(held, first, "approve", by="lea")
        again = post(client, a_form(consent="yes", content="Deuxième."))
        assert "receipt" not in again.location

    def test_the_same_name_and_address_from_another_browser_wait(self, app, client, held):
        post(client, a_form(consent="yes"))
        (first,) = held.store.queue("default", "pending")
        review.rule(held, first, "approve", by="lea")
        forged = post(app.test_client(), a_form(consent="yes", content="Deuxième."))
        assert "receipt=" in forged.location


class TestReceipt:
    def test_it_leads_back_to_the_article_while_there_is_nothing_to_see_there(self, client, held, site):
        site(origins=(ORIGIN,))
        submission = a_submission(article_id="b", url=f"{ORIGIN}/levain#x")
        for waiting, address in (
            (intake.submit(held, a_submission()).comment, "http://localhost/"),
            (intake.submit(held, submission).comment, f"{ORIGIN}/levain"),
        ):
            links = {text_of(a): a.get("href") for a in tree(page(client, receipt_of(held, waiting))).iter("a")}
            assert links == {"Retour à l’article": address}

    def test_wrong_and_expired_are_answered_alike(self, client, held, clock):
        comment = intake.submit(held, a_submission()).comment
        path = receipt_of(held, comment)
        erased = receipt_of(held, replace(comment, id="f" * 24))
        clock.advance(seconds=RECEIPT_LIFE_S + 2)
        answers = [page(client, path), page(client, "/receipts/wrong"), page(client, erased)]
        assert {(a.status_code, a.text, a.headers["X-Robots-Tag"]) for a in answers} == {
            (404, answers[0].text, "noindex, nofollow")
        }

    def test_it_is_private(self, client, held):
        path = receipt_of(held, intake.submit(held, a_submission()).comment)
        for answer in (page(client, path), client.get(path), page(client, "/receipts/wrong")):
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Cache-Control"] == "private, no-store"
        assert '<meta name="robots" content="noindex' in page(client, path).text

    def test_what_the_machine_filed_as_spam_waits_for_all_its_author_knows(self, client, desk, with_scorer):
        with_scorer(0.5)
        waiting = intake.submit(desk, a_submission(content="Le même.")).comment
        with_scorer(0.99)
        spam = intake.submit(desk, a_submission(content="Le même.")).comment
        shown = [page(client, receipt_of(desk, comment)).text for comment in (waiting, spam)]
        assert "En attente de modération" in shown[0]
        assert shown[0] == shown[1]

    def test_a_published_comment_has_its_link(self, client, held):
        comment = published(held)
        answer = client.get(receipt_of(held, comment)).json
        assert answer["status"] == "approved"
        assert answer["url"] == f"http://localhost/articles/a?comment={comment.id}#comment-{comment.id}"
        assert answer["url"].replace("&", "&amp;") in page(client, receipt_of(held, comment)).text

    @pytest.mark.parametrize(
        ("action", "reason", "told"),
        [("reject", "off-topic", "hors sujet"), ("spam", None, "indésirable"), ("reject", None, "autre")],
    )
    def test_a_refusal_gives_its_class(self, client, held, action, reason, told):
        comment = intake.submit(held, a_submission()).comment
        review.rule(held, comment, action, by="lea", reason=reason)
        answer = page(client, receipt_of(held, comment))
        assert "Non publié" in answer.text
        assert told in answer.text
        assert "lea" not in text_of(tree(answer).find("body")), "who ruled is nobody's business"
        assert "C’est une erreur ?" in text_of(tree(answer).find("body"))

    def test_a_class_of_the_sites_own_is_its_own_word(self, client, held, site):
        site(reject_reasons=("trop <b>long</b>",))
        comment = intake.submit(held, a_submission()).comment
        review.rule(held, comment, "reject", by="lea", reason="trop <b>long</b>")
        assert "trop &lt;b&gt;long&lt;/b&gt;" in page(client, receipt_of(held, comment)).text

    def test_one_appeal_raises_the_comment_in_the_queue(self, client, held):
        comment = intake.submit(held, a_submission()).comment
        review.rule(held, comment, "reject", by="lea", reason="insult")
        path = receipt_of(held, comment)
        (form,) = tree(page(client, path)).iter("form")
        assert client.post(form.get("action"), headers=HTML).location == path
        assert "Votre message est bien arrivé" in page(client, path).text
        raised = held.store.comment("default", comment.id)
        assert (raised.status, raised.appeals) == ("pending", 1)
        assert client.post(f"{path}/appeal").json["appealed"] is True
        assert held.store.comment("default", comment.id).appeals == 1
        review.rule(held, raised, "reject", by="bob")
        assert "<form" not in page(client, path).text
        assert client.post(f"{path}/appeal").status_code == 200
        assert held.store.comment("default", comment.id).status == "rejected"

    def test_there_is_nothing_to_appeal_while_it_waits(self, client, desk, with_scorer):
        for score in (0.5, 0.99):
            with_scorer(score)
            comment = intake.submit(desk, a_submission()).comment
            assert client.post(f"{receipt_of(desk, comment)}/appeal").status_code == 409
            assert desk.store.comment("default", comment.id).appeals == 0

    def test_nothing_is_appealed_by_looking(self, client, held):
        comment = intake.submit(held, a_submission()).comment
        review.rule(held, comment, "reject", by="lea")
        assert client.get(f"{receipt_of(held, comment)}/appeal").status_code == 405
        assert client.post("/receipts/wrong/appeal").status_code == 404


class TestFeed:
    def feed(self, client, article="a"):
        answer = client.get(f"/api/v1/articles/{article}/feed.atom")
        assert answer.mimetype == "application/atom+xml"
        return ElementTree.fromstring(answer.data)

    def test_it_has_what_rfc_4287_asks_for(self, client, held, clock):
        first = published(held, author="Karim", content="Un *premier*.")
        clock.advance(minutes=5)
        reply = published(held, author=None, content="Une réponse.", parent_id=first.id, received_at=clock())
        feed = self.feed(client)
        assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
        entries = feed.findall(f"{ATOM}entry")
        assert [e.findtext(f"{ATOM}author/{ATOM}name") for e in entries] == ["Anonyme", "Karim"], "newest first"
        ids = [feed.findtext(f"{ATOM}id"), *(e.findtext(f"{ATOM}id") for e in entries)]
        assert len(set(ids)) == 3
        assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids)
        for element in (feed, *entries):
            assert element.findtext(f"{ATOM}title")
            assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo is not None
        assert entries[0].find(f"{ATOM}link").get("href").endswith(f"#comment-{reply.id}")
        assert entries[1].findtext(f"{ATOM}content") == "<p>Un <em>premier</em>.</p>\n"

    def test_identifiers_never_change(self, client, held):
        published(held)
        ids = [[e.text for e in self.feed(client).iter(f"{ATOM}id")] for _ in range(2)]
        assert ids[0] == ids[1]

    def test_an_empty_feed_is_valid_and_its_tag_stands(self, client):
        assert self.feed(client).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
        tag = client.get("/api/v1/articles/a/feed.atom").headers["ETag"]
        assert client.get("/api/v1/articles/a/feed.atom", headers={"If-None-Match": tag}).status_code == 304

    def test_a_new_reply_to_an_old_comment_comes_first(self, client, held, clock, site):
        site(flood_per_author=(1000, 1), flood_per_network=(1000, 1))
        old = published(held, received_at=clock())
        for _ in range(55):
            clock.advance(seconds=1)
            published(held, received_at=clock())
        clock.advance(seconds=1)
        reply = published(held, parent_id=old.id, received_at=clock())
        entries = self.feed(client).findall(f"{ATOM}entry")
        assert len(entries) == 50
        assert reply.id in entries[0].find(f"{ATOM}link").get("href")


def test_the_public_address_is_used_where_there_is_one(settings, clock):
    app = create_app(replace(settings, public_url="https://comments.example"), clock)
    app.testing = True
    client, desk = app.test_client(), app.extensions["desk"]
    desk.save_site(desk.site().changed(moderation="all"))
    assert 'action="https://comments.example/api/v1/' in page(client).text
    answer = post(client, a_form(consent="yes"))
    assert "Secure" in answer.headers["Set-Cookie"]
    (comment,) = desk.store.queue("default", "pending")
    review.rule(desk, comment, "approve", by="lea")
    feeds = [client.get("/api/v1/articles/a/feed.atom", base_url=f"http://{host}") for host in ("one", "two")]
    assert feeds[0].data == feeds[1].data
    assert b'href="https://comments.example/articles/a?comment=' in feeds[0].data
    desk.store.client.close()


def test_a_page_that_cannot_be_shown_says_what_is_wrong_with_its_address(client):
    answer = page(client, "/articles/a?cursor=nonsense")
    assert answer.status_code == 422
    assert "Ce curseur n’est pas valide" in answer.text

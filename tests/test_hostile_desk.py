"""Nothing that a stranger writes becomes part of the desk: every payload in every field, on every page."""

import json
from dataclasses import replace

import pytest
from builders import a_submission
from payloads import CONTENT, PAYLOADS, parsed
from sitting import Moderator

from classifiers.documents import Clue, Verdict
from moderation import intake, review
from moderation.web.desk import reading

PART = 20  # fewer than fit on a page
PARTS = [PAYLOADS[at : at + PART] for at in range(0, len(PAYLOADS), PART)]
TEXT = CONTENT - {"a"} | {"span", "mark", "abbr", "div"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "cite"}
NEVER = {"style", "srcdoc", "background", "ping", "http-equiv", "xlink:href"}
VARYING = {"text", "ways", "ghost", "host"}  # what differs with what was written


class Telling:
    """A model that finds every text, name and website telling."""

    version = "<b>test</b>"

    def __init__(self):
        self.card = {"thresholds": {"publish_below": 0.2, "spam_from": 0.9}}

    def verdict(self, document, clues=12):
        told = [Clue(document.text[:80], "text", 0, len(document.text), 1.0)]
        told += [Clue(document.author or "", "author", 0, 1, 0.5), Clue(document.url or "", "url", 0, 1, -0.5)]
        return Verdict(score=0.5, version=self.version, clues=tuple(told))


@pytest.fixture
def ada(app, desk, site):
    site(flood_per_author=(1000, 1), flood_per_network=(1000, 1))
    desk.scoring.scorer = Telling()
    return Moderator(app, "ada", "admin")


def write(desk, payloads):
    """A waiting comment for each payload, which stands in every field that a stranger or an article's page can fill."""
    found = []
    for number, payload in enumerate(payloads):
        desk.store.save_article("default", f"a{number}", {"title": payload[:500] or "t"}, desk.clock())
        submission = a_submission(
            article_id=f"a{number}",
            author=payload[:245],
            content=f"{payload} {number}",
            website=payload[:2000],
            received_at=desk.clock(),
        )
        found.append(intake.submit(desk, submission).comment)
    return found


def classes(element):
    return set((element.get("class") or "").split())


def foreign(html):
    """Everything in a page of the desk that only a stranger's text could have put there."""
    found = []

    def walk(element, is_text, is_way):
        for name, value in element.attrib.items():
            is_address = name.lower() in ADDRESSES and not value.startswith(("/moderation", "/static/", "#"))
            if is_way and name == "href" and element.get("rel") == "noopener noreferrer nofollow":
                is_address = not value.lower().startswith(("http://", "https://"))
            if name.lower().startswith("on") or name.lower() in NEVER or is_address:
                found.append(f"<{element.tag} {name}={value!r}>")
        if is_text and element.tag not in TEXT:
            found.append(f"<{element.tag}> in a comment")
        if element.tag == "script" and (element.text or element.get("src") != "/static/desk.js"):
            found.append(f"<script {element.text or element.get('src')}>")
        for child in element:
            if isinstance(child.tag, str):
                walk(child, is_text or "text" in classes(element), is_way or "ways" in classes(element))
            else:
                found.append(f"a comment: {child.text}")

    walk(parsed(html), is_text=False, is_way=False)
    return found


def shape(html):
    """The elements of a page with their attributes' names, in order, without what differs with what was written."""
    names = []

    def walk(element):
        if classes(element) & VARYING:
            return
        names.append((element.tag, *sorted(element.attrib)))
        for child in element:
            walk(child)

    walk(parsed(html))
    return names


def harmless(desk, count):
    """As many comments that mean no harm, none of whose fields is empty."""
    return write(desk, [f"Bonjour {number}" for number in range(count)])


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_the_queue_of_hostile_comments_has_the_elements_of_any_other(ada, desk, part):
    hostile = write(desk, PARTS[part])
    page = ada.open()
    assert page.ids == [c.id for c in hostile]
    assert foreign(page.text) == []
    review.rule_many(desk, "default", [review.Row(c.id, "spam") for c in hostile], by="ada")
    harmless(desk, len(hostile))
    assert shape(page.text) == shape(ada.open().text)


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_rulings_on_hostile_comments_are_told_safely(ada, desk, part):
    hostile = write(desk, PARTS[part])
    selected = [f"{c.id} 1" for c in hostile]
    fragment = ada.send("/moderation/rulings", headers={"X-Fragment": "rulings"}, bulk="spam", selected=selected)
    assert fragment.ids == [c.id for c in hostile]
    assert foreign(fragment.text) == []
    for comment in hostile:  # one at a time: the message then names the author
        page = ada.open(f"/moderation?status=rejected&ruled={comment.id}")
        assert page.status_message.startswith("Filed as spam: ")
        assert foreign(page.text) == []


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_one_hostile_comment_and_its_history_are_inert(ada, desk, part):
    for comment in write(desk, PARTS[part]):
        page = ada.open(f"/moderation/comments/{comment.id}")
        assert page.status == 200
        assert foreign(page.text) == []


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_what_is_searched_for_is_never_part_of_the_page(ada, desk, part):
    plain = shape(ada.open("/moderation?q=x&article=x&author=x&cursor=").text)
    for payload in PARTS[part]:
        query = dict.fromkeys(("q", "article", "author", "status", "order", "lang", "all", "ruled", "source"), payload)
        page = ada.client.get("/moderation", query_string=query, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert foreign(page.text) == []
        assert [row[0] for row in shape(page.text)].count("li") >= [row[0] for row in plain].count("li")


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_the_door_shows_nothing_of_what_was_tried(client, part):
    for payload in PARTS[part]:
        page = client.get("/moderation/sign-in", query_string={"next": payload, "lang": payload})
        assert foreign(page.text) == []
        assert page.status_code == 200


def test_settings_full_of_markup_stay_text(ada, desk, site):
    listed = tuple(p.strip() for p in PAYLOADS if p.strip() and len(p) <= 200 and len(p.splitlines()) == 1)
    site(title=PAYLOADS[0], blocked_terms=listed, reject_reasons=listed[:9])
    page = ada.open("/moderation/settings")
    assert foreign(page.text) == []
    (area,) = page.all("textarea", id="blocked_terms")
    assert "".join(area.itertext()).splitlines() == list(listed)
    write(desk, PARTS[0])
    assert foreign(ada.open().text) == []


def test_reasons_of_strangers_making_stay_text(ada, desk, site):
    site(blocked_terms=("alert",))
    for comment in write(desk, ["alert <img src=x onerror=alert(1)>"]):
        assert foreign(ada.open(f"/moderation/comments/{comment.id}").text) == []
        hostile = replace(comment, reasons=())
        assert "<img" not in reading.read(hostile, "en").body


def test_the_notes_for_a_script_are_json(app, ada, desk):
    (comment,) = write(desk, [PAYLOADS[0]])
    Moderator(app, "<img/src=x>").send("/moderation/looking", at=comment.id)
    answer = ada.send("/moderation/looking", shown=[f"{comment.id} 1"]).answer
    assert answer.content_type == "application/json"
    assert json.loads(answer.data)[comment.id]["text"] == "<img/src=x> is looking at this"

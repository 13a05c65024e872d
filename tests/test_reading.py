"""Strangers' text as moderators read it: nothing hidden, nothing live, clues marked."""

from datetime import UTC, datetime

import html5lib
import pytest

from classifiers.documents import Clue, Document
from classifiers.scorer import BASE_MODEL, Scorer
from moderation.comments import Comment, Status
from moderation.web.desk import reading, wording


def a_comment(content, clues=(), website=None):
    return Comment(
        id="0" * 24,
        site="default",
        article_id="demo",
        content=content,
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=Status.PENDING,
        clues=tuple(clues),
        website=website,
    )


def body(comment):
    return reading.read(comment, "en").body


def elements(markup):
    """Every element of the markup as a browser parses it: names with attributes."""
    tree = html5lib.parseFragment(str(markup), container="div", treebuilder="etree", namespaceHTMLElements=False)
    return [(e.tag, dict(e.attrib)) for e in tree.iter() if e is not tree]


def text_of(markup):
    tree = html5lib.parseFragment(str(markup), container="div", treebuilder="etree", namespaceHTMLElements=False)
    return "".join(tree.itertext())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("a\u202eb", "a⟦RLO⟧b"),
        ("via\u200b\u200b\u200bgra", "via⟦ZWSP×3⟧gra"),
        ("\ufeffbegin", "⟦BOM⟧begin"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("bell\x07", "bell⟦U+0007⟧"),
        ("\U000e0041", "⟦U+E0041⟧"),
        ("blank\u3164letter", "blank⟦U+3164⟧letter"),
    ],
)
def test_what_is_hidden_is_told(text, shown):
    assert reading.plain(text) == shown


@pytest.mark.parametrize("text", ["👩‍💻", "❤️", "می‌خواهم", "क्‍ष", "naïve café", "日本語", "שלום"])
def test_spelling_and_emoji_are_left_alone(text):
    assert reading.plain(text) == text
    assert str(reading.visible(text)) == text


def test_a_joiner_between_latin_letters_is_told():
    assert reading.plain("vi\u200dagra") == "vi⟦ZWJ⟧agra"


def test_a_label_names_the_character_for_those_who_point_at_it():
    assert elements(reading.visible("a\u202eb")) == [
        ("abbr", {"class": "ghost", "title": "right-to-left override (U+202E)"})
    ]


def test_nothing_is_shown_for_no_text():
    assert reading.plain(None) == ""
    assert str(reading.visible(None)) == ""


def test_markdown_looks_as_readers_would_see_it():
    assert str(body(a_comment("**bold** and\n\n- one\n- two"))).replace("\n", "") == (
        "<p><strong>bold</strong> and</p><ul><li>one</li><li>two</li></ul>"
    )


def test_links_in_the_text_lead_nowhere():
    shown = body(a_comment("[click](http://evil.example/x) and https://good.example/y"))
    assert {tag for tag, _ in elements(shown)} == {"p", "span"}
    assert "http://evil.example/x" not in str(shown)


def test_a_link_that_hides_its_host_shows_it():
    assert "evil.example" in text_of(body(a_comment("[click](http://evil.example/x)")))
    assert "evil.example" in text_of(body(a_comment("[http://bank.example](http://evil.example/bank.example)")))


def test_a_link_that_says_where_it_leads_is_not_told_twice():
    assert text_of(body(a_comment("see https://good.example/y"))).strip() == "see https://good.example/y"


def test_the_ways_out_are_the_website_and_each_address_once():
    comment = a_comment("https://a.example/1 https://a.example/1 [b](http://b.example)", website="https://me.example")
    found = reading.read(comment, "en").links
    assert [(link.host, link.url) for link in found] == [
        ("me.example", "https://me.example"),
        ("a.example", "https://a.example/1"),
        ("b.example", "http://b.example"),
    ]


def test_a_host_of_other_letters_shows_the_letters_it_is_looked_up_by():
    assert reading.host("https://gооgle.com/") == "xn--ggle-55da.com"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://", "ftp://a.example", "//a.example"]
)
def test_only_web_addresses_may_be_opened(url):
    assert not reading.is_web(url)


def test_words_that_weighed_are_marked_with_their_weight():
    shown = body(a_comment("buy viagra, viagraless", [Clue("viagra", "text", 4, 10, 1.5)]))
    marks = [attributes for tag, attributes in elements(shown) if tag == "mark"]
    assert marks == [{"class": "spam w4", "data-weight": "+1.5"}]


def test_weights_add_up_where_a_word_and_a_pair_of_words_overlap():
    clues = [Clue("cheap pills", "text", 0, 11, 0.5), Clue("pills", "text", 6, 11, 0.25)]
    shown = body(a_comment("cheap pills", clues))
    assert [a["data-weight"] for tag, a in elements(shown) if tag == "mark"] == ["+0.5", "+0.8"]
    assert text_of(shown).strip() == "cheap pills"


def test_clues_of_other_fields_mark_nothing_in_the_text():
    assert "mark" not in str(body(a_comment("Anne says", [Clue("Anne", "author", 0, 4, 1.0)])))


def test_marks_are_set_inside_formatted_words_too():
    shown = body(a_comment("**cheap** pills", [Clue("cheap", "text", 2, 7, -0.5)]))
    assert '<strong><mark class="ham w2" data-weight="−0.5">cheap</mark></strong>' in str(shown)


DOCUMENTS = [
    Document("Merci", author="Anne", email_domain="gmail.com", context="Le levain en hiver"),
    Document("Buy now http://a.top", author="Cheap Essay", url="https://bit.ly/x", email_domain="cheap-essay.co.uk"),
    Document(
        "Buy viagra", author="Essay", url="https://buy-cheap-essay.top/a/b?c=1", email_domain="buy-cheap-essay.top"
    ),
    Document(
        "Le levain dort en hiver", author="J", url="http://j.example", email_domain="j.fr", context="Levain, hiver"
    ),
    Document("Great post, thanks", author="SharonDruri", url="http://loan.example", context="Le levain dans la cave"),
    Document("Спасибо за статью", author="CLAIRE DUPONT", url="http://c.example", context="Le levain dans la cave"),
    Document("What about the yeast?", author="claire", url="http://c.example", context="Le levain dans la cave"),
    Document("Voir https://fr.wikipedia.org/wiki/Levain", author="99", url="http://c.example"),
    Document("Bonjour", author="de la Rue", url="http://c.example"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whatever_the_model_counts_is_told_in_words(app, language):
    scorer = Scorer.load(BASE_MODEL)
    counted = [clue for document in DOCUMENTS for clue in scorer.contributions(document)[1:] if clue.start is None]
    with app.test_request_context(f"/?lang={language}"):
        told = {clue.token: wording.clue_words(clue) for clue in counted}
    assert len(told) > 15
    assert [token for token, words in told.items() if token == words] == []


@pytest.mark.parametrize(("language", "words"), [("fr", "aucune tournure connue"), ("en", "no phrase known")])
def test_a_trait_that_is_absent_is_told_as_absent(app, language, words):
    clue = Clue("listed phrases 0", "text", None, None, -0.8)
    with app.test_request_context(f"/?lang={language}"):
        assert words in wording.clue_words(clue)

"""The words a link is shown by are read in HTML, BBCode and Markdown, and told where they stand."""

from __future__ import annotations

import pytest

from classifiers.anchors import anchor_groups
from classifiers.documents import Document
from classifiers.scorer import BASE_MODEL, Scorer

POLITE = "Great post! {} helped me a lot with mine."


def said(text):
    return [group.said for group in anchor_groups(text)]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="http://example.com/">cheap essays</a>',
        "<A HREF=http://example.com rel=nofollow>cheap essays</A>",
        "[url=http://example.com]cheap essays[/url]",
        "[LINK=http://example.com]cheap essays[/LINK]",
        "[cheap essays](http://example.com)",
        "[cheap essays]( https://example.com 'title')",
    ],
)
def test_an_anchor_is_read_in_any_markup(link):
    assert said(POLITE.format(link)) == ["cheap essays"]


@pytest.mark.parametrize(
    "text",
    ["http://example.com", "![a picture](http://example.com/a.png)", "a[0](x)", "<a>nothing</a>", "[quote]so[/quote]"],
)
def test_what_is_no_link_with_words_has_no_anchor(text):
    assert said(POLITE.format(text)) == []


def test_an_anchor_counts_once_and_many_no_more_than_the_first():
    links = "".join(f"<a href=http://x.example/>{word}</a> " for word in ("one", "one", "two", "three", "four"))

    assert said(links) == ["one", "two"]


def test_a_trade_in_the_anchor_weighs_and_is_told_where_it_stands():
    scorer = Scorer.load(BASE_MODEL)
    text = POLITE.format('<a href="http://example.com/">homework help</a>')
    clues = [clue for clue in scorer.contributions(Document(text)) if clue.token == "homework help"]

    told = max(clues, key=lambda clue: clue.weight)
    assert told.weight > 0
    assert text[told.start : told.end] == "homework help"

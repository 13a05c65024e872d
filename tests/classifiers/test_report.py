"""The report is whole in itself, and tells what people wrote without letting them write it."""

from __future__ import annotations

import dataclasses
import re

import html5lib
import pytest
from site_labels import a_label, labels

from classifiers.gate import compare
from classifiers.learning import train
from classifiers.pictures import learning_curve
from classifiers.report import heaviest, report
from classifiers.retraining import solved
from classifiers.scorer import BASE_MODEL, Scorer


@pytest.fixture(scope="module")
def base():
    return Scorer.load(BASE_MODEL)


@pytest.fixture(scope="module")
def challenger(base):
    evil = dataclasses.replace(a_label(61, "spam", "<script>alert(1)</script> thanks for the rye oven recipe"))
    taught = [evil if label.id == evil.id else label for label in labels(120)]
    return solved(train(taught, base))


@pytest.fixture(scope="module")
def page(base, challenger):
    return report(challenger, compare(base, challenger), base.version, lambda comment: f"/c/{comment}?a=1&b=2")


def test_it_is_well_formed_html(page):
    html5lib.HTMLParser(strict=True).parse(page)


def test_nothing_is_fetched_and_nothing_runs(page):
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|\bon\w+=", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_there_are_five_pictures_with_names(page):
    assert re.findall(r"<svg[^>]*>\s*<title>([^<]*)", page) == [
        "Precision and recall",
        "ROC",
        "Calibration",
        "Scores of labels held out",
        "Learning curve",
    ]


def test_mistakes_lead_to_the_comment(page):
    assert re.search(r'<a href="/c/c\d{5}\?a=1&amp;b=2">', page)


def test_words_of_readers_stay_words(page):
    assert "&lt;script&gt;" in page


def test_without_later_labels_the_report_says_so(challenger):
    page = report(challenger, compare(challenger.scorer, challenger), challenger.scorer.version)

    assert "Too few later labels" in page


def test_the_heaviest_words_speak_for_their_side(challenger):
    for_spam, against = heaviest(challenger.scorer, challenger.evidence)

    assert all(word.weight > 0 and word.comments > 1 for word in for_spam)
    assert all(word.weight < 0 for word in against)


def test_a_heavy_word_weighs_what_it_adds_to_a_comment_on_average(challenger):
    words = {word.token: word for side in heaviest(challenger.scorer, challenger.evidence) for word in side}
    for token, word in list(words.items())[:5]:
        added = [
            sum(c.weight for c in challenger.scorer.contributions(labelled.document)[1:] if _name(c) == token)
            for labelled in challenger.evidence.labels
            if any(_name(c) == token for c in challenger.scorer.contributions(labelled.document)[1:])
        ]
        assert (word.comments, word.weight) == (len(added), pytest.approx(sum(added) / len(added)))


def _name(clue):
    name = clue.token.lower().strip() if clue.start is not None else ""
    return name if clue.field == "text" else f"{clue.field}: {name}"


def test_the_learning_curve_starts_at_the_base_and_reaches_all_labels(challenger):
    curve = learning_curve(challenger.evidence)

    assert curve[0][0] == 0
    assert curve[-1][0] > curve[1][0]
    assert 0.9 < curve[-1][1] <= 1.0

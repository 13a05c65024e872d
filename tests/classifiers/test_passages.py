"""Of a long text the worst part is found, wherever it stands."""

from __future__ import annotations

import pytest

from classifiers.disguises import PROSE
from classifiers.passages import LONG_TEXT, PART, Weighing, parts

ADVERTISEMENT = "cheap pills online casino bonus cheap pills online"


def weigh(chunks):
    return [100 * (chunk in ADVERTISEMENT.split()) for chunk in chunks]


WEIGHING = Weighing(weigh, weigh)


def test_a_short_text_is_judged_whole():
    assert parts("short", WEIGHING) == ["short"]


@pytest.mark.parametrize("before", [10, 40, 70])
def test_an_advertisement_without_a_link_is_found_in_honest_prose(before):
    text = PROSE * before + ADVERTISEMENT + " " + PROSE * (80 - before)

    assert any(part.strip() == ADVERTISEMENT for part in parts(text, WEIGHING))


def test_the_surroundings_of_a_link_are_judged_without_a_model():
    text = PROSE * 20 + "call +33 6 12 34 56 78 or http://pills.example now " + PROSE * 20

    assert any("http://pills.example" in part and len(part) <= PART for part in parts(text))


@pytest.mark.parametrize("text", ["x" * 65_525, " ".join("word" for _ in range(13_000)), "a " * 3 + " " * 65_000])
def test_a_part_is_as_it_was_written(text):
    assert all(part in text for part in parts(text, WEIGHING))
    assert len(text) > LONG_TEXT

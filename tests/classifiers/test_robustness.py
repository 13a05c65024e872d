"""What was caught stays caught in disguise; what a reader mangles does not become spam; nothing takes long."""

from __future__ import annotations

import dataclasses
import json
import random
import re
from pathlib import Path

import pytest

from classifiers.disguises import BENIGN, EVASIONS
from classifiers.documents import Document
from classifiers.scorer import BASE_MODEL, Scorer

CORPORA = Path(__file__).parents[2] / "classifiers" / "corpora"
SAMPLE = 120
# What honest prose around an advertisement still hides: a floor below which it must not fall back.
FLOORS = {"stretched": 0.85, "padding": 0.85, "prose_around": 0.7}


@pytest.fixture(scope="module")
def scorer():
    return Scorer.load(BASE_MODEL)


@pytest.fixture(scope="module")
def comments():
    lines = [line for path in sorted(CORPORA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    random.Random(5).shuffle(rows)
    return [(Document.from_row(row), row["label"] == "spam") for row in rows]


@pytest.fixture(scope="module")
def caught(scorer, comments):
    threshold = scorer.card["thresholds"]["spam_from"]
    return [document for document, spam in comments if spam and scorer.score(document) >= threshold][:SAMPLE]


def share_above(scorer, documents):
    threshold = scorer.card["thresholds"]["spam_from"]
    return sum(scorer.score(document) >= threshold for document in documents) / len(documents)


@pytest.mark.parametrize("evasion", EVASIONS, ids=lambda evasion: evasion.__name__)
def test_caught_spam_in_disguise_is_still_caught(scorer, caught, evasion):
    disguised = [dataclasses.replace(document, text=evasion(document.text)) for document in caught]

    assert share_above(scorer, disguised) >= FLOORS.get(evasion.__name__, 0.9)


@pytest.mark.parametrize("edit", BENIGN, ids=lambda edit: edit.__name__)
def test_mangled_comments_of_readers_do_not_become_spam(scorer, comments, edit):
    threshold = scorer.card["thresholds"]["spam_from"]
    ham = [document for document, spam in comments if not spam and scorer.score(document) < threshold][:300]

    assert share_above(scorer, [dataclasses.replace(d, text=edit(d.text)) for d in ham]) <= 0.01


def heaviest_word(scorer, document):
    told = [clue for clue in scorer.contributions(document) if clue.field == "text" and clue.end]
    return max([clue for clue in told if " " not in clue.token], key=lambda clue: clue.weight)


def test_removing_the_heaviest_spam_word_lowers_the_score(scorer, caught):
    for document in caught[:40]:
        heaviest = heaviest_word(scorer, document)
        if heaviest.weight > 0:
            without = document.text[: heaviest.start] + document.text[heaviest.end :]
            assert scorer.log_odds(dataclasses.replace(document, text=without)) < scorer.log_odds(document)


def test_removing_the_heaviest_spam_word_wherever_it_stands_lowers_the_score(scorer, caught):
    for document in caught:
        heaviest = heaviest_word(scorer, document)
        if heaviest.weight > 0:
            word = re.escape(document.text[heaviest.start : heaviest.end])
            without = re.sub(rf"(?<!\w){word}(?!\w)", "", document.text)
            assert scorer.log_odds(dataclasses.replace(document, text=without)) < scorer.log_odds(document)

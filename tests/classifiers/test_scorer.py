"""What a loaded model promises: one score, told word by word, from bytes that are checked."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from classifiers.artifact import Artifact
from classifiers.documents import Document
from classifiers.features import TABLE_SIZE
from classifiers.scorer import BASE_MODEL, ModelError, Scorer

SPAM = Document(
    "Great post! Buy cheap v1agra at http://cheap-pills.biz now",
    author="Cheap Pills Online",
    url="http://cheap-pills.biz",
    email_domain="mail.ru",
    context="Sorting lists in Python",
)
HAM = Document("Merci pour cet article, je ne savais pas que les listes se triaient ainsi.", author="Claire")


@pytest.fixture(scope="module")
def scorer():
    return Scorer.load(BASE_MODEL)


def test_spam_scores_higher_than_a_readers_thanks(scorer):
    assert scorer.score(SPAM) > scorer.card["thresholds"]["spam_from"] > scorer.score(HAM)


@pytest.mark.parametrize("document", [SPAM, HAM, Document(""), Document("\u200b"), Document("v i a g r a now")])
def test_contributions_add_up_to_the_log_odds(scorer, document):
    told = sum(clue.weight for clue in scorer.contributions(document))

    assert told == pytest.approx(scorer.log_odds(document), abs=1e-6)


def test_a_clue_of_the_text_spans_the_word_it_names(scorer):
    spans = [clue for clue in scorer.verdict(SPAM).clues if clue.field == "text" and clue.start is not None]

    assert spans
    assert all(SPAM.text[clue.start : clue.end].startswith(clue.token.split()[0]) for clue in spans)


def test_a_word_is_told_once_whatever_stands_around_it(scorer):
    clues = scorer.contributions(Document('Get insurance, "insurance" or (insurance) insurance!'))

    (told,) = [clue for clue in clues if clue.token == "insurance"]
    assert (told.start, told.end) == (4, 13)


def test_verdict_and_score_agree(scorer):
    assert scorer.verdict(SPAM).score == pytest.approx(scorer.score(SPAM), abs=1e-9)


def test_a_field_that_is_empty_is_missing(scorer):
    blank = dataclasses.replace(HAM, url="", email_domain="", context="")

    assert scorer.score(blank) == scorer.score(HAM)


def test_a_model_kept_as_bytes_scores_the_same(scorer):
    again = Scorer.from_bytes(scorer.to_bytes())

    assert again.version == scorer.version
    assert again.score(SPAM) == scorer.score(SPAM)


def test_a_changed_weight_is_refused(scorer):
    weights = scorer.artifact.weights.copy()
    weights[12345] += 1

    with pytest.raises(ModelError, match="tampered"):
        Scorer.from_bytes(Artifact(weights, scorer.card).to_bytes())


def test_a_changed_threshold_is_refused(scorer):
    card = {**scorer.card, "thresholds": {"publish_below": 1.0, "spam_from": 1.0}}

    with pytest.raises(ModelError, match="tampered"):
        Scorer.from_bytes(Artifact(scorer.artifact.weights, card).to_bytes())


@pytest.mark.parametrize("length", [0, 3, 4, 100, 5000, -1])
def test_bytes_cut_short_are_refused(scorer, length):
    with pytest.raises(ModelError):
        Scorer.from_bytes(scorer.to_bytes()[:length])


def test_a_pickle_is_refused(scorer, tmp_path):
    np.savez(tmp_path / "weights.npz", weights=np.array([{"a": 1}], dtype=object))
    (tmp_path / "card.json").write_text(scorer.artifact.card_text())

    with pytest.raises(ModelError, match="not a model"):
        Scorer.load(tmp_path)


def test_another_format_is_refused(scorer):
    card = {**scorer.card, "format": 99}

    with pytest.raises(ModelError, match="format 99"):
        Scorer.from_bytes(Artifact(np.zeros(TABLE_SIZE, np.int16), card).to_bytes())


def test_a_directory_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no model in"):
        Scorer.load(tmp_path)

"""Only what is better takes the champion's place."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta

import numpy as np
import pytest
from site_labels import START, a_label, labels

from classifiers.differences import compare_scores
from classifiers.gate import compare
from classifiers.learning import train
from classifiers.scorer import BASE_MODEL, Scorer


@pytest.fixture(scope="module")
def base():
    return Scorer.load(BASE_MODEL)


@pytest.fixture(scope="module")
def champion(base):
    return train(labels(200), base).scorer


def flipped(found, share, seed=0):
    rng = random.Random(seed)
    other = {"ham": "spam", "spam": "ham"}
    return [dataclasses.replace(label, label=other[label.label]) if rng.random() < share else label for label in found]


def test_a_hundred_rulings_are_enough_where_they_clearly_teach(base):
    found = compare(base, train(labels(100), base))

    assert found.is_better, found.reasons
    assert any("better" in reason for reason in found.reasons)


def test_a_challenger_that_knows_nothing_new_is_not_promoted(base, champion):
    found = compare(champion, train(labels(200), base))

    assert not found.is_better
    assert "too few labels" in found.reasons[0]


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_with_thirty_percent_of_its_labels_flipped_does_not_pass(base, champion, seed):
    batch = flipped(labels(100, start=200), 0.3, seed)

    found = compare(champion, train([*labels(200), *batch], base), seed=seed)

    assert not found.is_better
    assert any("contradict" in reason for reason in found.reasons)


@pytest.mark.parametrize("seed", range(3))
def test_a_first_batch_with_flipped_labels_does_not_replace_the_base(base, seed):
    assert not compare(base, train(flipped(labels(100), 0.3, seed), base), seed=seed).is_better


def test_a_gold_comment_that_would_be_lost_is_a_veto(base):
    challenger = train(labels(100), base)
    lost = next(
        label
        for label in labels(600, start=900)
        if (base.score(label.document) >= 0.5) != (challenger.scorer.score(label.document) >= 0.5)
    )
    label = "spam" if base.score(lost.document) >= 0.5 else "ham"

    found = compare(base, challenger, gold=[dataclasses.replace(lost, label=label)])

    assert not found.is_better
    assert "gold set: 1 of 1" in found.reasons[0]


def test_compared_are_only_labels_that_the_champion_does_not_know(base, champion):
    found = compare(champion, train(labels(260), base))

    assert set(found.ids) == {label.id for label in labels(60, start=200)}


def test_a_campaign_that_reaches_back_in_time_is_left_out(base, champion):
    text = "the wonderful casino of the seven seas pays each of its players a bonus every single day"
    copies = [a_label(150, "spam", text), a_label(250, "spam", text)]
    taught = [label for label in labels(260) if label.id not in {copy.id for copy in copies}]

    found = compare(champion, train([*taught, *copies], base))

    assert copies[1].id not in found.ids


def test_a_site_with_ham_alone_is_judged_beside_spam_of_the_shipped_corpus(base):
    ham = [a_label(number, "ham") for number in range(60)]

    found = compare(base, train(ham, base))

    assert found.trial is not None
    assert (len(found.ids), int(found.trial.is_spam.sum())) == (40, 16)
    assert "16 spam comments of the shipped corpus stood in" in found.reasons[-1]


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_of_ham_with_thirty_percent_flipped_does_not_pass(base, seed):
    ham = [a_label(number, "ham") for number in range(100)]

    assert not compare(base, train(flipped(ham, 0.3, seed), base), seed=seed).is_better


def test_nothing_stands_in_where_both_classes_are_known(base):
    found = compare(base, train(labels(100), base))

    assert found.trial is not None
    assert len(found.trial.is_spam) == len(found.ids)


def test_challengers_are_trained_on_earlier_labels_alone(base):
    """What comes later changes nothing of what earlier comments were given."""
    found = compare(base, train(labels(60), base))
    more = compare(base, train(labels(80), base))

    assert more.ids[: len(found.ids)] == found.ids
    assert found.trial is not None
    assert more.trial is not None
    first = slice(len(found.ids))
    assert np.allclose(more.trial.challenger[first], found.trial.challenger[first], atol=1e-6)


def test_rulings_given_out_of_the_comments_order_are_judged_in_their_own(base):
    """The doubtful first: what was ruled on last is judged last, though it was written first."""
    given = [dataclasses.replace(label, said=START - timedelta(hours=n)) for n, label in enumerate(labels(80))]

    found = compare(base, train(given, base))

    assert list(found.ids) == [label.id for label in reversed(given)][20:]


def test_equal_scores_are_neither_better_nor_worse():
    scores = np.linspace(0.01, 0.99, 80)
    is_spam = scores + 0.3 * np.sin(np.arange(80)) > 0.5

    found = compare_scores(scores, scores, is_spam, np.arange(80))

    assert not any(one.is_better or one.is_worse for one in found)


def test_a_model_that_turned_its_scores_round_is_worse_on_all_figures():
    scores = np.linspace(0.01, 0.99, 80)
    is_spam = scores > 0.5

    assert all(one.is_worse for one in compare_scores(scores, 1 - scores, is_spam, np.arange(80)))

"""Streams of labels: learned once through, alike on one machine and on a cluster."""

from __future__ import annotations

import dataclasses
import itertools
import warnings

import numpy as np
import pytest
from site_labels import a_label, labels

from classifiers.differences import auc
from classifiers.gate import compare
from classifiers.outofcore import Learner, WorkersError, blocks_of, learn_stream, read_ahead, read_block, workers
from classifiers.retraining import solved
from classifiers.scorer import BASE_MODEL, Scorer
from classifiers.training import Linear


@pytest.fixture(scope="module")
def base():
    return Scorer.load(BASE_MODEL)


def test_a_stream_makes_a_site_better_on_comments_it_never_saw(base):
    later = labels(150, start=5000)
    is_spam = np.array([label.is_spam for label in later])

    scorer = learn_stream(labels(1000), base, size=200).scorer

    before, after = (auc(np.array([s.score(label.document) for label in later]), is_spam) for s in (base, scorer))
    assert after > max(before, 0.98)


def test_the_same_stream_gives_the_same_bytes(base):
    assert learn_stream(labels(300), base).scorer.to_bytes() == learn_stream(labels(300), base).scorer.to_bytes()


def test_copies_teach_once(base):
    copies = [a_label(500 + n, "spam", "Win a phone today, write to our agent") for n in range(50)]

    counts = learn_stream([*labels(100), *copies], base).scorer.card["labels"]

    assert counts == {"ham": 66, "spam": 84, "read": 150, "repeats": 49, "campaigns": 101}


def test_blocks_hold_every_label_once_and_are_shuffled_in_themselves():
    found = list(blocks_of(labels(25), 10))

    assert [len(block) for block in found] == [10, 10, 5]
    assert sorted(label.id for block in found for label in block) == [label.id for label in labels(25)]
    assert [label.id for label in found[0]] != [label.id for label in labels(10)]


def test_a_stream_is_read_no_further_than_it_is_learned(base):
    taken = []
    stream = (taken.append(label.id) or label for label in labels(60))

    next(read_ahead(blocks_of(stream, 20)))

    assert len(taken) == 20


def test_what_a_learner_holds_does_not_grow(base):
    learner = Learner(Linear.of(base.artifact))
    held = learner._seen.nbytes + learner._squares.nbytes

    for block in itertools.islice(blocks_of(labels(400), 100), 4):
        learner.learn(read_block(block))

    assert learner._seen.nbytes + learner._squares.nbytes == held


def test_an_empty_stream_gives_the_base_again(base):
    learned = learn_stream([], base)

    assert learned.scorer.card["labels"]["read"] == 0
    assert learned.scorer.score(a_label(1, "ham").document) == pytest.approx(
        base.score(a_label(1, "ham").document), abs=1e-3
    )


def test_labels_were_scored_before_anything_of_their_block_was_learned(base):
    first, last = labels(200), labels(100, start=200)
    learned = learn_stream([*first, *last], base, size=100)

    other = learn_stream([*first, *(dataclasses.replace(label, label="ham") for label in last)], base, size=100)

    places = [number for number, label in enumerate(learned.evidence.labels) if label.id >= last[0].id]
    assert len(places) == 100
    ranks = [found.out_of_fold[places].argsort().tolist() for found in (learned, other)]
    assert ranks[0] == ranks[1]


def test_the_first_block_judges_nothing(base):
    learned = learn_stream(labels(300), base, size=100)

    assert [label.id for label in learned.evidence.labels] == [label.id for label in labels(200, start=100)]


def test_thresholds_are_solved_on_a_stream(base):
    learned = solved(learn_stream(labels(2_400), base, size=200))

    promised = learned.scorer.card["promise"]
    assert promised["blocked_ham"] <= 0.005
    assert learned.scorer.card["thresholds"]["spam_from"] == promised["spam_from"] < 1.0


def test_a_streamed_challenger_is_judged_on_what_the_champion_does_not_know(base):
    champion = learn_stream(labels(1_000), base, size=200).scorer
    challenger = learn_stream(labels(1_300), base, size=200)

    found = compare(champion, challenger)

    assert set(found.ids) == {label.id for label in labels(300, start=1_000)}
    assert compare(base, challenger).is_better


def test_a_stream_whose_end_is_flipped_does_not_pass(base):
    champion = learn_stream(labels(1_000), base, size=200).scorer
    other = {"ham": "spam", "spam": "ham"}
    end = [
        dataclasses.replace(label, label=other[label.label]) if number % 10 < 3 else label
        for number, label in enumerate(labels(300, start=1_000))
    ]

    found = compare(champion, learn_stream([*labels(1_000), *end], base, size=200))

    assert not found.is_better
    assert any("contradict" in reason for reason in found.reasons)


def test_a_scheduler_that_does_not_answer_is_told_by_its_address():
    with pytest.raises(WorkersError, match=r"tcp://127\.0\.0\.1:1"), workers("tcp://127.0.0.1:1", 0.5):
        pass


@pytest.mark.long
def test_a_cluster_of_two_workers_gives_the_same_model_to_the_last_bit(base):
    from distributed import Client, LocalCluster

    with (
        warnings.catch_warnings(),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        warnings.simplefilter("ignore")
        there = learn_stream(labels(12_000), base, client=client)

    here = learn_stream(labels(12_000), base)
    assert there.scorer.to_bytes() == here.scorer.to_bytes()

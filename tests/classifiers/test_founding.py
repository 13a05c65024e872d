"""What each row of the base's data counts, and what is held out together."""

import numpy as np
import pytest

from classifiers.corpus import Example
from classifiers.documents import Document
from classifiers.founding import MOST_OF_A_STRATUM, OF_A_GENRE, Labels, folds_of, thinned


def examples(source, count, *, is_spam, genre=None):
    return [Example(Document(f"{source} {genre} {number}"), is_spam, source, genre) for number in range(count)]


def counted(labels, chosen):
    return labels.weights()[chosen].sum()


@pytest.fixture
def labels():
    return Labels.of(
        [
            *examples("a.example", 400, is_spam=True),
            *examples("b.example", 100, is_spam=True),
            *examples("synthetic", 100, is_spam=True, genre="marabout"),
            *examples("synthetic", 100, is_spam=True, genre="casino"),
            *examples("a.example", 1_000, is_spam=False),
        ]
    )


def test_both_classes_weigh_alike(labels):
    assert counted(labels, labels.is_spam) == pytest.approx(counted(labels, ~labels.is_spam))


def test_four_times_the_comments_weigh_twice(labels):
    large, small = (labels.is_spam & (labels.sources == site) for site in ("a.example", "b.example"))

    assert counted(labels, large) == pytest.approx(2 * counted(labels, small))


def test_a_genre_of_synthetic_lines_counts_for_a_part_of_a_site(labels):
    site, genre = labels.sources == "b.example", labels.strata == "synthetic casino"

    assert counted(labels, genre) == pytest.approx(OF_A_GENRE * counted(labels, site))


def test_synthetic_lines_are_held_out_together_whatever_their_genre(labels):
    synthetic = labels.sources == "synthetic"

    folds = [held for held in folds_of(labels.sources.tolist()) if held[synthetic].any()]

    assert len(folds) == 1
    assert folds[0][synthetic].all()


def test_of_a_large_stratum_rows_are_left_out_evenly_and_of_small_ones_none():
    many = [
        *examples("a.example", 3 * MOST_OF_A_STRATUM, is_spam=True),
        *examples("synthetic", MOST_OF_A_STRATUM, is_spam=True, genre="marabout"),
        *examples("synthetic", MOST_OF_A_STRATUM, is_spam=True, genre="casino"),
    ]

    kept = thinned(Labels.of(many), np.arange(len(many)))

    assert len(kept) == 3 * MOST_OF_A_STRATUM
    assert kept[:3].tolist() == [0, 3, 6]

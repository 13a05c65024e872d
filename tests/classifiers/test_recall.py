"""What was learned is not learned again, and what is kept is bounded."""

from __future__ import annotations

import pytest

from classifiers.recall import LONGEST_KEPT, Recall


@pytest.fixture
def learned():
    return []


@pytest.fixture
def recall():
    return Recall(3, iter)


@pytest.fixture
def learn(learned):
    def lengths(keys):
        learned.extend(keys)
        return [(len(key),) for key in keys]

    return lengths


def test_only_what_is_new_is_learned(recall, learn, learned):
    recall.of(["a", "bb"], learn)

    assert recall.of(["bb", "ccc", "a"], learn) == [(2,), (3,), (1,)]
    assert learned == ["a", "bb", "ccc"]


def test_once_full_it_begins_anew(recall, learn, learned):
    recall.of(["a", "b", "c"], learn)
    recall.of(["d"], learn)

    recall.of(["a", "d"], learn)

    assert learned == ["a", "b", "c", "d", "a"]


def test_what_is_long_on_average_is_learned_each_time(recall, learn, learned):
    words = ["w" * 2 * LONGEST_KEPT, "v"]

    assert recall.of(words, learn) == recall.of(words, learn)
    assert learned == [*words, *words]

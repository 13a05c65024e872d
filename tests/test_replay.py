"""The replay benchmark on a small invented site: every line of its table is drawn, the peer's too."""

from __future__ import annotations

import numpy as np
import pytest
from site_labels import labels

from benchmarks.heldout import Site, rulings
from benchmarks.replay import (
    AFTER,
    DUTY,
    LINES,
    OLDEST,
    PEER,
    Peer,
    _oldest_first,
    _on_duty,
    _picture,
    _uncertain_first,
)
from classifiers.corpus import Example
from classifiers.scorer import BASE_MODEL, Scorer


def examples(start, count):
    return [
        Example(label.document, label.is_spam, "elsewhere", None, "", label.at.isoformat())
        for label in labels(count, start=start)
    ]


@pytest.fixture(scope="module")
def site():
    found = rulings(examples(0, 200))
    return Site("invented", Scorer.load(BASE_MODEL), found, np.arange(len(found)), examples(1_000, 60))


@pytest.fixture(scope="module")
def points(site):
    found = [*_oldest_first(site, 0), *_uncertain_first(site, 0), *_on_duty(site, 0)]
    return [*found, *Peer([site]).points(site, 0)]


def test_every_line_has_a_point_after_each_number_of_rulings(points):
    assert [(point.line, point.rulings) for point in points if point.line != DUTY] == [
        (line, count) for line in LINES[1:] for count in AFTER
    ]
    assert {point.rulings for point in points if point.line == PEER and point.is_whole} == {0, 50, 100}


def test_a_site_with_fewer_rulings_keeps_its_last_figures(points):
    trained = {point.rulings: point.figures for point in points if point.line == OLDEST}
    assert trained[100] == trained[300] == trained[800]
    assert trained[100][0] > trained[0][0]


def test_whoever_is_on_duty_was_trained_or_is_the_base(points):
    by_line = {line: {p.rulings: p.figures for p in points if p.line == line} for line in (DUTY, OLDEST)}
    for count in (50, 100):
        assert by_line[DUTY][count] in by_line[OLDEST].values()


def test_a_source_of_too_much_spam_is_thinned_and_stands_in_time_order():
    many = rulings([*examples(0, 3), *(example for example in examples(3, 300) if example.is_spam)])
    assert sum(label.is_spam for label in many) <= 8 * sum(not label.is_spam for label in many)
    assert [label.at for label in many] == sorted(label.at for label in many)


def test_the_chart_names_its_lines(points):
    picture = _picture(points)
    assert all(line in picture for line in LINES)

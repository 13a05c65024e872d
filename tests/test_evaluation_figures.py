"""The evaluation's figures: each agrees with the plain one, its intervals hold, and no row is said to win that does not."""

import numpy as np
import pytest

from benchmarks.evaluate import card, figures, tables
from classifiers.evaluation import measure


def drawn(seed, rows=300):
    random = np.random.default_rng(seed)
    is_spam = random.random(rows) < 0.4
    scores = np.clip(np.round(random.normal(0.4 + 0.2 * is_spam, 0.2), 2), 0, 1)
    return scores, is_spam


@pytest.mark.parametrize("seed", range(5))
def test_each_figure_of_all_rows_is_the_plain_one(seed):
    scores, is_spam = drawn(seed)
    once = np.ones((1, len(scores)))

    plain = measure(scores, is_spam, 0.7)

    assert figures.area(scores, is_spam, once)[0] == pytest.approx(plain.auc)
    assert figures.correlation(scores, is_spam, once)[0] == pytest.approx(plain.mcc)
    assert figures.caught_at(0.01)(scores, is_spam, once)[0] == pytest.approx(plain.caught_at_1_percent)
    assert figures.share_above(0.7, of_spam=True)(scores, is_spam, once)[0] == pytest.approx(plain.caught)
    assert figures.share_above(0.7, of_spam=False)(scores, is_spam, once)[0] == pytest.approx(plain.blocked)
    assert figures.calibration_error(scores, is_spam, once)[0] == pytest.approx(plain.calibration_error)


@pytest.mark.parametrize("seed", range(3))
def test_a_draw_counts_a_row_as_if_it_stood_there_so_often(seed):
    scores, is_spam = drawn(seed)
    draws = figures.draws_of(np.full(len(scores), "one"), seed)[1:3]
    repeated = np.repeat(np.arange(len(scores)), draws[0].astype(int))

    plain = measure(scores[repeated], is_spam[repeated], 0.5)

    assert figures.area(scores, is_spam, draws)[0] == pytest.approx(plain.auc)
    assert figures.caught_at(0.01)(scores, is_spam, draws)[0] == pytest.approx(plain.caught_at_1_percent)


def test_draws_keep_the_size_of_every_source():
    sources = np.array(["a"] * 7 + ["b"] * 3)

    draws = figures.draws_of(sources)

    assert (draws[:, :7].sum(1) == 7).all()
    assert (draws[:, 7:].sum(1) == 3).all()
    assert (draws[0] == 1).all()


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    held = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        scores = (random.random(200) < 0.3).astype(float)
        values = figures.share_above(0.5, of_spam=False)(
            scores, np.zeros(200, bool), figures.draws_of(np.full(200, "x"))
        )
        low, high = figures.Estimate(values).interval
        held += low <= 0.3 <= high

    assert held >= 52


@pytest.mark.parametrize(("hits", "of"), [(0, 10), (10, 10), (3, 50)])
def test_an_exact_interval_holds_its_share(hits, of):
    share, low, high = figures.proportion(hits, of)

    assert 0 <= low <= share <= high <= 1


def row(name, value, *, is_ours=False):
    return tables.Row(name, [figures.Estimate(np.full(5, value))], 10.0, is_ours=is_ours)


def test_a_table_marks_ours_where_a_peer_is_ahead():
    lines = tables.contest([tables.Column("AUC")], [row("ours", 0.8, is_ours=True), row("peer", 0.9)])

    assert f"0.800 {tables.BEHIND}" in lines[2]
    assert "**0.900**" in lines[3]
    assert "not first in AUC, where peer is ahead by 0.100" in lines[-1]


def test_where_less_is_better_the_least_leads():
    lines = tables.contest([tables.Column("ECE", -1)], [row("ours", 0.02, is_ours=True), row("peer", 0.2)])

    assert "**0.020**" in lines[2]
    assert lines[-1] == "Ours is first in ECE."


def test_a_part_of_the_card_is_replaced_and_the_rest_kept():
    text = "before\n<!-- a -->\nold\n<!-- end of a -->\nafter"

    assert card.put(text, "a", ["new", "lines"]) == "before\n<!-- a -->\nnew\nlines\n<!-- end of a -->\nafter"


def test_a_part_the_card_has_not_is_refused():
    with pytest.raises(ValueError, match="no part between <!-- b -->"):
        card.put("<!-- a -->\n<!-- end of a -->", "b", [])


def test_two_that_are_equal_are_both_first():
    lines = tables.contest([tables.Column("AUC")], [row("ours", 1.0, is_ours=True), row("peer", 1.0)])

    assert "**1.000**" in lines[2]
    assert "**1.000**" in lines[3]
    assert lines[-1] == "Ours is first in AUC."


def test_a_figure_of_which_no_end_is_better_has_no_first():
    lines = tables.contest([tables.Column("share", 0)], [row("ours", 0.1, is_ours=True), row("peer", 0.9)])

    assert "**" not in "".join(lines[2:])
    assert tables.BEHIND not in "".join(lines)


def test_a_second_row_of_ours_is_not_told_to_be_behind_the_first():
    ours = [row("ours", 0.9, is_ours=True), row("ours, otherwise", 0.8, is_ours=True)]

    lines = tables.contest([tables.Column("AUC")], [*ours, row("peer", 0.7)])

    assert tables.BEHIND not in "".join(lines)

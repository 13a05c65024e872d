"""The geometry of charts: every bar lies inside its drawing and is as long as its figure."""

import pytest

from moderation.web.desk.charts import HEIGHT, SMALL_HEIGHT, SMALL_WIDTH, WIDTH, Series, columns, points

DAYS = ["Mon", "Tue", "Wed"]


def test_bars_stack_upwards_from_the_axis_without_overlap():
    chart = columns(DAYS, [Series("approved", "Published", [4, 0, 2]), Series("spam", "Spam", [1, 3, 0])])
    monday = [bar for bar in chart.bars if bar.label == "Mon"]
    assert [bar.kind for bar in monday] == ["approved", "spam"]
    assert monday[0].y + monday[0].height == pytest.approx(chart.axis, abs=0.02)
    assert monday[1].y + monday[1].height == pytest.approx(monday[0].y, abs=0.02)
    assert monday[0].height == pytest.approx(4 * monday[1].height, abs=0.05)


def test_bars_point_down_below_the_axis_on_the_same_scale():
    chart = columns(DAYS, [Series("a", "Up", [2, 0, 0])], [Series("b", "Down", [0, 4, 0])])
    up, down = chart.bars
    assert up.y + up.height == pytest.approx(chart.axis, abs=0.02)
    assert down.y == pytest.approx(chart.axis, abs=0.02)
    assert down.height == pytest.approx(2 * up.height, abs=0.05)


@pytest.mark.parametrize(
    ("values", "scale"), [([1, 0, None], [0, 1]), ([2, 1, 0], [0, 1, 2]), ([0.4, None, 1], [0, 0.5, 1])]
)
def test_the_scale_of_whole_numbers_has_no_halves(values, scale):
    assert [line.value for line in columns(DAYS, [Series("a", "Up", values)]).scale] == scale


@pytest.mark.parametrize("tallest", [1, 3, 7, 19, 250, 99_999])
def test_everything_lies_inside_the_drawing(tallest):
    labels = [str(day) for day in range(90)]
    values = [tallest * (day % 7) / 6 for day in range(90)]
    chart = columns(labels, [Series("a", "Up", values)], [Series("b", "Down", values[::-1])])
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y >= 0
        assert bar.y + bar.height <= HEIGHT
    assert 3 <= len(chart.scale) <= 14
    assert len(chart.labels) <= 8


def test_the_scale_has_round_steps_and_no_sign():
    chart = columns(DAYS, [Series("a", "Up", [9, 0, 0])], [Series("b", "Down", [5, 0, 0])])
    assert [line.value for line in chart.scale] == [5, 0, 5, 10]


def test_no_figures_make_an_empty_chart():
    assert columns(DAYS, [Series("a", "Up", [0, None, 0])]).is_empty
    assert columns([], [Series("a", "Up", [])]).is_empty


def test_a_missing_figure_stays_missing_in_the_table():
    chart = columns(DAYS, [Series("a", "Up", [1, None, 3])])
    assert chart.rows == [("Mon", [1]), ("Tue", [None]), ("Wed", [3])]


def test_points_stand_where_their_figures_are_and_a_nought_is_a_figure():
    chart = points(DAYS, Series("kappa", "Kappa", [1.0, 0.0, None]))
    top, nought = chart.bars
    assert top.y + top.height / 2 == pytest.approx(chart.scale[-1].at)
    assert nought.y + nought.height / 2 == pytest.approx(chart.axis)
    assert [line.value for line in chart.scale] == [0, 0.5, 1]
    assert points(DAYS, Series("kappa", "Kappa", [None] * 3)).is_empty


def test_points_below_nought_have_room_in_the_drawing():
    chart = points([str(day) for day in range(90)], Series("kappa", "Kappa", [day / 45 - 1 for day in range(90)]))
    assert chart.scale[0].value == -1
    assert all(
        b.x >= 0 and b.x + b.width <= SMALL_WIDTH and b.y >= 0 and b.y + b.height <= SMALL_HEIGHT for b in chart.bars
    )
    assert len(chart.labels) <= 4

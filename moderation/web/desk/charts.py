"""Charts as plain geometry: columns that stack upwards and downwards from one axis. A template draws them as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 720, 240  # units of the drawing; it scales with the page
SMALL_WIDTH, SMALL_HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 10, 26  # margins: the scale's figures at the left, the labels beneath
LABEL_ROOM = 82  # units wide
POINT = 6  # units high
GAP = 0.25  # of a column's room
BAR_MAX = 72  # units wide


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of figure, a value for each column; None where there is none."""

    kind: str  # a class of the style sheet
    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: str  # of its column
    name: str  # of its series
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label beneath a column."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything a template needs to draw: bars, scale, labels, legend, and the same as a table."""

    bars: Sequence[Bar]
    scale: Sequence[Line]
    labels: Sequence[Tick]
    axis: float
    series: Sequence[Series]
    rows: Sequence[tuple[str, Sequence[float | None]]]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.bars


def columns(
    labels: Sequence[str], up: Sequence[Series], down: Sequence[Series] = (), *, is_small: bool = False
) -> Chart:
    """A column for each label, of what points up and what points down; both on one scale of round steps.

    Where every value is a whole number, so is every step: there is no half a comment.
    """
    width, height = (SMALL_WIDTH, SMALL_HEIGHT) if is_small else (WIDTH, HEIGHT)
    is_whole = all(isinstance(value, int | None) for series in (*up, *down) for value in series.values)
    step = max(_step(max(_tallest(up, len(labels)), _tallest(down, len(labels)))), 1 if is_whole else 0)
    above = max(1, math.ceil(_tallest(up, len(labels)) / step))
    below = math.ceil(_tallest(down, len(labels)) / step)
    unit = (height - TOP - BOTTOM) / ((above + below) * step)
    axis = TOP + above * step * unit
    room = (width - LEFT - RIGHT) / max(1, len(labels))
    return Chart(
        bars=[*_bars(labels, up, axis, unit, room), *_bars(labels, down, axis, -unit, room)],
        scale=[Line(round(axis - n * step * unit, 2), abs(n * step)) for n in range(-below, above + 1)],
        labels=_labels(labels, room),
        axis=round(axis, 2),
        series=(*up, *down),
        rows=[(label, [s.values[at] for s in (*up, *down)]) for at, label in enumerate(labels)],
        width=width,
        height=height,
    )


def points(labels: Sequence[str], series: Series) -> Chart:
    """A small chart with a mark for each figure in [-1, 1] where it stands; a 0 is a figure too, None is none."""
    lowest = -1 if any(value is not None and value < 0 for value in series.values) else 0
    unit = (SMALL_HEIGHT - TOP - BOTTOM) / (1 - lowest)
    axis, room = TOP + unit, (SMALL_WIDTH - LEFT - RIGHT) / max(1, len(labels))
    figures = [None if value is None else round(value, 2) for value in series.values]
    steps = [n / 2 for n in range(2 * lowest, 3)]
    return Chart(
        bars=_marks(labels, replace(series, values=figures), axis, unit, room),
        scale=[Line(round(axis - step * unit, 2), step) for step in steps],
        labels=_labels(labels, room),
        axis=round(axis, 2),
        series=(series,),
        rows=[(label, [figure]) for label, figure in zip(labels, figures, strict=True)],
        width=SMALL_WIDTH,
        height=SMALL_HEIGHT,
    )


def _marks(labels: Sequence[str], series: Series, axis: float, unit: float, room: float) -> list[Bar]:
    """A flat rectangle in the middle of each figure's place."""
    width = min(BAR_MAX, room * (1 - GAP))
    found = []
    for at, (label, value) in enumerate(zip(labels, series.values, strict=True)):
        if value is not None:
            x, y = LEFT + (at + 0.5) * room - width / 2, axis - value * unit - POINT / 2
            size = (round(width, 2), POINT)
            found.append(Bar(round(x, 2), round(y, 2), *size, series.kind, label, series.name, value))
    return found


def _bars(labels: Sequence[str], stack: Sequence[Series], axis: float, unit: float, room: float) -> list[Bar]:
    """The stack's rectangles, the first of them next to the axis; a negative unit stacks downwards."""
    bars = []
    for at, label in enumerate(labels):
        base = 0.0
        for series in stack:
            value = series.values[at] or 0.0
            top, foot = axis - (base + value) * unit, axis - base * unit
            if value:
                width = min(BAR_MAX, room * (1 - GAP))
                x, y = LEFT + (at + 0.5) * room - width / 2, min(top, foot)
                size = (round(width, 2), round(abs(foot - top), 2))
                bars.append(Bar(round(x, 2), round(y, 2), *size, series.kind, label, series.name, value))
            base += value
    return bars


def _labels(labels: Sequence[str], room: float) -> list[Tick]:
    """As many labels as have room, the last always among them."""
    every = max(1, math.ceil(LABEL_ROOM / room))
    return [
        Tick(round(LEFT + (at + 0.5) * room, 2), label)
        for at, label in enumerate(labels)
        if (len(labels) - 1 - at) % every == 0
    ]


def _tallest(stack: Sequence[Series], columns_count: int) -> float:
    return max((sum(s.values[at] or 0.0 for s in stack) for at in range(columns_count)), default=0.0)


def _step(tallest: float) -> float:
    """The round step (1, 2 or 5 times a power of ten) that gives about four lines."""
    rough = max(tallest, 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    return next(f * power for f in (1, 2, 5, 10) if f * power >= rough)

"""Small pictures as SVG text: lines and bars over two axes, drawn with attributes alone: no style sheet is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Axes", "Bars", "Line", "chart"]

WIDTH, HEIGHT = 440, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 34, 62
INK, FAINT, ALARM = "#334155", "#cbd5e1", "#be123c"
COLOURS = ("#1d4ed8", "#b45309", "#64748b", "#15803d", "#a21caf", "#0e7490")
LETTER, LEGEND_ROW = 6.2, 16
FONT = "system-ui, sans-serif"
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """Points joined in their order; ``name`` stands in the legend."""

    name: str
    points: Sequence[Pair]
    dashed: bool = False
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns side by side: ``(place, height)`` each, ``width`` wide."""

    name: str
    points: Sequence[Pair]
    width: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a value stands in the picture."""

    across: Pair
    up: Pair

    def x(self, value: float) -> float:
        low, high = self.across
        return LEFT + (value - low) / ((high - low) or 1.0) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        low, high = self.up
        return HEIGHT - BOTTOM - (value - low) / ((high - low) or 1.0) * (HEIGHT - TOP - BOTTOM)


@dataclass(frozen=True, slots=True)
class Axes:
    """What is told across and up; each axis goes from ``x[0]`` to ``x[1]``, or as far as the shapes do."""

    across: str
    up: str
    x: Pair | None = None
    y: Pair | None = None


def chart(title: str, axes: Axes, shapes: Sequence[Line | Bars], marks: Sequence[tuple[float, str]] = ()) -> str:
    """An SVG picture of the shapes; ``marks`` are upright lines with a word beside them (thresholds)."""
    every = [point for shape in shapes for point in shape.points] or [(0.0, 0.0)]
    frame = _Frame(axes.x or _range([point[0] for point in every]), axes.y or _range([point[1] for point in every]))
    legend = _places([shape.name for shape in shapes])
    height = HEIGHT + LEGEND_ROW * max((row for _, row in legend), default=0)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONT}" font-size="11" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-size="13" font-weight="600">{escape(title)}</text>',
        *_axes(frame, axes),
    ]
    for place, shape in enumerate(shapes):
        colour = COLOURS[place % len(COLOURS)]
        parts += _bars(frame, shape, colour) if isinstance(shape, Bars) else _line(frame, shape, colour)
    parts += _marks(frame, marks)
    parts += _legend([shape.name for shape in shapes], legend)
    return "\n".join([*parts, "</svg>"])


def _range(values: Sequence[float]) -> Pair:
    low, high = min(values), max(values)
    margin = (high - low) * 0.05 or 0.05
    return low - margin, high + margin


def _axes(frame: _Frame, axes: Axes) -> Iterator[str]:
    for step in range(5):
        value = frame.up[0] + (frame.up[1] - frame.up[0]) * step / 4
        at = frame.y(value)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="{FAINT}"/>'
        yield f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{value:.3g}</text>'
        value = frame.across[0] + (frame.across[1] - frame.across[0]) * step / 4
        yield f'<text x="{frame.x(value):.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{value:.3g}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - BOTTOM + 30}" text-anchor="middle">{escape(axes.across)}</text>'
    yield (
        f'<text x="12" y="{(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 12 {(TOP + HEIGHT - BOTTOM) / 2})">{escape(axes.up)}</text>'
    )


def _line(frame: _Frame, line: Line, colour: str) -> Iterator[str]:
    points = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in line.points)
    dash = ' stroke-dasharray="5 4"' if line.dashed else ""
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    if line.dots:
        for x, y in line.points:
            yield f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="3" fill="{colour}"/>'


def _bars(frame: _Frame, bars: Bars, colour: str) -> Iterator[str]:
    foot = frame.y(frame.up[0])
    for x, height in bars.points:
        left, right, top = frame.x(x), frame.x(x + bars.width), frame.y(height)
        yield (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(0.5, right - left - 1):.1f}" '
            f'height="{max(0.0, foot - top):.1f}" fill="{colour}" fill-opacity="0.55"/>'
        )


def _marks(frame: _Frame, marks: Sequence[tuple[float, str]]) -> Iterator[str]:
    for value, word in marks:
        at = frame.x(value)
        ends = f'x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"'
        yield f'<line {ends} stroke="{ALARM}" stroke-dasharray="3 3"/>'
        yield f'<text x="{at - 4:.1f}" y="{TOP + 10}" text-anchor="end" fill="{ALARM}">{escape(word)}</text>'


def _places(names: Sequence[str]) -> list[tuple[float, int]]:
    """Where each name of the legend begins: across, and in which of its rows."""
    places: list[tuple[float, int]] = []
    at, row = float(LEFT), 0
    for name in names:
        wide = 30 + LETTER * len(name)
        if at > LEFT and at + wide > WIDTH:
            at, row = float(LEFT), row + 1
        places.append((at, row))
        at += wide
    return places


def _legend(names: Sequence[str], places: Sequence[tuple[float, int]]) -> Iterator[str]:
    for number, (name, (at, row)) in enumerate(zip(names, places, strict=True)):
        colour, up = COLOURS[number % len(COLOURS)], HEIGHT + LEGEND_ROW * row
        yield f'<rect x="{at:.0f}" y="{up - 20}" width="10" height="10" rx="2" fill="{colour}"/>'
        yield f'<text x="{at + 15:.0f}" y="{up - 11}">{escape(name)}</text>'

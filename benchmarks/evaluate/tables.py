"""Tables in Markdown that say of themselves where ours is not first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.evaluate.figures import Estimate, middle

__all__ = ["BEHIND", "Column", "Row", "contest", "plain"]

BEHIND = "▼"


@dataclass(frozen=True, slots=True)
class Column:
    """A figure's heading, whether more or less of it is better (1, -1, or 0 for neither), and how it is written."""

    title: str
    better: int = 1
    percent: bool = False
    digits: int = 3

    def told(self, value: float) -> str:
        """The figure as it is written, without its unit."""
        return f"{100 * value:.1f}" if self.percent else f"{value:.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class Row:
    """A contender's figures, one for each column; ``micros`` is how long a comment took to score, None if not timed."""

    name: str
    figures: Sequence[Estimate]
    micros: float | None = None
    is_ours: bool = field(default=False, kw_only=True)


def contest(columns: Sequence[Column], rows: Sequence[Row]) -> list[str]:
    """The table, the best of each column in bold, then a sentence on where ours (its first row) is not first.

    The time is left out where no row was timed.
    """
    timed = any(row.micros is not None for row in rows)
    titles = ["", *(column.title for column in columns), *(["µs a comment"] if timed else [])]
    best = [_best(column, [row.figures[place] for row in rows]) for place, column in enumerate(columns)]
    rivals = [
        _best(column, [row.figures[place] for row in rows if not row.is_ours]) for place, column in enumerate(columns)
    ]
    told = []
    for row in rows:
        cells = [
            _cell(column, row.figures[place], best[place], rivals[place] if row.is_ours else -np.inf)
            for place, column in enumerate(columns)
        ]
        told.append([row.name, *cells, *([f"{row.micros:.0f}" if row.micros is not None else ""] if timed else [])])
    return [*plain(titles, told), "", _verdict(columns, rows)]


def plain(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table without a contest."""
    return ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles), *(f"| {' | '.join(row)} |" for row in rows)]


def interval_told(column: Column, low: float, high: float) -> str:
    """The interval in brackets."""
    return f"({column.told(low)} to {column.told(high)})"


def _best(column: Column, figures: Sequence[Estimate]) -> float:
    """The best figure as a number of which more is better; infinite where none is, or none is better than another."""
    values = [column.better * figure.value for figure in figures if not np.isnan(figure.value)]
    return max(values) if column.better and values else np.inf if not column.better else -np.inf


def _cell(column: Column, figure: Estimate, best: float, rivals: float) -> str:
    """The figure with its interval: bold if it is the best, marked if a rival's is better."""
    if np.isnan(figure.value):
        return "–"
    value, told = column.better * figure.value, column.told(figure.value) + (" %" if column.percent else "")
    if value == best:
        told = f"**{told}**"
    elif column.better and value < rivals:
        told = f"{told} {BEHIND}"
    return told if len(figure.values) == 1 else f"{told} {interval_told(column, *figure.interval)}"


def _verdict(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    ours = next(row for row in rows if row.is_ours)
    rivals = [row for row in rows if not row.is_ours]
    behind = [told for place, column in enumerate(columns) if (told := _behind(column, place, ours, rivals))]
    if not rivals:
        return "No peer is installed here, so ours is compared with none."
    if not behind:
        return f"Ours is first in {', '.join(column.title for column in columns if column.better)}."
    return f"{BEHIND} Ours is not first in {'; '.join(behind)}."


def _behind(column: Column, place: int, ours: Row, rivals: Sequence[Row]) -> str:
    """By how much the best rival is ahead of ours, with the paired interval; empty where none is."""
    if not column.better or not rivals:
        return ""
    best = max(rivals, key=lambda row: np.nan_to_num(column.better * row.figures[place].value, nan=-np.inf))
    ahead = column.better * (best.figures[place].values - ours.figures[place].values)
    if not ahead[0] > 0:
        return ""
    told = f"{column.title}, where {best.name} is ahead by {column.told(float(ahead[0]))}"
    return f"{told} {interval_told(column, *middle(ahead[1:]))}"

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
    """The table, the first of each column in bold, then a sentence on where ours (its first row) is not first."""
    lines = ["| | " + " | ".join(column.title for column in columns) + " | µs a comment |"]
    lines.append("|---|" + "---|" * (len(columns) + 1))
    first = [_first(column, [row.figures[place] for row in rows]) for place, column in enumerate(columns)]
    for number, row in enumerate(rows):
        cells = [
            _cell(column, row.figures[place], leads=first[place] == number, is_ours=row.is_ours)
            for place, column in enumerate(columns)
        ]
        lines.append(f"| {row.name} | {' | '.join(cells)} | {'' if row.micros is None else f'{row.micros:.0f}'} |")
    return [*lines, "", _verdict(columns, rows)]


def plain(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table without a contest."""
    return ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles), *(f"| {' | '.join(row)} |" for row in rows)]


def interval_told(column: Column, low: float, high: float) -> str:
    """The interval in brackets."""
    return f"({column.told(low)} to {column.told(high)})"


def _first(column: Column, figures: Sequence[Estimate]) -> int | None:
    """Which row leads; None where no figure is better than another."""
    values = [column.better * figure.value for figure in figures]
    if not column.better or np.isnan(values).all():
        return None
    return int(np.nanargmax(values))


def _cell(column: Column, figure: Estimate, *, leads: bool, is_ours: bool) -> str:
    if np.isnan(figure.value):
        return "–"
    told = column.told(figure.value) + (" %" if column.percent else "")
    if leads:
        told = f"**{told}**"
    elif is_ours and column.better:
        told = f"{told} {BEHIND}"
    return told if len(figure.values) == 1 else f"{told} {interval_told(column, *figure.interval)}"


def _verdict(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    ours = next(row for row in rows if row.is_ours)
    rivals = [row for row in rows if not row.is_ours]
    behind = [told for place, column in enumerate(columns) if (told := _behind(column, place, ours, rivals))]
    if not rivals:
        return "No peer is installed here, so ours is compared with none."
    if not behind:
        return "Ours is first in every column."
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

"""The geometry of a chart of hits a day: kept and gained upwards, lost downwards, what was found then as a line. Pure.

Across, a day is ``DAY`` wide; up and down, the whole is ``HEIGHT`` high. Both are stretched to whatever room there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.review.backtest_report import Day

DAY = 10.0
HEIGHT = 100.0
GAP = 1.5  # of a day's width, between two bars
LINES = 4  # at most, across the chart
DATES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a bar."""

    kind: str  # kept, gained, lost
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One day: its blocks, and in words what they say."""

    x: float
    words: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A height that is named: ``y`` from the top."""

    y: float
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day that is named: ``x`` in hundredths of the width, at its middle."""

    x: float
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything that is drawn."""

    width: float
    height: float
    zero: float  # where nothing is, from the top
    columns: tuple[Column, ...]
    then: str  # points of a line: "x,y x,y"
    lines: tuple[Line, ...]
    dates: tuple[Date, ...]


def chart_of(days: Sequence[Day]) -> Chart:
    """Lay out days, of which there is at least one."""
    up = max(1, *(max(day.count.now, day.count.then) for day in days))
    down = max(day.count.lost for day in days)
    step = _step(up + down)
    unit = HEIGHT / (up + down)
    zero = up * unit
    heights = [n * step for n in range(-(down // step), up // step + 1)]
    return Chart(
        width=len(days) * DAY,
        height=HEIGHT,
        zero=_round(zero),
        columns=tuple(_column(number, day, zero, unit) for number, day in enumerate(days)),
        then=" ".join(
            f"{_round(x)},{_round(zero - day.count.then * unit)}"
            for number, day in enumerate(days)
            for x in (number * DAY, (number + 1) * DAY)
        ),
        lines=tuple(Line(y=_round(zero - value * unit), value=abs(value)) for value in heights),
        dates=tuple(Date(x=_round((number + 0.5) / len(days) * 100), day=days[number].day) for number in _spread(len(days))),
    )


def _column(number: int, day: Day, zero: float, unit: float) -> Column:
    hits = day.count
    kept, gained, lost = (hits.now - hits.gained) * unit, hits.gained * unit, hits.lost * unit
    tops = (("kept", zero - kept, kept), ("gained", zero - kept - gained, gained), ("lost", zero, lost))
    x, width = number * DAY + GAP / 2, DAY - GAP
    words = f"{day.day.isoformat()}: then {hits.then:,}, now {hits.now:,}, gained {hits.gained:,}, lost {hits.lost:,}"
    blocks = (Block(kind=kind, x=_round(x), y=_round(y), width=width, height=_round(height)) for kind, y, height in tops if height)
    return Column(x=number * DAY, words=words, blocks=tuple(blocks))


def _step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … so that few lines are drawn."""
    steps = (first * int(10**power) for power in range(19) for first in (1, 2, 5))
    return next(step for step in steps if most // step <= LINES)


def _spread(days: int) -> list[int]:
    """The numbers of the days that are named: the first, the last and one between."""
    return sorted({round(n * (days - 1) / (DATES - 1)) for n in range(DATES)})


def _round(value: float) -> float:
    return round(value, 2)

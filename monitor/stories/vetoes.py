"""What forbids two tellings to be of one happening: facts of both that cannot be true of the same.

The sixth meeting is not the seventh, a court that is asked has not ruled, Kazakhstan's list is not Kyrgyzstan's. Silence forbids nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.stories.facts import Facts

DAYS_APART = 3  # a happening is told on the next day too, and time zones differ
_YEAR = 365
_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)

PENALTY = {"ordinal": 10.0, "date": 1.4, "state": 1.3, "city": 1.3, "stage": 1.5, "person": 1.5, "number": 1.0}
"""By how much more alike two texts in one language must be that contradict each other so: there, words prove more than facts do."""


def vetoes(one: Facts, other: Facts) -> tuple[str, ...]:
    """Return the kinds of facts in which two texts contradict each other: words of ``PENALTY``, the gravest first."""
    return tuple([kind for kind, contradicts in _CONTRADICTIONS.items() if contradicts(one, other)])


def _ordinals(one: Facts, other: Facts) -> bool:
    return _disjoint(one.ordinals, other.ordinals)


def _dates(one: Facts, other: Facts) -> bool:
    return bool(one.dates and other.dates) and min(_apart(a, b) for a in one.dates for b in other.dates) >= DAYS_APART


def _states(one: Facts, other: Facts) -> bool:
    """Each names a state that the other does not: both may name Afghanistan, and one the Uzbek, the other the Kazakh guest."""
    return not (one.states <= other.states or other.states <= one.states)


def _cities(one: Facts, other: Facts) -> bool:
    return _disjoint(one.cities, other.cities)


def _stages(one: Facts, other: Facts) -> bool:
    return _disjoint(one.stages, other.stages) and "asked" in one.stages | other.stages


def _people(one: Facts, other: Facts) -> bool:
    return _disjoint(one.people, other.people)


def _numbers(one: Facts, other: Facts) -> bool:
    return _disjoint(one.numbers, other.numbers)


_CONTRADICTIONS = {
    "ordinal": _ordinals,
    "date": _dates,
    "state": _states,
    "city": _cities,
    "stage": _stages,
    "person": _people,
    "number": _numbers,
}


def _disjoint(one: frozenset[object] | frozenset[str] | frozenset[int], other: Iterable[object]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    days = abs(_BEFORE_MONTH[one[0]] + one[1] - _BEFORE_MONTH[other[0]] - other[1])
    return min(days, _YEAR - days)

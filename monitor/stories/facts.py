"""What a text states that another telling of the same happening must not contradict: dates, ordinals, states, people, the stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.stories.glossary import Found
from monitor.text.months import folded, gregorian_month
from monitor.text.normalize import fold

LONGEST_MONTH = 31
CHINESE_MONTH, CHINESE_DAY = "月", "日号"
SECOND = 2  # "the first country", "a second time": only from the third on does an ordinal number meetings

_CHINESE = -1  # a character that makes a month of the figure before it
_ENDINGS = 5  # letters of a case ending at most: желтоқсанда, oktyabrdagi
_WITHOUT_ENDINGS = frozenset({"march", "august"})  # English ones: marchers and Augusta are no months
_SHORT = re.compile("(?P<month>mart|may|iyun|iyul|март|май|июн|июл)ь?(?:da(?:gi)?|[дт]а(?:г[ыи])?)")  # 4-июнда
_BETWEEN = frozenset(["st", "nd", "rd", "th", "of", "er", "го", "юми", "уми", "په"])  # 3rd of October, 3-го октября, د اکتوبر په ۳


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states. Empty sets say nothing."""

    dates: frozenset[tuple[int, int]] = frozenset()  # (month, day)
    ordinals: frozenset[int] = frozenset()  # of meetings, rounds, resolutions: 6 of "the sixth meeting"
    states: frozenset[str] = frozenset()  # entries of the glossary: place:kz
    cities: frozenset[str] = frozenset()  # entries of the glossary: city:herat
    people: frozenset[str] = frozenset()  # entries of the glossary: person:lavrov
    numbers: frozenset[str] = frozenset()  # signs: count:42
    stages: frozenset[str] = frozenset()  # asked, decided, denied: how far what is told has come


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names, and the tokens that name it."""

    month: int
    day: int
    at: tuple[int, ...]


def facts_of(found: Sequence[Found], days: Sequence[Day]) -> Facts:
    """Return what a text states, given the entries of the glossary and the days that it names."""
    dated = {at for one in days for at in one.at}
    return Facts(
        dates=frozenset([(one.month, one.day) for one in days]),
        ordinals=frozenset(
            [number for one in found if one.entry.kind == "ordinal" and one.start not in dated and (number := _number(one)) > SECOND]
        ),
        states=frozenset([one.entry.id for one in found if one.entry.kind == "place"]),
        cities=frozenset([one.entry.id for one in found if one.entry.kind == "city"]),
        people=frozenset([one.entry.id for one in found if one.entry.kind == "person"]),
        stages=_stages(found),
    )


def _stages(found: Sequence[Found]) -> frozenset[str]:
    """What is decided was asked before: a text that tells both tells the decision."""
    told = frozenset(one.entry.stage for one in found if one.entry.stage)
    return told - {"asked"} if "decided" in told else told


def both(one: Facts, other: Facts) -> Facts:
    """Return what two texts state together."""
    return Facts(
        dates=one.dates | other.dates,
        ordinals=one.ordinals | other.ordinals,
        states=one.states | other.states,
        cities=one.cities | other.cities,
        people=one.people | other.people,
        numbers=one.numbers | other.numbers,
        stages=one.stages | other.stages,
    )


def days_in(tokens: Sequence[str], found: Sequence[Found] = ()) -> Iterator[Day]:
    """Yield each day that a text names.

    A day stands beside its month, before or after: October 3, 3 октября, ۲۲ اکتبر, 7月3日, and as a word: سوم اکتبر.
    """
    ordinals = {one.start: _number(one) for one in found if one.entry.kind == "ordinal"}
    taken: set[int] = set()  # by another month: no "3 May" in October 3, May 5
    for at, month in [(at, month) for at, month in enumerate(map(_month_at, tokens)) if month]:
        if month == _CHINESE:
            if 0 < at < len(tokens) - 2 and tokens[at + 2] in CHINESE_DAY:
                named, day = _figure(tokens[at - 1]), _figure(tokens[at + 1])
                if 1 <= named <= 12 and 1 <= day <= LONGEST_MONTH:
                    yield Day(named, day, (at - 1, at, at + 1, at + 2))
            continue
        before, after = at - 1, at + 1
        while before > 0 and tokens[before] in _BETWEEN:
            before -= 1
        while after < len(tokens) and tokens[after] in _BETWEEN:
            after += 1
        for beside in (before, after):
            if 0 <= beside < len(tokens) and beside not in taken:
                day = _figure(tokens[beside]) or ordinals.get(beside, 0)
                if 1 <= day <= LONGEST_MONTH:
                    taken.add(beside)
                    yield Day(month, day, (beside, at))
                    break


@lru_cache(maxsize=1 << 16)
def _month_at(token: str) -> int:
    return _CHINESE if token == CHINESE_MONTH else month_of(token)


def month_of(token: str) -> int:
    """Return the month, 1 to 12, that a token names, also with a case ending; 0 where it names none."""
    word = folded(token)
    if not word[:1].isalpha():
        return 0
    if month := gregorian_month(word):
        return month
    if short := _SHORT.fullmatch(word):
        return gregorian_month(short["month"])
    for ending in range(1, min(_ENDINGS, len(word) - 5) + 1):  # of long names only: "may" is no beginning of "mayor"
        if (month := gregorian_month(word[:-ending])) and word[:-ending] not in _WITHOUT_ENDINGS:
            return month
    return 0


def _figure(token: str) -> int:
    """The number that a token of digits stands for, in any script; 0 for others."""
    figure = fold(token)
    return int(figure) if len(figure) <= 2 and figure.isdecimal() else 0


def _number(one: Found) -> int:
    return int(one.entry.id.partition(":")[2])

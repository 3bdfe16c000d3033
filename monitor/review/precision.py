"""How many alerts were right, of those that people spoke of: by topic, source and language, and how sure that is. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Any

from monitor.storage.feedback import Verdict
from monitor.text.language import primary

LOOKED_BACK = timedelta(days=30)  # of one day alone there are never enough votes
FEW = 10  # alerts: of fewer the interval spans 30 points even where all were right, and 50 and more where half were
NAMED = 5  # sources and languages in a day's review, the worst first
UNKNOWN = "?"  # a language that nobody said and nothing shows

_SURE = 1.959963984540054  # standard deviations of a normal distribution that hold 95 % of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of some alerts that people spoke of, how many were right.

    Attributes:
        name: of the topic, source or language.
        right: alerts that most called right.
        judged: alerts of which anything was said.
        low: the share that is right is, 95 times in 100, no less than this,
        high: and no more than this.
    """

    name: str
    right: int
    judged: int
    low: float
    high: float

    @property
    def few(self) -> bool:
        """Whether so few were judged that the share says little."""
        return self.judged < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Precisions:
    """The same alerts counted three ways, each the most judged first."""

    topics: tuple[Precision, ...] = ()
    sources: tuple[Precision, ...] = ()
    languages: tuple[Precision, ...] = ()


NOTHING_SAID = Precisions()


def precisions(said: Sequence[Verdict]) -> Precisions:
    """Count what was said."""
    return Precisions(
        topics=_by(said, lambda one: one.topic),
        sources=_by(said, lambda one: one.source),
        languages=_by(said, lambda one: primary(one.language) or UNKNOWN),
    )


def _by(said: Iterable[Verdict], name: Callable[[Verdict], str]) -> tuple[Precision, ...]:
    judged, right = Counter[str](), Counter[str]()
    for one in said:
        judged[name(one)] += 1
        right[name(one)] += one.right
    found = (precision(each, right[each], count) for each, count in judged.items())
    return tuple(sorted(found, key=lambda one: (-one.judged, one.name)))


def precision(name: str, right: int, judged: int) -> Precision:
    """Return a share with its interval; ``judged`` is at least one."""
    low, high = wilson(right, judged)
    return Precision(name=name, right=right, judged=judged, low=low, high=high)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the interval in which the true share lies 95 times in 100, for one trial or more.

    It is the score interval of E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22 (1927), 209-212: true also of few trials and of shares near 0 and 1, where the usual ± is not.
    """
    share, square = successes / trials, _SURE * _SURE
    middle = share + square / (2 * trials)
    reach = _SURE * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    whole = 1 + square / trials
    low = 0.0 if successes == 0 else (middle - reach) / whole  # exactly so; computed, it would be off by the last bit
    high = 1.0 if successes == trials else (middle + reach) / whole
    return low, high


def spoken(one: Precision) -> str:
    """Say a share in words: ``41 of 44 right, 82–98 %``."""
    few = "; too few to say more" if one.few else ""
    return f"{one.right} of {one.judged} right, {100 * one.low:.0f}–{100 * one.high:.0f} %{few}"


def as_lines(found: Precisions) -> list[str]:
    """Return a line for each topic, and of the sources and languages of which something was wrong the worst in a line each."""
    lines = [f"{one.name}: {spoken(one)}" for one in found.topics]
    for noun, counted in (("source", found.sources), ("language", found.languages)):
        wrong = sorted((one for one in counted if one.right < one.judged), key=lambda one: (one.high, one.name))
        lines += [f"{noun} {one.name}: {spoken(one)}" for one in wrong[:NAMED]]
        lines += [f"and {len(wrong) - NAMED} more {noun}s"] * (len(wrong) > NAMED)
    return lines


def as_rows(found: Precisions) -> dict[str, list[dict[str, Any]]]:
    """Return all of it as plain values."""
    counted = (("topics", found.topics), ("sources", found.sources), ("languages", found.languages))
    return {noun: [{"name": one.name} | as_row(one) for one in some] for noun, some in counted}


def as_row(one: Precision) -> dict[str, Any]:
    """Return a share without its name."""
    return {"right": one.right, "judged": one.judged, "low": round(one.low, 4), "high": round(one.high, 4)}

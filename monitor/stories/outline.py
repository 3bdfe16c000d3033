"""What a story is compared by: the sum of its articles, in a size that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from monitor.stories.facts import Facts, both
from monitor.stories.rarity import Weighed, length

WORDS_KEPT = 150  # of each language: the weightiest
SIGNS_KEPT = 80
PARTS = 10_000  # that a weight is kept in
SIGNS = "signs"  # is no language; "" is that of a text whose language nobody knows


@dataclass(frozen=True, slots=True)
class Cohesion:
    """How like its story each article was that joined it, on average: the closer a story is, the more it asks of the next."""

    mean: float = 0.0
    joins: int = 0

    def after(self, likeness: float) -> Cohesion:
        """Return it with one more join."""
        return Cohesion(self.mean + (likeness - self.mean) / (self.joins + 1), self.joins + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a story is compared by.

    Attributes:
        members: how many articles it sums up.
        words: the sum of the articles' word vectors, by language.
        signs: the sum of their vectors of signs.
        lengths: of the word vectors, by language, and of the signs under ``SIGNS``.
        facts: what they state, together.
        by_words, by_signs: how like it those were that joined it by the words of their language, and those by signs alone.
        newest: when the last of them was published, where that is known.
    """

    members: int = 0
    words: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)
    lengths: Mapping[str, float] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    by_words: Cohesion = field(default_factory=Cohesion)
    by_signs: Cohesion = field(default_factory=Cohesion)
    newest: datetime | None = None


def begun(article: Weighed) -> Outline:
    """Return the outline of a story with one article."""
    return _with(Outline(), article)


def grown(story: Outline, article: Weighed, likeness: float = 0.0, *, by_words: bool = True) -> Outline:
    """Return a story's outline with one more article in it.

    Args:
        story: the outline before.
        article: the one that joins.
        likeness: how like the story it was found to be; 0 where a person put it there.
        by_words: whether that was by the words of its language, and not by signs alone.
    """
    more = _with(story, article)
    if not likeness:
        return more
    if by_words:
        return replace(more, by_words=story.by_words.after(likeness))
    return replace(more, by_signs=story.by_signs.after(likeness))


def _with(story: Outline, article: Weighed) -> Outline:
    one = article.profile
    mine = _sum(story.words.get(one.tongue, {}), article.words, WORDS_KEPT)
    signs = _sum(story.signs, article.signs, SIGNS_KEPT)
    return Outline(
        members=story.members + 1,
        words={**story.words, one.tongue: mine},
        signs=signs,
        lengths={**story.lengths, one.tongue: length(mine), SIGNS: length(signs)},
        facts=both(story.facts, one.facts),
        by_words=story.by_words,
        by_signs=story.by_signs,
        newest=max(filter(None, (story.newest, one.published)), default=None),
    )


def _sum(one: Mapping[str, float], other: Mapping[str, float], most: int) -> dict[str, float]:
    total = {**one, **other}
    for key in one.keys() & other.keys():
        total[key] += one[key]
    if len(total) > 2 * most:  # seldom, so that what comes again is not lost each time
        total = dict(sorted(total.items(), key=lambda item: item[1], reverse=True)[:most])
    return total


def to_json(story: Outline) -> dict[str, Any]:
    """Return an outline as JSON values; ``from_json`` reads them back."""
    facts = story.facts
    return {
        "members": story.members,
        "words": {tongue: _whole(words) for tongue, words in story.words.items()},
        "signs": _whole(story.signs),
        "lengths": _whole(story.lengths),
        "dates": sorted(facts.dates),
        "ordinals": sorted(facts.ordinals),
        "states": sorted(facts.states),
        "cities": sorted(facts.cities),
        "people": sorted(facts.people),
        "numbers": sorted(facts.numbers),
        "stages": sorted(facts.stages),
        "by_words": [round(story.by_words.mean, 4), story.by_words.joins],
        "by_signs": [round(story.by_signs.mean, 4), story.by_signs.joins],
        "newest": story.newest.astimezone(UTC).isoformat() if story.newest else None,
    }


def from_json(value: Mapping[str, Any]) -> Outline:
    """Return the outline that ``to_json`` wrote."""
    return Outline(
        members=value["members"],
        words={tongue: _parts(words) for tongue, words in value["words"].items()},
        signs=_parts(value["signs"]),
        lengths=_parts(value["lengths"]),
        facts=Facts(
            dates=frozenset((month, day) for month, day in value["dates"]),
            ordinals=frozenset(value["ordinals"]),
            states=frozenset(value["states"]),
            cities=frozenset(value["cities"]),
            people=frozenset(value["people"]),
            numbers=frozenset(value["numbers"]),
            stages=frozenset(value["stages"]),
        ),
        by_words=Cohesion(*value["by_words"]),
        by_signs=Cohesion(*value["by_signs"]),
        newest=datetime.fromisoformat(value["newest"]) if value["newest"] else None,
    )


def _whole(vector: Mapping[str, float]) -> dict[str, int]:
    """Weights in parts of ``PARTS``: whole numbers are sooner written, and shorter."""
    return {key: int(weight * PARTS + 0.5) for key, weight in vector.items()}


def _parts(vector: Mapping[str, int]) -> dict[str, float]:
    return {key: number / PARTS for key, number in vector.items()}


def together(articles: Iterable[Weighed]) -> Outline:
    """Return the outline of a story that these articles are put into, in their order; how like each other they are is not asked."""
    story = Outline()
    for article in articles:
        story = grown(story, article)
    return story

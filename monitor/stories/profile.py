"""What articles and stories are compared by: one frozen value for both, so that a story is the sum of its articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from monitor.stories.facts import Facts
from monitor.stories.vector import word_weights
from monitor.text.words import Reading

WORDS_KEPT = 200  # of a story: the weightiest


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an article, or a whole story, is compared by.

    Attributes:
        members: how many articles it sums up.
        languages: those of the articles.
        words: how much each word key counts, in all articles together.
        signs: the same for what is alike in every language: entries of the glossary, names by their sound, numbers.
        facts: what must not be contradicted.
        newest: when the last of them was published, where that is known.
    """

    members: int = 1
    languages: frozenset[str] = frozenset()
    words: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    newest: datetime | None = None


def profile_of(reading: Reading, *, published: datetime | None = None) -> Profile:
    """Return what an article is compared by."""
    return Profile(languages=frozenset({reading.language}), words=word_weights(reading), newest=published)


def grown(story: Profile, article: Profile) -> Profile:
    """Return a story's profile with one more article in it."""
    words = dict(story.words)
    for word, weight in article.words.items():
        words[word] = words.get(word, 0.0) + weight
    if len(words) > WORDS_KEPT:
        words = dict(sorted(words.items(), key=lambda item: item[1], reverse=True)[:WORDS_KEPT])
    return Profile(
        members=story.members + article.members,
        languages=story.languages | article.languages,
        words=words,
        newest=max(filter(None, (story.newest, article.newest)), default=None),
    )


def to_json(profile: Profile) -> dict[str, Any]:
    """Return a profile as JSON values; ``from_json`` reads them back."""
    return {
        "members": profile.members,
        "languages": sorted(profile.languages),
        "words": {word: round(weight, 2) for word, weight in profile.words.items()},
        "newest": profile.newest.astimezone(UTC).isoformat() if profile.newest else None,
    }


def from_json(value: Mapping[str, Any]) -> Profile:
    """Return the profile that ``to_json`` wrote."""
    return Profile(
        members=value["members"],
        languages=frozenset(value["languages"]),
        words=value["words"],
        newest=datetime.fromisoformat(value["newest"]) if value["newest"] else None,
    )

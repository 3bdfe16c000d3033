"""What an article is compared by, and what a story is: the sum of its articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.stories.facts import Facts
from monitor.stories.glossary import Glossary, shipped
from monitor.stories.signs import signs_of
from monitor.stories.vector import word_weights
from monitor.text.words import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an article is compared by.

    Attributes:
        tongue: the language it is written in.
        words: how much each word key counts in it.
        signs: the same for what is alike in every language: entries of the glossary, names by their sound, numbers, days.
        facts: what another telling must not contradict.
        published: when it was, where that is known.
    """

    tongue: str = ""
    words: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    published: datetime | None = None


def profile_of(reading: Reading, *, published: datetime | None = None, glossary: Glossary | None = None) -> Profile:
    """Return what an article is compared by."""
    signs, facts = signs_of(reading, glossary or shipped())
    return Profile(tongue=reading.language, words=word_weights(reading), signs=signs, facts=facts, published=published)

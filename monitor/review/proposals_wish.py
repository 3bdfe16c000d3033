"""What readers object to becomes a change that could be made: an exclusion of the topic, once enough of them say so. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from monitor.catalog.load import Catalog
from monitor.errors import QueryInvalid
from monitor.model import Exclusion, SourceId, Topic, TopicId
from monitor.storage.feedback import Objection
from monitor.text.normalize import fold
from monitor.topics.syntax import parse, warnings_of

VOICES = 2  # subscribers: one alone may have slipped, or want another topic; an operator answers for it and needs no second
TERM, SOURCE = "term:", "source:"
LONGEST = 100  # characters of a term: what is longer is no term but a sentence

_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # what comes with a word from right to left
_SIGNS = re.compile(r"""["“”„«»*?=@#~^{}()\[\]/\\|<>:,;!+]+""")  # what means something in a query, or never stands in a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A change that enough readers ask for.

    Attributes:
        topic: whose articles are meant.
        change: the query of the exclusion.
        because: who asks for it, and why.
    """

    topic: Topic
    change: str
    because: str

    @property
    def ways(self) -> tuple[str, ...]:
        """The queries by which it may be granted: words may stand anywhere in an article, or in its headline and lead alone."""
        return (self.change,) if self.change.startswith(SOURCE) else (self.change, f"title:{self.change} OR lead:{self.change}")


def change_of(because: str, sources: Collection[SourceId]) -> str:
    """Return the query of the exclusion that a reason asks for: of ``term:…`` the words, of ``source:…`` its articles.

    Empty where it asks for none: of ``topic`` and of no reason, of a source that is not known, of a term without a word.
    """
    if because.startswith(SOURCE):
        source = because.removeprefix(SOURCE).strip()
        return f"source:{source}" if source in sources else ""
    if not because.startswith(TERM) or len(because) > LONGEST + len(TERM):
        return ""
    words = " ".join(_SIGNS.sub(" ", _DIRECTIONS.sub("", because.removeprefix(TERM))).split()).lower()
    change = words if words.isalpha() and not warnings_of(words) else f'"{words}"'
    try:
        parse(change)
    except QueryInvalid:
        return ""
    return change


def wishes(said: Iterable[Objection], catalog: Catalog) -> list[Wish]:
    """Return the exclusions that enough readers ask for, of topics that are on and do not have them, in the order of topics and terms.

    Spellings that are one word to the matcher count together.
    """
    topics = {topic.id: topic for topic in catalog.topics if topic.enabled}
    sources = {source.id for source in catalog.sources}
    voices: dict[tuple[TopicId, str], list[Objection]] = {}
    spelled: dict[tuple[TopicId, str], str] = {}
    for one in said:
        change = change_of(one.because, sources) if one.topic in topics else ""
        if change:
            key = one.topic, fold(change)
            spelled.setdefault(key, change)
            voices.setdefault(key, []).append(one)
    operators = set(catalog.settings.telegram.operators)
    found = []
    for (topic, folded), those in voices.items():
        by_operator = any(one.chat_id in operators for one in those)
        count = len({one.subscriber for one in those})
        if by_operator or count >= VOICES:
            change = spelled[topic, folded]
            wish = Wish(topic=topics[topic], change=change, because=_because(change, count, by_operator=by_operator))
            found += [] if any(has_exclusion(wish.topic, way) for way in wish.ways) else [wish]
    return found


def has_exclusion(topic: Topic, change: str) -> bool:
    """Whether a topic has this exclusion already."""
    return fold(change) in {fold(" ".join(one.query.split())) for one in topic.exclusions}


def edited(catalog: Catalog, topic: TopicId, change: str, because: str) -> Catalog:
    """Return a catalog in which a topic has this exclusion more."""
    more = Exclusion(query=change, because=because)
    return replace(
        catalog,
        topics=tuple(replace(one, exclusions=(*one.exclusions, more)) if one.id == topic else one for one in catalog.topics),
    )


def _because(change: str, count: int, *, by_operator: bool) -> str:
    what = "this source" if change.startswith(SOURCE) else "these words"
    who = "an operator" if by_operator else f"{count} subscribers"
    others = f" and {count - 1} more" if by_operator and count > 1 else ""
    plural = not by_operator or count > 1
    return f"Not about this because of {what}, {'say' if plural else 'says'} {who}{others}."

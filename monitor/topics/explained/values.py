"""An explanation as frozen values: a tree like the query's own, each clause with what makes it true or what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.model import Span, Stage, TopicId


class Kind(StrEnum):
    """What a clause is."""

    WORD = "word"
    PHRASE = "phrase"
    CONCEPT = "concept"
    ALL = "all"
    SOME = "some"
    NOT = "not"
    NEAR = "near"
    TOGETHER = "together"
    FIELD = "field"
    FILTER = "filter"
    COUNT = "count"
    PREFER = "prefer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place of the article. ``written`` is what stands there, several stretches joined by ``…``."""

    spans: tuple[Span, ...]
    written: str
    term: str = ""  # of a concept: which of its terms is met there
    sibling: str = ""  # of a concept: which other one takes the place for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One clause of a query, and what it found.

    Attributes:
        says: the clause as the operator wrote it.
        line, column: where it begins in the topic's file, or in the query where that has none; from 1.
        holds: whether it is true, by the matcher's own clause.
        spots: where it is true, the first ten of ``count``; of NOT, what it must not find.
        taken: of a concept, places that its ``not_only`` siblings took away.
        reason: why it is not true, in words that stand alone; of a filter that is true, what was found.
        detail: what comes nearest, or where it stands instead; empty where nothing does.
        missing: how far it is from true, to compare with others; 0 where it is.
        evidence: how many of its words are there.
        own: whether ``reason`` is all there is to say, not that of a part.
        needed: of a list, how many of its parts must be true.
    """

    kind: Kind
    says: str
    line: int
    column: int
    holds: bool
    spots: tuple[Spot, ...] = ()
    count: int = 0
    taken: tuple[Spot, ...] = ()
    reason: str = ""
    detail: str = ""
    missing: float = 0.0
    evidence: int = 0
    own: bool = True
    needed: int = 0
    parts: tuple[Explained, ...] = ()

    @property
    def sentence(self) -> str:
        """Why it is not true, and what comes nearest."""
        return f"{self.reason}; {self.detail}" if self.detail else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """An exclusion of the topic; where ``query`` holds, the article is none of its own."""

    because: str
    query: Explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A stage of the topic, and whether the article tells of it."""

    stage: Stage
    query: Explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an article is a topic's or is not.

    Attributes:
        matched: the matcher's verdict.
        field: of a match, the strongest field: title, lead or body; else empty.
        query: the topic's own query over the whole text.
        head: the same over title and lead alone, where the match is in the body only.
        wanting: the fewest clauses that would have to be true for the article to be the topic's; of an article that is excluded, the
            exclusions that are true.
    """

    topic: TopicId
    enabled: bool
    file: str
    matched: bool
    field: str
    query: Explained
    head: Explained | None
    exclusions: tuple[Excluded, ...]
    stages: tuple[Staged, ...]
    stage: Stage | None
    wanting: tuple[Explained, ...]

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        """The exclusions that are true, whether the query is or not."""
        return tuple(one for one in self.exclusions if one.query.holds)

    @property
    def unrelated(self) -> bool:
        """Whether nothing that the query asks for is in the text."""
        return not self.query.holds and not self.query.evidence and self.query.missing >= 1

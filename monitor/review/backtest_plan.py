"""What a backtest compares: which topics, as they are now, with what they were then. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.catalog.load import Catalog
from monitor.catalog.topics import Example
from monitor.errors import QueryInvalid
from monitor.model import Concept, Source, Topic, TopicId
from monitor.review.backtest_archive import Side, side_of
from monitor.review.backtest_edits import Edit, concepts_behind, edits

QUERY = TopicId("query")  # what a query that belongs to no topic is called
SAME = ("nothing",)


class Then(StrEnum):
    """What hits now are compared with."""

    RECORDED = "recorded"  # what was matched at the time
    IN_FORCE = "in_force"  # what the definition in force finds in the archive
    FOLDER = "folder"  # what another config folder finds there
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Topics and concepts to compare with, and where they are from."""

    then: Then
    topics: Sequence[Topic]
    concepts: Sequence[Concept]
    sources: Sequence[Source]
    since: datetime | None = None  # when the newest of what is in force was taken into force
    folder: str = ""


NOTHING = Earlier(then=Then.NOTHING, topics=(), concepts=(), sources=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Two sides of each of some topics. ``edits`` names them in order; ``looked`` says how many topics were compared."""

    then: Then
    before: Side
    after: Side
    edits: tuple[Edit, ...]
    looked: int
    since: datetime | None = None
    folder: str = ""
    examples: tuple[Example, ...] = ()


def plan_changed(catalog: Catalog, earlier: Earlier) -> Plan:
    """Compare every topic that differs.

    Raises:
        QueryInvalid: what is compared with cannot be understood by this version.
    """
    found = edits(earlier.topics, earlier.concepts, catalog.topics, catalog.concepts)
    looked = len({topic.id for topic in (*earlier.topics, *catalog.topics)})
    return _plan(found, catalog, earlier, looked=looked)


def plan_topic(topic: TopicId, catalog: Catalog, earlier: Earlier) -> Plan:
    """Compare one topic that either side has: with what was recorded where it does not differ.

    One that is switched off is tried as if it were on.

    Raises:
        QueryInvalid: what is compared with cannot be understood by this version.
    """
    was = [one for one in earlier.topics if one.id == topic]
    now = [replace(one, enabled=True) for one in catalog.topics if one.id == topic]
    found = edits(was, earlier.concepts, now, catalog.concepts)
    if found and earlier.topics:
        return _plan(found, catalog, earlier, looked=1)
    same = [Edit(topic=one.id, before=one, after=one, what=SAME) for one in now]
    if earlier.then is Then.FOLDER:
        return _plan(same, catalog, earlier, looked=1)
    recorded = replace(earlier, then=Then.RECORDED, topics=(), since=None)
    return _plan(same, catalog, recorded, looked=1)


def plan_query(query: str, catalog: Catalog) -> Plan:
    """Try a query that belongs to no topic, with the concepts of the config.

    Raises:
        QueryInvalid: it cannot be understood.
    """
    asked = Topic(id=QUERY, query=query, title={"en": query})
    return _plan([Edit(topic=QUERY, before=None, after=asked, what=("added",))], catalog, NOTHING, looked=1)


def _plan(found: Iterable[Edit], catalog: Catalog, earlier: Earlier, *, looked: int) -> Plan:
    chosen = tuple(found)
    old = [edit.before for edit in chosen if edit.before and earlier.then is not Then.RECORDED]
    new = [edit.after for edit in chosen if edit.after]
    tested = {topic.id for topic in new}
    return Plan(
        then=earlier.then,
        before=side_of(old, _needed(old, earlier.concepts), earlier.sources),
        after=side_of(new, _needed(new, catalog.concepts), catalog.sources),
        edits=chosen,
        looked=looked,
        since=earlier.since,
        folder=earlier.folder,
        examples=tuple(example for example in catalog.examples if example.topic in tested),
    )


def _needed(topics: Iterable[Topic], concepts: Sequence[Concept]) -> Sequence[Concept]:
    """The concepts that topics name: to compile the others takes longer than the whole rest. All, where a name or a query is wrong."""
    known = {concept.id: concept for concept in concepts}
    try:
        named = {name for topic in topics for name in concepts_behind(topic, known)}
    except QueryInvalid:
        return concepts
    return [concept for concept in concepts if concept.id in named] if named <= known.keys() else concepts

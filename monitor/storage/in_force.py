"""What the service took into force last: the definition of every topic and concept, so that an edit can be compared with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select

from monitor.model import Body, Concept, Exclusion, Stage, StageQuery, Topic, TopicId
from monitor.storage.tables import in_force
from monitor.storage.transaction import Transaction, insert, one_at_a_time

_TOPIC, _CONCEPT = "topic", "concept"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """Topics and concepts as they were taken into force; ``since`` is when the newest of them was, None where none ever was.

    Of a topic there is what decides what it finds: no title, no place in a file, no reason of an exclusion.
    """

    topics: tuple[Topic, ...] = ()
    concepts: tuple[Concept, ...] = ()
    since: datetime | None = None


def take_into_force(tx: Transaction, topics: Sequence[Topic], concepts: Sequence[Concept], *, now: datetime) -> int:
    """Note that these topics and concepts, and no others, are in force, and return how many definitions that changed."""
    one_at_a_time(tx, "in_force")
    wanted = {(_TOPIC, str(topic.id)): _topic(topic) for topic in topics}
    wanted |= {(_CONCEPT, concept.id): _concept(concept) for concept in concepts}
    stored = {(row.kind, row.id): row.definition for row in tx.execute(select(in_force))}
    gone = stored.keys() - wanted.keys()
    changed = [key for key, definition in wanted.items() if stored.get(key) != definition]
    for kind, name in gone:
        tx.execute(delete(in_force).where(and_(in_force.c.kind == kind, in_force.c.id == name)))
    if changed:
        statement = insert(tx, in_force)
        anew = {name: statement.excluded[name] for name in ("definition", "since")}
        rows = [{"kind": kind, "id": name, "definition": wanted[kind, name], "since": now} for kind, name in changed]
        tx.execute(statement.on_conflict_do_update(index_elements=["kind", "id"], set_=anew), rows)
    return len(gone) + len(changed)


def load_in_force(tx: Transaction) -> InForce:
    """Return what is in force."""
    rows = tx.execute(select(in_force).order_by(in_force.c.kind, in_force.c.id)).all()
    return InForce(
        topics=tuple(_topic_of(row.id, row.definition) for row in rows if row.kind == _TOPIC),
        concepts=tuple(_concept_of(row.id, row.definition) for row in rows if row.kind == _CONCEPT),
        since=max((row.since for row in rows), default=None),
    )


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "query": topic.query,
        "exclusions": [exclusion.query for exclusion in topic.exclusions],
        "stages": [[one.stage.value, one.query] for one in topic.stages],
        "body": topic.body.value,
        "enabled": topic.enabled,
    }


def _topic_of(name: str, definition: dict[str, Any]) -> Topic:
    return Topic(
        id=TopicId(name),
        query=definition["query"],
        exclusions=tuple(Exclusion(query=query, because="") for query in definition["exclusions"]),
        stages=tuple(StageQuery(stage=Stage(stage), query=query) for stage, query in definition["stages"]),
        body=Body(definition["body"]),
        enabled=definition["enabled"],
    )


def _concept(concept: Concept) -> dict[str, Any]:
    return {"terms": {language: list(terms) for language, terms in concept.terms.items()}, "not_only": list(concept.not_only)}


def _concept_of(name: str, definition: dict[str, Any]) -> Concept:
    terms = {language: tuple(some) for language, some in definition["terms"].items()}
    return Concept(id=name, terms=terms, not_only=tuple(definition["not_only"]))

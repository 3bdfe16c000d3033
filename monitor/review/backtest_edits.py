"""Which topics an edit changes: by their own words, or by those of any concept they name, however far away. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.model import Concept, Topic, TopicId
from monitor.topics.named import concepts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A topic that may find other articles than before. A side is None where the topic is not there or is switched off."""

    topic: TopicId
    before: Topic | None
    after: Topic | None
    what: tuple[str, ...]  # added, removed, or what differs: query, exclusions, stages, body, and concepts with their @


def edits(before: Sequence[Topic], old: Iterable[Concept], after: Sequence[Topic], new: Iterable[Concept]) -> list[Edit]:
    """Return the topics that differ, in the order of ``after``; those that are gone come last.

    Args:
        before: topics as they were.
        old: concepts as they were.
        after: topics as they are; their queries are known to be sound.
        new: concepts as they are.
    """
    was, concepts = {topic.id: topic for topic in before if topic.enabled}, {concept.id: concept for concept in new}
    changed = _changed(old, concepts)
    found = []
    for topic in after:
        earlier, later = was.pop(topic.id, None), topic if topic.enabled else None
        if what := _differences(earlier, later, concepts, changed):
            found.append(Edit(topic=topic.id, before=earlier, after=later, what=what))
    return found + [Edit(topic=topic.id, before=topic, after=None, what=("removed",)) for topic in was.values()]


def _differences(before: Topic | None, after: Topic | None, concepts: Mapping[str, Concept], changed: set[str]) -> tuple[str, ...]:
    if before is None or after is None:
        return () if before is after else ("removed",) if after is None else ("added",)
    was, is_now = _own(before), _own(after)
    named = sorted(f"@{name}" for name in concepts_behind(after, concepts) & changed) if changed else []
    return (*(part for part, words in is_now.items() if was[part] != words), *named)


def _own(topic: Topic) -> dict[str, Any]:
    """What of a topic itself decides what it finds."""
    return {
        "query": topic.query.strip(),
        "exclusions": {exclusion.query.strip() for exclusion in topic.exclusions},
        "stages": [(one.stage, one.query.strip()) for one in topic.stages],
        "body": topic.body,
    }


def _changed(old: Iterable[Concept], new: Mapping[str, Concept]) -> set[str]:
    were = {concept.id: _terms(concept) for concept in old}
    return {name for name, concept in new.items() if were.get(name) != _terms(concept)}


def _terms(concept: Concept) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    return {language: frozenset(terms) for language, terms in concept.terms.items() if terms}, frozenset(concept.not_only)


def concepts_behind(topic: Topic, concepts: Mapping[str, Concept]) -> set[str]:
    """Return the concepts that decide what a topic finds: those it names, and those that these leave out (``not_only``).

    Raises:
        QueryInvalid: a query of the topic is not valid.
    """
    waiting = list(concepts_of(topic))
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += concepts[name].not_only if name in concepts else ()
    return found

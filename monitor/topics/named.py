"""Which concepts a topic names, and which of them stand for one another."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model import Topic
from monitor.topics.nodes import ConceptName, Node, Or, children
from monitor.topics.syntax import parse


def named_concepts(query: str) -> frozenset[str]:
    """Return the ids of the concepts that a query names.

    Raises:
        QueryInvalid: the query is not valid.
    """
    return frozenset(node.name for node in _nodes(query) if isinstance(node, ConceptName))


def concepts_of(topic: Topic) -> frozenset[str]:
    """Return the ids of the concepts that a topic names: in its query, its exclusions or its stages."""
    queries = (topic.query, *(one.query for one in topic.exclusions), *(one.query for one in topic.stages))
    return frozenset().union(*map(named_concepts, queries))


def alternatives_to(concept: str, query: str) -> frozenset[str]:
    """Return the ids of the concepts of which a query would as soon have one: ``@a OR @b``.

    Raises:
        QueryInvalid: the query is not valid.
    """
    found: set[str] = set()
    for node in _nodes(query):
        if isinstance(node, Or):
            names = {part.name for part in node.parts if isinstance(part, ConceptName)}
            found |= names if concept in names else set()
    return frozenset(found - {concept})


def _nodes(query: str) -> Iterator[Node]:
    level = [parse(query, wordless=True)]
    while level:
        yield from level
        level = [part for node in level for part in children(node)]

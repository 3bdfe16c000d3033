"""Which concepts a topic names."""

from __future__ import annotations

from monitor.model import Topic
from monitor.topics.nodes import ConceptName, children
from monitor.topics.syntax import parse


def named_concepts(query: str) -> frozenset[str]:
    """Return the ids of the concepts that a query names.

    Raises:
        QueryInvalid: the query is not valid.
    """
    found: set[str] = set()
    level = [parse(query)]
    while level:
        found.update(node.name for node in level if isinstance(node, ConceptName))
        level = [part for node in level for part in children(node)]
    return frozenset(found)


def concepts_of(topic: Topic) -> frozenset[str]:
    """Return the ids of the concepts that a topic names: in its query, its exclusions or its stages."""
    queries = (topic.query, *(one.query for one in topic.exclusions), *(one.query for one in topic.stages))
    return frozenset().union(*map(named_concepts, queries))

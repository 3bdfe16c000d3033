"""Parses the query language of docs/query-language.md into nodes; says everything that is wrong, by line and column."""

from __future__ import annotations

from monitor.errors import Problem, QueryInvalid
from monitor.topics.doubts import doubts
from monitor.topics.nodes import Node, Not
from monitor.topics.parser import Parser
from monitor.topics.place import Faults
from monitor.topics.positive import needs_a_word, wordless_part

MAX_BYTES = 100_000


def parse(query: str, *, wordless: bool = False) -> Node:
    """The query's tree.

    Args:
        query: its text.
        wordless: accept what can be true without a word found: an exclusion and a stage are asked of what a topic's query found.

    Raises:
        QueryInvalid: with every problem found (the first 20, and how many more), each by line and column and with the text
            around it. Whether the concepts it names are known is not asked here.
    """
    if len(query.encode("utf-8", "replace")) > MAX_BYTES:
        raise QueryInvalid([Problem(message=f"the query is longer than {MAX_BYTES // 1000} kB: split the topic in two")])
    faults = Faults(query)
    node = Parser(query, faults).whole()
    if node is not None and not faults and not wordless and not needs_a_word(node):
        culprit = wordless_part(node)
        example = "taliban AND NOT cricket" if isinstance(culprit, Not) else "taliban AND lang:ru"
        faults.note(culprit.at, f"this can be true without any word found: join it to a word with AND, {example}")
    if faults or node is None:
        raise QueryInvalid(faults.told())
    return node


def warnings_of(query: str) -> list[Problem]:
    """What is accepted but looks like a slip, in the query's order. Empty where the query itself is refused."""
    try:
        node = parse(query)
    except QueryInvalid:
        return []
    return doubts(query, node)

"""``re:/…/``: regular expressions on an engine that takes linear time, whatever they say."""

from __future__ import annotations

from collections.abc import Callable

import re2

from monitor.model import Article
from monitor.topics.nodes import Regex
from monitor.topics.place import short

MAX_LENGTH = 500  # characters of an expression
MAX_MEMORY = 1 << 20  # bytes that the engine may take for one
_BEYOND = frozenset({"invalid perl operator", "invalid escape sequence"})


def fits(node: Regex) -> Callable[[Article], bool]:
    """Whether an article's title, or one of its addresses, holds what the expression says, in any case."""
    search = _compiled(node.pattern).search
    if node.field == "title":
        return lambda article: search(_bytes(article.title)) is not None
    return lambda article: search(_bytes(article.url)) is not None or search(_bytes(article.canonical_url)) is not None


def why_not(pattern: str) -> tuple[int, str]:
    """Where in the pattern something is wrong, and what; an empty message where nothing is."""
    if len(pattern) > MAX_LENGTH:
        return MAX_LENGTH, f"an expression has at most {MAX_LENGTH} characters: write several, with OR between"
    try:
        expression = _compiled(pattern)
    except re2.error as error:
        said, _, piece = error.args[0].decode("utf-8", "replace").partition(": ")
        place = pattern.rfind(piece) if piece else 0
        missing = "it knows no lookaround and no reference back" if said in _BEYOND else "put \\ before a sign that is meant as itself"
        return max(place, 0), f'{said}, says re2 of "{short(piece)}": {missing}'
    if expression.search(b"") is not None:
        return 0, "this expression is true of an empty text, so of every article: ask for a letter at least"
    return 0, ""


def _compiled(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    return re2.compile(_bytes(pattern), options)


def _bytes(text: str) -> bytes:
    """The text as the engine reads it; half a character becomes a question mark."""
    return text.encode("utf-8", "replace")

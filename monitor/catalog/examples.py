"""The examples that operators write beside a query, tried on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from monitor.catalog.topics import Example
from monitor.errors import Problem
from monitor.model import Article, Match
from monitor.text.language import detect

LONGEST_QUOTE = 60  # characters of an example that a message repeats


def failing(examples: Iterable[Example], match: Callable[[Article], Sequence[Match]]) -> Iterator[Problem]:
    """Yield a problem for each example of which ``match`` says the opposite."""
    for one in examples:
        language = one.language or detect(f"{one.title}\n{one.lead}\n{one.body}")
        article = Article(title=one.title, lead=one.lead, body=one.body, language=language)
        found = any(match_.topic == one.topic for match_ in match(article))
        if found == one.matches:
            continue
        quote = one.title or one.lead or one.body
        quote = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
        said = "is not found by the query: widen it, or move the example to `ignores`"
        if found:
            said = "is found by the query: narrow it, or move the example to `matches`"
        yield Problem(file=one.file, line=one.line, column=one.column, message=f"the example “{quote}” {said}")

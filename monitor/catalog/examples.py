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
        found = next((one_match for one_match in match(article_of(one)) if one_match.topic == one.topic), None)
        if said := _objection(one, found):
            quote = one.title or one.lead or one.body
            quote = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
            yield Problem(file=one.file, line=one.line, column=one.column, message=f"the example “{quote}” {said}")


def article_of(example: Example) -> Article:
    """Return an example as the article that it stands for; its language is found out where it does not say it."""
    language = example.language or detect(f"{example.title}\n{example.lead}\n{example.body}")
    return Article(title=example.title, lead=example.lead, body=example.body, language=language)


def _objection(wanted: Example, found: Match | None) -> str:
    """What is wrong with what was found of an example; empty where nothing is."""
    if found is None:
        return "is not found by the query: widen it, or move the example to `ignores`" if wanted.matches else ""
    if not wanted.matches:
        return "is found by the query: narrow it, or move the example to `matches`"
    if wanted.stage in {None, found.stage}:
        return ""
    stage = f"at the stage `{found.stage}`" if found.stage else "at no stage"
    return f"is found {stage}, not at `{wanted.stage}`: change the queries under `stages`, their order, or the example"

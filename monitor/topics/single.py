"""One query over one text, for the console's test box and `monitor inspect queries`."""

from __future__ import annotations

from functools import lru_cache

from monitor.model import Article, Span, Topic, TopicId
from monitor.topics.matcher import Matcher


def match_query(query: str, *, title: str = "", text: str = "", language: str = "") -> tuple[Span, ...] | None:
    """The stretches of title and text (as the lead) that prove the query; None where it is not true of them.

    Raises:
        QueryInvalid: with every problem of the query.
    """
    matches = _matcher(query).match(Article(title=title, lead=text, language=language))
    return matches[0].spans if matches else None


@lru_cache(maxsize=256)
def _matcher(query: str) -> Matcher:
    return Matcher([Topic(id=TopicId("query"), query=query)])

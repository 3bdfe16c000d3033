"""What was hit in an article, as it is written there: for people who ask why."""

from __future__ import annotations

from monitor.alerts.passage import clean, shorten
from monitor.model import Article, Match

FIELDS = ("title", "lead", "body")
MOST = 12
TERM_UNITS = 60


def terms_of(article: Article, match: Match | None) -> list[tuple[str, str]]:
    """The words that prove a match, each once, with the field it stands in first: title, then lead, then body."""
    if match is None:
        return []
    texts = {"title": article.title, "lead": article.lead, "body": article.body}
    found: dict[str, tuple[str, str]] = {}
    for span in sorted(match.spans, key=lambda each: (FIELDS.index(each.field), each.start)):
        words = clean(texts[span.field][span.start : span.end])
        if words.text:
            found.setdefault(words.text.casefold(), (shorten(words, TERM_UNITS).text, span.field))
    return list(found.values())[:MOST]

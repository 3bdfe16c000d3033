"""An explanation as plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.cli.explain_asked import Subject
from monitor.cli.explain_fate import copy_reason
from monitor.model import Article, Topic, TopicId
from monitor.storage.explain import Fate, Raised
from monitor.text.boilerplate import boilerplate_spans
from monitor.topics.explained.values import Explained, Explanation, Spot

_DEEPEST = 100  # levels of a query's tree that are told: writers and readers of JSON give up on deeper ones


def as_json(subject: Subject, found: Sequence[Explanation], topics: Mapping[TopicId, Topic]) -> dict[str, Any]:
    """Return the whole of what is known of one article: times in ISO 8601, places as ``[field, start, end]`` of the original text."""
    article = subject.article
    fields = (("title", article.title), ("lead", article.lead), ("body", article.body))
    return {
        "article": _article(article)
        | {"where": subject.where, "language": article.language, "language_known": subject.language, "lead": article.lead}
        | {"body_characters": len(article.body)},
        "left_out": [[name, start, end] for name, text in fields for start, end in boilerplate_spans(text)],
        "topics": [_topic(one, topics[one.topic]) for one in found],
        "archive": None if subject.fate is None else _fate(subject.fate),
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id or None,
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "seen": article.seen.isoformat() if article.seen else None,
    }


def _topic(found: Explanation, topic: Topic) -> dict[str, Any]:
    reasons = [one.because for one in found.excluded] if found.query.holds else [clause.sentence for clause in found.wanting]
    return {
        "topic": found.topic,
        "file": found.file,
        "enabled": found.enabled,
        "body": topic.body.value,
        "matched": found.matched,
        "field": found.field,
        "stage": found.stage,
        "reasons": reasons,
        "wanting": [{"says": clause.says, "line": clause.line, "column": clause.column} for clause in found.wanting],
        "query": _clause(found.query),
        "head": None if found.head is None else _clause(found.head),
        "exclusions": [{"because": one.because, "query": _clause(one.query)} for one in found.exclusions],
        "stages": [{"stage": one.stage, "query": _clause(one.query)} for one in found.stages],
    }


def _clause(clause: Explained, levels: int = _DEEPEST) -> dict[str, Any]:
    return {
        "kind": clause.kind,
        "says": clause.says,
        "line": clause.line,
        "column": clause.column,
        "holds": clause.holds,
        "reason": clause.reason,
        "detail": clause.detail,
        "count": clause.count,
        "needed": clause.needed,
        "spots": [_spot(spot) for spot in clause.spots],
        "taken": [_spot(spot) for spot in clause.taken],
        "parts": [_clause(part, levels - 1) for part in clause.parts] if levels else [],
    }


def _spot(spot: Spot) -> dict[str, Any]:
    spans = [[span.field, span.start, span.end] for span in spot.spans]
    return {"spans": spans, "written": spot.written, "term": spot.term, "sibling": spot.sibling}


def _fate(fate: Fate) -> dict[str, Any]:
    original = fate.original
    return {
        "copy_of": None if original is None else _article(original) | {"because": copy_reason(fate.article, original)},
        "copies": fate.copies,
        "story": fate.article.story,
        "articles": [_article(article) for article in fate.story],
        "matches": [{"topic": match.topic, "field": match.field, "stage": match.stage} for match in fate.matches],
        "alerts": [_alert(raised) for raised in fate.alerts],
    }


def _alert(raised: Raised) -> dict[str, Any]:
    alert = raised.alert
    return {
        "topic": alert.topic,
        "stage": alert.stage,
        "article": alert.article,
        "raised": alert.raised.isoformat(),
        "held": alert.held,
        "told": [
            {
                "channel": told.channel,
                "chat": told.chat_id,
                "name": told.name,
                "state": told.state,
                "at": told.at.isoformat(),
                "reason": told.reason,
            }
            for told in raised.told
        ],
    }

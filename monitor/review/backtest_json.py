"""A backtest as plain values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from monitor.alerts.passage import Passage
from monitor.review.backtest import Count, Expected
from monitor.review.backtest_report import Report, Shown, TopicReport


def as_json(report: Report) -> dict[str, Any]:
    """Return everything; times are ISO 8601, empty where there is none; ``marks`` are offsets into the text beside them."""
    return {
        "since": report.window.since.isoformat(),
        "until": report.window.until.isoformat(),
        "then": {"what": report.then.value, "since": report.since.isoformat() if report.since else "", "folder": report.folder},
        "archived": report.archived.articles,
        "candidates": report.candidates,
        "forgotten": report.forgotten,
        "seconds": round(report.seconds, 3),
        "looked": report.looked,
        "failing": report.failing,
        "topics": [_topic(topic) for topic in report.topics],
    }


def _topic(topic: TopicReport) -> dict[str, Any]:
    return {
        "topic": topic.edit.topic,
        "title": topic.title,
        "changed": list(topic.edit.what),
        **asdict(topic.total),
        "kept": topic.kept,
        "retold": [{"before": before, "after": after, "hits": count} for (before, after), count in topic.retold.items()],
        "alerts": {"then": _expected(topic.expected_then), "now": _expected(topic.expected_now), "subscribers": topic.subscribers},
        "forgotten": topic.forgotten,
        "by_day": [
            {"day": one.day.isoformat(), **asdict(one.count), "alerts_then": one.alerts_then, "alerts_now": one.alerts_now}
            for one in topic.days
        ],
        "by_language": _counts("language", topic.languages),
        "by_source": _counts("source", topic.sources),
        "gained_hits": [_shown(one) for one in topic.gained],
        "lost_hits": [_shown(one) for one in topic.lost],
        "examples": [{"file": one.file, "line": one.line, "column": one.column, "message": one.message} for one in topic.failing],
    }


def _expected(one: Expected) -> dict[str, Any]:
    busiest = one.busiest.isoformat() if one.busiest else ""
    return {"alerts": one.alerts, "per_day": round(one.per_day, 3), "busiest_day": busiest, "busiest_day_alerts": one.most}


def _counts(noun: str, counts: Mapping[str, Count]) -> list[dict[str, Any]]:
    return [{noun: name, **asdict(count)} for name, count in counts.items()]


def _shown(one: Shown) -> dict[str, Any]:
    hit = one.hit
    return {
        "article": hit.article,
        "seen": hit.seen.isoformat(),
        "published": one.published.isoformat() if one.published else "",
        "source": hit.source,
        "language": hit.language,
        "url": one.url,
        "field": hit.field,
        "stage": hit.stage.value if hit.stage else "",
        "held": hit.held,
        "headline": _passage(one.headline),
        "sentence": _passage(one.sentence),
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {"text": passage.text, "marks": [list(stretch) for stretch in passage.hits]}

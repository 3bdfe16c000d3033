"""A story as plain values for JSON: times in ISO 8601, durations in seconds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from monitor.review.story_changes import ArticleChange, changes_of
from monitor.storage.explain import Raised
from monitor.storage.story_corrections import Correction
from monitor.storage.story_reads import StoryLine, StoryReport, Telling


def line_row(line: StoryLine) -> dict[str, Any]:
    """Return a story in a few facts."""
    return {
        "story": line.story.id,
        "headline": line.headline,
        "topics": list(line.topics),
        "stages": [stage.value for stage in line.stages],
        "articles": line.articles,
        "copies": line.copies,
        "sources": list(line.sources),
        "official": sorted(line.official),
        "languages": list(line.languages),
        "countries": list(line.countries),
        "first": line.first.isoformat(),
        "latest": line.latest.isoformat(),
        "opened": line.story.opened.isoformat(),
        "changed": line.story.changed.isoformat(),
        "told": line.told,
        "held": dict(line.held),
    }


def report_row(report: StoryReport, asked: int) -> dict[str, Any]:
    """Return the whole of what is known of a story; ``asked`` is another id where that was merged into it."""
    first, second = report.line.first, report.runner_up
    return {
        "asked": asked,
        **line_row(report.line),
        "lead_seconds": (second.at - first).total_seconds() if second else None,
        "timeline": [_telling(telling, report, first) for telling in report.tellings],
        "alerts": [_alert(raised) for raised in report.alerts],
        "corrections": [_correction(one) for one in report.corrections],
    }


def _telling(telling: Telling, report: StoryReport, first: datetime) -> dict[str, Any]:
    article, join = telling.article, telling.join
    return {
        "article": article.id,
        "at": telling.at.isoformat(),
        "lag_seconds": (telling.at - first).total_seconds(),
        "source": article.source,
        "official": article.source in report.line.official,
        "country": article.country,
        "language": article.language,
        "headline": article.title or article.lead,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "seen": article.seen.isoformat() if article.seen else None,
        "copy_of": article.copy_of,
        "withdrawn": article.withdrawn.isoformat() if article.withdrawn else None,
        "join": None
        if join is None
        else {
            "at": join.at.isoformat(),
            "score": join.score,
            "shared": list(join.shared),
            "by": join.by,
            "refused": [
                {"story": one.story, "now": report.became[one.story], "score": one.score, "veto": one.veto} for one in join.refused
            ],
        },
        "revisions": [_change(one) for one in changes_of(article, telling.revisions)],
    }


def _change(one: ArticleChange) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "kind": one.kind.value,
        "headline": [[piece.kind, piece.text] for piece in one.headline],
        "sentences_added": one.added,
        "sentences_removed": one.removed,
        "times": one.times,
    }


def _alert(raised: Raised) -> dict[str, Any]:
    alert = raised.alert
    return {
        "topic": alert.topic,
        "stage": alert.stage,
        "change": alert.change,
        "story": alert.story,
        "article": alert.article,
        "raised": alert.raised.isoformat(),
        "held": alert.held,
        "told": dict(Counter(told.state.value for told in raised.told)),
    }


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "by": one.by,
        "kind": one.kind.value,
        "story": one.story,
        "article": one.article,
        "other": one.other,
    }

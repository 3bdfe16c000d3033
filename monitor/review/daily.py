"""One UTC day in figures: fetched, failed, silent, matched, held back and why, sent and how late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from monitor.health import Turn, advice
from monitor.model import Health
from monitor.review import precision
from monitor.review.health import Turns
from monitor.review.leads import as_lines, as_rows
from monitor.review.precision import NOTHING_SAID, Precisions
from monitor.storage.lead_times import LeadTime
from monitor.storage.overview import Answer
from monitor.storage.review import DayFigures

NAMED = 12  # sources or feeds named in a line before the rest is counted
NO_TURNS = Turns()
_WELL = {"ok", "not_modified"}
_SAID = {
    "silent": "fell silent",
    "died": "died",
    "back": "back",
    "switched": "served",
    "moved": "moved",
}


def as_json(
    figures: DayFigures,
    failing: Iterable[Answer] = (),
    turns: Turns = NO_TURNS,
    leads: Sequence[LeadTime] = (),
    judged: Precisions = NOTHING_SAID,
) -> dict[str, Any]:
    """Return the figures as plain values, durations in seconds."""
    return {
        "day": figures.day.isoformat(),
        "fetched": {
            "feeds": figures.feeds_checked,
            "feeds_failed": figures.feeds_failed,
            "checks": dict(figures.checks),
            "failing": [
                {"source": a.source, "url": a.url, "outcome": a.check.outcome, "status": a.check.status, "detail": a.check.detail}
                for a in failing
            ],
        },
        "silent": list(figures.silent),
        "health": {name: [_turn(turn) for turn in found] for name, found in _by_name(turns)},
        "articles": figures.articles,
        "copies": figures.copies,
        "revised": figures.revised,
        "withdrawn": list(figures.withdrawn),
        "leads": as_rows(leads),
        "matches": dict(figures.matches),
        "background_matches": figures.background,
        "alerts": {"raised": figures.raised, "held": dict(figures.held)},
        "deliveries": {str(state): count for state, count in figures.deliveries.items()},
        "parked": dict(figures.parked),
        "delay_seconds": {"p50": _seconds(figures.delay_p50), "p95": _seconds(figures.delay_p95)},
        "precision": precision.as_rows(judged),
    }


def as_text(
    figures: DayFigures,
    failing: Iterable[Answer] = (),
    turns: Turns = NO_TURNS,
    leads: Sequence[LeadTime] = (),
    judged: Precisions = NOTHING_SAID,
) -> str:
    """Return the figures as a page of plain text."""
    checks = sum(figures.checks.values())
    well = sum(count for outcome, count in figures.checks.items() if outcome in _WELL)
    bad = list(failing)
    background = f"; {figures.background} of them in the body alone" if figures.background else ""
    lines = [
        f"Review of {figures.day.isoformat()} (UTC)",
        "",
        f"Fetched    {checks} checks of {figures.feeds_checked} feeds, {well} of them well{_in_brackets(figures.checks)}",
        f"Failed     {figures.feeds_failed} feeds did not answer well all day",
        *(f"           {a.source}: {a.check.outcome}{_status(a)} {a.check.detail or a.url}".rstrip() for a in bad[:NAMED]),
        *([f"           and {len(bad) - NAMED} more"] if len(bad) > NAMED else []),
        f"Silent     {len(figures.silent)} sources had nothing new{_named(figures.silent)}",
        *_health(turns),
        f"Articles   {figures.articles} new, {figures.copies} of them copies{f'; {figures.revised} revised' if figures.revised else ''}",
        *([f"Withdrawn  {len(figures.withdrawn)} that were told{_named(figures.withdrawn)}"] if figures.withdrawn else []),
        *_leads(leads),
        f"Matched    {_counted(figures.matches) or 'nothing'}{background}",
        f"Alerts     {figures.raised} raised, {sum(figures.held.values())} held{_in_brackets(figures.held)}",
        f"Deliveries {_counted(figures.deliveries) or 'none'}{'; parked because ' + _counted(figures.parked) if figures.parked else ''}",
        f"Delay      article to message: median {_spoken(figures.delay_p50)}, 95th percentile {_spoken(figures.delay_p95)}"
        if figures.delay_p50 is not None
        else "Delay      nothing was sent",
        *_judged(judged),
    ]
    return "\n".join(lines) + "\n"


def failing_now(answers: Iterable[Answer], day: date) -> list[Answer]:
    """Return the feeds whose newest check of that day did not go well, by source."""
    return [a for a in answers if a.check.outcome not in _WELL and a.check.at.date() == day]


def _by_name(turns: Turns) -> list[tuple[str, tuple[Turn, ...]]]:
    return [
        ("silent", turns.silent),
        ("died", turns.died),
        ("back", turns.back),
        ("switched", turns.switched),
        ("moved", turns.moved),
    ]


def _turn(turn: Turn) -> dict[str, Any]:
    feed = turn.feed
    return {
        "source": feed.source,
        "url": feed.url,
        "health": feed.health.value,
        "since": feed.health_since.isoformat() if feed.health_since else "",
        "serving": list(turn.serving),
        "address": feed.address,
        "advice": advice(feed.health) if feed.health is not Health.OK else "",
    }


def _health(turns: Turns) -> list[str]:
    """Return a line for what became of feeds, and one for each of them; none where nothing did."""
    said = ", ".join(f"{len(found)} {_SAID[name]}" for name, found in _by_name(turns) if found)
    if not said:
        return []
    lines = [f"Health     {said}"]
    for name, found in _by_name(turns):
        lines += [f"           {_SAID[name]}: {turn.feed.source} {turn.feed.url}{_how(name, turn)}" for turn in found[:NAMED]]
        lines += [f"           and {len(found) - NAMED} more {_SAID[name]}"] if len(found) > NAMED else []
    return lines


def _how(name: str, turn: Turn) -> str:
    if name == "switched":
        return f" by {', '.join(turn.serving)}"
    if name == "moved":
        return f" to {turn.feed.address}"
    return "" if name == "back" else f", {turn.feed.health}. {advice(turn.feed.health)}"


def _leads(leads: Sequence[LeadTime]) -> list[str]:
    """Return a line for each source that was first to tell a story that others told too."""
    return [f"{'First' if not number else '':<10} {line}" for number, line in enumerate(as_lines(leads))]


def _judged(judged: Precisions) -> list[str]:
    """Return how many alerts were right of those of which people said something; nothing where they said nothing."""
    lines = precision.as_lines(judged)
    heading = [f"Precision  of alerts that people judged in {precision.LOOKED_BACK.days} days"] if lines else []
    return heading + [f"{'':<10} {line}" for line in lines]


def _counted(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count)


def _in_brackets(counts: Mapping[Any, int]) -> str:
    return f" ({_counted(counts)})" if counts else ""


def _named(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f": {', '.join(names[:NAMED])}{more}"


def _status(answer: Answer) -> str:
    return f" {answer.check.status}" if answer.check.status else ""


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else round(duration.total_seconds(), 3)


def _spoken(duration: timedelta | None) -> str:
    seconds = duration.total_seconds() if duration else 0.0
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min"

"""What a backtest says in sentences, the same at the terminal and on the page. Pure."""

from __future__ import annotations

from datetime import datetime

from monitor.review.backtest_plan import SAME, Then
from monitor.review.backtest_report import Report, TopicReport

SOURCES_NAMED = 10
WAYS_NAMED = 6
FIELDS = {"title": "headline", "lead": "lead", "body": "body"}


def heading(report: Report) -> str:
    """Which days were searched, and how much there was."""
    days, there = report.window.days, report.archived.articles
    first, last = days[0].isoformat(), days[-1].isoformat()
    span = first if first == last else f"{first} … {last}"
    took = f" · {report.seconds:.1f} s" if report.seconds else ""
    return f"{span} UTC, {counted(len(days), 'day')} · {counted(there, 'article')} archived, {report.candidates:,} with the words{took}"


def comparison(report: Report) -> str:
    """What then means."""
    match report.then:
        case Then.RECORDED:
            return "then: what was matched and recorded at the time; now: the same definition over the archive as it stands"
        case Then.IN_FORCE:
            return f"then: what is in force (last changed {minute(report.since)}); now: the config folder"
        case Then.FOLDER:
            return f"then: {report.folder}/; now: the config folder"
        case _:
            return "then: nothing; now: the query"


def nothing_changed(report: Report) -> str:
    """What is said where no topic differs."""
    from_where = f"{report.folder}/" if report.then is Then.FOLDER else f"what is in force (last changed {minute(report.since)})"
    return f"No topic differs from {from_where}: {counted(report.looked, 'topic')} compared, with the concepts they name."


def differences(topic: TopicReport) -> str:
    """What differs in a topic; empty where nothing does."""
    what = topic.edit.what
    if what == SAME or (what == ("added",) and topic.edit.topic == "query"):
        return ""
    return {"added": "new, or switched off until now", "removed": "removed or switched off"}.get(what[0]) or f"changed: {', '.join(what)}"


def alerts(topic: TopicReport) -> str:
    """How many alerts one subscriber would have a day, and would have had, and how many subscribers there are."""
    now, then = topic.expected_now, topic.expected_then
    for_whom = f"for each of {counted(topic.subscribers, 'subscriber')}" if topic.subscribers > 1 else "for one subscriber"
    nobody = "" if topic.subscribers else "; nobody has the topic now"
    before = f"then {then.per_day:.1f} and {then.most}" if then.alerts else "then none"
    if not now.alerts:
        return f"none ({before}){nobody}"
    return f"{now.per_day:.1f} a day, at most {now.most} on {now.busiest} ({before}), {for_whom} told at once{nobody}"


def missing(topic: TopicReport, report: Report) -> str:
    """How many articles of these days are gone; empty where none are."""
    if not report.forgotten:
        return ""
    said = f"{counted(report.forgotten, 'article')} of these days no longer archived"
    return f"{said}; {topic.forgotten:,} of them had matched and are not counted as lost"


def retold(topic: TopicReport) -> str:
    """What of the kept hits is told otherwise; empty where nothing is."""
    said = [f"{before} → {after} ({count:,})" for (before, after), count in topic.retold.items()]
    more = [f"and {len(said) - WAYS_NAMED} more"] if len(said) > WAYS_NAMED else []
    return "; ".join(said[:WAYS_NAMED] + more)


def counted(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def minute(at: datetime | None) -> str:
    """A time, to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"

"""A backtest from end to end: the archive is read in pieces, compared, counted, and the hits to be shown are given their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alerts.decide import audience
from monitor.catalog.examples import failing
from monitor.model import Source, SourceId, TopicId
from monitor.review.backtest import Hit, Rules, compared
from monitor.review.backtest_archive import AT_ONCE, Progress, find_hits, find_ids, recorded_hits
from monitor.review.backtest_plan import Plan, Then
from monitor.review.backtest_report import Report, Shown, newest, shown, topic_report
from monitor.storage.archive import Window, count_archived, count_forgotten, first_checks
from monitor.storage.articles import articles_by_id
from monitor.storage.database import Database
from monitor.storage.subscribers import active_subscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a backtest keeps to, beside its plan."""

    window: Window
    fresh: timedelta  # as in Rules
    late: timedelta
    show: int | None  # gained and lost hits of each topic that are shown; None is all


def window_of(days: int, now: datetime) -> Window:
    """Return the last UTC days, today among them."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(since=midnight - timedelta(days=days - 1), until=now)


async def run_backtest(database: Database, plan: Plan, terms: Terms, sources: Iterable[Source], progress: Progress) -> Report:
    """Carry out a plan.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    window, named = terms.window, {source.id: source for source in sources}
    topics = [edit.topic for edit in plan.edits]
    archived = await database.read(count_archived, window)
    forgotten = await database.read(count_forgotten, window, topics)
    subscribers = await database.read(active_subscribers)
    rules = Rules(fresh=terms.fresh, late=terms.late, first_checks=await database.read(first_checks) if topics else {})
    sides = [plan.before, plan.after]
    ids = await find_ids(database, sides, window)
    then, now = map(_by_topic, await find_hits(database, sides, ids, rules=rules, progress=progress))
    reports = []
    for edit in plan.edits:
        earlier = then.get(edit.topic, [])
        if plan.then is Then.RECORDED and edit.after:
            earlier = await recorded_hits(database, edit.after, window, rules=rules)
        comparison = compared(earlier, now.get(edit.topic, []))
        reports.append(
            topic_report(
                edit,
                comparison,
                window,
                archived=archived,
                subscribers=len(audience(subscribers, edit.topic)),
                forgotten=forgotten.get(edit.topic, 0),
                failing=failing((one for one in plan.examples if one.topic == edit.topic), plan.after.matcher.match),
                gained=await _shown(database, newest(comparison.gained, terms.show), named),
                lost=await _shown(database, newest(comparison.lost, terms.show), named),
            )
        )
    return Report(
        window=window,
        then=plan.then,
        topics=tuple(reports),
        looked=plan.looked,
        archived=archived,
        candidates=len(ids),
        forgotten=forgotten.get("", 0),
        since=plan.since,
        folder=plan.folder,
    )


def _by_topic(hits: Iterable[Hit]) -> Mapping[TopicId, list[Hit]]:
    found: defaultdict[TopicId, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit.topic].append(hit)
    return found


async def _shown(database: Database, hits: Sequence[Hit], sources: Mapping[SourceId, Source]) -> list[Shown]:
    found: list[Shown] = []
    for start in range(0, len(hits), AT_ONCE):
        by_id = {hit.article: hit for hit in hits[start : start + AT_ONCE]}
        found += [shown(by_id[article.id], article, sources) for article in await database.read(articles_by_id, list(by_id))]
    return found

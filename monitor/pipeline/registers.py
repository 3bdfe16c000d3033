"""Check an official list: fetch, read rows, compare with those last confirmed, and tell what two looks in a row saw.

::

    fetch ─► read_register ─► judge ─┬─ first, same    the rows stand; nothing is told
                                     ├─ changed        asked again soon, without validators; nothing is told
                                     ├─ confirmed      each change is an entry of the ordinary line, and the rows change with it
                                     └─ held           a fault: nothing is told, a person looks

Every reading that differs is kept as it came, with hash, time and headers.
"""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from monitor import extract, polling
from monitor.errors import NotARegister
from monitor.model import Check, Entry, Failure, Feed, Fetched, FetchFailed, NotModified, Outcome, ParsedFeed, RegisterSpec
from monitor.pipeline.line import Alerting, Line
from monitor.pipeline.place import Matched
from monitor.pipeline.reading import Reading, postponed
from monitor.pipeline.record import Recorded, check_of, match_entries, record_check, remembered, tell_check
from monitor.registers.diff import Change, Guards
from monitor.registers.formats import form_of, in_steps
from monitor.registers.linked import linked_file
from monitor.registers.rows import Row, Steps
from monitor.registers.told import describe
from monitor.registers.watch import Look, Verdict, judge
from monitor.storage import feeds, registers
from monitor.storage.registers import Snapshot, Standing
from monitor.storage.transaction import Transaction
from monitor.stories.fingerprint import NO_TEXT
from monitor.text.challenge import challenge

log = structlog.get_logger()

SECOND_LOOK = timedelta(minutes=10)
SPREAD = timedelta(minutes=5)  # by chance, so that no list is looked at in step with a cache
NOT_READ = {"empty": Failure.EMPTY, "broken": Failure.PARSE, "too_large": Failure.TOO_LARGE, "selector": Failure.PARSE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One look at a list: what it means, the rows, and the reading as it came."""

    outcome: Outcome  # with the verdict in it
    reason: str = ""  # why a body was no list
    verdict: Verdict | None = None
    rows: tuple[Row, ...] = ()
    snapshot: Snapshot | None = None


async def check_register(feed: Feed, line: Line) -> int:
    """Check one list, and return how many of its changes were told."""
    standing = await line.database.read(registers.standing_of, feed.id)
    etag, last_modified = ("", "") if standing.pending else polling.validators(feed, line.now())
    outcome = await _fetched(feed, line, etag=etag, last_modified=last_modified)
    if postponed(outcome):
        after = polling.after_check(feed, outcome, now=line.now())
        await line.database.run(feeds.save_feed, after)
        log.info("feed.postponed", feed=feed.id, source=feed.source, reason=outcome.detail, until=after.next_at.isoformat())
        return 0
    at = line.now()
    seen = await _look(feed, outcome, standing, line, at=at)
    told = seen.verdict.told if seen.verdict is not None else ()
    sources = line.alerting.sources
    name = sources[feed.source].name if feed.source in sources else feed.source
    entries = await line.beside(_entries, told, feed, register=name, seen=standing.since or at, at=at) if told else ()
    found = await line.beside(_matched, entries, feed, matcher=line.matcher, seen=at) if entries else []
    reading = Reading(outcome=seen.outcome, parsed=ParsedFeed(entries=entries), digest=_digest(feed, outcome, seen), reason=seen.reason)
    after = remembered(feed, reading, line, new=len(entries), size=len(outcome.body) if isinstance(outcome, Fetched) else 0, at=at)
    if seen.verdict is not None and seen.verdict.pending and seen.verdict.look is not Look.HELD:
        wait = min(SECOND_LOOK + SPREAD * line.chance(), line.paces[feed.tier].slowest)
        after = replace(after, next_at=min(after.next_at, at + wait))
    done = replace(check_of(feed, seen.outcome, at), entries=len(seen.rows), elapsed=outcome.elapsed)
    recorded = await line.database.run(record_look, feed, after, done, found, seen=seen, standing=standing, alerting=line.alerting)
    if recorded is None:
        return 0
    tell_check(feed, after, replace(done, new=len(recorded.placed)), recorded, line)
    _tell_look(feed, seen, standing)
    return len(recorded.placed)


def record_look(
    tx: Transaction,
    before: Feed,
    after: Feed,
    check: Check,
    found: Sequence[Matched],
    seen: Seen,
    standing: Standing,
    *,
    alerting: Alerting,
) -> Recorded | None:
    """Write one look whole: the articles of what it confirmed, the rows as they now stand, the reading, and what is to be seen again.

    Returns None, and writes nothing but the end of the lease, where another look at the same list was written since this one began.
    """
    verdict, stands = seen.verdict, _stands(standing, seen, at=check.at)
    if not registers.take_turn(tx, before.id, stands):
        feeds.release_feed(tx, before.id)
        return None
    recorded = record_check(tx, before, after, check, found, alerting=alerting)
    if verdict is not None and verdict.look is Look.FIRST:
        registers.replace_rows(tx, before.id, seen.rows)
    elif verdict is not None and verdict.told:
        registers.change_rows(tx, before.id, verdict.told)
    if seen.snapshot is not None:
        registers.keep_snapshot(tx, seen.snapshot)
    return recorded


async def _fetched(feed: Feed, line: Line, *, etag: str, last_modified: str) -> Outcome:
    """Fetch a list, or the file that the page at its address links to: such a page says nothing of whether the file has changed."""
    outcome = await line.fetch(feed.asked, etag=etag, last_modified=last_modified, large=True)
    if not isinstance(outcome, Fetched) or feed.register is None:
        return outcome
    file = await line.beside(linked_file, outcome.body, form_of(feed.register), url=outcome.url, content_type=outcome.content_type)
    if not file:
        return outcome
    came = await line.fetch(file, large=True)
    return replace(came, etag="", last_modified="", moved_to="") if isinstance(came, Fetched) else came


async def _look(feed: Feed, outcome: Outcome, standing: Standing, line: Line, *, at: datetime) -> Seen:
    """Read a body that came, and judge it."""
    if not isinstance(outcome, Fetched):
        return Seen(outcome=outcome)
    if not standing.pending and await line.beside(extract.body_hash, outcome.body) == feed.body_hash:
        kept = NotModified(etag=outcome.etag, last_modified=outcome.last_modified, max_age=outcome.max_age, elapsed=outcome.elapsed)
        return Seen(outcome=kept)
    spec = feed.register or RegisterSpec(form="table")
    snapshot = await asyncio.to_thread(_snapshot, feed, outcome, at)
    try:
        rows = await _rows(outcome, spec, line)
    except NotARegister as error:
        asks = challenge(outcome.body, dict(outcome.headers))
        if asks or error.reason != "no_rows":
            return _unread(outcome, error, asks=asks, snapshot=snapshot)
        rows = ()
    last = await line.database.read(registers.rows_of, feed.id) if standing.confirmed else None
    guards = Guards(lowest=spec.lowest, highest=spec.highest, shrink=spec.shrink)
    verdict = await line.beside(judge, rows, last, standing.pending, guards, waived=standing.waived)
    snapshot = replace(snapshot, look=verdict.look, fault=verdict.fault, digest=verdict.digest, rows=len(rows))
    if verdict.look is not Look.HELD:
        return Seen(outcome=outcome, verdict=verdict, rows=rows, snapshot=snapshot)
    detail = f"{verdict.fault}: {len(rows)} rows" + (f", {len(last)} before" if last else "")
    held = FetchFailed(failure=Failure.HELD, status=outcome.status, url=outcome.url, detail=detail, elapsed=outcome.elapsed)
    return Seen(outcome=held, verdict=verdict, rows=rows, snapshot=snapshot)


async def _rows(fetched: Fetched, spec: RegisterSpec, line: Line) -> tuple[Row, ...]:
    """Read a list step by step: between two steps the other feeds have their turn at the one who reads."""
    steps = in_steps(fetched.body, form_of(spec), content_type=fetched.content_type)
    while (rows := await line.beside(_step, steps)) is None:
        pass
    return rows


def _step(steps: Steps) -> tuple[Row, ...] | None:
    try:
        next(steps)
    except StopIteration as done:
        rows: tuple[Row, ...] = done.value
        return rows
    return None


def _unread(fetched: Fetched, error: NotARegister, *, asks: bool, snapshot: Snapshot) -> Seen:
    reason = "challenge" if asks else error.reason
    failed = FetchFailed(
        failure=NOT_READ.get(reason, Failure.NOT_FEED),
        status=fetched.status,
        url=fetched.url,
        detail="a page that asks whether we are human" if asks else str(error),
        challenge=asks,
        elapsed=fetched.elapsed,
    )
    return Seen(outcome=failed, reason=reason, snapshot=replace(snapshot, look="unread", fault=reason))


def _snapshot(feed: Feed, fetched: Fetched, at: datetime) -> Snapshot:
    return Snapshot(
        feed=feed.id,
        at=at,
        url=fetched.url,
        status=fetched.status,
        content_type=fetched.content_type,
        headers=fetched.headers,
        sha256=hashlib.sha256(fetched.body).hexdigest(),
        size=len(fetched.body),
        packed=zlib.compress(fetched.body),
    )


def _stands(standing: Standing, seen: Seen, *, at: datetime) -> Standing:
    """Return how a list stands after a look; one that could not be read changes nothing."""
    verdict = seen.verdict
    if verdict is None:  # not modified since rows were read that were believed
        whole = isinstance(seen.outcome, NotModified)
        return replace(standing, fault="", held_since=None) if whole else standing
    if verdict.look is Look.HELD:
        since = standing.held_since if standing.fault == verdict.fault else at
        return replace(standing, fault=verdict.fault, held_since=since)
    return replace(
        standing,
        pending=verdict.pending,
        since=at if verdict.pending else None,
        fault="",
        held_since=None,
        waived=standing.waived if verdict.pending else "",
        confirmed=at if verdict.look in (Look.FIRST, Look.CONFIRMED) else standing.confirmed,
    )


def _entries(told: Sequence[Change], feed: Feed, *, register: str, seen: datetime, at: datetime) -> tuple[Entry, ...]:
    return tuple(describe(change, feed.language, register=register, url=feed.url, seen=seen, at=at) for change in told)


def _matched(entries: Sequence[Entry], feed: Feed, **named: object) -> list[Matched]:
    """Match entries as any others, but compare them with no text: of one list all changes read alike, and none is another's copy.

    Nor are two of them one story; one of them and the reports of others are.
    """
    found = match_entries(entries, feed, **named)  # type: ignore[arg-type] # passed through as they came
    return [replace(one, article=replace(one.article, text_hash=0, canonical_url=""), fingerprint=NO_TEXT, apart=True) for one in found]


def _digest(feed: Feed, outcome: Outcome, seen: Seen) -> str:
    believed = seen.verdict is not None and seen.verdict.look is not Look.HELD
    return extract.body_hash(outcome.body) if believed and isinstance(outcome, Fetched) else feed.body_hash


def _tell_look(feed: Feed, seen: Seen, standing: Standing) -> None:
    verdict = seen.verdict
    if verdict is None:
        return
    if verdict.look is Look.HELD:
        if verdict.fault != standing.fault:
            log.warning("register.held", feed=feed.id, source=feed.source, fault=verdict.fault, rows=len(seen.rows))
        return
    if verdict.look is not Look.SAME:
        log.info(
            "register.read",
            feed=feed.id,
            source=feed.source,
            look=verdict.look,
            rows=len(seen.rows),
            told=len(verdict.told),
            pending=len(verdict.pending),
        )

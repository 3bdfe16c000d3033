"""What a check reads: the body that came, the parts of an index, and the older pages of a feed that fell behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeGuard

from monitor import extract
from monitor.errors import NotAFeed
from monitor.feeds.guids import told_apart
from monitor.feeds.telling import entry_hash, leads_elsewhere
from monitor.model import Entry, Failure, Feed, FeedId, Fetched, FetchFailed, NotModified, Outcome, ParsedFeed
from monitor.pipeline.line import Line
from monitor.storage import articles, guids
from monitor.storage.articles import Known
from monitor.storage.transaction import Transaction
from monitor.text.challenge import challenge
from monitor.urls import host_key

NOT_READ = {"empty": Failure.EMPTY, "broken": Failure.PARSE, "no_rows": Failure.PARSE, "selector": Failure.PARSE}
PARTS = 3  # sitemaps of an index that are read in one check: the newest
NOTHING = ParsedFeed()
RENEWED = timedelta(minutes=10)  # by so much an entry's date moves before its page is fetched again
OLDER = 5  # pages that a feed is paged back in one check


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of one check: the outcome with the reader's verdict in it, and what was read."""

    outcome: Outcome
    parsed: ParsedFeed = NOTHING
    digest: str = ""  # of the body, where one is to be remembered
    reason: str = ""  # why a body is no feed, in NotAFeed's word

    @property
    def telling(self) -> list[Entry]:
        """The entries that say something, the oldest first."""
        return [entry for entry in reversed(self.parsed.entries) if entry.title or entry.url]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """An entry that was told of before, and is now told otherwise, to the letter at least."""

    known: Known
    entry: Entry
    moved: bool = False  # its link leads elsewhere
    renewed: bool = False  # its date says that it was changed


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a feed says that it did not say before, the oldest first."""

    fresh: tuple[Entry, ...] = ()
    changed: tuple[Retelling, ...] = ()


async def read_outcome(feed: Feed, outcome: Outcome, line: Line) -> Reading:
    """Read a body that came; one that is the same as last time is not modified, one that cannot be read is a failure."""
    if not isinstance(outcome, Fetched):
        return Reading(outcome=outcome, digest=feed.body_hash)
    digest = extract.body_hash(outcome.body)
    if digest == feed.body_hash:
        kept = NotModified(etag=outcome.etag, last_modified=outcome.last_modified, max_age=outcome.max_age, elapsed=outcome.elapsed)
        return Reading(outcome=kept, digest=digest)
    try:
        parsed = await line.beside(extract.read_feed, feed, outcome)
    except NotAFeed as error:
        failed = FetchFailed(
            failure=NOT_READ.get(error.reason, Failure.NOT_FEED),
            status=outcome.status,
            url=outcome.url,
            detail=str(error),
            challenge=challenge(outcome.body, dict(outcome.headers)),
            elapsed=outcome.elapsed,
        )
        return Reading(outcome=failed, digest=feed.body_hash, reason=error.reason)
    if not parsed.parts:
        return Reading(outcome=outcome, parsed=parsed, digest=digest)
    entries = [entry for url in _near(feed, parsed.parts)[:PARTS] for entry in await _entries_at(feed, url, line)]
    forgetful = replace(outcome, etag="", last_modified="")  # an index says nothing of whether its parts have changed
    return Reading(outcome=forgetful, parsed=replace(parsed, entries=(*parsed.entries, *entries)))


async def read_older(feed: Feed, parsed: ParsedFeed, fresh: Sequence[Entry], line: Line, *, at: datetime) -> list[Entry]:
    """Return ``fresh`` with what older pages have that is new, where all of a page was new: some may have come and gone unseen.

    It goes back until something is known, or is too old to be told, or five pages are read.
    """
    horizon = at - line.alerting.age(first=feed.checks == 0)
    found, url, page = list(fresh), parsed.older, list(fresh)
    seen = {feed.asked}
    for _ in range(OLDER):
        dates = [entry.published for entry in page if entry.published]
        if not page or not url or url in seen or not _near(feed, [url]) or not dates or min(dates) < horizon:
            break
        seen.add(url)
        older = await _parsed_at(feed, url, line)
        telling = Reading(outcome=NotModified(), parsed=older).telling
        page = await line.database.read(new_entries, feed.id, telling) if telling else []
        found = [*page, *found]
        url = older.older if len(page) == len(telling) else ""
    return list({entry.guid: entry for entry in found}.values())


def new_entries(tx: Transaction, feed: FeedId, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries, oldest first, that their feed has not told of yet."""
    return list(sort_entries(tx, feed, entries).fresh)


def sort_entries(tx: Transaction, feed: FeedId, entries: Sequence[Entry]) -> News:
    """Tell the entries that are new from those told of before in other words; a guid that is used again tells of another article.

    Of several tellings of one article the newest counts, and none where one of them is what was told.
    """
    holding = guids.holders(tx, feed, [e.guid for e in entries])
    apart = told_apart(entries, holding)
    known = articles.known_guids(tx, feed, [e.guid for e in apart])
    fresh = {e.guid: e for e in apart if e.guid not in known}
    same = {e.guid for e in apart if e.guid in known and entry_hash(e) == known[e.guid].entry_hash}
    renewed = _renewed(apart, known, same)
    changed: dict[str, Retelling] = {}
    for entry in apart:
        there = known.get(entry.guid)
        if there is None or not there.article or not there.entry_hash:
            continue
        moved = entry.guid in holding and leads_elsewhere(entry.url, holding[entry.guid].url)
        if moved or entry.guid not in same or entry.guid in renewed:
            changed[entry.guid] = Retelling(known=there, entry=entry, moved=moved, renewed=entry.guid in renewed)
        else:
            changed.pop(entry.guid, None)
    return News(fresh=tuple(fresh.values()), changed=tuple(changed.values()))


def _renewed(entries: Sequence[Entry], known: Mapping[str, Known], same: AbstractSet[str]) -> set[str]:
    """Return the guids of which the feed says the same, and that it was changed since; of none where it says that of most, as some do."""
    later = {
        entry.guid
        for entry in entries
        if entry.guid in same and entry.updated and (before := known[entry.guid].updated) and entry.updated - before >= RENEWED
    }
    return later if len(later) <= max(1, len(same) // 3) else set()


def postponed(outcome: Outcome) -> TypeGuard[FetchFailed]:
    """Return whether a host had no turn for us: nothing was asked, and that was no visit."""
    return isinstance(outcome, FetchFailed) and outcome.failure is Failure.RATE_LIMITED and not outcome.status


async def _entries_at(feed: Feed, url: str, line: Line) -> tuple[Entry, ...]:
    return (await _parsed_at(feed, url, line)).entries


async def _parsed_at(feed: Feed, url: str, line: Line) -> ParsedFeed:
    outcome = await line.fetch(url)
    if not isinstance(outcome, Fetched):
        return ParsedFeed()
    try:
        return await line.beside(extract.read_feed, feed, outcome)
    except NotAFeed:
        return ParsedFeed()


def _near(feed: Feed, urls: Iterable[str]) -> list[str]:
    """Keep the URLs of the feed's own site: a feed cannot send us to another."""
    return [url for url in urls if host_key(url) == host_key(feed.asked)]

"""A feed is asked elsewhere only when it has said so for good, again and again, and never at a less safe address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Failure, Feed, FeedId, Fetched, FetchFailed, NotModified, SourceId
from monitor.moves import after_answer

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW, OTHER = "https://old.example/rss", "https://new.example/rss", "https://parked.example/"
FEED = Feed(id=FeedId(1), source=SourceId("a"), url=OLD, next_at=NOW, etag='"1"', last_modified="x")


def moved(to: str) -> Fetched:
    return Fetched(url=to or OLD, status=200, body=b"x", moved_to=to)


def after(feed: Feed, *answers: tuple[timedelta, object]) -> Feed:
    for since, outcome in answers:
        feed = after_answer(feed, outcome, now=NOW + since)
    return feed


MOVES = [
    pytest.param([(0, NEW), (12, NEW), (24, NEW)], NEW, id="three times over a day"),
    pytest.param([(0, NEW), (1, NEW), (2, NEW), (3, NEW), (24, NEW)], NEW, id="often, over a day"),
    pytest.param([(0, NEW), (1, NEW), (2, NEW), (23, NEW)], OLD, id="often, within a day"),
    pytest.param([(0, NEW), (24, NEW)], OLD, id="twice"),
    pytest.param([(0, NEW), (12, ""), (24, NEW), (36, NEW)], OLD, id="not in a row"),
    pytest.param([(0, NEW), (12, OTHER), (24, NEW), (36, NEW)], OLD, id="to two places in turn"),
    pytest.param([(0, "http://new.example/rss")] * 2 + [(48, "http://new.example/rss")], OLD, id="to an address that is less safe"),
]


@pytest.mark.parametrize(("answers", "asked"), MOVES)
def test_when_a_move_is_believed(answers, asked):
    feed = after(FEED, *((hours * HOUR, moved(to)) for hours, to in answers))
    assert feed.asked == asked
    assert feed.url == OLD  # the operator's own word for it
    if asked == NEW:
        assert (feed.moved_to, feed.moved_times, feed.moved_since, feed.etag, feed.last_modified) == ("", 0, None, "", "")


def test_an_http_feed_may_move_to_https_and_back_to_where_it_was():
    plain = replace(FEED, url="http://old.example/rss")
    safe = after(plain, *((hours * HOUR, moved(OLD)) for hours in (0, 12, 24)))
    assert safe.asked == OLD
    home = after(replace(FEED, address=NEW), *((hours * HOUR, moved(OLD)) for hours in (0, 12, 24)))
    assert (home.asked, home.address) == (OLD, "")


def test_what_says_nothing_of_a_move_changes_nothing():
    waiting = after(FEED, (0 * HOUR, moved(NEW)))
    assert after(waiting, (HOUR, NotModified())) == waiting
    assert after(waiting, (HOUR, FetchFailed(failure=Failure.TIMEOUT))) == waiting


@pytest.mark.parametrize(("failures", "asked"), [(4, NEW), (5, OLD)])
def test_an_address_that_turns_out_dead_is_given_up(failures, asked):
    feed = replace(FEED, address=NEW, failures=failures)
    assert after_answer(feed, FetchFailed(failure=Failure.HTTP, status=404), now=NOW).asked == asked

from datetime import UTC, datetime, timedelta

from monitor.health import Turn
from monitor.model import Feed, FeedId, Health, SourceId
from monitor.review.tidings import notice_of
from monitor.storage.health import Tidings

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED = Feed(id=FeedId(1), source=SourceId("tass"), url="https://tass.example/rss", next_at=NOW, health=Health.GONE, health_since=NOW)


def test_feeds_are_told_of_under_the_names_of_their_sources():
    notice = notice_of(Tidings(turns=(Turn(feed=FEED),)), {FEED.source: "TASS"})
    assert notice.splitlines()[1] == "• TASS: https://tass.example/rss, since 2026-11-24 12:00 UTC"


def test_where_it_is_the_network_no_feed_is_named():
    lost, back = Tidings(network_lost=NOW - timedelta(hours=1)), Tidings(network_back=NOW - timedelta(hours=1))
    assert notice_of(lost, {}).startswith("No source can be reached since 2026-11-24 11:00 UTC")
    assert notice_of(back, {}).startswith("Sources can be reached again.")
    assert lost
    assert back
    assert not Tidings()

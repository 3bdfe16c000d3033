"""When a feed that answers with permanent redirects is believed to have moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Feed, Fetched, FetchFailed, Outcome

TIMES = 3
APART = timedelta(days=1)
LOST = 5  # failures in a row at the new address, after which the operator's own URL is asked again


def after_answer(feed: Feed, outcome: Outcome, *, now: datetime) -> Feed:
    """Return the feed with what an answer says of where it lives.

    Every hop was permanent (301, 308), three times in a row over at least a day, and never from https to http: then the new address
    is asked. A visit to a parked domain or a captive portal moves nothing, and an address that turns out dead is given up for the URL
    that the operator wrote.
    """
    if isinstance(outcome, FetchFailed):
        return replace(feed, address="") if feed.address and feed.failures >= LOST else feed
    if not isinstance(outcome, Fetched):
        return feed
    to = outcome.moved_to
    if not to or to == feed.asked or (feed.asked.startswith("https:") and not to.startswith("https:")):
        return replace(feed, moved_to="", moved_since=None, moved_times=0)
    if to != feed.moved_to or feed.moved_since is None:
        return replace(feed, moved_to=to, moved_since=now, moved_times=1)
    times = feed.moved_times + 1
    if times < TIMES or now - feed.moved_since < APART:
        return replace(feed, moved_times=times)
    back = to == feed.url
    return replace(feed, address="" if back else to, moved_to="", moved_since=None, moved_times=0, etag="", last_modified="")

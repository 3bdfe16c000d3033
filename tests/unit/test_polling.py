"""When a feed is checked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Failure, Feed, FeedId, Fetched, FetchFailed, NotModified, SourceId, Tier
from monitor.polling import Pace, after_check, paces, validators

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEED = Feed(
    id=FeedId(1),
    source=SourceId("example"),
    url="https://example.org/feed",
    etag='"old"',
    last_modified="Mon",
    body_hash="old",
    interval=30 * MINUTE,
    next_at=NOW,
    checks=5,
    unconditional_at=NOW - HOUR,
)
BODY = Fetched(url=FEED.url, status=200, body=b"x", etag='"new"', last_modified="Tue")


def every(gap: timedelta, count: int = 30) -> list[datetime]:
    return [NOW - gap * n for n in range(count)]


INTERVALS = [
    pytest.param({"new": 1, "entry_times": every(HOUR)}, 30 * MINUTE, id="half-the-median-gap"),
    pytest.param({"new": 1, "entry_times": [*every(10 * MINUTE, 21), *every(DAY, 40)[3:]]}, 5 * MINUTE, id="only-the-last-twenty-count"),
    pytest.param({"new": 1, "entry_times": every(timedelta(seconds=10))}, 2 * MINUTE, id="not-faster-than-the-fastest"),
    pytest.param({"new": 1, "entry_times": [NOW] * 30}, 30 * MINUTE, id="all-dated-alike-say-nothing"),
    pytest.param({"new": 1, "entry_times": every(timedelta(days=90))}, DAY, id="not-slower-than-the-slowest"),
    pytest.param({"new": 1, "entry_times": every(MINUTE), "pace": Pace(fastest=10 * MINUTE)}, 10 * MINUTE, id="own-bound-below"),
    pytest.param({"new": 1, "entry_times": every(DAY), "pace": Pace(slowest=HOUR)}, HOUR, id="own-bound-above"),
    pytest.param({"new": 30, "entry_times": every(HOUR)}, 15 * MINUTE, id="only-new-items-halve-it"),
    pytest.param({"new": 3}, 15 * MINUTE, id="new-items-without-dates-halve-it"),
    pytest.param({"new": 0, "entry_times": every(HOUR)}, 36 * MINUTE, id="nothing-new"),
    pytest.param({"new": 0, "entry_times": every(HOUR), "body_hash": "old"}, 36 * MINUTE, id="same-body"),
    pytest.param({"new": 0, "entry_times": every(HOUR), "body_hash": "new"}, 36 * MINUTE, id="other-body-without-news"),
]


@pytest.mark.parametrize(("found", "interval"), INTERVALS)
def test_the_interval_follows_the_feed(found: dict, interval: timedelta) -> None:
    after = after_check(FEED, BODY, now=NOW, **found)
    assert after.interval == interval
    assert after.next_at == NOW + interval


@pytest.mark.parametrize(("times", "interval"), [(every(HOUR), 30 * MINUTE), ([NOW], 30 * MINUTE), (every(4 * HOUR), 2 * HOUR)])
def test_at_the_first_check_all_is_new_and_that_means_nothing(times: list[datetime], interval: timedelta) -> None:
    assert after_check(replace(FEED, checks=0), BODY, now=NOW, new=len(times), entry_times=times).interval == interval


def test_one_dated_entry_of_several_says_nothing_of_the_pace() -> None:
    after = after_check(replace(FEED, checks=0), BODY, now=NOW, new=9, entry_times=[])
    assert after.interval == FEED.interval


LIFTS = [
    pytest.param({"ttl": HOUR}, None, HOUR, id="ttl"),
    pytest.param({}, 2 * HOUR, 2 * HOUR, id="max-age"),
    pytest.param({"ttl": 3 * HOUR}, 2 * HOUR, 3 * HOUR, id="the-longer-one"),
    pytest.param({"ttl": MINUTE}, None, 36 * MINUTE, id="a-short-ttl-does-not-hurry"),
    pytest.param({"ttl": timedelta(days=99_999)}, timedelta(days=365), DAY, id="never-beyond-the-slowest"),
    pytest.param({"ttl": DAY, "pace": Pace(slowest=HOUR)}, None, HOUR, id="never-beyond-an-own-slowest"),
]


@pytest.mark.parametrize(("asked", "max_age", "wait"), LIFTS)
def test_a_feed_that_asks_for_quiet_gets_it_within_bounds(asked: dict, max_age: timedelta | None, wait: timedelta) -> None:
    for outcome in (replace(BODY, max_age=max_age), NotModified(max_age=max_age)):
        after = after_check(FEED, outcome, now=NOW, **asked)
        assert after.next_at - NOW == wait
        assert after.interval == 36 * MINUTE


@pytest.mark.parametrize(("chance", "factor"), [(0.0, 0.9), (0.5, 1.0), (0.75, 1.05)])
def test_jitter_is_symmetric_and_not_remembered(chance: float, factor: float) -> None:
    after = after_check(FEED, NotModified(), now=NOW, chance=chance)
    assert after.next_at - NOW == 36 * MINUTE * factor
    assert after.interval == 36 * MINUTE


def test_a_body_replaces_what_was_remembered() -> None:
    after = after_check(replace(FEED, failures=4, gone=True), BODY, now=NOW, body_hash="new")
    assert (after.etag, after.last_modified, after.body_hash) == ('"new"', "Tue", "new")
    assert (after.failures, after.gone, after.checks, after.unconditional_at) == (0, False, 6, NOW)


def test_a_server_that_gives_no_validators_any_more_is_sent_none() -> None:
    after = after_check(FEED, replace(BODY, etag="", last_modified=""), now=NOW)
    assert (after.etag, after.last_modified) == ("", "")
    assert after.body_hash == "old"


def test_a_304_keeps_what_it_does_not_mention() -> None:
    after = after_check(replace(FEED, failures=4, gone=True), NotModified(etag='"newer"'), now=NOW)
    assert (after.etag, after.last_modified, after.body_hash) == ('"newer"', "Mon", "old")
    assert (after.failures, after.gone, after.checks, after.unconditional_at) == (0, False, 6, FEED.unconditional_at)


def test_the_same_body_on_the_daily_unconditional_get_counts_as_asked() -> None:
    assert after_check(replace(FEED, unconditional_at=NOW - DAY), NotModified(), now=NOW).unconditional_at == NOW


@pytest.mark.parametrize(
    ("asked", "sent"),
    [(None, ("", "")), (NOW - DAY, ("", "")), (NOW - DAY + MINUTE, ('"old"', "Mon")), (NOW, ('"old"', "Mon"))],
)
def test_once_a_day_no_validator_is_sent(asked: datetime | None, sent: tuple[str, str]) -> None:
    assert validators(replace(FEED, unconditional_at=asked), NOW) == sent


def failed(failure: Failure, status: int = 0, retry_after: timedelta | None = None) -> FetchFailed:
    return FetchFailed(failure=failure, status=status, retry_after=retry_after)


FAILURES = [
    pytest.param(failed(Failure.HTTP, 404), 0, HOUR, id="hard"),
    pytest.param(failed(Failure.HTTP, 404), 3, 150 * MINUTE, id="hard-again-and-again"),
    pytest.param(failed(Failure.NOT_FEED, 200), 0, HOUR, id="a-page-instead"),
    pytest.param(failed(Failure.HTTP, 500), 0, 37.5 * MINUTE, id="soft"),
    pytest.param(failed(Failure.TIMEOUT), 3, HOUR, id="soft-again-and-again"),
    pytest.param(failed(Failure.NETWORK), 10_000, DAY, id="never-longer-than-a-day"),
    pytest.param(failed(Failure.RATE_LIMITED, 429), 0, 37.5 * MINUTE, id="too-many-requests"),
    pytest.param(failed(Failure.RATE_LIMITED, 429, 5 * HOUR), 0, 5 * HOUR, id="until-the-site-said"),
    pytest.param(failed(Failure.RATE_LIMITED, 503, MINUTE), 0, 37.5 * MINUTE, id="a-short-wait-does-not-hurry"),
    pytest.param(failed(Failure.RATE_LIMITED, 429, timedelta(days=400)), 0, DAY, id="but-a-day-at-most"),
]


@pytest.mark.parametrize(("outcome", "failures", "wait"), FAILURES)
def test_failures_in_a_row_back_off(outcome: FetchFailed, failures: int, wait: timedelta) -> None:
    after = after_check(replace(FEED, failures=failures), outcome, now=NOW)
    assert after == replace(FEED, failures=failures + 1, next_at=NOW + wait)


@pytest.mark.parametrize(("retry_after", "wait"), [(7 * MINUTE, 7 * MINUTE), (None, 30 * MINUTE)])
def test_keeping_away_by_ourselves_is_no_failure_of_the_feed(retry_after: timedelta | None, wait: timedelta) -> None:
    after = after_check(FEED, failed(Failure.RATE_LIMITED, 0, retry_after), now=NOW)
    assert after == replace(FEED, next_at=NOW + wait)


def test_a_feed_that_is_gone_is_asked_again_after_a_day_then_weekly_and_may_return() -> None:
    once = after_check(FEED, failed(Failure.GONE, 410), now=NOW)
    assert once == replace(FEED, gone=True, failures=1, next_at=NOW + DAY)
    twice = after_check(once, failed(Failure.GONE, 410), now=NOW)
    assert twice == replace(FEED, gone=True, failures=2, next_at=NOW + 7 * DAY)
    assert not after_check(twice, BODY, now=NOW).gone


OUTCOMES = st.one_of(
    st.just(BODY),
    st.builds(NotModified, max_age=st.none() | st.timedeltas(timedelta(0), timedelta(days=365))),
    st.builds(FetchFailed, failure=st.sampled_from(Failure), status=st.sampled_from([0, 404, 503])),
)
TIMES = st.lists(st.timedeltas(-9000 * DAY, 9000 * DAY).map(lambda ago: NOW - ago), max_size=30)


@given(st.lists(st.tuples(OUTCOMES, TIMES, st.integers(0, 40), st.floats(0, 1, exclude_max=True)), max_size=30))
def test_whatever_happens_the_next_check_lies_in_the_future_and_within_a_week(story: list) -> None:
    feed = FEED
    for outcome, times, new, chance in story:
        feed = after_check(feed, outcome, now=NOW, new=new, entry_times=times, chance=chance)
        assert timedelta(minutes=1.8) <= feed.next_at - NOW <= timedelta(days=7.7)
        assert timedelta(minutes=2) <= feed.interval <= DAY


# ── tiers and the budget ───────────────────────────────────────────────────────────────────────────

WIDE = (timedelta(seconds=1), timedelta(days=7))


def stretches(load: dict[Tier, float], budget: float) -> dict[Tier, float]:
    return {tier: round(pace.stretch, 2) for tier, pace in paces(*WIDE, load, budget).items()}


@pytest.mark.parametrize(
    ("load", "budget", "stretched"),
    [
        pytest.param({}, 50, {Tier.A: 1, Tier.B: 1, Tier.C: 1}, id="nothing to do"),
        pytest.param({Tier.A: 10, Tier.B: 20, Tier.C: 20}, 50, {Tier.A: 1, Tier.B: 1, Tier.C: 1}, id="just enough"),
        pytest.param({Tier.A: 10, Tier.B: 20, Tier.C: 40}, 50, {Tier.A: 1, Tier.B: 1, Tier.C: 2}, id="C waits first"),
        pytest.param({Tier.A: 10, Tier.B: 60, Tier.C: 40}, 44, {Tier.A: 1, Tier.B: 2, Tier.C: 10}, id="then B"),
        pytest.param({Tier.A: 60, Tier.B: 40, Tier.C: 40}, 38, {Tier.A: 2, Tier.B: 10, Tier.C: 10}, id="A last"),
        pytest.param({Tier.A: 100, Tier.B: 50, Tier.C: 50}, 5, {Tier.A: 40, Tier.B: 40, Tier.C: 40}, id="then all alike"),
    ],
)
def test_who_waits_when_there_is_too_much_to_do(load, budget, stretched):
    assert stretches(load, budget) == stretched


@given(
    load=st.fixed_dictionaries(dict.fromkeys(Tier, st.floats(min_value=0, max_value=1e6))),
    budget=st.floats(min_value=0.01, max_value=1e4),
)
def test_the_budget_is_kept_and_no_more_than_needed_is_taken(load, budget):
    chosen = paces(*WIDE, load, budget)
    kept = sum(load[tier] / pace.stretch for tier, pace in chosen.items())
    assert kept <= budget * 1.01 or sum(load.values()) <= budget
    assert kept >= min(sum(load.values()), budget) * 0.99
    assert all(pace.stretch > 0.999 for pace in chosen.values())


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        pytest.param(WIDE, (2 * MINUTE, 15 * MINUTE), id="the tier's own"),
        pytest.param((10 * MINUTE, DAY), (10 * MINUTE, 15 * MINUTE), id="never more often than the shortest"),
        pytest.param((HOUR, DAY), (HOUR, HOUR), id="the shortest beyond the tier"),
        pytest.param((timedelta(seconds=1), timedelta(seconds=5)), (timedelta(seconds=5), timedelta(seconds=5)), id="never less often than the longest"),
    ],
)  # fmt: skip
def test_the_bounds_of_a_tier(bounds, expected):
    pace = paces(*bounds, {}, 50)[Tier.A]
    assert (pace.fastest, pace.slowest) == expected


def test_a_feed_that_fails_before_it_found_its_pace_is_asked_at_its_tiers():
    failed = FetchFailed(failure=Failure.TIMEOUT)
    after = after_check(replace(FEED, interval=HOUR), failed, now=NOW, pace=Pace(slowest=10 * MINUTE))
    assert after.next_at == NOW + 12.5 * MINUTE


def test_a_stretched_feed_keeps_its_own_interval():
    after = after_check(FEED, BODY, now=NOW, new=1, entry_times=every(10 * MINUTE), pace=Pace(stretch=3))
    assert (after.interval, after.next_at) == (5 * MINUTE, NOW + 15 * MINUTE)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param(NOW + DAY, HOUR, id="promised"),
        pytest.param(NOW, 5 * MINUTE, id="the promise is over"),
        pytest.param(None, 5 * MINUTE, id="not promised"),
    ],
)
def test_a_feed_that_its_hub_pushes_is_asked_slowly(until, expected):
    pushed = replace(FEED, pushed_until=until)
    after = after_check(pushed, BODY, now=NOW, new=1, entry_times=every(10 * MINUTE), pace=Pace(slowest=HOUR))
    assert (after.interval, after.next_at) == (5 * MINUTE, NOW + expected)

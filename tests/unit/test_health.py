"""What a feed is like, from what its checks found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import exp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import health, polling
from monitor.health import SLOTS, Glimpse, advice, after_check, meaning, network_lost_since, news, since_network, usable
from monitor.model import Failure, Feed, FeedId, FeedKind, Fetched, FetchFailed, Health, NotModified, Outcome, SourceId

State = dict[str, Any]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
FEED = Feed(
    id=FeedId(1),
    source=SourceId("example"),
    url="https://example.org/feed",
    next_at=NOW,
    checks=50,
    health_since=NOW - 9 * DAY,
    news_at=NOW - 5 * HOUR,
    rhythm=(0,) * SLOTS,
    rhythm_since=NOW - WEEK,
)
BODY = Fetched(url=FEED.url, status=200, body=b"x")


def failed(failure: Failure, status: int = 0, **changes: Any) -> FetchFailed:
    return FetchFailed(failure=failure, status=status, **changes)


def checked(
    before: Feed, outcome: Outcome, *, now: datetime = NOW, new: int = 0, entries: int = 10, size: int = 5000, reason: str = ""
) -> Feed:
    after = polling.after_check(before, outcome, now=now, new=new)
    return after_check(before, after, outcome, now=now, new=new, entries=entries, size=size, reason=reason)


NOT_FEED = failed(Failure.NOT_FEED, 200)
BAD = [
    pytest.param(failed(Failure.TIMEOUT), {}, Health.BROKEN, id="timeout"),
    pytest.param(failed(Failure.NETWORK), {}, Health.BROKEN, id="network"),
    pytest.param(failed(Failure.TOO_LARGE, 200), {}, Health.BROKEN, id="too-large"),
    pytest.param(failed(Failure.HTTP, 500), {}, Health.BROKEN, id="500"),
    pytest.param(failed(Failure.HTTP, 404), {}, Health.BROKEN, id="404"),
    pytest.param(failed(Failure.RATE_LIMITED, 429), {}, Health.BROKEN, id="429"),
    pytest.param(failed(Failure.RATE_LIMITED, 503), {}, Health.BROKEN, id="503-with-retry-after"),
    pytest.param(failed(Failure.PARSE, 200), {"reason": "broken"}, Health.BROKEN, id="broken-beyond-repair"),
    pytest.param(NOT_FEED, {"reason": "html"}, Health.BROKEN, id="a-page"),
    pytest.param(replace(NOT_FEED, url=FEED.url), {"reason": "html"}, Health.BROKEN, id="a-page-at-the-same-url"),
    pytest.param(replace(NOT_FEED, url="http://www.EXAMPLE.org/feed/?a=1"), {"reason": "html"}, Health.BROKEN, id="at-the-same-page"),
    pytest.param(replace(NOT_FEED, url="https://example.org/"), {"reason": "html"}, Health.REDIRECTED, id="led-to-the-front-page"),
    pytest.param(replace(NOT_FEED, url="https://parked.example/feed"), {"size": 90}, Health.REDIRECTED, id="led-to-another-host"),
    pytest.param(failed(Failure.REDIRECT, 302), {}, Health.REDIRECTED, id="redirects-without-end"),
    pytest.param(replace(NOT_FEED, url="http://[::1/feed"), {"reason": "html"}, Health.REDIRECTED, id="led-to-no-page-of-anybody"),
    pytest.param(NOT_FEED, {"reason": "preview_off"}, Health.REDIRECTED, id="preview-off"),
    pytest.param(NOT_FEED, {"reason": "no_channel"}, Health.GONE, id="no-channel"),
    pytest.param(NOT_FEED, {"reason": "html", "size": 199}, Health.ZOMBIE, id="next-to-nothing"),
    pytest.param(failed(Failure.EMPTY, 200), {"size": 0}, Health.ZOMBIE, id="nothing"),
    pytest.param(failed(Failure.HTTP, 503), {"size": 20}, Health.BROKEN, id="an-error-is-short"),
    pytest.param(failed(Failure.HTTP, 403, challenge=True), {}, Health.CHALLENGE, id="challenge"),
    pytest.param(NOT_FEED, {"reason": "challenge"}, Health.CHALLENGE, id="challenge-with-200"),
    pytest.param(failed(Failure.EMPTY, 202, challenge=True), {"size": 0}, Health.CHALLENGE, id="empty-challenge"),
    *(pytest.param(failed(Failure.HTTP, n), {}, Health.BLOCKED, id=str(n)) for n in (401, 402, 403, 407, 451)),
    pytest.param(failed(Failure.BLOCKED), {}, Health.BLOCKED, id="an-address-that-is-not-public"),
    pytest.param(failed(Failure.HTTP, refused=True), {}, Health.BLOCKED, id="robots"),
    pytest.param(failed(Failure.GONE, 410), {}, Health.GONE, id="410"),
    pytest.param(failed(Failure.HELD, 200), {"size": 100}, Health.SHRUNK, id="a-register-without-rows"),
]


@pytest.mark.parametrize(("outcome", "found", "expected"), BAD)
def test_failures(outcome: FetchFailed, found: State, expected: Health) -> None:
    after = checked(FEED, outcome, **found)
    assert (after.health, after.health_since) == (expected, NOW)
    assert (after.news_at, after.rhythm, after.rhythm_since) == (FEED.news_at, FEED.rhythm, FEED.rhythm_since)


def test_that_we_kept_away_says_nothing() -> None:
    broken = replace(FEED, health=Health.BROKEN, failures=4)
    after = checked(broken, failed(Failure.RATE_LIMITED, detail="its host had no turn"))
    assert (after.health, after.health_since, after.failures) == (Health.BROKEN, FEED.health_since, 4)


MISSING = failed(Failure.HTTP, 404)
LASTING = [
    pytest.param({"failures": 8}, failed(Failure.RATE_LIMITED, 429), Health.BROKEN, id="the-ninth-429"),
    pytest.param({"failures": 9}, failed(Failure.RATE_LIMITED, 429), Health.BLOCKED, id="the-tenth-429"),
    pytest.param({"failures": 9}, failed(Failure.RATE_LIMITED, 503), Health.BROKEN, id="the-tenth-503"),
    pytest.param({"health": Health.BROKEN, "health_since": NOW - 3 * DAY}, MISSING, Health.GONE, id="404-for-three-days"),
    pytest.param({"health": Health.BROKEN, "health_since": NOW - 3 * DAY + MINUTE}, MISSING, Health.BROKEN, id="404-for-less"),
    pytest.param({"health": Health.BROKEN, "health_since": None}, MISSING, Health.BROKEN, id="404-since-nobody-knows"),
    pytest.param({"health": Health.BLOCKED, "health_since": NOW - 9 * DAY}, MISSING, Health.BROKEN, id="404-after-something-else"),
    pytest.param({"health": Health.GONE, "health_since": NOW - HOUR}, MISSING, Health.GONE, id="404-after-410"),
    pytest.param({"health": Health.GONE, "health_since": NOW - HOUR}, failed(Failure.TIMEOUT), Health.BROKEN, id="timeout-after-410"),
]


@pytest.mark.parametrize(("was", "outcome", "expected"), LASTING)
def test_what_lasts_is_worse(was: State, outcome: FetchFailed, expected: Health) -> None:
    assert checked(replace(FEED, **was), outcome).health is expected


def test_since_when_moves_only_with_the_health() -> None:
    broken = checked(FEED, failed(Failure.TIMEOUT))
    later = checked(broken, failed(Failure.HTTP, 500), now=NOW + DAY)
    back = checked(later, BODY, now=NOW + 2 * DAY)
    assert [f.health_since for f in (broken, later, back)] == [NOW, NOW, NOW + 2 * DAY]
    assert checked(back, NotModified(), now=NOW + 3 * DAY).health_since == NOW + 2 * DAY


# ── answers without entries ────────────────────────────────────────────────────────────────────────

EMPTIED = [
    pytest.param({}, BODY, 10, Health.OK, id="with-entries"),
    pytest.param({}, BODY, 0, Health.ZOMBIE, id="entries-went"),
    pytest.param({}, NotModified(), 0, Health.OK, id="not-modified"),
    pytest.param({"health": Health.ZOMBIE}, NotModified(), 0, Health.ZOMBIE, id="still-empty"),
    pytest.param({"health": Health.ZOMBIE, "failures": 2}, NotModified(), 0, Health.OK, id="what-was-read-before-the-failures-stands"),
    pytest.param({"health": Health.ZOMBIE}, BODY, 3, Health.OK, id="entries-are-back"),
    pytest.param({"news_at": None}, BODY, 0, Health.OK, id="never-had-any"),
    pytest.param({"kind": FeedKind.SITEMAP}, BODY, 0, Health.OK, id="a-news-sitemap-holds-two-days"),
    pytest.param({"kind": FeedKind.GOOGLE_NEWS}, BODY, 0, Health.OK, id="nothing-found-this-week"),
    pytest.param({"kind": FeedKind.REGISTER}, BODY, 0, Health.OK, id="a-register-has-rows"),
]


@pytest.mark.parametrize(("was", "outcome", "entries", "expected"), EMPTIED)
def test_a_feed_that_had_entries_and_has_none(was: State, outcome: Outcome, entries: int, expected: Health) -> None:
    assert checked(replace(FEED, **was), outcome, entries=entries).health is expected


# ── the rhythm ─────────────────────────────────────────────────────────────────────────────────────


def test_the_first_check_finds_an_archive_and_that_is_no_rhythm() -> None:
    new = replace(FEED, checks=0, news_at=None, rhythm=(), rhythm_since=None, health_since=None)
    after = checked(new, BODY, new=40)
    assert (after.news_at, sum(after.rhythm), after.rhythm_since) == (NOW, 0, NOW)
    assert (after.health, after.health_since) == (Health.OK, NOW)
    empty = checked(new, BODY, new=0, entries=0)
    assert (empty.health, empty.news_at, empty.rhythm_since) == (Health.OK, None, NOW)


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        pytest.param(datetime(2026, 11, 23, 0, 0, tzinfo=UTC), 0, id="monday-begins"),
        pytest.param(datetime(2026, 11, 23, 3, 59, tzinfo=UTC), 0, id="before-four"),
        pytest.param(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), 9, id="tuesday-noon"),
        pytest.param(datetime(2026, 11, 29, 23, 59, tzinfo=UTC), 41, id="sunday-ends"),
        pytest.param(datetime.fromisoformat("2026-11-23T01:00+05:00"), 41, id="sunday-in-utc"),
    ],
)
def test_a_burst_counts_once_in_its_slot(at: datetime, slot: int) -> None:
    after = checked(replace(FEED, rhythm_since=at - DAY), BODY, now=at, new=17)
    assert [n for n, count in enumerate(after.rhythm) if count] == [slot]
    assert (after.rhythm[slot], after.news_at, after.rhythm_since) == (1, at, at - DAY)
    again = checked(after, BODY, now=at + timedelta(seconds=30), new=1)
    assert (again.rhythm, again.news_at) == (after.rhythm, at + timedelta(seconds=30))
    assert sum(checked(again, BODY, now=at + 4 * HOUR, new=1).rhythm) == 2


def test_after_eight_weeks_the_older_half_counts_half() -> None:
    full = replace(FEED, rhythm=tuple(range(SLOTS)), rhythm_since=NOW - 8 * WEEK)
    after = checked(full, BODY, new=1)
    assert after.rhythm_since == NOW - 4 * WEEK
    assert sum(after.rhythm) == sum(range(SLOTS)) // 2 + 1
    long_silent = checked(replace(full, rhythm_since=NOW - 17 * WEEK), BODY, new=1)
    assert long_silent.rhythm_since == NOW - 5 * WEEK
    assert sum(long_silent.rhythm) == sum(range(SLOTS)) // 8 + 1


@given(st.lists(st.integers(0, 5000), min_size=SLOTS, max_size=SLOTS))
def test_halving_keeps_the_whole_and_each_slot(counts: list[int]) -> None:
    halves = health._halved(counts)
    assert sum(halves) == sum(counts) // 2
    assert all(abs(half - count / 2) <= 0.5 for half, count in zip(halves, counts, strict=True))


@given(st.timedeltas(-400 * DAY, 400 * DAY), st.timedeltas(timedelta(), timedelta(days=200)))
def test_the_slots_that_pass_fill_the_time(later: timedelta, length: timedelta) -> None:
    visits = health._visits(NOW + later, NOW + later + length)
    assert sum(visits) == pytest.approx(length / health.SLOT)
    assert max(visits) - min(visits) <= 1 + 1e-9


OUTCOMES = st.one_of(
    st.just(BODY),
    st.just(NotModified()),
    st.builds(
        FetchFailed,
        failure=st.sampled_from(Failure),
        status=st.sampled_from([0, 200, 401, 404, 410, 429, 500]),
        challenge=st.booleans(),
        refused=st.booleans(),
        url=st.sampled_from(["", FEED.url, "https://else.example/", "http://[::1"]),
    ),
)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            OUTCOMES,
            st.timedeltas(MINUTE, 300 * DAY),
            st.integers(0, 3),
            st.sampled_from(["", "html", "challenge", "preview_off", "no_channel"]),
        ),
        max_size=12,
    ),
    st.sampled_from(FeedKind),
)
def test_whatever_comes(visits: list[tuple[Outcome, timedelta, int, str]], kind: FeedKind) -> None:
    feed, now = replace(FEED, kind=kind, checks=0, news_at=None, rhythm=(), rhythm_since=None, health_since=None), NOW
    for outcome, wait, found, reason in visits:
        now += wait
        new = found if isinstance(outcome, Fetched) else 0
        before, feed = feed, checked(feed, outcome, now=now, new=new, entries=new, size=new, reason=reason)
        assert len(feed.rhythm) in {0, SLOTS}
        assert feed.health_since in {None, now, before.health_since}
        assert (feed.health_since == now) >= (feed.health is not before.health)
        assert feed.health is not Health.QUIET or not feed.failures
        assert not new or feed.health is Health.OK
        told = news(feed, now + HOUR)
        assert told in {None, feed.health}
        assert told is None or news(replace(feed, told=told, told_at=now + HOUR), now + HOUR) is None


# ── silence, of simulated feeds ────────────────────────────────────────────────────────────────────

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
Rate = Callable[[datetime], float]  # of entries an hour


def agency(at: datetime) -> float:
    by_hour = [2, 1, 1, 2, 4, 8, 12, 14, 14, 14, 13, 12, 12, 12, 11, 10, 9, 8, 6, 5, 4, 3, 3, 2]
    return by_hour[at.hour] * (0.5 if at.weekday() >= 5 else 1)


def office(at: datetime) -> float:
    """Twenty entries a working day."""
    return 2.0 if at.weekday() < 5 and 5 <= at.hour < 15 else 0.0


def with_holidays(rate: Rate) -> Rate:
    """Nothing on the first Monday of each month."""
    return lambda at: 0.0 if at.weekday() == 0 and at.day <= 7 else rate(at)


def in_summer(rate: Rate, share: float) -> Rate:
    return lambda at: rate(at) * (share if at.month in {7, 8} else 1)


def daily(at: datetime) -> float:
    return 5.0 if 8 <= at.hour < 10 else 0.0


def weekly(at: datetime) -> float:
    return 9.0 if at.weekday() == 3 and 8 <= at.hour < 12 else 0.0


def by_chance(per_week: float) -> Rate:
    return lambda _: per_week / 168


def until(rate: Rate, end: datetime) -> Rate:
    return lambda at: rate(at) if at < end else 0.0


def watch(rate: Rate, length: timedelta, *, seed: int, every: timedelta = 2 * HOUR, varying: float = 0.0) -> list[tuple[datetime, Health]]:
    """Check a simulated feed again and again, and return what its health became and when; days vary as a gamma of that shape."""
    chance = random.Random(seed)
    feed = replace(FEED, checks=0, news_at=None, rhythm=(), rhythm_since=None, health_since=None)
    at, turns, factor = START, [(START, Health.OK)], 1.0
    while at < START + length:
        if varying and at.hour == 0:
            factor = chance.gammavariate(varying, 1 / varying)
        new = chance.random() < 1 - exp(-rate(at) * factor * (every / HOUR))
        feed = after_check(feed, replace(feed, checks=feed.checks + 1), BODY, now=at, new=int(new), entries=10, size=5000)
        if feed.health is not turns[-1][1]:
            turns.append((at, feed.health))
        at += every
    return turns[1:]


NEVER = [
    pytest.param(agency, 0.0, id="agency"),
    pytest.param(agency, 8.0, id="agency-with-slow-days"),
    pytest.param(office, 8.0, id="five-weekdays"),
    pytest.param(with_holidays(office), 8.0, id="holidays"),
    pytest.param(in_summer(office, 0.3), 8.0, id="summer"),
    pytest.param(daily, 0.0, id="daily"),
    pytest.param(weekly, 0.0, id="weekly"),
]


@pytest.mark.parametrize(("rate", "varying"), NEVER)
def test_a_rhythm_is_never_called_quiet(rate: Rate, varying: float) -> None:
    assert watch(rate, timedelta(days=350), seed=7, varying=varying) == []


def test_false_alarms_of_feeds_without_any_rhythm() -> None:
    """Such feeds are the hardest: each silence is chance. Over 144 years of them three alarms were measured, 0.02 a year."""
    years = 2
    alarms = [
        len([turn for turn in watch(by_chance(pace), years * timedelta(days=365), seed=seed, every=6 * HOUR) if turn[1] is not Health.OK])
        for seed, pace in enumerate([1, 2, 4, 8, 16, 32])
    ]
    assert sum(alarms) / (years * len(alarms)) <= 0.1


END = START + timedelta(days=101, hours=12)  # a Thursday noon, the end of a weekly feed's slot
FOUND = [
    pytest.param(agency, 20 * HOUR, 30 * HOUR, id="agency"),
    pytest.param(office, DAY, 5 * DAY, id="five-weekdays"),
    pytest.param(daily, 5 * DAY, 7 * DAY, id="daily"),
    pytest.param(weekly, 6 * WEEK, 7 * WEEK, id="weekly"),
]


@pytest.mark.parametrize(("rate", "soonest", "latest"), FOUND)
def test_silence_is_found(rate: Rate, soonest: timedelta, latest: timedelta) -> None:
    at, found = watch(until(rate, END), timedelta(days=180), seed=3)[0]
    assert found in {Health.QUIET, Health.ZOMBIE}
    assert soonest <= at - END <= latest


def test_silence_that_lasts_is_a_zombies() -> None:
    (_, first), (at, second) = watch(until(office, END), timedelta(days=180), seed=3)
    assert (first, second) == (Health.QUIET, Health.ZOMBIE)
    assert abs(at - END - timedelta(days=30)) <= 2 * HOUR


def test_a_feed_that_never_had_news_is_given_half_a_year() -> None:
    ((at, found),) = watch(by_chance(0), timedelta(days=200), seed=1, every=6 * HOUR)
    assert (found, at - START) == (Health.ZOMBIE, timedelta(days=182))


def test_a_register_that_does_not_change_is_not_silent() -> None:
    still = replace(FEED, kind=FeedKind.REGISTER, news_at=NOW - 300 * DAY, rhythm_since=NOW - 350 * DAY)
    assert checked(still, NotModified()).health is Health.OK


def test_two_weeks_are_watched_before_anything_is_called_quiet() -> None:
    turns = watch(until(agency, START + 2 * DAY), timedelta(days=20), seed=1)
    assert [found for _, found in turns] == [Health.QUIET]
    assert turns[0][0] >= START + 2 * WEEK


def test_news_end_a_silence() -> None:
    silent = replace(FEED, health=Health.QUIET, rhythm=(9,) * SLOTS, rhythm_since=NOW - 5 * WEEK, news_at=NOW - WEEK)
    assert checked(silent, BODY).health is Health.QUIET
    assert checked(silent, BODY, new=1).health is Health.OK


# ── what follows ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "expected"),
    [
        pytest.param({}, True, id="ok"),
        pytest.param({"health": Health.BROKEN, "failures": 2}, True, id="failed-twice"),
        pytest.param({"health": Health.BROKEN, "failures": 3}, False, id="failed-three-times"),
        pytest.param({"health": Health.BLOCKED, "failures": 1}, True, id="refused-once"),
        pytest.param({"health": Health.GONE, "failures": 1}, False, id="gone"),
        pytest.param({"health": Health.QUIET}, False, id="quiet"),
        pytest.param({"health": Health.ZOMBIE}, False, id="zombie"),
    ],
)
def test_whether_its_fallbacks_stay_in_standby(was: State, expected: bool) -> None:
    assert usable(replace(FEED, **was)) is expected


def test_there_is_advice_for_every_health_and_a_meaning() -> None:
    said = [advice(one) for one in Health]
    assert len(set(said)) == len({meaning(one) for one in Health}) == len(Health)
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in said)


def was(state: Health, ago: timedelta, **changes: object) -> State:
    return {"health": state, "health_since": NOW - ago, **changes}


TOLD = [
    pytest.param(was(Health.OK, DAY), None, id="all-well"),
    pytest.param(was(Health.OK, DAY, health_since=None), None, id="never-asked"),
    pytest.param(was(Health.BROKEN, HOUR, failures=3), Health.BROKEN, id="an-hour-and-three-failures"),
    pytest.param(was(Health.BROKEN, HOUR - MINUTE, failures=3), None, id="not-an-hour-yet"),
    pytest.param(was(Health.BROKEN, DAY, failures=2), None, id="two-failures"),
    pytest.param(was(Health.CHALLENGE, MINUTE, failures=14), Health.CHALLENGE, id="bad-in-one-way-after-another"),
    pytest.param(was(Health.GONE, MINUTE, failures=1), Health.GONE, id="gone-at-once"),
    pytest.param(was(Health.SHRUNK, MINUTE, failures=1), Health.SHRUNK, id="shrunk-at-once"),
    pytest.param(was(Health.QUIET, MINUTE), Health.QUIET, id="quiet-at-once"),
    pytest.param(was(Health.ZOMBIE, MINUTE, news_at=NOW - 30 * DAY), Health.ZOMBIE, id="zombie-of-a-month-at-once"),
    pytest.param(was(Health.ZOMBIE, MINUTE), None, id="emptied-a-minute-ago"),
    pytest.param(was(Health.ZOMBIE, HOUR), Health.ZOMBIE, id="emptied-an-hour-ago"),
    pytest.param(was(Health.ZOMBIE, HOUR, failures=1), None, id="one-body-with-nothing"),
    pytest.param(was(Health.ZOMBIE, HOUR, failures=3), Health.ZOMBIE, id="three-bodies-with-nothing"),
    pytest.param(was(Health.BROKEN, DAY, failures=9, told=Health.BLOCKED, told_at=NOW - 9 * DAY), None, id="bad-in-another-way"),
    pytest.param(was(Health.OK, HOUR, told=Health.BLOCKED, told_at=NOW - 2 * HOUR), Health.OK, id="back"),
    pytest.param(was(Health.OK, HOUR - MINUTE, told=Health.BLOCKED, told_at=NOW - 9 * DAY), None, id="back-for-less-than-an-hour"),
    pytest.param(was(Health.BROKEN, HOUR, failures=9, told_at=NOW - DAY), Health.BROKEN, id="died-again-a-day-after"),
    pytest.param(was(Health.BROKEN, HOUR, failures=9, told_at=NOW - DAY + MINUTE), None, id="died-again-sooner"),
]


@pytest.mark.parametrize(("state", "expected"), TOLD)
def test_what_operators_are_told(state: State, expected: Health | None) -> None:
    assert news(replace(FEED, **state), NOW) is expected


@given(st.lists(st.tuples(st.booleans(), st.timedeltas(MINUTE, 9 * HOUR)), max_size=80))
def test_a_feed_that_comes_and_goes_is_told_of_twice_a_day_at_the_most(visits: list[tuple[bool, timedelta]]) -> None:
    feed, now, told = FEED, NOW, []
    for well, wait in visits:
        now += wait
        feed = checked(feed, BODY if well else failed(Failure.HTTP, 403), now=now)
        if (state := news(feed, now)) is not None:
            feed = replace(feed, told=state, told_at=now)
            told.append(now)
    assert all(third - first >= DAY for first, third in zip(told, told[2:], strict=False))


def glimpse(source: str, outcome: str, minutes: int, *, since: int | None = 60) -> Glimpse:
    """A feed that was asked some minutes ago, and is as it is since some minutes."""
    began = None if since is None else NOW - since * MINUTE
    return Glimpse(source=SourceId(source), at=NOW - minutes * MINUTE, outcome=outcome, since=began)


FALLEN = [glimpse("a", "network", 1), glimpse("b", "timeout", 2, since=70), glimpse("c", "network", 3)]
NETWORK = [
    pytest.param(FALLEN, None, 70, id="all-and-none-ever-answered"),
    pytest.param(FALLEN, 80, 70, id="the-last-answer-was-before"),
    pytest.param(FALLEN, 65, None, id="one-fell-while-another-answered"),
    pytest.param(FALLEN, 1, None, id="one-answers"),
    pytest.param(FALLEN[:2], 80, None, id="two-may-be-chance"),
    pytest.param([*FALLEN[:2], glimpse("a", "network", 3)], 80, None, id="two-sources-with-three-feeds"),
    pytest.param([*FALLEN, glimpse("d", "http", 50)], 80, None, id="one-of-four-did-not-fall"),
    pytest.param([*FALLEN, glimpse("d", "ok", 90)], 90, 70, id="the-seldom-asked-do-not-count"),
    pytest.param([*FALLEN[:2], glimpse("c", "network", 3, since=None)], 80, None, id="since-nobody-knows"),
    pytest.param([], None, None, id="nothing-asked"),
]


@pytest.mark.parametrize(("glimpses", "answered", "minutes"), NETWORK)
def test_where_all_fall_at_once_it_is_the_network(glimpses: list[Glimpse], answered: int | None, minutes: int | None) -> None:
    last = None if answered is None else NOW - answered * MINUTE
    assert network_lost_since(glimpses, last, NOW) == (None if minutes is None else NOW - minutes * MINUTE)


def test_what_failed_while_the_network_was_lost_has_its_hour_again() -> None:
    fallen = replace(FEED, **was(Health.BROKEN, 5 * HOUR, failures=20))
    again = since_network(fallen, NOW - 30 * MINUTE)
    assert (news(fallen, NOW), news(again, NOW), news(again, NOW + 30 * MINUTE)) == (Health.BROKEN, None, Health.BROKEN)
    assert since_network(fallen, None) == fallen
    assert since_network(fallen, NOW - 6 * HOUR) == fallen
    quiet = replace(FEED, **was(Health.QUIET, 5 * HOUR))
    assert since_network(quiet, NOW) == quiet
    assert since_network(replace(fallen, health_since=None), NOW).health_since is None

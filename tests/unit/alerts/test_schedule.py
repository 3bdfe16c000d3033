from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.decide import Turn
from monitor.alerts.schedule import News, Slot, next_digest, silent, slot, zone_of
from monitor.model import Pace, Quiet, Sound, SourceId, Subscriber, Subscription, TopicId

TOPIC = TopicId("brics")
NEWS = News(topic=TOPIC, language="ru", source=SourceId("tass"))
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)  # a Monday
ZONES = [
    "",
    "UTC",
    "Europe/Berlin",
    "Asia/Kabul",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Nowhere/At_All",
]


def at(wall: str, zone: str = "UTC", fold: int = 0) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def minutes(wall: str) -> int:
    hour, _, minute = wall.partition(":")
    return int(hour) * 60 + int(minute)


def quiet(start: str, end: str) -> Quiet:
    return Quiet(start=minutes(start), end=minutes(end))


def reader(**chosen) -> Subscriber:
    return Subscriber(**chosen)


def of_topic(**chosen) -> Subscriber:
    return Subscriber(subscriptions={TOPIC: Subscription(topic=TOPIC, **chosen)})


# ── who is told at all ─────────────────────────────────────────────────────────────────────────────

TOLD = [
    pytest.param(reader(), True, id="who-chose-nothing"),
    pytest.param(of_topic(on=False), False, id="topic-off"),
    pytest.param(of_topic(), True, id="topic-on"),
    pytest.param(reader(sound=Sound.OFF), False, id="sound-off"),
    pytest.param(of_topic(sound=Sound.OFF), False, id="sound-of-the-topic-off"),
    pytest.param(
        Subscriber(sound=Sound.OFF, subscriptions={TOPIC: Subscription(topic=TOPIC, sound=Sound.SILENT)}),
        True,
        id="this-topic-alone-sounds",
    ),
    pytest.param(reader(languages=frozenset({"ru", "en"})), True, id="reads-the-language"),
    pytest.param(reader(languages=frozenset({"en"})), False, id="does-not-read-the-language"),
    pytest.param(reader(muted_sources=frozenset({SourceId("tass")})), False, id="source-muted"),
    pytest.param(reader(muted_sources=frozenset({SourceId("rt")})), True, id="another-source-muted"),
    pytest.param(reader(muted_until=NOON + timedelta(seconds=1)), False, id="muted-for-a-while"),
    pytest.param(reader(muted_until=NOON), True, id="no-longer-muted"),
]


@pytest.mark.parametrize(("subscriber", "told"), TOLD)
def test_who_is_told(subscriber, told):
    assert slot(subscriber, NEWS, now=NOON) == (Slot(due=NOON) if told else None)


def test_nobody_is_refused_for_a_language_that_is_not_known():
    assert slot(reader(languages=frozenset({"en"})), News(topic=TOPIC), now=NOON) == Slot(due=NOON)


# ── when ───────────────────────────────────────────────────────────────────────────────────────────

WHEN = [
    pytest.param(reader(), NOON, "", id="at-once"),
    pytest.param(reader(quiet=quiet("22:00", "07:00")), NOON, "", id="not-in-quiet-hours"),
    pytest.param(reader(quiet=quiet("11:00", "13:30")), at("2026-11-30T13:30"), "quiet:2026-11-30", id="in-quiet-hours"),
    pytest.param(reader(quiet=quiet("12:00", "13:00")), at("2026-11-30T13:00"), "quiet:2026-11-30", id="their-first-minute"),
    pytest.param(reader(quiet=quiet("11:00", "12:00")), NOON, "", id="their-end"),
    pytest.param(reader(quiet=quiet("12:00", "12:00")), NOON, "", id="no-hours-at-all"),
    pytest.param(reader(quiet=quiet("11:00", "07:00")), at("2026-12-01T07:00"), "quiet:2026-12-01", id="over-midnight-before-it"),
    pytest.param(reader(quiet=quiet("13:00", "12:30")), at("2026-11-30T12:30"), "quiet:2026-11-30", id="over-midnight-after-it"),
    pytest.param(reader(quiet=Quiet(start=600, end=1440)), at("2026-12-01T00:00"), "quiet:2026-12-01", id="until-midnight"),
    pytest.param(
        reader(timezone="Asia/Kabul", quiet=quiet("16:00", "17:00")), at("2026-11-30T12:30"), "quiet:2026-11-30", id="by-the-local-clock"
    ),
    pytest.param(reader(pace=Pace.HOURLY), at("2026-11-30T13:00"), "hourly:2026-11-30T13", id="hourly"),
    pytest.param(reader(pace=Pace.HOURLY, timezone="Asia/Kabul"), at("2026-11-30T12:30"), "hourly:2026-11-30T17", id="hourly-in-Kabul"),
    pytest.param(reader(pace=Pace.HOURLY, timezone="Asia/Kathmandu"), at("2026-11-30T12:15"), "hourly:2026-11-30T18", id="hourly-in-Nepal"),
    pytest.param(reader(pace=Pace.DAILY), at("2026-12-01T08:00"), "daily:2026-12-01", id="daily-tomorrow"),
    pytest.param(reader(pace=Pace.DAILY, digest_hour=18), at("2026-11-30T18:00"), "daily:2026-11-30", id="daily-today"),
    pytest.param(reader(pace=Pace.DAILY, digest_hour=12), at("2026-12-01T12:00"), "daily:2026-12-01", id="daily-at-this-very-moment"),
    pytest.param(
        reader(pace=Pace.DAILY, timezone="Asia/Kabul", digest_hour=17), at("2026-11-30T12:30"), "daily:2026-11-30", id="daily-in-Kabul"
    ),
    pytest.param(
        reader(pace=Pace.DAILY, timezone="Pacific/Apia"), at("2026-11-30T19:00"), "daily:2026-12-01", id="daily-where-it-is-tomorrow"
    ),
    pytest.param(reader(pace=Pace.DAILY, timezone="Nowhere/At_All"), at("2026-12-01T08:00"), "daily:2026-12-01", id="an-unknown-zone"),
    pytest.param(reader(pace=Pace.WEEKLY), at("2026-12-07T08:00"), "weekly:2026-W50", id="weekly-this-day-has-passed"),
    pytest.param(reader(pace=Pace.WEEKLY, digest_weekday=4), at("2026-12-04T08:00"), "weekly:2026-W49", id="weekly-on-Friday"),
    pytest.param(
        reader(pace=Pace.DAILY, quiet=quiet("07:00", "09:30")), at("2026-12-01T09:30"), "quiet:2026-12-01", id="a-digest-in-quiet-hours"
    ),
    pytest.param(reader(corroboration=2), at("2026-12-01T08:00"), "daily:2026-12-01", id="too-few-sources"),
    pytest.param(reader(corroboration=1), NOON, "", id="sources-enough"),
    pytest.param(
        reader(corroboration=2, pace=Pace.HOURLY), at("2026-11-30T13:00"), "hourly:2026-11-30T13", id="too-few-sources-in-his-own-digest"
    ),
]


@pytest.mark.parametrize(("subscriber", "due", "bundle"), WHEN)
def test_when_a_subscriber_is_told(subscriber, due, bundle):
    assert slot(subscriber, NEWS, now=NOON) == Slot(due=due, bundle=bundle)
    assert slot(subscriber, replace(NEWS, urgent=True), now=NOON) == Slot(due=due, bundle=bundle)


HOURS = replace(quiet("11:00", "13:30"), but_urgent=True)
LATER = ("2026-11-30T13:30", "quiet:2026-11-30")


@pytest.mark.parametrize(
    ("subscriber", "urgent", "due", "bundle"),
    [
        pytest.param(reader(quiet=HOURS), True, "2026-11-30T12:00", "", id="urgent"),
        pytest.param(reader(quiet=HOURS), False, *LATER, id="not-urgent"),
        pytest.param(reader(quiet=HOURS, pace=Pace.HOURLY), True, *LATER, id="in-a-digest"),
        pytest.param(reader(quiet=HOURS, corroboration=2), True, "2026-12-01T08:00", "daily:2026-12-01", id="too-few-sources"),
    ],
)
def test_what_is_urgent_comes_in_quiet_hours_to_those_who_want_it_then(subscriber, urgent, due, bundle):
    assert slot(subscriber, replace(NEWS, urgent=urgent), now=NOON) == Slot(due=at(due), bundle=bundle)


def test_a_topic_may_have_a_pace_of_its_own():
    daily = Subscriber(pace=Pace.DAILY, subscriptions={TOPIC: Subscription(topic=TOPIC, pace=Pace.NOW)})
    assert slot(daily, NEWS, now=NOON) == Slot(due=NOON)
    assert slot(of_topic(pace=Pace.HOURLY), NEWS, now=NOON).bundle == "hourly:2026-11-30T13"


def test_a_flood_is_told_together_unless_a_digest_tells_it():
    turn = Turn(due=at("2026-11-30T13:00"), bundle="flood:brics:2026-11-30T12")
    assert slot(reader(), NEWS, now=NOON, turn=turn) == Slot(due=turn.due, bundle=turn.bundle)
    assert slot(reader(pace=Pace.DAILY), NEWS, now=NOON, turn=turn).bundle == "daily:2026-12-01"
    assert slot(reader(quiet=quiet("12:30", "14:00")), NEWS, now=NOON, turn=turn) == Slot(
        due=at("2026-11-30T14:00"), bundle="quiet:2026-11-30"
    )


def test_a_digest_that_was_made_is_not_made_again():
    daily = reader(pace=Pace.DAILY, digest_hour=18)
    assert slot(daily, NEWS, now=NOON, made={"daily:2026-11-30"}) == Slot(due=at("2026-12-01T18:00"), bundle="daily:2026-12-01")


# ── where clocks are set ───────────────────────────────────────────────────────────────────────────


def days(subscriber: Subscriber, since: datetime, count: int) -> list[Slot]:
    """The digests that follow one another."""
    found: list[Slot] = []
    for _ in range(count):
        found.append(next_digest(subscriber, subscriber.pace, now=found[-1].due if found else since))
    return found


def test_a_digest_comes_once_where_clocks_go_back():
    berlin = reader(pace=Pace.DAILY, timezone="Europe/Berlin", digest_hour=2)
    before = at("2026-10-25T01:30", "Europe/Berlin")
    again = at("2026-10-25T02:30", "Europe/Berlin", fold=1)
    assert slot(berlin, NEWS, now=before) == Slot(due=at("2026-10-25T00:00"), bundle="daily:2026-10-25")
    assert slot(berlin, NEWS, now=again) == Slot(due=at("2026-10-26T01:00"), bundle="daily:2026-10-26")


def test_a_digest_comes_an_hour_later_where_clocks_go_forward():
    berlin = reader(pace=Pace.DAILY, timezone="Europe/Berlin", digest_hour=2)
    assert [(each.bundle, each.due) for each in days(berlin, at("2026-03-28T12:00"), 2)] == [
        ("daily:2026-03-29", at("2026-03-29T03:00", "Europe/Berlin")),
        ("daily:2026-03-30", at("2026-03-30T02:00", "Europe/Berlin")),
    ]


def test_a_day_that_a_country_left_out_has_no_digest():
    apia = reader(pace=Pace.DAILY, timezone="Pacific/Apia")  # Samoa had no 30 December 2011
    assert [each.bundle for each in days(apia, at("2011-12-29T12:00", "Pacific/Apia"), 2)] == ["daily:2011-12-31", "daily:2012-01-01"]


def test_each_hour_has_a_digest_where_clocks_go_back():
    berlin = reader(pace=Pace.HOURLY, timezone="Europe/Berlin")
    assert [each.bundle[-3:] for each in days(berlin, at("2026-10-24T23:30"), 4)] == ["T02", "02+", "T03", "T04"]
    howe = reader(pace=Pace.HOURLY, timezone="Australia/Lord_Howe")  # by half an hour, at 02:00
    assert [each.bundle[-3:] for each in days(howe, at("2026-04-05T01:15", "Australia/Lord_Howe"), 2)] == ["T02", "T03"]


def test_quiet_hours_end_with_the_hour_that_comes_again():
    berlin = reader(timezone="Europe/Berlin", quiet=quiet("22:00", "02:30"))
    early, again = at("2026-10-25T02:15", "Europe/Berlin"), at("2026-10-25T02:15", "Europe/Berlin", fold=1)
    assert slot(berlin, NEWS, now=early).due == at("2026-10-25T00:30")
    assert slot(berlin, NEWS, now=again).due == at("2026-10-25T01:30")


def test_quiet_hours_end_where_their_end_is_left_out():
    berlin = reader(timezone="Europe/Berlin", quiet=quiet("22:00", "02:30"))
    assert slot(berlin, NEWS, now=at("2026-03-29T01:59", "Europe/Berlin")).due == at("2026-03-29T03:30", "Europe/Berlin")
    assert slot(berlin, NEWS, now=at("2026-03-29T03:00", "Europe/Berlin")).bundle == ""


def test_quiet_hours_that_begin_where_the_clock_is_set():
    berlin = reader(timezone="Europe/Berlin", quiet=quiet("03:00", "02:59"))
    assert slot(berlin, NEWS, now=at("2026-03-29T03:00", "Europe/Berlin")).due == at("2026-03-30T02:59", "Europe/Berlin")


@given(
    zone=st.sampled_from(ZONES),
    moment=st.datetimes(min_value=datetime(2005, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    pace=st.sampled_from(Pace),
    hours=st.none() | st.builds(Quiet, start=st.integers(0, 1439), end=st.integers(0, 1439)),
    hour=st.integers(0, 23),
)
def test_nobody_waits_longer_than_he_chose(zone, moment, pace, hours, hour):
    subscriber = reader(timezone=zone, pace=pace, quiet=hours, digest_hour=hour)
    told = slot(subscriber, NEWS, now=moment)
    longest = {Pace.NOW: timedelta(), Pace.HOURLY: timedelta(hours=1), Pace.DAILY: timedelta(days=1), Pace.WEEKLY: timedelta(days=7)}[pace]
    assert moment <= told.due <= moment + longest + timedelta(hours=1) + (timedelta(hours=25) if hours else timedelta())
    assert (told.bundle == "") == (told.due == moment)
    local = told.due.astimezone(zone_of(zone))
    if hours and hours.start != hours.end and told.bundle.startswith("quiet:"):
        assert local.date().isoformat() == told.bundle.removeprefix("quiet:")


# ── sound ──────────────────────────────────────────────────────────────────────────────────────────

LOUD = TopicId("loud")


def test_a_message_is_silent_where_all_that_it_tells_is():
    subscriber = Subscriber(sound=Sound.SILENT, subscriptions={LOUD: Subscription(topic=LOUD, sound=Sound.NORMAL)})
    assert silent(subscriber, [TOPIC])
    assert not silent(subscriber, [TOPIC, LOUD])
    assert not silent(reader(), [TOPIC])


@pytest.mark.parametrize("name", ["", "Nowhere/At_All", "America", "../etc", "x" * 300])
def test_an_unknown_zone_is_utc(name):
    assert zone_of(name).key == "UTC"

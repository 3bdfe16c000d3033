from datetime import UTC, date, datetime, timedelta

from monitor.health import Turn, advice
from monitor.model import Check, DeliveryState, Feed, FeedId, Health, SourceId, TopicId
from monitor.review.daily import NAMED, as_json, as_text, failing_now
from monitor.review.health import Turns
from monitor.review.precision import Precisions, precision
from monitor.storage.lead_times import LeadTime
from monitor.storage.overview import Answer
from monitor.storage.review import DayFigures

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def figures(**changes):
    values = {
        "day": DAY,
        "checks": {"ok": 10, "not_modified": 30, "timeout": 2},
        "feeds_checked": 5,
        "feeds_failed": 1,
        "silent": (SourceId("ria"),),
        "articles": 40,
        "copies": 12,
        "matches": {TopicId("delisting"): 2},
        "background": 1,
        "raised": 3,
        "held": {"old": 4},
        "deliveries": {DeliveryState.SENT: 3, DeliveryState.PARKED: 1, DeliveryState.QUEUED: 0},
        "parked": {"blocked": 1},
        "delay_p50": timedelta(seconds=1.5),
        "delay_p95": timedelta(minutes=4),
    }
    return DayFigures(**{**values, **changes})


def answer(source="tass", outcome="timeout", at=AT, **check):
    return Answer(
        source=SourceId(source), url=f"https://{source}.example/rss", check=Check(feed=FeedId(1), at=at, outcome=outcome, **check)
    )


def test_the_page_for_people():
    assert as_text(figures(), [answer(detail="not done within 15 s"), answer("ria", "http", status=503)]).splitlines() == [
        "Review of 2026-11-24 (UTC)",
        "",
        "Fetched    42 checks of 5 feeds, 40 of them well (not_modified 30, ok 10, timeout 2)",
        "Failed     1 feeds did not answer well all day",
        "           tass: timeout not done within 15 s",
        "           ria: http 503 https://ria.example/rss",
        "Silent     1 sources had nothing new: ria",
        "Articles   40 new, 12 of them copies",
        "Matched    delisting 2; 1 of them in the body alone",
        "Alerts     3 raised, 4 held (old 4)",
        "Deliveries sent 3, parked 1; parked because blocked 1",
        "Delay      article to message: median 1.5 s, 95th percentile 4 min",
    ]


def test_a_day_on_which_nothing_happened():
    quiet = figures(
        checks={}, feeds_checked=0, feeds_failed=0, silent=(), articles=0, copies=0, matches={}, background=0, raised=0, held={}, deliveries={}, parked={},
        delay_p50=None, delay_p95=None,
    )  # fmt: skip
    assert as_text(quiet).splitlines()[2:] == [
        "Fetched    0 checks of 0 feeds, 0 of them well",
        "Failed     0 feeds did not answer well all day",
        "Silent     0 sources had nothing new",
        "Articles   0 new, 0 of them copies",
        "Matched    nothing",
        "Alerts     0 raised, 0 held",
        "Deliveries none",
        "Delay      nothing was sent",
    ]
    assert as_json(quiet)["delay_seconds"] == {"p50": None, "p95": None}


def test_articles_that_changed_and_those_that_are_gone_are_named():
    changed = figures(revised=7, withdrawn=("Envoys meet", "Harvest is up"))
    assert as_text(changed).splitlines()[5:7] == [
        "Articles   40 new, 12 of them copies; 7 revised",
        "Withdrawn  2 that were told: Envoys meet, Harvest is up",
    ]
    assert (as_json(changed)["revised"], as_json(changed)["withdrawn"]) == (7, ["Envoys meet", "Harvest is up"])


def test_long_lists_are_counted():
    many = tuple(SourceId(f"s{i:02}") for i in range(NAMED + 3))
    text = as_text(figures(silent=many), [answer(s) for s in many])
    assert "s11 and 3 more" in text
    assert "           and 3 more" in text


def test_the_same_for_machines():
    row = as_json(figures(), [answer(detail="slow")])
    assert row["fetched"]["failing"] == [
        {"source": "tass", "url": "https://tass.example/rss", "outcome": "timeout", "status": 0, "detail": "slow"}
    ]
    assert row["alerts"] == {"raised": 3, "held": {"old": 4}}
    assert row["deliveries"] == {"sent": 3, "parked": 1, "queued": 0}
    assert row["delay_seconds"] == {"p50": 1.5, "p95": 240.0}


def test_what_fails_now_is_what_failed_last_that_day():
    yesterday = AT - timedelta(days=1)
    answers = [answer("a"), answer("b", "ok"), answer("c", "not_modified"), answer("d", at=yesterday)]
    assert [a.source for a in failing_now(answers, DAY)] == ["a"]


def turn(source: str, health: Health, *serving: str, **changes) -> Turn:
    feed = Feed(
        id=FeedId(1), source=SourceId(source), url=f"https://{source}.example/rss", next_at=AT, health=health, health_since=AT, **changes
    )
    return Turn(feed=feed, serving=serving)


def test_what_became_of_feeds_is_said_with_what_to_do():
    refused = turn("ria", Health.BLOCKED, "https://t.me/s/ria", failures=3)
    turns = Turns(
        silent=(turn("tass", Health.QUIET),),
        died=(refused,),
        back=(turn("bbc", Health.OK),),
        switched=(refused,),
        moved=(turn("dw", Health.OK, address="https://new.example/rss"),),
    )
    lines = as_text(figures(), (), turns).splitlines()
    start = lines.index("Silent     1 sources had nothing new: ria") + 1
    assert lines[start : start + 6] == [
        "Health     1 fell silent, 1 died, 1 back, 1 served, 1 moved",
        f"           fell silent: tass https://tass.example/rss, quiet. {advice(Health.QUIET)}",
        f"           died: ria https://ria.example/rss, blocked. {advice(Health.BLOCKED)}",
        "           back: bbc https://bbc.example/rss",
        "           served: ria https://ria.example/rss by https://t.me/s/ria",
        "           moved: dw https://dw.example/rss to https://new.example/rss",
    ]
    row = as_json(figures(), (), turns)["health"]
    assert [(name, [one["source"] for one in found]) for name, found in row.items()] == [
        ("silent", ["tass"]), ("died", ["ria"]), ("back", ["bbc"]), ("switched", ["ria"]), ("moved", ["dw"])
    ]  # fmt: skip
    assert row["died"] == [
        {
            "source": "ria",
            "url": "https://ria.example/rss",
            "health": "blocked",
            "since": AT.isoformat(),
            "serving": ["https://t.me/s/ria"],
            "address": "",
            "advice": advice(Health.BLOCKED),
        }
    ]


def test_many_turns_are_counted():
    text = as_text(figures(), (), Turns(died=tuple(turn(f"s{n}", Health.GONE) for n in range(NAMED + 2))))
    assert "           and 2 more died\n" in text


def test_who_told_its_stories_first_is_said():
    leads = [
        LeadTime(source=SourceId("mid"), official=True, stories=2, first=2, lead=timedelta(minutes=15)),
        LeadTime(source=SourceId("tass"), official=False, stories=3, first=1, lead=timedelta(minutes=4), lag=timedelta(hours=1)),
    ]
    assert as_text(figures(), (), Turns(), leads).splitlines()[6:8] == [
        "First      mid (official): first in 2 of 2 stories, 15 min ahead",
        "           tass: first in 1 of 3 stories, 4 min ahead; else 1 h behind",
    ]
    assert [row["source"] for row in as_json(figures(), (), Turns(), leads)["leads"]] == ["mid", "tass"]


def test_what_people_said_of_alerts_is_shown_where_they_said_anything():
    judged = Precisions(topics=(precision("delisting", 41, 44),), sources=(precision("tass", 2, 4),))
    assert as_text(figures(), judged=judged).splitlines()[-3:] == [
        "Precision  of alerts that people judged in 30 days",
        "           delisting: 41 of 44 right, 82–98 %",
        "           source tass: 2 of 4 right, 15–85 %; too few to say more",
    ]
    assert as_json(figures(), judged=judged)["precision"]["topics"] == [
        {"name": "delisting", "right": 41, "judged": 44, "low": 0.8177, "high": 0.9765}
    ]
    assert as_json(figures())["precision"] == {"topics": [], "sources": [], "languages": []}

from datetime import UTC, date, datetime, timedelta

from monitor.health import Turn
from monitor.model import Check, Failure, Feed, FeedId, Health, Source, SourceId
from monitor.review.health import NAMED, SAID, Turns, failing, sentence, turns_of
from monitor.storage.overview import Answer

AT = datetime(2026, 11, 24, tzinfo=UTC)


def answer(source, outcome):
    return Answer(source=SourceId(source), url="https://example.org/", check=Check(feed=FeedId(1), at=AT, outcome=outcome))


def test_all_is_well():
    assert sentence([answer("a", "ok"), answer("b", "not_modified")], {}) == "2 of 2 feeds answered."


def test_who_does_not_answer_and_how():
    tass = Source(id=SourceId("tass"), name="TASS")
    answers = [answer("tass", "network"), answer("ria", "network"), answer("bbc", "ok"), answer("old", "gone")]
    assert sentence(answers, {tass.id: tass}) == "1 of 4 feeds answered; 2 cannot be reached: ria, TASS; 1 are gone (410): old."
    assert failing(answers) == {("tass", "network"), ("ria", "network"), ("old", "gone")}


def test_many_are_counted():
    assert sentence([answer(f"s{i:02}", "timeout") for i in range(NAMED + 4)], {}).endswith("s07 and 4 more.")


def test_there_are_words_for_every_failure():
    assert set(SAID) == set(Failure)


def turn(source, health, *serving, since=AT, **changes):
    feed = Feed(id=FeedId(1), source=SourceId(source), url="https://example.org/", next_at=AT, health=health, health_since=since, **changes)
    return Turn(feed=feed, serving=serving)


def test_what_became_of_feeds_on_a_day():
    yesterday = AT - timedelta(seconds=1)
    silent, empty = turn("silent", Health.QUIET), turn("empty", Health.ZOMBIE, failures=1)
    died = turn("died", Health.BLOCKED, failures=3)
    served = turn("served", Health.GONE, "https://example.org/list", failures=1)
    back = turn("back", Health.OK, told_at=AT)
    moved = turn("moved", Health.OK, since=yesterday, address="https://new.example/")
    others = [
        turn("well", Health.OK),
        turn("never-asked", Health.OK, since=None),
        turn("hiccup", Health.BROKEN, failures=1),
        turn("died-before", Health.BLOCKED, failures=9, since=yesterday),
        turn("back-before", Health.OK, told_at=yesterday),
        turn("back-for-minutes", Health.OK, told=Health.GONE, told_at=AT),
        turn("standby", Health.GONE, failures=3, standby=True),
    ]
    assert turns_of([silent, empty, died, served, back, moved, *others], date(2026, 11, 24)) == Turns(
        silent=(silent, empty), died=(died, served), back=(back,), switched=(served,), moved=(moved,)
    )

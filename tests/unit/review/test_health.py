from datetime import UTC, datetime

from monitor.health import Turn
from monitor.model import Check, Failure, Feed, FeedId, Health, Source, SourceId
from monitor.review.health import NAMED, SAID, Turns, failing, sentence, turns_of
from monitor.storage.overview import Answer

AT = datetime(2026, 11, 24, tzinfo=UTC)


def answer(source, outcome):
    return Answer(source=SourceId(source), url="https://example.org/", check=Check(feed=FeedId(1), at=AT, outcome=outcome))


def test_all_is_well():
    assert sentence([answer("a", "ok"), answer("b", "not_modified")], {}) == "2 of 2 feeds answered."
    assert sentence([], {}, beside=3) == "3 of 3 feeds answered."


def test_who_does_not_answer_and_how():
    tass = Source(id=SourceId("tass"), name="TASS")
    answers = [answer("tass", "network"), answer("ria", "network"), answer("bbc", "ok"), answer("old", "gone")]
    assert sentence(answers, {tass.id: tass}) == "1 of 4 feeds answered; 2 cannot be reached: ria, TASS; 1 are gone (410): old."
    assert sentence(answers[:1], {tass.id: tass}, beside=9) == "9 of 10 feeds answered; 1 cannot be reached: TASS."
    assert failing(answers) == {("tass", "network"), ("ria", "network"), ("old", "gone")}


def test_many_are_counted():
    assert sentence([answer(f"s{i:02}", "timeout") for i in range(NAMED + 4)], {}).endswith("s07 and 4 more.")


def test_there_are_words_for_every_failure():
    assert set(SAID) == set(Failure)


def turn(source, health, *serving, **changes):
    feed = Feed(id=FeedId(1), source=SourceId(source), url="https://example.org/", next_at=AT, health=health, health_since=AT, **changes)
    return Turn(feed=feed, serving=serving)


def test_what_was_told_on_a_day_and_what_is_not_as_the_config_says():
    silent, empty = turn("silent", Health.QUIET), turn("empty", Health.ZOMBIE)
    died, back = turn("died", Health.BLOCKED), turn("back", Health.OK)
    served = turn("served", Health.GONE, "https://example.org/list")
    moved = turn("moved", Health.OK, address="https://new.example/")
    others = [turn("well", Health.OK), turn("standby", Health.GONE, "https://example.org/x", standby=True)]
    assert turns_of([silent, died, back, empty], [served, moved, *others]) == Turns(
        silent=(silent, empty), died=(died,), back=(back,), switched=(served,), moved=(moved,)
    )

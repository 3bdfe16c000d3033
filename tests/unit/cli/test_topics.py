"""`monitor topics` and `monitor topics test`: what is watched for, what it does, and whether its examples hold."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import click
import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.model import Alert, Article, FeedSpec, Source, SourceId, Subscriber, Subscription, TopicId
from monitor.service import now
from monitor.storage import alerts, articles, feedback, feeds, stories, subscribers, watchlist
from monitor.storage.database import open_database, upgrade

FORMAT = """\
id: moscow-format
title: {en: Moscow Format, ru: Московский формат}
query: |
  "moscow format"
exclusions:
  - {query: 'title:school', because: Schools have a format of their own}
stages:
  decided: agreed
examples:
  matches:
    - Sixth Moscow Format meeting opens
    - {lang: en, text: "In the Moscow Format ten states agreed.", stage: decided}
  ignores:
    - {lang: en, title: A format agreed in Moscow}
"""
RIVER = "id: river\ntitle: {en: River}\nquery: river\nenabled: false\nbody: alert\n"


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Run the command line over a folder of these topics."""
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    folder = tmp_path / "config"
    (folder / "topics").mkdir(parents=True)
    (folder / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path / 'monitor.db'}\n")
    (folder / "topics" / "format.yaml").write_text(FORMAT, "utf8")
    (folder / "topics" / "river.yaml").write_text(RIVER, "utf8")

    def called(*words: str) -> tuple[int, str]:
        found = CliRunner().invoke(cli.monitor, ["topics", *words, "--config", str(folder)], standalone_mode=False)
        if found.exception:
            raise found.exception
        return found.return_value or 0, found.output.replace(str(folder), "config")

    return called


RIGHT = "1 of 2 right, 9–91 %; too few to say more"


async def raise_alerts(url: str) -> None:
    upgrade(url)
    database = open_database(url)
    source = Source(id=SourceId("a"), name="A", country="AF", feeds=(FeedSpec(url="https://a.example/rss"),))
    await database.run(watchlist.sync_feeds, [source], now=now())
    (feed,) = await database.read(feeds.feeds_by_id, range(1, 9))
    reader = await database.run(subscribers.add_subscriber, Subscriber(chat_id=1))
    for number, (days, held) in enumerate([(1, ""), (6, ""), (8, ""), (1, "old")]):
        article = await database.run(articles.insert_article, Article(feed=feed.id, source=feed.source, guid=str(number), seen=now()))
        story = await database.run(stories.open_story, article, at=now())
        alert = Alert(topic=TopicId("moscow-format"), story=story, article=article, raised=now() - timedelta(days=days), held=held)
        raised = await database.run(alerts.raise_alert, alert)
        if raised and number < 2:
            await database.run(feedback.say, raised.id, reader.id, good=number == 0, at=now())
    await database.run(subscribers.add_subscriber, Subscriber(chat_id=2))
    await database.run(
        subscribers.add_subscriber,
        Subscriber(chat_id=3, subscriptions={t: Subscription(topic=t, on=False) for t in (TopicId("moscow-format"),)}),
    )
    await database.close()


def test_the_list_without_a_database_makes_none(call, tmp_path):
    assert call()[1].splitlines() == [
        "topic          title          body    examples  stages  exclusions  alerts  right  heard by  file",
        "moscow-format  Moscow Format  digest  2 + 1     1       1           –       –      –         config/topics/format.yaml",
        "river (off)    River          alert   0 + 0     0       0           –       –      –         config/topics/river.yaml",
    ]
    assert not (tmp_path / "monitor.db").exists()


def test_the_list_with_a_database_has_figures(call, tmp_path):
    asyncio.run(raise_alerts(f"sqlite:///{tmp_path / 'monitor.db'}"))
    assert call("list")[1].splitlines() == [
        f"topic          title          body    examples  stages  exclusions  alerts      {'right':<{len(RIGHT)}}  heard by  file",
        f"moscow-format  Moscow Format  digest  2 + 1     1       1           2 (held 1)  {RIGHT}  2         config/topics/format.yaml",
        f"river (off)    River          alert   0 + 0     0       0           0           {'–':<{len(RIGHT)}}  0         config/topics/river.yaml",
    ]
    first, second = map(json.loads, call("--json")[1].splitlines())
    assert first == {
        "topic": "moscow-format",
        "title": "Moscow Format",
        "enabled": True,
        "body": "digest",
        "matches": 2,
        "ignores": 1,
        "stages": ["decided"],
        "exclusions": ["Schools have a format of their own"],
        "file": "config/topics/format.yaml",
        "alerts": 2,
        "held": 1,
        "precision": {"right": 1, "judged": 2, "low": 0.0945, "high": 0.9055},
        "subscribers": 2,
    }
    assert second["precision"] is None
    assert (second["enabled"], second["alerts"], second["held"], second["subscribers"]) == (False, 0, 0, 0)


def test_examples_that_hold_are_counted(call):
    assert call("test") == (0, "moscow-format: examples 3, all hold\n")


def test_the_examples_of_a_topic_that_is_off_are_tried_where_it_is_named(call, tmp_path):
    assert call("test", "river") == (0, "river: no examples\n")
    (tmp_path / "config" / "topics" / "river.yaml").write_text(RIVER + "examples: {matches: [A lake]}\n", "utf8")
    assert call("test")[0] == 0
    code, output = call("test", "river", "moscow-format")
    assert code == 1
    assert output.splitlines()[0] == "moscow-format: examples 3, all hold"
    assert output.splitlines()[1].startswith("config/topics/river.yaml:6:22: the example “A lake” is not found by the query: widen it")
    assert output.splitlines()[2:] == ["    no river in the text", "river: 1 of 1 examples fail"]


FAILING = [
    pytest.param("matches", "A lake", "is not found by the query: widen it", "no river in the text", id="missed"),
    pytest.param("matches", "A river flood", "is not found by the query", "excluded: Floods are weather", id="excluded"),
    pytest.param(
        "ignores", "The river rose, rose again", "is found by the query: narrow it", "found in the title: “river”, “rose”", id="found"
    ),
    pytest.param(
        "matches",
        "{title: The river rose, stage: decided}",
        "is found at no stage, not at `decided`",
        "no agreed in the",
        id="stage",
    ),
    pytest.param(
        "matches",
        "{title: All deny that the river was agreed on, stage: decided}",
        "is found at the stage `denied`, not at `decided`",
        "`denied` stands before it, and is true as well",
        id="earlier-stage",
    ),
    pytest.param(
        "matches",
        "{title: The river rose, stage: in_force}",
        "is found at no stage, not at `in_force`",
        "the topic has no stage `in_force`",
        id="no-such-stage",
    ),
]


@pytest.mark.parametrize(("key", "example", "problem", "reason"), FAILING)
def test_an_example_that_fails_is_told_with_its_first_reason(call, tmp_path, key, example, problem, reason):
    more = f"exclusions: [{{query: flood, because: Floods are weather}}]\nstages: {{denied: deny, decided: agreed}}\nexamples: {{{key}: ['X']}}\n"
    text = RIVER.replace("query: river", "query: river NOT (nothing x) (rose OR agreed OR flood OR lake)") + more
    written = example if example.startswith("{") else f"'{example}'"
    (tmp_path / "config" / "topics" / "river.yaml").write_text(text.replace("'X'", written), "utf8")
    code, output = call("test", "river")
    first, second, third = output.splitlines()
    assert (code, third) == (1, "river: 1 of 1 examples fail")
    assert first.startswith("config/topics/river.yaml:8:")
    assert problem in first
    assert second.startswith(f"    {reason}")
    assert json.loads(call("test", "river", "--json")[1])["reason"] == second.strip()


def test_the_examples_that_hold_are_named_where_that_is_asked_for(call):
    assert call("test", "-v")[1].splitlines()[:-1] == [
        "config/topics/format.yaml:11:7: ok: “Sixth Moscow Format meeting opens” is found",
        "config/topics/format.yaml:12:7: ok: “In the Moscow Format ten states agreed.” is found at the stage decided",
        "config/topics/format.yaml:14:7: ok: “A format agreed in Moscow” is left alone",
    ]


def test_machines_get_a_line_for_each_example(call, tmp_path):
    (tmp_path / "config" / "topics" / "river.yaml").write_text(RIVER + "examples: {ignores: [A river]}\n", "utf8")
    code, output = call("test", "river", "--json")
    (row,) = map(json.loads, output.splitlines())
    assert code == 1
    assert row.pop("message").startswith("the example “A river” is found by the query: narrow it")
    assert {name: row[name] for name in ("topic", "file", "line", "column", "text", "expected", "stage", "ok")} == {
        "topic": "river",
        "file": "config/topics/river.yaml",
        "line": 6,
        "column": 22,
        "text": "A river",
        "expected": "ignores",
        "stage": None,
        "ok": False,
    }
    assert row["reason"] == "found in the title: “river”"
    assert [json.loads(line)["stage"] for line in call("test", "--json")[1].splitlines()] == [None, "decided", None]


def test_an_unknown_topic_is_a_usage_error(call):
    with pytest.raises(click.UsageError, match='there is no topic `moscow-formt`: did you mean "moscow-format"'):
        call("test", "moscow-formt")
    with pytest.raises(click.UsageError, match="there is no topic `zzz`: those that there are: moscow-format, river"):
        call("test", "zzz")

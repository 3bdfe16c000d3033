"""`monitor stories`, `monitor story`: what they print, what they change, what they refuse."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import click
import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.model import (
    Alert,
    Article,
    ArticleId,
    FeedSpec,
    Match,
    Refusal,
    RevisionKind,
    Source,
    SourceId,
    Stage,
    StoryId,
    Subscriber,
    TopicId,
)
from monitor.storage import alerts, articles, deliveries, feeds, revisions, subscribers, watchlist
from monitor.storage.database import open_database, upgrade
from tests.contract.story_rows import told

START = datetime(2026, 3, 1, 10, tzinfo=UTC)
EVER = ("--days", "36500")
MINUTE = timedelta(minutes=1)
DELISTING = TopicId("delisting")


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Run the command line over an empty config folder as anna."""
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    monkeypatch.setenv("USER", "anna")
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path / 'monitor.db'}\n")

    def called(*words) -> str:
        found = CliRunner().invoke(cli.monitor, [*map(str, words), "--config", str(folder)], standalone_mode=False)
        if found.exception:
            raise found.exception
        return found.output

    return called


def written(call, *words) -> list[str]:
    return call(*words).splitlines()


def fill(tx) -> None:
    """Two stories: one of five articles in three languages, one of a single article."""
    names = ("mid", "tass", "tolo", "ria", "bbc")
    given = [Source(id=SourceId(n), name=n, country="AF", language="fa", feeds=(FeedSpec(url=f"https://{n}.example/"),)) for n in names]
    watchlist.sync_feeds(tx, given, now=START)
    by_source = {feed.source: feed for feed in feeds.feeds_by_id(tx, range(1, 9))}

    def tell(
        source: str, minute: int, title: str, language: str, country: str, story: StoryId | None = None, **why
    ) -> tuple[ArticleId, StoryId]:
        at = START + minute * MINUTE
        article = Article(
            feed=by_source[source].id, source=SourceId(source), guid=f"{source}-{minute}", title=title, body="It rained.",
            language=language, country=country, published=at, seen=at,
        )  # fmt: skip
        number = articles.insert_article(tx, article)
        alerts.save_matches(tx, number, [Match(topic=DELISTING, spans=(), field="title", stage=Stage.DECIDED)], at=at)
        return number, told(tx, number, story, at=at, country=country, **why)

    _, flood = tell("bbc", 0, "Rivers flood the valley", "en", "GB")
    first, ban = tell("mid", 10, "Суд снял запрет", "ru", "RU", official=True, refused=[Refusal(story=flood, score=0.31, veto="date")])
    copied, _ = tell("tass", 48, "Суд снял запрет", "ru", "RU", ban, score=1.0)
    joined, _ = tell("tolo", 108, "دادگاه ممنوعیت را لغو کرد", "fa", "AF", ban, score=0.42, shared=["fa:دادگاه", "deed:lift"])
    tell("ria", 140, "Court may lift ban", "en", "RU", ban, score=0.3)
    articles.mark_copy(tx, copied, first)
    (before,) = articles.articles_by_id(tx, [joined])
    revisions.keep_revision(tx, before, before, RevisionKind.BODY, similarity=1.0, at=START + 120 * MINUTE)
    reader = subscribers.add_subscriber(tx, Subscriber(chat_id=7))
    alert = alerts.raise_alert(tx, Alert(topic=DELISTING, story=ban, stage=Stage.DECIDED, article=first, raised=START + 11 * MINUTE))
    alerts.queue_deliveries(tx, alert.id, [reader.id], due=START)
    deliveries.mark_sent(tx, 1, message_id=5, at=START + 11 * MINUTE)
    alerts.raise_alert(tx, Alert(topic=TopicId("courts"), story=ban, article=first, raised=START + 11 * MINUTE, held="body_only"))
    alerts.raise_alert(tx, Alert(topic=TopicId("bans"), story=ban, article=first, raised=START + 11 * MINUTE))


@pytest.fixture
def filled(tmp_path):
    async def filling() -> None:
        url = f"sqlite:///{tmp_path / 'monitor.db'}"
        upgrade(url)
        database = open_database(url)
        await database.run(fill)
        await database.close()

    asyncio.run(filling())


# ── without a database ──


def test_without_a_database_there_is_no_story_and_none_is_made(call, tmp_path):
    assert call("stories") == "No story changed in the last 7 days.\n"
    assert call("stories", "list", "--topic", "herons", "--days", "2") == "No story of herons changed in the last 2 days.\n"
    assert call("stories", "sources") == "No story of the last 30 days was told by two sources or more.\n"
    assert call("stories", "--json") == call("stories", "sources", "--json") == ""
    for words in (("story", 1), ("story", "split", 1, 2), ("story", "merge", 1, 2), ("story", "not", 1, 2)):
        with pytest.raises(click.UsageError, match="there is no"):
            call(*words)
    assert not (tmp_path / "monitor.db").exists()


# ── looking ──


@pytest.mark.usefixtures("filled")
def test_the_list(call):
    rows = [line.split("  ") for line in written(call, "stories", *EVER)]
    assert [[cell.strip() for cell in row if cell.strip()] for row in rows] == [
        ["story", "topics", "sources", "languages", "countries", "stages", "first", "latest", "alerts", "headline"],
        ["2", "bans, courts, delisting", "4 (official)", "3", "2", "decided", "03-01 10:10", "03-01 12:20", "2 told, 1 held: body_only", "Суд снял запрет"],
        ["1", "delisting", "1", "1", "1", "decided", "03-01 10:00", "03-01 10:00", "none", "Rivers flood the valley"],
    ]  # fmt: skip
    assert written(call, "stories", "--limit", "1", *EVER)[-1] == "and 1 more: --limit"
    row = json.loads(call("stories", "--json", *EVER).splitlines()[0])
    assert (row["story"], row["sources"], row["official"], row["languages"], row["copies"]) == (
        2, ["mid", "tass", "tolo", "ria"], ["mid"], ["en", "fa", "ru"], 1
    )  # fmt: skip


@pytest.mark.usefixtures("filled")
def test_who_tells_stories_first(call):
    assert written(call, "stories", "sources", *EVER) == [
        "source          first  of stories  ahead by  else behind by",
        "mid (official)  1      1           38 min    –",
        "ria             0      1           –         2 h 10 min",
        "tass            0      1           –         38 min",
        "tolo            0      1           –         1 h 38 min",
    ]
    assert call("stories", "sources", "--topic", "herons", *EVER).startswith("No story")
    assert json.loads(call("stories", "sources", "--json", *EVER).splitlines()[0])["lead_seconds"] == 38 * 60


@pytest.mark.usefixtures("filled")
def test_one_story(call):
    clock = {minute: f"2026-03-01 {START + minute * MINUTE:%H:%M}" for minute in (10, 11, 48, 108, 120, 140)}
    assert written(call, "story", 2) == [
        "story 2: Суд снял запрет",
        "  topics     bans, courts, delisting",
        "  stages     decided",
        "  told by    4 sources, 3 languages (en, fa, ru), 2 countries (AF, RU); 4 articles, 1 of them a copy",
        f"  first      mid (official), {clock[10]} UTC, 38 min before tass",
        f"  latest     ria, {clock[140]} UTC",
        "",
        f"{clock[10]}  first        mid (official)  RU  ru  article 2  Суд снял запрет",
        "    kept apart from story 1 by date, though 0.31 like it",
        f"{clock[48]}  +38 min      tass            RU  ru  article 3  Суд снял запрет",
        "    copy of article 2 (mid)",
        f"{clock[108]}  +1 h 38 min  tolo            AF  fa  article 4  دادگاه ممنوعیت را لغو کرد",
        "    joined by 0.42: shares دادگاه, deed:lift",
        f"    revised {clock[120]} UTC; no sentence added or removed",
        f"{clock[140]}  +2 h 10 min  ria             RU  en  article 5  Court may lift ban",
        "    joined by 0.30",
        "",
        "alerts",
        f"  delisting, stage decided: raised {clock[11]} UTC for article 2",
        "    told 1 sent",
        f"  courts: found {clock[11]} UTC for article 2",
        "    held back: it was found in the body alone",
        f"  bans: raised {clock[11]} UTC for article 2",
        "    told to nobody",
    ]
    assert "; no other source yet" in call("story", "show", 1)


@pytest.mark.usefixtures("filled")
def test_one_story_for_machines(call):
    row = json.loads(call("story", 2, "--json"))
    assert (row["asked"], row["story"], row["lead_seconds"]) == (2, 2, 38 * 60)
    first, copied, joined, _ = row["timeline"]
    assert (first["official"], first["lag_seconds"], first["join"]["refused"]) == (
        True, 0, [{"story": 1, "now": 1, "score": 0.31, "veto": "date"}]
    )  # fmt: skip
    assert (copied["copy_of"], copied["lag_seconds"]) == (first["article"], 38 * 60)
    assert (joined["join"]["score"], joined["revisions"][0]["kind"]) == (0.42, "body")
    assert [(alert["topic"], alert["held"], alert["told"]) for alert in row["alerts"]] == [
        ("delisting", "", {"sent": 1}), ("courts", "body_only", {}), ("bans", "", {})
    ]  # fmt: skip
    assert row["corrections"] == []


@pytest.mark.usefixtures("filled")
def test_a_story_that_nobody_knows_is_a_usage_error(call):
    with pytest.raises(click.BadParameter, match="there is no story 99: `monitor stories` lists them"):
        call("story", 99)
    for words in (("story", "twelve"), ("story", 0), ("story", 2**70), ("story", 1, 2), ("story",), ("stories", "--days", "0")):
        with pytest.raises(click.UsageError):
            call(*words)


# ── correcting ──


@pytest.mark.usefixtures("filled")
def test_articles_are_split_off_and_merged_again(call):
    assert call("story", "split", 2, 5) == "article 5 is now, with all copies, in story 3; `monitor story merge 3 2` takes it back\n"
    split = written(call, "story", 3)
    assert split[8].startswith("    put here by anna, ")
    assert split[-1].endswith("  anna: article 5, with its copies, came from story 2")
    assert written(call, "story", 2)[-1].endswith("  anna: article 5, with its copies, went to story 3")
    assert call("story", "merge", 3, 2, "--by", "boris") == (
        "story 3 leads to story 2: its article is there; `monitor story split 2 ARTICLE…` takes some out again\n"
    )
    merged = written(call, "story", 3)
    assert merged[:2] == ["story 3 was merged into story 2:", "story 2: Суд снял запрет"]
    assert merged[-1].endswith("  boris: story 3 is this one")
    assert json.loads(call("story", 3, "--json"))["asked"] == 3
    two = call("story", "split", 2, 4, 5)
    assert two.startswith("2 articles are now, with all copies, in story 4;")


@pytest.mark.usefixtures("filled")
def test_an_article_that_does_not_belong_is_taken_out_for_good(call):
    out = call("story", "not", 2, 4, "--by", " ")
    assert out == "article 4 is now, with all copies, story 3; `monitor story merge 3 2` takes it back\n"
    assert written(call, "story", 2)[-1].endswith("  somebody: article 4, with its copies, does not belong: story 3")
    assert written(call, "story", 3)[-1].endswith("  somebody: article 4, with its copies, does not belong to story 2: it began this one")


@pytest.mark.usefixtures("filled")
def test_a_merge_shows_what_it_overruled_and_what_was_left(call):
    call("story", "merge", 1, 2)
    shown = call("story", 2)
    assert "was kept apart by date (0.31) from story 1, until a person put both together" in shown
    assert "put here by anna" in shown


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("split", 2, 1), "story 2 has no article 1"),
        (("split", 2, 2, 4, 5), "story 2 would have no article left"),
        (("split", 2), "Missing parameter: articles"),
        (("not", 1, 1), "story 1 would have no article left"),
        (("not", 2, 1), "story 2 has no article 1"),
        (("merge", 2, 2), "cannot be merged into itself"),
        (("merge", 2, 9), "there is no story 9"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(call, words, why):
    before = [call("story", number, "--json") for number in (1, 2)]
    with pytest.raises(click.UsageError, match=why) as refused:
        call("story", *words)
    assert refused.value.exit_code == 2
    assert [call("story", number, "--json") for number in (1, 2)] == before

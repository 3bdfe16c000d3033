from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.model import Article, FeedSpec, Source, SourceId, Subscription, TopicId
from monitor.service import now as clock
from monitor.storage import articles, feeds, suggestions, topic_figures, watchlist
from monitor.storage.database import open_database
from monitor.text.words import read
from monitor.topics.archive_keys import index_keys

pytestmark = pytest.mark.anyio


async def refused(database, concept: str) -> dict[str, str]:
    return {one.spelling: one.because for one in await database.read(suggestions.refusals_of, concept)}


async def test_what_is_refused_is_remembered_for_that_concept(database, now):
    await database.run(suggestions.refuse, "muttaqi", ["Мутко", "MATCH"], because="a minister of sports", at=now)
    assert await refused(database, "muttaqi") == {"мутко": "a minister of sports", "match": "a minister of sports"}
    assert await refused(database, "kabulov") == {}
    assert {one.at for one in await database.read(suggestions.refusals_of, "muttaqi")} == {now}


async def test_the_last_reason_stands(database, now):
    await database.run(suggestions.refuse, "muttaqi", ["мутко"], because="", at=now)
    await database.run(suggestions.refuse, "muttaqi", ["Мутко"], because="somebody else", at=now + timedelta(hours=1))
    (only,) = await database.read(suggestions.refusals_of, "muttaqi")
    assert (only.spelling, only.because, only.at) == ("мутко", "somebody else", now + timedelta(hours=1))


async def test_a_refusal_may_be_taken_back(database, now):
    await database.run(suggestions.refuse, "taliban", ["tolebon", "talib\0on"], because="", at=now)
    await database.run(suggestions.take_back, "taliban", ["Tolebon", "never refused"])
    assert list(await refused(database, "taliban")) == ["talib\ufffdon"]


async def test_what_a_topic_told_and_held_and_who_hears_it(database, newsroom, now):
    feed = await newsroom.feed()
    await newsroom.reader(1)
    await newsroom.reader(2, subscriptions={t: Subscription(topic=t, on=False) for t in (TopicId("delisting"),)})
    await newsroom.reader(3, active=False)
    for topic, values in [
        ("delisting", {}),
        ("delisting", {"held": "old"}),
        ("iskp", {"raised": now - timedelta(days=7)}),
        ("iskp", {"raised": now - timedelta(days=7, seconds=1)}),
    ]:
        await newsroom.alert(await newsroom.article(feed), topic, **values)
    figures = await database.read(topic_figures.topic_figures, since=now - timedelta(days=7))
    assert (figures.told, figures.held) == ({"delisting": 1, "iskp": 1}, {"delisting": 1})
    assert [figures.hearers(TopicId(topic)) for topic in ("delisting", "iskp", "unknown")] == [1, 2, 2]


CONCEPTS = {
    "envoy": "id: envoy\nterms: {en: [Muttaqi], ru: [муттаки]}\n",
    "city": "id: city\nterms: {any: [Herat, Герат, Mutok]}\n",
}
NEWS = [  # language, headline, lead, days ago
    ("ky", "Мутакки келди", "Кечээ министр Мутакки Москвага учуп келди. Аны менен Мутаккиге жооп беришти.", 1),
    ("ky", "Сапар", "Бүгүн Мутакки Гератка барды, Герат тууралуу айтты.", 40),
    ("en", "A visit", "The minister Motaki left Herat on Friday.", 2),
    ("ru", "О спорте", "Сегодня Мутко открыл стадион.", 2),
    ("ru", "Игры", "Сегодня матч и метка на карте.", 2),
    ("uz", "Tashrif", "Vazir Mutoqi keldi.", 400),
    ("en", "A place", "They met at Mutok near the river.", 3),
    ("ru", "Встреча", "Вчера Муттаки прибыл.", 3),
]


@pytest.fixture
def suggest(database_url, tmp_path, monkeypatch):
    """Run `monitor concepts suggest envoy …` over an archive of this news."""
    folder = tmp_path / "config"
    (folder / "concepts").mkdir(parents=True)
    (folder / "topics").mkdir()
    for name, text in CONCEPTS.items():
        (folder / "concepts" / f"{name}.yaml").write_text(text, "utf8")
    (folder / "topics" / "visits.yaml").write_text("id: visits\ntitle: {en: Visits}\nquery: '(@envoy OR @city) (visit OR on)'\n", "utf8")
    monkeypatch.setenv("MONITOR_DATABASE_URL", database_url)
    asyncio.run(publish(database_url))

    def called(*words: str) -> str:
        found = CliRunner().invoke(cli.monitor, ["concepts", "suggest", "envoy", *words, "--config", str(folder)], standalone_mode=False)
        if found.exception:
            raise found.exception
        return found.output.replace(str(folder), "config")

    return called


async def publish(url: str) -> None:
    database = open_database(url)
    source = Source(id=SourceId("agency"), name="Agency", country="KG", feeds=(FeedSpec(url="https://agency.example/rss"),))
    await database.run(watchlist.sync_feeds, [source], now=clock())
    (feed,) = await database.read(feeds.feeds_by_id, range(1, 9))
    for number, (language, title, lead, days) in enumerate(sorted(NEWS, key=lambda one: -one[3])):
        told = {"title": title, "lead": lead, "language": language, "seen": clock() - timedelta(days=days)}
        article = Article(feed=feed.id, source=feed.source, guid=str(number), url=f"https://agency.example/{days}", **told)
        await database.run(articles.insert_article, article, index_keys(read(article)))
    await database.close()


def shown(output: str) -> list[str]:
    return [json.loads(line)["spelling"] for line in output.splitlines()]


def test_spellings_are_suggested_with_what_speaks_for_them(suggest):
    rows = [json.loads(line) for line in suggest("--json").splitlines()]
    assert [row["spelling"] for row in rows] == ["Motaki", "Мутакки", "Mutoqi", "Mutok", "Мутко"]
    assert rows[1] == {
        "spelling": "Мутакки",
        "articles": 3,
        "like": "муттаки",
        "likeness": 1.0,
        "score": rows[1]["score"],
        "languages": ["ky"],
        "capital": 1.0,
        "company": 0.5,
        "forms": ["мутаккиге"],
        "known_to": [],
        "headline": "Мутакки келди",
        "url": "https://agency.example/1",
        "source": "agency",
    }
    assert rows[3]["known_to"] == ["city"]


def test_the_text_says_the_same(suggest):
    _, _, first, second, third = suggest("--limit", "2").splitlines()
    assert first == "Мутакки              3 articles  1.00 like муттаки  ky  capital 100%  in its company 50%"
    assert second == "    also мутаккиге"
    assert third == f"    Мутакки келди (agency, {clock() - timedelta(days=1):%Y-%m-%d})"


def test_only_the_last_days(suggest):
    assert "Mutoqi" not in shown(suggest("--days", "100", "--json"))
    assert [json.loads(line)["articles"] for line in suggest("--days", "30", "--json", "--limit", "1").splitlines()] == [1]


def test_what_was_refused_comes_again_only_when_that_is_taken_back(suggest):
    assert (
        suggest("--refuse", "Мутко", "Mutok", "--because", "a minister of sports") == "@envoy: Мутко, Mutok will not be suggested again\n"
    )
    assert shown(suggest("--json")) == ["Motaki", "Мутакки", "Mutoqi"]
    assert [line.split()[0] for line in suggest("--refused").splitlines()] == ["mutok", "мутко"]
    row = json.loads(suggest("--refused", "--json").splitlines()[1])
    assert (row["spelling"], row["because"], row["at"][:10]) == ("мутко", "a minister of sports", f"{clock():%Y-%m-%d}")
    assert suggest("--accept", "Mutok", "--language", "uz") == "config/concepts/envoy.yaml: uz: Mutok\n"
    assert [line.split()[0] for line in suggest("--refused").splitlines()] == ["мутко"]


def test_what_is_accepted_goes_to_the_language_it_is_seen_in(suggest, tmp_path):
    said = suggest("--accept", "Motaki", "Мутакки", "Мутакку")
    assert said.splitlines() == [
        "config/concepts/envoy.yaml: en: Motaki",
        "config/concepts/envoy.yaml: ky: Мутакки",
        "config/concepts/envoy.yaml: any: Мутакку",
    ]
    terms = "terms: {en: [Muttaqi, Motaki], ru: [муттаки], ky: [Мутакки], any: [Мутакку]}"
    assert (tmp_path / "config" / "concepts" / "envoy.yaml").read_text("utf8") == f"id: envoy\n{terms}\n"
    assert shown(suggest("--json")) == ["Mutoqi", "Mutok", "Мутко"]

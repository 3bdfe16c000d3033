"""The archive's index: whatever the matcher matches is among its candidates, on both databases."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.catalog.load import load
from monitor.model import Article, Concept, FeedId, SourceId, Topic, TopicId
from monitor.storage import archive_index, articles, retention, search
from monitor.storage.archive_index import PART, stretches
from monitor.storage.search import find_candidates, vocabulary
from monitor.topics.archive_keys import ANY, MOST_KEYS, MOST_SETS, Wanted, wanted_keys
from monitor.topics.lexicon import How, TermWord
from monitor.topics.matcher import Matcher

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
CONFIG = Path(__file__).parent.parent.parent / "config"
T = TopicId("t")
CONCEPTS = (
    Concept(id="movement", terms={"any": ("Талибан", "Taliban", "طالبان", "塔利班"), "en": ("Islamic Emirate",)}, not_only=("other",)),
    Concept(id="other", terms={"any": ("Pakistani Taliban",)}),
)


def wanted(query):
    return wanted_keys(Matcher([Topic(id=T, query=query)], CONCEPTS).required_words(T))


async def found(database, query, **window):
    return await database.read(find_candidates, wanted(query), **window)


@pytest.fixture
async def feed(newsroom):
    return await newsroom.feed()


async def test_an_article_is_found_by_any_form_of_its_words(database, newsroom, feed):
    first = await newsroom.article(feed, title="Встреча московского формата", language="ru")
    second = await newsroom.article(feed, lead="He talked about the format", body="in 莫斯科", language="en")
    assert await found(database, '"московский формат"') == [first]
    assert await found(database, "talks format") == [second]
    assert await found(database, "莫斯科") == [second]
    assert await found(database, "форм* OR format") == [first, second]
    assert await found(database, "kabul") == []


async def test_what_an_article_says_now_finds_it(database, newsroom, feed, now):
    key = await newsroom.article(feed, title="Talks in Kabul", language="en")
    other = await newsroom.article(feed, title="Talks in Herat", language="en")
    await database.run(articles.update_text, Article(id=key, title="Talks in Doha", language="en", seen=now))
    assert await found(database, "doha") == [key]
    assert await found(database, "talks") == [key, other]


async def test_many_changes_of_one_article_leave_one_candidate(database, newsroom, feed, now):
    key = await newsroom.article(feed, title="Talks", language="en")
    for n in range(40):
        await database.run(articles.update_text, Article(id=key, title=f"Talks day {n} word{n}", language="en", seen=now))
    assert await found(database, "talks") == [key]
    assert await found(database, "word39") == [key]


async def test_an_update_without_new_words_leaves_the_index(database, newsroom, feed, now):
    key = await newsroom.article(feed, title="Talks", language="en")
    await database.run(articles.update_text, Article(id=key, title="Talks", language="en", seen=now), "")
    assert await found(database, "talks") == [key]


async def test_a_window_leaves_out_what_was_seen_before_or_after(database, newsroom, feed, now):
    keys = [await newsroom.article(feed, title="Talks", seen=now + n * DAY) for n in range(4)]
    assert await found(database, "talks", since=now + DAY) == keys[1:]
    assert await found(database, "talks", until=now + DAY) == keys[:1]
    assert await found(database, "talks", since=now + DAY, until=now + 3 * DAY) == keys[1:3]


@pytest.mark.parametrize("wanted", [wanted("talks"), Wanted()], ids=["words", "everything"])
async def test_candidates_come_in_pages_by_rising_id(database, newsroom, feed, now, wanted):
    keys = [await newsroom.article(feed, title="Talks", seen=now + n * 20 * DAY) for n in range(5)]
    pages, after = [], 0
    while page := await database.read(find_candidates, wanted, after=after, limit=2):
        pages.append(page)
        after = page[-1]
    assert pages == [keys[:2], keys[2:4], keys[4:]]
    assert len(await database.read(stretches)) == 4


async def test_everything_wanted_is_every_article_of_the_window(database, newsroom, feed, now):
    keys = [await newsroom.article(feed, title=title, seen=now) for title in ("", "one", "two")]
    assert await database.read(find_candidates, Wanted()) == keys
    assert await database.read(find_candidates, Wanted(), since=now + DAY) == []


async def test_a_set_that_nothing_can_satisfy_has_no_candidates(database, newsroom, feed):
    await newsroom.article(feed, title="Talks")
    assert await database.read(find_candidates, Wanted((frozenset(), frozenset({"talks"})))) == []


async def test_an_article_of_too_many_words_is_always_a_candidate(database, newsroom, feed):
    key = await database.run(
        articles.insert_article, Article(feed=feed.id, source=feed.source, guid="long", title="much", seen=newsroom.now), ANY
    )
    await newsroom.article(feed, title="Talks")
    assert key in await found(database, "kabul")
    assert await database.read(vocabulary, keep=lambda _: True) == [("talks", 1)]


async def test_longest_sets_can_be_asked(database, newsroom, feed):
    key = await newsroom.article(feed, title="Talks")
    talks = TermWord("talks", How.EXACT)
    sets = [[*(TermWord(f"{'щ' * 30}{one}{n}", How.EXACT) for n in range(MOST_KEYS - 1)), talks] for one in range(MOST_SETS)]
    assert [len(one) for one in wanted_keys(sets).sets] == [MOST_KEYS] * MOST_SETS
    assert await database.read(find_candidates, wanted_keys(sets)) == [key]
    assert await database.read(find_candidates, wanted_keys([[word for one in sets for word in one]])) == [key]


@pytest.mark.parametrize(
    "text", ["O'Neil's rock'n'roll'", "ﷺ", "a\0b \ud800 c", 'Тали*бан `x` \\ " : & | ! ( ) <-> *', "w" * 3000 + " ы" * 9, "🙂"]
)
async def test_any_text_can_be_indexed_and_asked_for(database, newsroom, feed, text):
    key = await newsroom.article(feed, title=text, body="anchor", language="en")
    assert await found(database, "anchor") == [key]
    spellings = [spelling for spelling, _ in await database.read(vocabulary, keep=lambda _: True)]
    for spelling in spellings:
        assert await database.read(find_candidates, Wanted((frozenset({spelling}),))) == [key]
        assert await database.read(find_candidates, Wanted((frozenset({spelling[:1] + "*"}),))) == [key]


async def test_the_longest_text_can_be_indexed(database, newsroom, feed):
    chance = random.Random(1)
    text = " ".join("".join(chance.choices("абвгдежзиклмнопрстуф", k=9)) for _ in range(20_000))
    key = await newsroom.article(feed, body=text, language="uz")
    assert await found(database, text[:9]) == [key]


# ── parts ──────────────────────────────────────────────────────────────────────────────────────────


def tables_of(tx):
    names = "SELECT name FROM sqlite_master WHERE type = 'table'" if tx.dialect.name == "sqlite" else "SELECT tablename FROM pg_tables"
    return {row[0] for row in tx.exec_driver_sql(names) if row[0].startswith("archive_") and row[0][8:].isdigit()}


async def test_old_parts_go_whole_and_what_is_left_of_them_is_found(database, newsroom, feed, now):
    for start in (0, 1, 2):
        told, _ = [await newsroom.article(feed, title=title, seen=now + start * PART) for title in ("Talks told", "Talks untold")]
        await newsroom.alert(told)
    assert len(await database.read(tables_of)) == 3
    await database.run(retention.forget, before=now + PART + DAY)
    assert len(await database.read(tables_of)) == 2
    assert await found(database, "untold") == [1, 6]  # the first is asked though it says otherwise: nothing tells of its words
    await database.run(retention.forget, before=now + 2 * PART + DAY)
    assert len(await database.read(tables_of)) == 1
    assert await found(database, "talks") == [1, 3, 5]
    await database.run(articles.update_text, Article(id=1, title="Doha", seen=now))
    assert await found(database, "doha") == [1, 3]


async def test_an_id_that_is_used_again_is_in_the_part_it_falls_in(database, newsroom, feed, now):
    keys = [await newsroom.article(feed, title="Talks", seen=now + n * PART) for n in range(2)]
    await database.run(
        lambda tx: tx.execute(archive_index.archive_parts.update().where(archive_index.archive_parts.c.id == 2).values(first=9))
    )
    third = await newsroom.article(feed, title="Talks again", seen=now + 3 * PART)
    assert await found(database, "again") == [third]
    assert len(await database.read(stretches)) == 3
    assert keys[0] in await found(database, "talks")


async def test_what_was_indexed_under_other_keys_is_not_believed(database, newsroom, feed, monkeypatch):
    old = await newsroom.article(feed, title="Talks")
    monkeypatch.setattr(archive_index, "version", lambda: 1)
    assert await found(database, "kabul") == [old]
    await database.run(articles.update_text, Article(id=old, title="Doha", seen=newsroom.now))
    new = await newsroom.article(feed, title="Kunduz")
    assert await found(database, "kunduz") == [old, new]
    assert await found(database, "kabul") == [old]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
async def test_what_was_indexed_under_other_keys_is_indexed_anew(database, newsroom, feed, now, monkeypatch, limit):
    titles = ("Talks", "Kabul", "Herat", "Doha")
    keys = [await newsroom.article(feed, title=title, seen=now + n * PART // 2) for n, title in enumerate(titles)]
    monkeypatch.setattr(archive_index, "version", lambda: 1)
    rounds = 0
    while await database.run(archive_index.renew_part, limit=limit):
        rounds += 1
        for key, title in zip(keys, titles, strict=True):
            assert key in await found(database, title)
    assert rounds == {1: 5, 2: 3}.get(limit, 2)
    for key, title in zip(keys, titles, strict=True):
        assert await found(database, title) == [key]
    assert [one.part > 0 for one in await database.read(stretches)] == [False, True, True]
    new = await newsroom.article(feed, title="Kunduz", seen=now + PART)
    assert await found(database, "kunduz") == [new]
    assert await database.read(tables_of) >= {f"archive_{one.part}" for one in await database.read(stretches) if one.part}


async def test_an_article_that_comes_meanwhile_is_indexed_too(database, newsroom, feed, monkeypatch):
    first = await newsroom.article(feed, title="Talks")
    monkeypatch.setattr(archive_index, "version", lambda: 1)
    await database.run(archive_index.renew_part, limit=1)
    second = await newsroom.article(feed, title="Kunduz")
    assert not await database.run(archive_index.renew_part, limit=1)
    assert [await found(database, word) for word in ("talks", "kunduz")] == [[first], [second]]


async def test_a_part_without_articles_is_not_indexed_anew(database, newsroom, feed, now, monkeypatch):
    await newsroom.article(feed, title="Talks", seen=now - DAY)
    await database.run(retention.forget, before=now)
    monkeypatch.setattr(archive_index, "version", lambda: 1)
    assert await database.run(archive_index.renew_part, limit=5)
    assert not await database.run(archive_index.renew_part, limit=5)
    assert [one.part for one in await database.read(stretches)] == [0]


async def test_a_table_that_was_left_behind_is_replaced(database, newsroom, feed):
    await newsroom.article(feed, title="Talks")

    def lose(tx):
        tx.execute(archive_index.archive_parts.delete())

    await database.run(lose)
    second = await newsroom.article(feed, title="Kunduz")
    assert await found(database, "kunduz") == [1, second]


async def test_words_and_article_are_written_together_or_not_at_all(database, newsroom, feed, now):
    def broken(tx):
        articles.insert_article(tx, Article(feed=feed.id, source=feed.source, guid="1", title="Talks", seen=now))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.run(broken)
    assert [one.part for one in await database.read(stretches)] == [0]
    key = await newsroom.article(feed, title="Talks")
    assert await found(database, "talks") == [key]


# ── words ──────────────────────────────────────────────────────────────────────────────────────────


async def test_the_vocabulary_counts_articles_by_spelling(database, newsroom, feed, now):
    await newsroom.article(feed, title="Talebans and the Taleban", language="en", seen=now)
    await newsroom.article(feed, title="Taleban", lead="Taleban Taleban", language="en", seen=now + PART)
    assert await database.read(vocabulary, keep=lambda spelling: spelling.startswith("t")) == [("taleban", 2), ("talebans", 1), ("the", 1)]
    assert await database.read(vocabulary, keep=lambda _: True, least=2) == [("taleban", 2)]


async def test_where_no_counts_are_kept_the_newest_articles_are_counted(database, newsroom, feed, now, monkeypatch):
    for n, title in enumerate(("Talks begin", "Talks last", "Talks end")):
        await newsroom.article(feed, title=title, seen=now + n * PART)
    monkeypatch.setattr(search, "COUNTED", 2)
    counts = {"talks": 3, "begin": 1, "last": 1, "end": 1} if database._engines.file else {"talks": 2, "last": 1, "end": 1}
    assert dict(await database.read(vocabulary, keep=lambda _: True)) == counts


# ── never a miss ───────────────────────────────────────────────────────────────────────────────────

TERMS = """\
Талибан =талибов ==Талибан талиб* Taliban talib* taliban? =Kabul ==KABUL Кабул format формат "московский формат" "moscow format"
"islamic emirate" @movement 莫斯科 塔利班 "莫斯科 模式" طالبان کابل* san'at o‘zbek* delegate сотрудн* женщина қыз KOICA title:kabul body:format
"""
_ATOMS = re.findall(r'[^\s"]*"[^"]+"|[^\s"]+', TERMS)
WORDS = """
Талибан талибами Талибанов Taliban Talibs Kabul KABUL Кабула Kabul's format formats formatted форматом московского Moscow Islamic Emirate
Pakistani 莫斯科 塔利班 模式 طالبان کابل کابلی sanʼatga oʻzbekning delegates delegated сотрудничал женщин қыздар KOICAнын the and of 2024 #MoscowFormat
"""
_queries = st.recursive(
    st.sampled_from(_ATOMS),
    lambda part: st.one_of(
        st.lists(part, min_size=2, max_size=3).map(lambda parts: "(" + " AND ".join(parts) + ")"),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: "(" + " OR ".join(parts) + ")"),
        st.lists(part, min_size=3, max_size=3).map(lambda parts: "(" + " OR ".join(parts) + ")@2"),
        st.tuples(part, part).map(lambda two: f"({two[0]} AND NOT {two[1]})"),
        st.tuples(st.sampled_from(_ATOMS[:20]), st.sampled_from(_ATOMS[:20])).map(lambda two: f"({two[0].split(':')[-1]} NEAR/9 {two[1]})"),
    ),
    max_leaves=5,
)


async def test_whatever_the_matcher_matches_is_among_the_candidates(database, newsroom, feed, now):
    chance = random.Random(3)
    drafts = []
    for n in range(150):
        words = [" ".join(chance.choices(WORDS.split(), k=chance.randint(0, 5))) for _ in range(3)]
        language = chance.choice(["", "en", "ru", "fa", "uz", "zh", "kk", "ky"])
        drafts.append(
            Article(
                feed=FeedId(feed.id), source=SourceId(feed.source), guid=f"a{n}", title=words[0], lead=words[1], body=words[2],
                language=language, seen=now + n * DAY,
            )
        )  # fmt: skip
    keys = await database.run(lambda tx: [articles.insert_article(tx, draft) for draft in drafts])
    stored = [replace(draft, id=key) for draft, key in zip(drafts, keys, strict=True)]
    asked = []

    @settings(suppress_health_check=list(HealthCheck))
    @given(_queries)
    def collect(query):
        asked.append(query)

    collect()
    matched = 0
    for query in dict.fromkeys(asked):
        matcher = Matcher([Topic(id=T, query=query)], CONCEPTS)
        candidates = set(await database.read(find_candidates, wanted_keys(matcher.required_words(T))))
        matches = {article.id for article in stored if matcher.match(article)}
        assert matches <= candidates, query
        matched += len(matches)
    assert matched > 100


@pytest.mark.long
@pytest.mark.shared
async def test_the_shipped_topics_are_found_in_the_archive_as_they_are_live(database, feed, now, shared):
    catalog = load(CONFIG)
    matcher = Matcher(catalog.topics, catalog.concepts, catalog.sources)
    files = [shared / f"domain/{name}_dev.jsonl" for name in ("labelled", "challenge")]
    rows = [json.loads(line) for file in files for line in file.read_text("utf8").splitlines()]
    drafts = [
        Article(feed=feed.id, source=feed.source, guid=str(n), title=row.get("title") or "", lead=row["text"], language=lang, seen=now)
        for n, row in enumerate(rows)
        for lang in [row["lang"] if n % 2 else ""]
    ]
    keys = await database.run(lambda tx: [articles.insert_article(tx, draft) for draft in drafts])
    matched = {key: {match.topic for match in matcher.match(draft)} for key, draft in zip(keys, drafts, strict=True)}
    for topic in catalog.topics:
        wanted = wanted_keys(matcher.required_words(topic.id))
        candidates = await database.read(find_candidates, wanted)
        assert not wanted.everything
        assert {key for key, topics in matched.items() if topic.id in topics} <= set(candidates), topic.id
        assert len(candidates) < len(drafts)

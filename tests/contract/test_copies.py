from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.storage import articles, sketches, tables
from monitor.stories.copies import COMMON

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


async def copy_of(database, article):
    (found,) = await database.read(articles.articles_by_id, [article])
    return found.copy_of


async def near(database, *asked, **how):
    """The candidates, each with how many hashes it shares."""
    return [(one.article, one.shared) for one in await database.read(sketches.sketch_candidates, *asked, **how)]


async def test_the_same_url_is_the_first_seen_since(database, now, newsroom):
    feed = await newsroom.feed()
    url = "https://kabul.example/" + "long/" * 2_000
    old, first, second = [await newsroom.article(feed, canonical_url=url, seen=now + n * HOUR) for n in range(3)]
    await newsroom.article(feed, canonical_url="https://kabul.example/other")
    assert await database.read(articles.same_url, url, since=now) == old
    assert await database.read(articles.same_url, url, since=now + HOUR) == first
    assert await database.read(articles.same_url, url, since=now + HOUR, excluding=first) == second
    assert await database.read(articles.same_url, url, since=now + 3 * HOUR) is None
    assert await database.read(articles.same_url, "https://kabul.example/unknown", since=now) is None


async def test_the_same_text_is_the_first_seen_since(database, now, newsroom):
    feed = await newsroom.feed()
    first, second = [await newsroom.article(feed, text_hash=42, seen=now + n * HOUR) for n in range(2)]
    assert await database.read(articles.same_text, 42, since=now) == first
    assert await database.read(articles.same_text, 42, since=now, excluding=first) == second
    assert await database.read(articles.same_text, 43, since=now) is None


async def test_articles_without_url_or_text_are_no_copies_of_each_other(database, now, newsroom):
    feed = await newsroom.feed()
    await newsroom.article(feed, canonical_url="", text_hash=0)
    assert await database.read(articles.same_url, "", since=now) is None
    assert await database.read(articles.same_text, 0, since=now) is None


async def test_the_original_of_a_copy_is_found_through_the_copy(database, now, newsroom):
    feed = await newsroom.feed()
    original = await newsroom.article(feed, seen=now - 100 * HOUR)
    copy = await newsroom.article(feed, text_hash=42)
    await database.run(articles.mark_copy, copy, original)
    assert await database.read(articles.same_text, 42, since=now) == original
    assert await database.read(articles.same_text, 42, since=now, excluding=original) is None


async def test_copies_do_not_chain(database, newsroom):
    feed = await newsroom.feed()
    a, b, c, d = [await newsroom.article(feed) for _ in range(4)]
    assert await database.run(articles.mark_copy, d, c) == c
    assert await database.run(articles.mark_copy, b, a) == a
    assert await database.run(articles.mark_copy, c, b) == a
    assert [await copy_of(database, x) for x in (a, b, c, d)] == [None, a, a, a]
    assert await database.run(articles.mark_copy, a, d) == a
    assert await copy_of(database, a) is None


async def test_candidates_share_most_and_are_originals(database, now, newsroom):
    feed = await newsroom.feed()
    two, three, copy = [await newsroom.article(feed, seen=now) for _ in range(3)]
    old = await newsroom.article(feed, seen=now - HOUR)
    await database.run(sketches.save_sketch, two, [1, 2, 2, 9], at=now)
    await database.run(sketches.save_sketch, three, [1, 2, 3, 2**63 - 1], at=now)
    await database.run(sketches.save_sketch, old, [1, 2, 3], at=now - HOUR)
    await database.run(sketches.save_sketch, copy, [1, 2, 3], at=now)
    await database.run(articles.mark_copy, copy, three)
    asked = [1, 2, 3, 4, 2**63 - 1]
    assert await near(database, asked, since=now) == [(three, 4), (two, 2)]
    assert await near(database, asked, since=now, limit=1) == [(three, 4)]
    assert await near(database, asked, since=now - HOUR) == [(three, 4), (old, 3), (two, 2)]
    assert await near(database, [4, 5], since=now) == []
    assert await near(database, [], since=now) == []


async def test_an_original_is_found_through_its_copy(database, now, newsroom):
    feed = await newsroom.feed()
    original, copy = [await newsroom.article(feed, seen=now) for _ in range(2)]
    await database.run(sketches.save_sketch, copy, [1, 2, 3], at=now)
    await database.run(articles.mark_copy, copy, original)
    assert await near(database, [1, 2, 3], since=now) == [(original, 3)]


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=71), timedelta(hours=72)])
@pytest.mark.parametrize("year", [1970, 1999, 2026, 2099])
async def test_candidates_are_found_for_72_hours_in_any_year(database, newsroom, year, age):
    at = datetime(year, 3, 1, 12, tzinfo=UTC)
    article = await newsroom.article(await newsroom.feed(), seen=at)
    await database.run(sketches.save_sketch, article, [1, 2], at=at)
    assert await near(database, [1, 2], since=at + age - timedelta(hours=72)) == [(article, 2)]


async def test_a_clock_that_stepped_back_hides_nothing(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed(), seen=now)
    await database.run(sketches.save_sketch, article, [1, 2], at=now)
    back = now - timedelta(hours=60)
    assert await near(database, [1, 2], since=back - timedelta(hours=72)) == [(article, 2)]


async def test_what_many_originals_share_leads_to_none_and_is_kept_no_more(database, now, newsroom):
    feed = await newsroom.feed()
    footer = [7, 8, 9]
    many = [await newsroom.article(feed, seen=now) for _ in range(COMMON + 3)]
    for number, article in enumerate(many):
        await database.run(sketches.save_sketch, article, [*footer, 1_000 + number], at=now)
    assert await near(database, [*footer, 1_002], since=now) == [(many[2], 1)]
    held = await database.read(lambda tx: len(tx.execute(tables.sketches.select()).all()))
    assert held == len(footer) * COMMON + len(many)


async def test_a_sketch_is_added_to_the_one_before(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed(), seen=now)
    await database.run(sketches.save_sketch, article, [1, 2], at=now)
    await database.run(sketches.save_sketch, article, [2, 3], at=now)
    await database.run(sketches.save_sketch, article, [], at=now)
    assert await near(database, [1, 2, 3], since=now) == [(article, 3)]


async def test_a_book_has_a_sketch_too(database, now, newsroom):
    feed = await newsroom.feed()
    article = await newsroom.article(feed, seen=now)
    book = list(range(100_000))
    await database.run(sketches.save_sketch, article, book, at=now)
    ((found, shared),) = await near(database, book, since=now)
    assert found == article
    assert shared == 1_000

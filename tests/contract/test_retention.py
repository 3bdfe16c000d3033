from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Check
from monitor.storage import articles, feeds, retention, sketches, stories, telegram_updates
from monitor.storage import tables as t

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


async def rows(database, table):
    return len(await database.read(lambda tx: tx.execute(table.select()).all()))


async def forget(database, before):
    return await database.run(retention.forget, before=before)


async def test_what_is_old_goes_and_what_is_new_stays(database, now, newsroom):
    feed = await newsroom.feed()
    for at in (now - 3 * DAY, now):
        await database.run(feeds.record_check, Check(feed=feed.id, at=at, outcome="ok"))
        article = await newsroom.article(feed, seen=at)
        await database.run(sketches.save_sketch, article, [1, 2], at=at)
    assert await forget(database, now) == retention.Forgotten(checks=1, sketches=2, articles=1, more=False)
    assert [await rows(database, table) for table in (t.checks, t.articles, t.sketches)] == [1, 1, 2]


async def test_sketches_go_when_no_copy_is_looked_for_by_them(database, now, newsroom):
    feed = await newsroom.feed()
    for days in (0, 3, 6):
        article = await newsroom.article(feed, seen=now - days * DAY)
        await database.run(sketches.save_sketch, article, [1, 2], at=now - days * DAY)
    gone = await database.run(retention.forget, before=now - 90 * DAY, unsketched=now - 3 * DAY)
    assert gone == retention.Forgotten(checks=0, sketches=2, articles=0, more=False)


async def test_what_was_forgotten_is_not_new_again(database, now, newsroom):
    feed, other = await newsroom.feed(), await newsroom.feed("agency")
    await newsroom.article(feed, guid="old", seen=now - DAY)
    await forget(database, now)
    assert set(await database.read(articles.known_guids, feed.id, ["old", "new"])) == {"old"}
    assert set(await database.read(articles.known_guids, other.id, ["old"])) == set()


async def test_what_was_told_stays_with_its_story(database, now, newsroom):
    feed = await newsroom.feed()
    told, same_story, untold = [await newsroom.article(feed, seen=now - DAY) for _ in range(3)]
    alert = await newsroom.alert(told)
    await database.run(stories.join_story, same_story, alert.story)
    await database.run(stories.open_story, untold, at=now - DAY)
    assert (await forget(database, now)).articles == 1
    assert [a.id for a in await database.read(stories.story_articles, alert.story)] == [told, same_story]
    assert await rows(database, t.stories) == 1


async def test_an_original_stays_as_long_as_its_copies(database, now, newsroom):
    feed = await newsroom.feed()
    original, old_copy = await newsroom.article(feed, seen=now - 2 * DAY), await newsroom.article(feed, seen=now - DAY)
    new_copy = await newsroom.article(feed, seen=now)
    for copy in (old_copy, new_copy):
        await database.run(articles.mark_copy, copy, original)
    assert (await forget(database, now)).articles == 1
    assert (await forget(database, now + DAY)).articles == 1
    assert (await forget(database, now + DAY)).articles == 1
    assert await rows(database, t.articles) == 0


async def test_an_article_whose_page_is_awaited_stays(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed(), seen=now - DAY)
    await database.run(articles.schedule_page, article, now, host="a")
    assert (await forget(database, now)).articles == 0
    await database.run(articles.page_done, article)
    assert (await forget(database, now)).articles == 1


async def test_many_are_forgotten_in_parts(database, now, newsroom, monkeypatch):
    feed = await newsroom.feed()
    for n in range(5):
        await newsroom.article(feed, seen=now - n * DAY)
    monkeypatch.setattr(retention, "_BATCH", 3)
    first, second = await forget(database, now + DAY), await forget(database, now + DAY)
    assert [(f.articles, f.more) for f in (first, second)] == [(3, True), (2, False)]


async def test_updates_that_were_acted_on_long_ago_go(database, now, monkeypatch):
    monkeypatch.setattr(retention, "_UPDATES_KEPT", 2)
    for update in (50, 10, 30, 20):
        await database.run(telegram_updates.save_update, update, "{}")
    for update in (10, 30, 20):
        await database.run(telegram_updates.finish_update, update)
    await forget(database, now)
    seen = await database.read(lambda tx: set(tx.execute(t.telegram_updates.select()).scalars(1)))
    assert seen == {50, 30, 20}

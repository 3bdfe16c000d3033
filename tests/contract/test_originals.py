"""Whose copy an article is, over what the database has and what is remembered of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Article
from monitor.pipeline.place import COPY_WINDOW, fingerprints_of
from monitor.storage import articles
from monitor.storage.sketches import save_sketch, sketch_candidates
from monitor.stories.copies import original_of
from monitor.stories.fingerprint import fingerprint, sketch, text_hash
from monitor.stories.prints import Prints
from monitor.text.words import read

pytestmark = pytest.mark.anyio
WIRE = " ".join(f"word{number} said" for number in range(60))
OTHER = " ".join(f"other{number} went" for number in range(60))


def hashed(text: str) -> int:
    return text_hash(read(Article(lead=text, language="en")))


async def original(database, text, *, prints, now):
    def unit(tx):
        mine = fingerprint(read(Article(lead=text, language="en")))
        near = sketch_candidates(tx, sketch(mine.shingles), since=now - COPY_WINDOW)
        return original_of(mine, fingerprints_of(tx, near, prints=prints))

    return await database.read(unit)


async def kept(database, newsroom, feed, text, *, now):
    article = await newsroom.article(feed, title="", lead=text, language="en", text_hash=hashed(text))
    shingles = fingerprint(read(Article(lead=text, language="en"))).shingles
    await database.run(save_sketch, article, sketch(shingles), at=now)
    return article


async def test_an_original_is_known_again_without_its_text(database, now, newsroom):
    feed, prints = await newsroom.feed(), Prints()
    first = await kept(database, newsroom, feed, WIRE, now=now)
    assert await original(database, WIRE + " and more", prints=prints, now=now) == first
    assert prints.get((first, hashed(WIRE))) is not None
    assert await original(database, WIRE + " and no more", prints=prints, now=now) == first
    assert await original(database, OTHER, prints=prints, now=now) is None


async def test_an_original_whose_text_has_changed_is_compared_by_what_it_says_now(database, now, newsroom):
    """Whoever changed it: another process has its own memory."""
    feed, prints = await newsroom.feed(), Prints()
    first = await kept(database, newsroom, feed, WIRE, now=now)
    assert await original(database, WIRE, prints=prints, now=now) == first
    (before,) = await database.read(articles.articles_by_id, [first])
    changed = Article(
        id=first, feed=before.feed, source=before.source, guid=before.guid, lead=OTHER, language="en", text_hash=hashed(OTHER)
    )
    await database.run(articles.update_text, changed)
    assert await original(database, WIRE, prints=prints, now=now) is None


async def test_an_article_whose_text_was_never_hashed_is_read_each_time(database, now, newsroom):
    feed, prints = await newsroom.feed(), Prints()
    first = await newsroom.article(feed, title="", lead=WIRE, language="en", seen=now + timedelta(seconds=1))
    await database.run(save_sketch, first, sketch(fingerprint(read(Article(lead=WIRE, language="en"))).shingles), at=now)
    for _ in range(2):
        assert await original(database, WIRE, prints=prints, now=now) == first
    assert prints.get((first, 0)) is None

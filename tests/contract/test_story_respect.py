"""What people said of stories, when the line assigns articles later, over both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Article
from monitor.pipeline.cluster import enter_story
from monitor.storage import articles
from monitor.storage.story_corrections import merge_stories, not_in_story, split_story
from monitor.stories.profile import profile_of
from monitor.stories.rarity import Rarity
from monitor.text.words import read

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
COURT = "Supreme court in Moscow lifts the ban on the Taliban movement"
AGAIN = "Moscow: the supreme court lifts its ban on the Taliban movement"
FLOOD = "Floods cut off eleven villages in the Panjshir valley of Afghanistan"


@pytest.fixture
def enters(database, newsroom, now):
    """Let the line assign an article of this headline; return it with its story. Of one that it knows, anew."""
    rarity = Rarity()

    async def entering(title: str, minute: int, source: str = "tass", *, known: Article | None = None, copy_of=None) -> Article:
        at = now + minute * MINUTE
        if known is None:
            number = await newsroom.article(await newsroom.feed(source), title=title, language="en", published=at, seen=at)
            if copy_of:
                await database.run(articles.mark_copy, number, copy_of)
        else:
            number = known.id
        (article,) = await database.read(articles.articles_by_id, [number])
        profile = profile_of(read(article), published=at)
        entered = await database.run(enter_story, article, profile, rarity=rarity, sources={}, at=at)
        return replace(article, story=entered.story)

    return entering


async def test_a_story_that_was_merged_is_joined_where_it_went(database, enters, now):
    flood, court = await enters(FLOOD, 0), await enters(COURT, 1, "ria")
    await database.run(merge_stories, court.story, flood.story, by="anna", at=now + 2 * MINUTE)
    assert (await enters(AGAIN, 3, "bbc")).story == flood.story


async def test_a_story_that_was_split_is_joined_by_what_is_like_the_articles_it_has_now(database, enters, now):
    flood, court = await enters(FLOOD, 0), await enters(COURT, 1, "ria")
    await database.run(merge_stories, court.story, flood.story, by="anna", at=now + 2 * MINUTE)
    new = await database.run(split_story, flood.story, [court.id], by="boris", at=now + 3 * MINUTE)
    assert (await enters(AGAIN, 4, "bbc")).story == new
    assert (await enters(FLOOD, 5, "mid")).story == flood.story


async def test_what_does_not_belong_stays_out_with_its_copies(database, enters, now):
    court = await enters(COURT, 0)
    again = await enters(AGAIN, 1, "ria")
    assert again.story == court.story
    own = await database.run(not_in_story, court.story, again.id, by="anna", at=now + 2 * MINUTE)
    assert (await enters(AGAIN, 3, "bbc", copy_of=again.id)).story == own


async def test_it_stays_out_where_more_of_its_text_proves_it_a_copy_of_what_is_in(database, enters, now):
    court = await enters(COURT, 0)
    again = await enters(AGAIN, 1, "ria")
    own = await database.run(not_in_story, court.story, again.id, by="anna", at=now + 2 * MINUTE)
    await database.run(articles.mark_copy, again.id, court.id)
    assert (await enters(AGAIN, 3, known=again)).story == own
    await database.run(merge_stories, own, court.story, by="anna", at=now + 4 * MINUTE)
    assert (await enters(AGAIN, 5, known=again)).story == court.story

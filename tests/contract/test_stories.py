"""Stories as the line makes them: who joins which, what is told of it, and what waits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.model import (
    Alert,
    Article,
    ArticleId,
    Feed,
    FeedSpec,
    Join,
    Refusal,
    Source,
    SourceId,
    Stage,
    StageQuery,
    StoryId,
    StorySource,
    Topic,
    TopicId,
)
from monitor.pipeline.cluster import recall
from monitor.pipeline.line import Alerting
from monitor.pipeline.place import Placed, match_article, place
from monitor.storage import alerts, articles, deliveries, feeds, retention, stories, story_keys, watchlist
from monitor.storage import tables as t
from monitor.storage.story_corrections import merge_stories, not_in_story
from monitor.stories.profile import Profile
from monitor.stories.rarity import Rarity
from monitor.topics.matcher import Matcher

pytestmark = pytest.mark.anyio
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def rows(database, table):
    return (await database.read(lambda tx: tx.execute(table.select()).all()))[:]


# ── what is stored ─────────────────────────────────────────────────────────────────────────────────


async def test_stories_are_found_by_what_they_share_the_nearest_first(database, now, newsroom):
    feed = await newsroom.feed()
    first, second, third = [
        await database.run(stories.open_story, await newsroom.article(feed), at=now, profile={"n": n}) for n in range(3)
    ]
    await database.run(story_keys.keep_keys, first, [1, 2, 3], at=now)
    await database.run(story_keys.keep_keys, second, [2, 3, 4], at=now)
    await database.run(story_keys.keep_keys, third, [9], at=now)
    find = story_keys.find_stories
    assert await database.read(find, [1, 2, 3], since=now) == [first, second]
    assert await database.read(story_keys.profiles_of, [second, StoryId(99), first]) == [(second, '{"n":1}'), (first, '{"n":0}')]
    assert await database.read(find, [2, 3], since=now, limit=1) == [second]
    assert await database.read(find, [], since=now) == []
    assert await database.read(find, [1, 2, 3], since=now + HOUR) == []
    await database.run(story_keys.keep_keys, first, [1], at=now + HOUR)
    await database.run(story_keys.keep_keys, first, [], at=now + HOUR)
    assert await database.read(find, [1, 2, 3], since=now + HOUR) == [first]
    assert await database.run(story_keys.forget_keys, before=now + HOUR) == 6
    assert [row.hash for row in await rows(database, t.story_keys)] == [1]


async def test_a_story_without_a_profile_is_not_compared(database, now, newsroom):
    story = await database.run(stories.open_story, await newsroom.article(await newsroom.feed()), at=now)
    await database.run(story_keys.keep_keys, story, [1], at=now)
    assert await database.read(story_keys.find_stories, [1], since=now) == [story]
    assert await database.read(story_keys.profiles_of, [story]) == await database.read(story_keys.profiles_of, []) == []
    assert await database.read(stories.profile_json, story) == {}
    assert await database.read(stories.newest_profiles, limit=5) == []
    await database.run(stories.change_story, story, at=now, profile={"n": 1})
    await database.run(stories.change_story, story, at=now)
    assert await database.read(stories.profile_json, story) == {"n": 1}
    assert await database.read(stories.newest_profiles, limit=5) == [{"n": 1}]


async def test_of_a_source_the_earliest_article_counts(database, now, newsroom):
    feed = await newsroom.feed()
    article, other = await newsroom.article(feed), await newsroom.article(feed)
    story = await database.run(stories.open_story, article, at=now)
    told = StorySource(story=story, source=SourceId("b"), country="AF", official=True, first_at=now, article=article)
    for one in (told, replace(told, first_at=now - HOUR, article=other), replace(told, first_at=now), replace(told, source=SourceId("a"))):
        await database.run(stories.note_source, one)
    assert await database.read(stories.sources_of_story, story) == [
        replace(told, first_at=now - HOUR, article=other),
        replace(told, source=SourceId("a")),
    ]


async def test_why_an_article_joined_is_kept_once(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    story = await database.run(stories.open_story, article, at=now)
    refused = (Refusal(story=StoryId(7), score=0.5, veto="ordinal"),)
    join = Join(article=article, story=story, at=now, score=0.4, shared=("en:talks",), refused=refused)
    await database.run(stories.keep_join, join)
    await database.run(stories.keep_join, replace(join, score=0.9))
    (row,) = await rows(database, t.story_joins)
    assert (row.score, row.shared, row.refused, row.by) == (0.4, ["en:talks"], [[7, 0.5, "ordinal"]], "")


async def test_what_was_told_is_shown_anew_at_its_time_and_not_put_off(database, now, newsroom):
    feed, reader = await newsroom.feed(), await newsroom.reader()
    alert = await newsroom.queued(feed, reader)
    await newsroom.queued(feed, reader)

    async def due():
        return [row.edit_due for row in sorted(await rows(database, t.deliveries), key=lambda row: row.id)]

    assert await database.run(alerts.show_anew, alert.story, now=now, due=now + MINUTE) == 1
    assert await database.run(alerts.show_anew, alert.story, now=now, due=now + HOUR) == 0
    assert await due() == [now + MINUTE, None]
    assert await database.run(alerts.show_anew, alert.story, now=now + MINUTE, due=now + HOUR) == 1
    assert await due() == [now + HOUR, None]


async def test_a_held_alert_is_told_later_and_another_is_superseded(database, now, newsroom):
    feed, reader = await newsroom.feed(), await newsroom.reader()
    first, second = await newsroom.article(feed), await newsroom.article(feed)
    held = await newsroom.alert(first, held="uncorroborated")
    other = await database.run(alerts.raise_alert, replace(held, stage=Stage.DENIED))
    told = await database.run(alerts.renew_alert, held.id, article=second, held="", at=now + HOUR)
    assert told == replace(held, article=second, held="", raised=now + HOUR)
    await database.run(alerts.supersede, [])
    await database.run(alerts.supersede, [other.id])
    assert await database.read(alerts.alerts_of_story, held.story) == [told, replace(other, held="superseded")]
    await database.run(alerts.queue_deliveries, held.id, [reader.id], due=now, bundle="flood:x:12")
    assert [row.bundle for row in await rows(database, t.deliveries)] == ["flood:x:12"]


async def test_a_change_alerts_beside_the_story(database, now, newsroom):
    alert = await newsroom.alert(await newsroom.article(await newsroom.feed()))
    official = await database.run(alerts.raise_alert, replace(alert, change="official"))
    assert official == replace(alert, id=official.id, change="official")
    assert await database.run(alerts.raise_alert, replace(alert, change="official")) is None
    assert await database.run(alerts.raise_alert, replace(alert, held="old")) is None
    await database.run(alerts.learn_stage, alert.topic, alert.story, Stage.DECIDED)
    found = await database.read(alerts.alerts_of_story, alert.story)
    assert [(one.stage, one.change) for one in found] == [(Stage.DECIDED, ""), (None, "official")]


# ── what the line makes of it ──────────────────────────────────────────────────────────────────────

BAN = (
    "Supreme court lifts ban on the Taliban movement",
    "Russia's Supreme Court on Thursday suspended the ban on the Taliban movement, granting a request of the prosecutor general in Moscow.",
)
AGAIN = (
    "Russian court suspends Taliban ban",
    "The ban on the Taliban was suspended by the Supreme Court in Moscow on Thursday, at the prosecutor general's request, after a closed hearing.",
)
THIRD = (
    "Taliban ban suspended by Russia's Supreme Court",
    "Moscow: the Supreme Court suspended on Thursday the ban on the Taliban movement that the prosecutor general had asked it to lift.",
)
RUSSIAN = (
    "Верховный суд приостановил запрет на движение «Талибан»",
    "Верховный суд России в четверг приостановил запрет на деятельность движения «Талибан» по иску Генпрокуратуры, заседание было закрытым.",
)
FLOODS = (
    "Floods wash away villages",
    "Rivers in Badakhshan burst their banks after days of rain, and four hundred houses were lost.",
)
SOURCES = [
    ("wire", "GB", "agency"),
    ("daily", "US", "outlet"),
    ("herald", "GB", "outlet"),
    ("court", "RU", "official"),
    ("vesti", "RU", "outlet"),
]


class Desk:
    """The end of the line over five sources and one topic: ``await desk.tells("wire", BAN)``."""

    def __init__(self, database, now: datetime, **topic) -> None:
        self.database, self.now = database, now
        stages = (StageQuery(stage=Stage.DENIED, query="denies"), StageQuery(stage=Stage.PROPOSED, query="mulls"))
        self.topic = Topic(id=TopicId("bans"), query="Taliban OR Талибан OR floods OR marlowe", stages=topic.pop("stages", stages), **topic)
        self.matcher = Matcher([self.topic], [], [])
        self.sources = {
            SourceId(name): Source(
                id=SourceId(name),
                name=name,
                country=country,
                language="en",
                type=kind,
                feeds=(FeedSpec(url=f"https://{name}.example/feed"),),
            )
            for name, country, kind in SOURCES
        }
        self.alerting = Alerting(topics={self.topic.id: self.topic}, fresh=DAY, late=30 * DAY, flood_limit=10, sources=self.sources)
        self.feeds: dict[str, Feed] = {}

    async def open(self) -> Desk:
        await self.database.run(watchlist.sync_feeds, list(self.sources.values()), now=self.now)
        self.feeds = {feed.source: feed for feed in await self.database.read(feeds.feeds_by_id, range(1, 20))}
        return self

    async def tells(
        self, source: str, text: Sequence[str], *, at: datetime | None = None, first: bool = False, apart: bool = False, **more
    ) -> Placed:
        feed, at = self.feeds[source], at or self.now
        given = {"guid": f"{source} {text[0]} {at}", "published": at, "seen": at, "language": "", "country": feed.country} | more
        article = Article(feed=feed.id, source=feed.source, title=text[0], lead=text[1], **given)
        found = replace(match_article(article, matcher=self.matcher), apart=apart)

        def unit(tx) -> Placed:
            stored = articles.insert_article(tx, found.article, found.keys)
            assert stored is not None
            placing = replace(found, article=replace(found.article, id=stored))
            return place(tx, placing, alerting=self.alerting, at=at, first=first)

        return await self.database.run(unit)

    async def alerts(self) -> list[Alert]:
        return await self.database.read(
            lambda tx: [one for row in tx.execute(t.stories.select()) for one in alerts.alerts_of_story(tx, row.id)]
        )

    async def told(self) -> list[tuple[str, str]]:
        """Stage and change of each alert, or why it is held."""
        return [(one.held or one.stage or "told", one.change) for one in await self.alerts()]

    async def edits(self) -> int:
        return sum(row.edit_due is not None for row in await rows(self.database, t.deliveries))


@pytest.fixture
async def desk(database, now, newsroom):
    await newsroom.reader(locale="en")
    return await Desk(database, now).open()


async def test_two_outlets_that_tell_one_happening_in_other_words_are_one_alert(desk, database, now):
    first = await desk.tells("wire", BAN)
    second = await desk.tells("daily", AGAIN, at=now + HOUR)
    assert first.entered.opened
    assert second.entered.joined
    assert (second.entered.story, second.alerts, second.shown) == (first.entered.story, (), 1)
    assert await desk.told() == [("told", "")]
    (delivery,) = await rows(database, t.deliveries)
    assert delivery.edit_due == now + HOUR + 5 * MINUTE
    joins = sorted(await rows(database, t.story_joins), key=lambda row: row.article_id)
    assert [(row.score > 0, bool(row.shared)) for row in joins] == [(False, False), (True, True)]
    told = await database.read(stories.sources_of_story, first.entered.story)
    assert [(one.source, one.first_at) for one in told] == [("wire", now), ("daily", now + HOUR)]


@pytest.mark.parametrize("urgent", [True, False])
async def test_what_an_urgent_topic_tells_is_urgent(database, now, newsroom, urgent):
    desk = await Desk(database, now, urgent=urgent).open()
    await newsroom.reader()
    await desk.tells("wire", BAN)
    assert [row.priority for row in await rows(database, t.deliveries)] == [int(urgent)]


async def test_another_happening_is_another_story(desk):
    first, other = await desk.tells("wire", BAN), await desk.tells("daily", FLOODS)
    assert other.entered.opened
    assert other.entered.story != first.entered.story
    assert await desk.told() == [("told", ""), ("told", "")]
    assert await desk.edits() == 0


async def test_what_matches_no_topic_is_in_no_story(desk, database):
    placed = await desk.tells("wire", ("Harvest is up a fifth", "Traders credit new cold stores for the record harvest this year."))
    assert placed.entered is None
    assert await rows(database, t.stories) == await rows(database, t.story_keys) == []


async def test_copies_count_as_sources_and_change_nothing_that_is_compared(desk, database):
    first = await desk.tells("wire", BAN)
    before = await database.read(stories.profile_json, first.entered.story)
    copy = await desk.tells("daily", ("Court lifts Taliban ban", BAN[1]))
    assert copy.article.copy_of == first.article.id
    assert (copy.entered.story, copy.entered.joined, copy.entered.backing.sources) == (first.entered.story, True, 2)
    assert await database.read(stories.profile_json, first.entered.story) == before
    assert await desk.told() == [("told", "")]
    assert await desk.edits() == 1


async def test_an_original_that_matched_nothing_goes_where_its_copy_goes(desk, database):
    text = f"{BAN[1]} {AGAIN[1]}"
    first = await desk.tells("wire", ("A court", text.replace("Taliban", "movement")))
    assert first.entered is None
    copy = await desk.tells("daily", ("A court", text))
    assert copy.article.copy_of == first.article.id
    told = await database.read(stories.sources_of_story, copy.entered.story)
    assert {one.source for one in told} == {"wire", "daily"}
    (stored,) = await database.read(articles.articles_by_id, [first.article.id])
    assert stored.story == copy.entered.story


async def test_a_story_that_nothing_joined_for_a_while_is_joined_by_nothing_new(desk, now):
    first = await desk.tells("wire", BAN)
    late = await desk.tells("daily", AGAIN, at=now + 73 * HOUR)
    assert late.entered.opened
    assert late.entered.story != first.entered.story


async def test_the_first_official_source_alerts_again_once(desk, now):
    await desk.tells("wire", BAN)
    await desk.tells("court", AGAIN, at=now + HOUR)
    await desk.tells("court", THIRD, at=now + 2 * HOUR)
    assert await desk.told() == [("told", ""), ("told", "official")]


async def test_the_first_report_in_a_language_alerts_those_who_read_it(database, now, newsroom):
    english, russian, muted = [await newsroom.reader(chat, locale=locale) for chat, locale in enumerate(("en", "ru", "ru"), start=1)]
    desk = await Desk(database, now).open()
    first = await desk.tells("wire", BAN)
    await newsroom.reader(9, locale="ru")  # came later, and was not told of the story
    story = first.entered.story
    placed = await desk.tells("vesti", RUSSIAN, at=now + HOUR)
    if placed.entered.story != story:
        pytest.skip("the two languages are not joined yet")
    assert await desk.told() == [("told", ""), ("told", "language:ru")]
    (alert,) = placed.alerts
    found = [row.subscriber_id for row in await rows(database, t.deliveries) if row.alert_id == alert.id]
    assert found == [russian.id, muted.id]
    assert english.id not in found


async def test_who_waits_for_a_language_or_for_more_sources_is_told_once(database, now, newsroom):
    russian = await newsroom.reader(1, languages=frozenset({"ru"}))
    careful = await newsroom.reader(2, corroboration=2)
    desk = await Desk(database, now).open()
    first = await desk.tells("wire", BAN, language="en")
    waiting = {row.subscriber_id: row.bundle for row in await rows(database, t.deliveries)}
    assert waiting == {careful.id: f"daily:{(now + DAY).date()}"}
    placed = await desk.tells("vesti", RUSSIAN, at=now + HOUR, language="ru")
    if placed.entered.story != first.entered.story:
        pytest.skip("the two languages are not joined yet")
    told = {row.subscriber_id: (row.due, row.bundle) for row in await rows(database, t.deliveries)}
    assert told == {russian.id: (now + HOUR, ""), careful.id: (now + HOUR, "")}
    assert len(await rows(database, t.deliveries)) == 2


async def test_a_language_that_nobody_reads_is_no_news(desk, now):
    first = await desk.tells("wire", BAN)
    placed = await desk.tells("vesti", RUSSIAN, at=now + HOUR)
    if placed.entered.story != first.entered.story:
        pytest.skip("the two languages are not joined yet")
    assert await desk.told() == [("told", "")]


async def test_a_denial_alerts_again(desk, now):
    await desk.tells("wire", BAN)
    await desk.tells("daily", ("Court denies it lifted Taliban ban", AGAIN[1]), at=now + HOUR)
    assert await desk.told() == [("told", ""), (Stage.DENIED, "")]


async def test_what_waits_for_more_sources_is_told_when_they_come(database, now, newsroom):
    reader = await newsroom.reader()
    desk = await Desk(database, now, alert_when="sources >= 2 from countries >= 2 or @official").open()
    first = await desk.tells("wire", BAN)
    await desk.tells("wire", THIRD, at=now + MINUTE)
    await desk.tells("herald", AGAIN, at=now + 2 * MINUTE)
    assert await desk.told() == [("uncorroborated", "")]
    assert await rows(database, t.deliveries) == []
    copy = await desk.tells("daily", ("Russia and the ban", BAN[1]), at=now + HOUR)
    assert copy.article.copy_of == first.article.id
    (alert,) = copy.alerts
    assert (alert.article, alert.raised, alert.held) == (first.article.id, now + HOUR, "")
    assert await desk.told() == [("told", "")]
    assert [(row.subscriber_id, row.due) for row in await rows(database, t.deliveries)] == [(reader.id, now + HOUR)]


async def test_what_is_old_joins_and_is_no_news_and_what_follows_is(desk, now):
    old = await desk.tells("wire", BAN, published=now - 40 * DAY)
    assert await desk.told() == [("old", "")]
    again = await desk.tells("daily", ("The ban", BAN[1]), at=now + MINUTE)
    assert again.article.copy_of == old.article.id  # republished
    assert await desk.told() == [("old", "")]
    fresh = await desk.tells("herald", AGAIN, at=now + 2 * MINUTE)
    assert fresh.entered.story == old.entered.story
    assert await desk.told() == [("told", "")]
    assert [alert.article for alert in fresh.alerts] == [fresh.article.id]


async def test_what_people_took_out_of_a_story_does_not_join_it_again(desk, database, now):
    first = await desk.tells("wire", BAN)
    second = await desk.tells("daily", AGAIN, at=now + MINUTE)
    assert second.entered.story == first.entered.story
    other = await database.run(not_in_story, first.entered.story, second.article.id, by="Aigul", at=now + HOUR)
    copy = await desk.tells("herald", ("Ban", AGAIN[1]), at=now + 2 * HOUR)
    assert copy.article.copy_of == second.article.id
    assert copy.entered.story == other
    third = await desk.tells("vesti", THIRD, at=now + 2 * HOUR)
    assert third.entered.story in {first.entered.story, other}


async def test_what_is_like_a_story_that_was_merged_joins_where_its_articles_are(desk, database, now):
    first, other = await desk.tells("wire", BAN), await desk.tells("daily", FLOODS)
    await database.run(merge_stories, first.entered.story, other.entered.story, by="Aigul", at=now)
    third = await desk.tells("herald", AGAIN, at=now + MINUTE)
    copy = await desk.tells("vesti", ("Ban", BAN[1]), at=now + MINUTE)
    assert [third.entered.story, copy.entered.story] == [other.entered.story] * 2


async def test_two_changes_of_one_list_are_two_stories(desk, now):
    entry = ("REMOVED from the list: Taliban branch {}", "The Supreme Court suspended the ban on the Taliban movement, branch {}.")
    placed = [await desk.tells("court", [part.format(name) for part in entry], apart=True) for name in ("Alpha", "Beta")]
    assert [one.entered.opened for one in placed] == [True, True]
    report = await desk.tells("wire", [part.format("Alpha") for part in entry], at=now + MINUTE)
    assert report.entered.joined or report.article.copy_of is not None


async def test_a_burst_is_ten_messages_and_one_bundle_and_operators_hear_of_it_once(desk, database, now):
    chance = random.Random(5)
    words = ["".join(chance.choices("abdefgiklmnoprstuvz", k=8)) for _ in range(140 * 20)]
    texts = [words[at : at + 20] for at in range(0, len(words), 20)]
    placed = [await desk.tells("wire", (f"A marlowe {' '.join(some[:5])}", " ".join(some[5:])), at=now) for some in texts]
    raised = [alert for one in placed for alert in one.alerts]
    assert {alert.story for alert in raised} == {one.entered.story for one in placed}
    assert 130 < len(raised) <= len(placed)  # nearly each is a story of its own
    assert not any(alert.held for alert in raised)
    found = await rows(database, t.deliveries)
    assert (len(found), [row.bundle for row in found].count("")) == (len(raised), 10)
    assert {(row.bundle, row.due) for row in found if row.bundle} == {(f"flood:bans:{now:%Y-%m-%dT%H}", now + HOUR)}
    assert sum(len(one.floods) for one in placed) == 1
    assert (await desk.tells("wire", FLOODS, at=now + MINUTE)).floods == ()
    later = await desk.tells("daily", BAN, at=now + 2 * HOUR)
    assert [row.bundle for row in await rows(database, t.deliveries) if row.alert_id == later.alerts[0].id] == [""]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"published": datetime(1970, 1, 1).astimezone()}, id="1970"),
        pytest.param({"published": datetime(2099, 1, 1).astimezone()}, id="2099"),
        pytest.param({"published": None}, id="undated"),
    ],
)
async def test_a_date_that_cannot_be_makes_nobody_the_first(desk, database, now, more):
    await desk.tells("wire", BAN)
    odd = await desk.tells("daily", AGAIN, at=now + MINUTE, **more)
    told = await database.read(stories.sources_of_story, odd.entered.story)
    assert [(one.source, one.first_at) for one in told] == [("wire", now), ("daily", now + MINUTE)]


async def test_a_clock_that_steps_back_loses_nothing(desk, now):
    first = await desk.tells("wire", BAN)
    second = await desk.tells("daily", AGAIN, at=now - 3 * HOUR)
    third = await desk.tells("herald", FLOODS, at=now - DAY)
    assert second.entered.story == first.entered.story
    assert third.entered.opened
    assert await desk.told() == [("told", ""), ("told", "")]


@pytest.mark.parametrize("text", [("Taliban", ""), ("", "Taliban"), ("Taliban", "Taliban " * 20_000), ("\0 Taliban \ud800", "\ud83d")])
async def test_short_and_odd_texts_are_stories_too(desk, text, now):
    for n, source in enumerate(("wire", "daily", "herald")):
        placed = await desk.tells(source, text, at=now + n * MINUTE)
        assert placed.entered is not None


async def test_more_of_its_text_is_what_a_story_of_one_article_is_compared_by(desk, database, now):
    first = await desk.tells("wire", ("Taliban", ""))
    (stored,) = await database.read(articles.articles_by_id, [first.article.id])
    full = match_article(replace(stored, title=BAN[0], lead=BAN[1]), matcher=desk.matcher)
    again = await database.run(place, full, alerting=desk.alerting, at=now, first=False, anew=True)
    assert (again.entered.opened, again.entered.joined, again.alerts) == (False, False, ())
    second = await desk.tells("daily", AGAIN, at=now + MINUTE)
    assert second.entered.story == first.entered.story


async def completed(desk, placed: Placed, text: str, *, at: datetime) -> Placed:
    """Place an article again, with the text of its page."""
    (stored,) = await desk.database.read(articles.articles_by_id, [placed.article.id])
    full = match_article(replace(stored, lead=text), matcher=desk.matcher)
    return await desk.database.run(place, full, alerting=desk.alerting, at=at, first=False, anew=True)


async def test_what_a_page_proves_to_be_a_copy_goes_to_its_original_where_nobody_was_told_of_it(desk, database, now):
    first = await desk.tells("wire", BAN)
    other = await desk.tells("daily", ("What we know", "More follows."), body="The floods left many without a home.")
    assert (other.entered.opened, [alert.held for alert in other.alerts]) == (True, ["body_only"])
    again = await completed(desk, other, f"{BAN[1]} More follows.", at=now + MINUTE)
    assert again.article.copy_of == first.article.id
    assert (again.entered.story, again.entered.joined, again.alerts) == (first.entered.story, True, ())
    (stored,) = await database.read(articles.articles_by_id, [other.article.id])
    assert stored.story == first.entered.story
    assert {one.source for one in await database.read(stories.sources_of_story, first.entered.story)} == {"wire", "daily"}
    assert await database.read(stories.sources_of_story, other.entered.story) == []
    assert await desk.told() == [("told", "")]


async def test_what_a_page_proves_to_be_a_copy_stays_where_people_were_told_of_it_and_tells_nothing_again(desk, now):
    first = await desk.tells("wire", BAN)
    other = await desk.tells("daily", ("Floods, what we know", "More follows."))
    again = await completed(desk, other, f"{BAN[1]} More follows.", at=now + MINUTE)
    assert again.article.copy_of == first.article.id
    assert (again.entered.story, again.entered.beside, again.alerts) == (other.entered.story, first.entered.story, ())
    assert await desk.told() == [("told", ""), ("told", "")]


async def test_a_process_that_starts_learns_from_the_stories_that_are_there(desk, database):
    await desk.tells("wire", BAN)
    rarity, before = Rarity(), Rarity()
    recall(rarity, await database.read(stories.newest_profiles, limit=10))
    (row,) = await rows(database, t.stories)
    (tongue, words), *_ = row.profile["words"].items()
    profile = Profile(tongue=tongue, words=words)
    assert rarity.weigh(profile) != before.weigh(profile)


async def test_a_story_goes_with_all_that_was_kept_of_it_once_its_articles_are_forgotten(desk, database, now):
    placed = await desk.tells("wire", BAN)
    kept = (t.stories, t.story_keys, t.story_joins, t.story_sources)
    await database.run(lambda tx: [tx.execute(table.delete()) for table in (t.rechecks, t.deliveries, t.alerts)])
    await database.run(retention.forget, before=now)
    assert all([await rows(database, table) for table in kept])
    await database.run(retention.forget, before=now + DAY)
    assert [len(await rows(database, table)) for table in kept] == [0, 0, 0, 0]
    assert await database.read(articles.articles_by_id, [placed.article.id]) == []


async def test_a_story_of_which_people_said_something_stays(desk, database, now):
    first, other = await desk.tells("wire", BAN), await desk.tells("daily", FLOODS)
    await database.run(merge_stories, first.entered.story, other.entered.story, by="Aigul", at=now)
    await database.run(lambda tx: [tx.execute(table.delete()) for table in (t.rechecks, t.deliveries, t.alerts)])
    await database.run(retention.forget, before=now + DAY)
    assert [len(await rows(database, table)) for table in (t.articles, t.stories, t.story_sources)] == [0, 2, 0]


async def test_all_of_it_is_written_or_nothing_is(desk, database, now):
    def killed(tx):
        feed = desk.feeds["wire"]
        article = Article(feed=feed.id, source=feed.source, guid="g", title=BAN[0], lead=BAN[1], published=now, seen=now)
        found = match_article(article, matcher=desk.matcher)
        stored = articles.insert_article(tx, found.article, found.keys)
        placed = place(
            tx, replace(found, article=replace(found.article, id=ArticleId(stored))), alerting=desk.alerting, at=now, first=False
        )
        assert placed.alerts
        raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError, match="light"):
        await database.run(killed)
    for table in (t.articles, t.stories, t.story_keys, t.story_joins, t.story_sources, t.alerts, t.deliveries):
        assert await rows(database, table) == []
    assert (await desk.tells("wire", BAN)).entered.opened
    assert (await database.read(deliveries.delivery_counts))["queued"] == 1

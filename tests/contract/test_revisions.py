"""What articles said before they changed, and the pages to be seen again, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Article, ArticleId, FeedKind, Match, Recheck, RegisterSpec, RevisionKind, Span, Stage, StageQuery, Topic, TopicId
from monitor.pipeline.line import Alerting
from monitor.pipeline.place import match_article, place
from monitor.pipeline.revisions import Told, record_version, version_of_feed
from monitor.storage import alerts, articles, deliveries, feeds, rechecks, retention, revisions
from monitor.storage.articles import Known
from monitor.text.diff import restored
from monitor.topics.matcher import Matcher

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
BODY = "Envoys met on Tuesday.\nFive people were hurt.\nRain fell."


async def changed(database, before: Article, now, *, kind=RevisionKind.BODY, **values) -> Article:
    after = replace(before, **values)
    await database.run(revisions.keep_revision, before, after, kind, similarity=0.9, at=now)
    await database.run(articles.update_text, after)
    return after


async def test_what_stood_there_before_is_kept_and_restored(database, now, newsroom):
    feed = await newsroom.feed()
    stored = await newsroom.article(feed, title="Envoys may meet", lead="Soon.", body=BODY)
    (first,) = await database.read(articles.articles_by_id, [stored])
    second = await changed(
        database, first, now, kind=RevisionKind.HEADLINE, title="Envoys met", lead="Today.", body=BODY.replace("Five", "Twelve")
    )
    third = await changed(database, second, now + HOUR, body="Nothing of it is true.")
    headline, body = await database.read(revisions.revisions_of, stored)
    assert (headline.kind, headline.title, headline.lead, headline.at, headline.similarity) == (
        RevisionKind.HEADLINE, "Envoys may meet", "Soon.", now, 0.9,
    )  # fmt: skip
    assert (body.kind, body.title, body.lead, body.times) == (RevisionKind.BODY, "Envoys met", "Today.", 1)
    assert restored(third.body, body.body) == second.body
    assert restored(second.body, headline.body) == first.body
    assert len(headline.body) == 1
    assert await database.read(articles.articles_by_id, [stored]) == [third]


async def test_an_article_that_changes_without_end_keeps_so_many_and_counts_the_rest(database, now, newsroom):
    feed = await newsroom.feed()
    stored = await newsroom.article(feed, title="Live", body="Text 0 of it.")
    (article,) = await database.read(articles.articles_by_id, [stored])
    for number in range(1, revisions.KEPT + 6):
        article = await changed(database, article, now + number * MINUTE, body=f"Text {number} of it.")
    kept = await database.read(revisions.revisions_of, stored)
    assert [r.times for r in kept] == [1] * (revisions.KEPT - 1) + [6]
    text = article.body
    for revision in reversed(kept):
        text = restored(text, revision.body)
        assert text == f"Text {kept.index(revision)} of it."


async def test_a_text_that_is_completed_still_leads_back(database, now, newsroom):
    feed = await newsroom.feed()
    stored = await newsroom.article(feed, body="A.")
    (first,) = await database.read(articles.articles_by_id, [stored])
    await database.run(revisions.carry, first, replace(first, body="B."))  # nothing was kept: nothing to carry
    second = await changed(database, first, now, body="A and B.")
    whole = replace(second, body=BODY)
    await database.run(revisions.carry, second, whole)
    (kept,) = await database.read(revisions.revisions_of, stored)
    assert restored(whole.body, kept.body) == "A."


async def test_a_forgotten_article_takes_its_revisions_along(database, now, newsroom):
    feed = await newsroom.feed()
    stored = await newsroom.article(feed, seen=now - 90 * 24 * HOUR, body="A.")
    (article,) = await database.read(articles.articles_by_id, [stored])
    await changed(database, article, now, body="B.")
    assert (await database.run(retention.forget, before=now)).articles == 1
    assert await database.read(revisions.revisions_of, stored) == []


async def test_a_guid_stands_for_what_its_feed_said_last(database, now, newsroom):
    feed = await newsroom.feed()
    old = await newsroom.article(feed, guid="old", seen=now - 90 * 24 * HOUR, entry_hash=3, text_hash=4)
    stored = await newsroom.article(feed, guid="1", entry_hash=5, text_hash=6, updated=now)
    guids = ["1", "old", "new"]
    assert await database.read(articles.known_guids, feed.id, guids) == {"1": Known(stored, 5, 6, now), "old": Known(old, 3, 4)}
    await database.run(articles.heard, stored, entry_hash=7, told_hash=8)
    await database.run(retention.forget, before=now - HOUR)
    assert await database.read(articles.known_guids, feed.id, guids) == {"1": Known(stored, 7, 8, now), "old": Known(ArticleId(0), 0, 0)}


async def test_an_article_that_was_changed_meanwhile_is_not_as_it_was_read(database, now, newsroom):
    feed = await newsroom.feed()
    stored = await newsroom.article(feed, title="Talks", url="https://kabul.example/1")
    (article,) = await database.read(articles.articles_by_id, [stored])
    assert await database.run(articles.is_stored, article)
    assert not await database.run(articles.is_stored, replace(article, id=ArticleId(99)))
    for changes in ({"title": "Talks fail"}, {"page_hash": 5}, {"url": "https://kabul.example/2"}):
        await database.run(articles.update_text, replace(article, **changes))
        assert not await database.run(articles.is_stored, article)
        await database.run(articles.update_text, article)


async def test_a_version_of_what_was_changed_meanwhile_is_not_written(database, now, newsroom):
    stored = await newsroom.article(await newsroom.feed(), title="Talks", lead="Envoys met.")
    (stale,) = await database.read(articles.articles_by_id, [stored])
    new = version_of_feed(stale, Told(article=replace(stale, title="Talks fail", entry_hash=7, text_hash=8)), matcher=Matcher([], [], []))
    alerting = Alerting(topics={}, fresh=HOUR, late=HOUR, flood_limit=5)
    await database.run(articles.update_text, replace(stale, lead="Envoys did not meet."))
    assert await database.run(record_version, stale, new, alerting=alerting, at=now) is None
    (article,) = await database.read(articles.articles_by_id, [stored])
    assert (article.title, article.entry_hash) == ("Talks", 0)
    assert await database.read(revisions.revisions_of, stored) == []
    new = version_of_feed(
        article, Told(article=replace(article, title="Talks fail", entry_hash=7, text_hash=8)), matcher=Matcher([], [], [])
    )
    revised = await database.run(record_version, article, new, alerting=alerting, at=now)
    assert revised is not None
    assert revised.change.kind is RevisionKind.HEADLINE
    (after,) = await database.read(articles.articles_by_id, [stored])
    assert (after.title, after.lead, after.entry_hash) == ("Talks fail", "Envoys did not meet.", 7)


def match(topic: str, field: str, start: int = 0) -> Match:
    return Match(topic=TopicId(topic), field=field, spans=(Span(field, start, start + 4),))


async def test_matches_of_a_new_text_are_proved_by_it_and_say_what_is_new(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    await database.run(alerts.save_matches, article, [match("still", "lead"), match("gone", "title"), match("rises", "body")], at=now)
    found = [match("new", "lead"), match("rises", "title"), match("still", "body", 7)]
    new = await database.run(alerts.renew_matches, article, found, at=now + HOUR)
    assert [m.topic for m in new] == ["new", "rises"]
    gone, *others = await database.read(alerts.matches_of, article)
    assert gone == Match(topic=TopicId("gone"), field="title", spans=())
    assert others == found
    assert await database.run(alerts.renew_matches, article, found, at=now + HOUR) == []


async def test_another_stage_is_news_of_a_text_that_changed_not_of_one_that_became_longer(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    plain = match("bans", "title")
    may, did = replace(plain, stage=Stage.PROPOSED), replace(plain, stage=Stage.DECIDED)
    await database.run(alerts.save_matches, article, [may], at=now)
    assert await database.run(alerts.renew_matches, article, [did], at=now) == []
    assert await database.read(alerts.matches_of, article) == [did]
    assert await database.run(alerts.renew_matches, article, [may], at=now, changed=True) == [may]
    assert await database.run(alerts.renew_matches, article, [plain], at=now, changed=True) == []
    assert await database.run(alerts.renew_matches, article, [did], at=now, changed=True) == [did]


async def test_a_headline_that_tells_of_another_stage_alerts_again(database, now, newsroom):
    stages = (StageQuery(stage=Stage.PROPOSED, query="==may"), StageQuery(stage=Stage.DECIDED, query="lift"))
    topic = Topic(id=TopicId("bans"), query="ban", stages=stages)
    matcher = Matcher([topic], [], [])
    alerting = Alerting(topics={topic.id: topic}, fresh=HOUR, late=HOUR, flood_limit=5)
    await newsroom.reader()
    stored = await newsroom.article(await newsroom.feed(), title="Court may lift ban", published=now)
    (article,) = await database.read(articles.articles_by_id, [stored])
    first = await database.run(place, match_article(article, matcher=matcher), alerting=alerting, at=now, first=False)
    assert [alert.stage for alert in first.alerts] == [Stage.PROPOSED]

    (article,) = await database.read(articles.articles_by_id, [stored])
    told = Told(article=replace(article, title="Court lifts ban", entry_hash=7, text_hash=8))
    new = version_of_feed(article, told, matcher=matcher)
    revised = await database.run(record_version, article, new, alerting=alerting, at=now)
    (alert,) = revised.placed.alerts
    assert (alert.stage, alert.story) == (Stage.DECIDED, first.alerts[0].story)
    assert (await database.read(deliveries.delivery_counts))["queued"] == 2


async def test_a_stage_that_a_page_or_a_copy_tells_is_noted_and_is_no_other_news(database, now, newsroom):
    stages = (StageQuery(stage=Stage.PROPOSED, query="==may"), StageQuery(stage=Stage.DECIDED, query="lifted"))
    topic = Topic(id=TopicId("bans"), query="ban", stages=stages)
    matcher = Matcher([topic], [], [])
    alerting = Alerting(topics={topic.id: topic}, fresh=HOUR, late=HOUR, flood_limit=5)
    feed = await newsroom.feed()
    text = "The court lifted it on Thursday after a hearing of two hours behind closed doors, its press office told reporters."

    async def placed(article: ArticleId, **more) -> list[Stage | None]:
        (stored,) = await database.read(articles.articles_by_id, [article])
        raised = await database.run(place, match_article(stored, matcher=matcher), alerting=alerting, at=now, first=False, **more)
        return [alert.stage for alert in raised.alerts]

    async def told() -> list[Stage | None]:
        (stored,) = await database.read(articles.articles_by_id, [first])
        return [(await database.read(alerts.alert_of, topic.id, stored.story)).stage]

    first = await newsroom.article(feed, title="A ban and a court", published=now)
    assert await placed(first) == [None]
    (stored,) = await database.read(articles.articles_by_id, [first])
    await database.run(articles.update_text, replace(stored, lead=text))  # the page has come
    assert await placed(first, anew=True) == []
    assert await told() == [Stage.DECIDED]

    second = await newsroom.article(feed, title="Ban: what the court said", lead=text, published=now)
    assert await placed(second) == []
    assert (await database.read(articles.articles_by_id, [second]))[0].copy_of == first
    third = await newsroom.article(feed, title="Court may do away with ban", lead=text, published=now)
    assert await placed(third) == [Stage.PROPOSED]


# ── rechecks ───────────────────────────────────────────────────────────────────────────────────────


async def queued(database, newsroom, now, *, source="kabul", **spec):
    feed = await newsroom.feed(source, **spec)
    url = f"https://{source}.example/1"
    article = await newsroom.article(feed, url=url, canonical_url=url)
    await database.run(rechecks.schedule_recheck, article, told=now, due=now + HOUR)
    return article


async def test_a_page_is_seen_again_when_it_is_due_and_by_one(database, now, newsroom):
    article = await queued(database, newsroom, now)
    await database.run(rechecks.schedule_recheck, article, told=now + MINUTE, due=now)  # it waits already
    claim = {"limit": 5, "lease": 2 * MINUTE}
    assert await database.run(rechecks.claim_rechecks, now=now, **claim) == []
    assert await database.run(rechecks.claim_rechecks, now=now + HOUR, **claim) == [article]
    assert await database.run(rechecks.claim_rechecks, now=now + HOUR, **claim) == []
    waiting = Recheck(article=article, told=now)
    assert await database.read(rechecks.rechecks_of, [article, ArticleId(99)]) == [waiting]
    await database.run(rechecks.release_recheck, article)
    assert await database.run(rechecks.claim_rechecks, now=now + HOUR, **claim) == [article]
    again = replace(waiting, step=1, missing=now + HOUR)
    await database.run(rechecks.save_recheck, again, due=now + 2 * HOUR)
    assert await database.read(rechecks.rechecks_of, [article]) == [again]
    assert await database.run(rechecks.claim_rechecks, now=now + 2 * HOUR, **claim) == [article]
    await database.run(feeds.release_all)
    assert await database.run(rechecks.claim_rechecks, now=now + 2 * HOUR, **claim) == [article]
    await database.run(rechecks.save_recheck, again, due=None)
    assert await database.read(rechecks.rechecks_of, [article]) == []


@pytest.mark.parametrize(
    "spec",
    [
        {"pages": False},
        {"kind": FeedKind.CHANNEL},
        {"kind": FeedKind.GOOGLE_NEWS},
        {"kind": FeedKind.REGISTER, "register": RegisterSpec(form="table")},
    ],
    ids=["no pages", "a channel", "google news", "a register"],
)
async def test_what_has_no_page_of_its_own_is_not_seen_again(database, now, newsroom, spec):
    article = await queued(database, newsroom, now, **spec)
    assert await database.read(rechecks.rechecks_of, [article]) == []


async def test_an_article_without_a_link_is_not_seen_again(database, now, newsroom):
    article = await newsroom.article(await newsroom.feed())
    await database.run(rechecks.schedule_recheck, article, told=now, due=now)
    assert await database.read(rechecks.rechecks_of, [article]) == []


async def test_an_article_is_marked_as_withdrawn_and_not(database, now, newsroom):
    stored = await newsroom.article(await newsroom.feed())
    for at in (now, None):
        await database.run(articles.mark_withdrawn, stored, at)
        (article,) = await database.read(articles.articles_by_id, [stored])
        assert article.withdrawn == at

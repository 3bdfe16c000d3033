"""Every query of the line finds its rows by an index, however large the tables grow."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from monitor.model import (
    Alert,
    AlertId,
    Article,
    ArticleId,
    Channel,
    Check,
    Delivery,
    DeliveryId,
    Feed,
    FeedId,
    Match,
    RevisionKind,
    Stage,
    StoryId,
    SubscriberId,
    TopicId,
)
from monitor.storage import (
    alerts,
    archive,
    articles,
    broadcasts,
    claims,
    deliveries,
    digests,
    edits,
    explain,
    feeds,
    holding,
    latest,
    lead_times,
    made,
    rechecks,
    review,
    revisions,
    sketches,
    stories,
    story_corrections,
    story_keys,
    story_reads,
    subscribers,
    telegram_updates,
    told,
)

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGE = {"skip": 0, "limit": 10, "most": 500}
CLAIM = {"limit": 10, "now": NOW, "lease": MINUTE}
FEED = Feed(id=FeedId(1), source="s", url="u", next_at=NOW)
ARTICLE = Article(id=ArticleId(1), feed=FeedId(1), source="s", guid="g", seen=NOW, canonical_url="u", text_hash=5)
WINDOW = archive.Window(since=NOW - MINUTE, until=NOW + MINUTE)
MATCH = Match(topic=TopicId("t"), spans=(), field="title")
DELIVERY = Delivery(id=DeliveryId(1), alert=AlertId(1), subscriber=SubscriberId(1), due=NOW, edit_due=NOW)
ALERT = Alert(topic=TopicId("t"), story=StoryId(1), article=ArticleId(1), raised=NOW)

UNITS = [
    pytest.param(feeds.claim_due, (), CLAIM, id="claim_due"),
    pytest.param(feeds.feeds_by_id, ([FeedId(1)],), {}, id="feeds_by_id"),
    pytest.param(feeds.save_feed, (FEED,), {}, id="save_feed"),
    pytest.param(feeds.record_check, (Check(feed=FeedId(1), at=NOW + MINUTE, outcome="ok"),), {}, id="record_check"),
    pytest.param(feeds.next_due, (), {}, id="next_due"),
    pytest.param(articles.known_guids, (FeedId(1), ["a", "b"]), {}, id="known_guids"),
    pytest.param(articles.articles_by_id, ([ArticleId(1)],), {}, id="articles_by_id"),
    pytest.param(articles.update_text, (ARTICLE,), {}, id="update_text"),
    pytest.param(articles.heard, (ArticleId(1),), {"entry_hash": 1, "told_hash": 2}, id="heard"),
    pytest.param(articles.is_stored, (ARTICLE,), {}, id="is_stored"),
    pytest.param(articles.mark_withdrawn, (ArticleId(1), NOW), {}, id="mark_withdrawn"),
    pytest.param(revisions.keep_revision, (ARTICLE, ARTICLE, RevisionKind.BODY), {"similarity": 1.0, "at": NOW}, id="keep_revision"),
    pytest.param(revisions.carry, (ARTICLE, ARTICLE), {}, id="carry"),
    pytest.param(revisions.revisions_of, (ArticleId(1),), {}, id="revisions_of"),
    pytest.param(rechecks.schedule_recheck, (ArticleId(1),), {"told": NOW, "due": NOW}, id="schedule_recheck"),
    pytest.param(rechecks.rechecks_of, ([ArticleId(1)],), {}, id="rechecks_of"),
    pytest.param(alerts.renew_matches, (ArticleId(1), [MATCH]), {"at": NOW}, id="renew_matches"),
    pytest.param(articles.schedule_page, (ArticleId(1), NOW), {}, id="schedule_page"),
    pytest.param(articles.page_done, (ArticleId(1),), {}, id="page_done"),
    pytest.param(articles.same_url, ("u",), {"since": NOW}, id="same_url"),
    pytest.param(articles.same_text, (5,), {"since": NOW, "excluding": ArticleId(9)}, id="same_text"),
    pytest.param(sketches.save_sketch, (ArticleId(1), [1, 2]), {"at": NOW}, id="save_sketch"),
    pytest.param(sketches.sketch_candidates, ([1, 2, 3],), {"since": NOW}, id="sketch_candidates"),
    pytest.param(articles.mark_copy, (ArticleId(2), ArticleId(1)), {}, id="mark_copy"),
    pytest.param(stories.open_story, (ArticleId(1),), {"at": NOW}, id="open_story"),
    pytest.param(stories.story_articles, (StoryId(1),), {}, id="story_articles"),
    pytest.param(stories.sources_of_story, (StoryId(1),), {}, id="sources_of_story"),
    pytest.param(stories.profile_json, (StoryId(1),), {}, id="profile_json"),
    pytest.param(stories.change_story, (StoryId(1),), {"at": NOW, "profile": {}}, id="change_story"),
    pytest.param(stories.newest_profiles, (), {"limit": 5}, id="newest_profiles"),
    pytest.param(stories.empty_story, (StoryId(1),), {"into": StoryId(1), "at": NOW}, id="empty_story"),
    pytest.param(story_keys.find_stories, ([1, 2],), {"since": NOW}, id="find_stories"),
    pytest.param(story_keys.profiles_of, ([StoryId(1)],), {}, id="profiles_of"),
    pytest.param(alerts.save_matches, (ArticleId(1), [MATCH]), {"at": NOW}, id="save_matches"),
    pytest.param(alerts.matches_of, (ArticleId(1),), {}, id="matches_of"),
    pytest.param(alerts.raise_alert, (ALERT,), {}, id="raise_alert"),
    pytest.param(alerts.alert_of, (TopicId("t"), StoryId(1)), {}, id="alert_of"),
    pytest.param(alerts.alert_of, (TopicId("t"), StoryId(1), Stage.DECIDED), {}, id="alert_of_a_stage"),
    pytest.param(alerts.alerts_by_id, ([AlertId(1)],), {}, id="alerts_by_id"),
    pytest.param(alerts.alerts_of_story, (StoryId(1),), {}, id="alerts_of_story"),
    pytest.param(latest.latest_alerts, (SubscriberId(1), [TopicId("t"), TopicId("moscow-format")]), PAGE, id="latest_alerts"),
    pytest.param(explain.articles_at, ("u", "v"), {}, id="articles_at"),
    pytest.param(digests.reschedule, (SubscriberId(1),), {"now": NOW}, id="reschedule"),
    pytest.param(digests.reconsider, (StoryId(1),), {"sources": 2, "now": NOW}, id="reconsider"),
    pytest.param(digests.preview, (SubscriberId(1),), {"now": NOW}, id="preview"),
    pytest.param(made.made_by, (SubscriberId(1),), {"now": NOW}, id="made_by"),
    pytest.param(alerts.show_anew, (StoryId(1),), {"now": NOW, "due": NOW}, id="show_anew"),
    pytest.param(alerts.supersede, ([AlertId(1)],), {}, id="supersede"),
    pytest.param(alerts.count_alerts_since, (None, NOW), {}, id="count_alerts_since"),
    pytest.param(story_reads.stories_since, (NOW,), {"limit": 9}, id="stories_since"),
    pytest.param(story_reads.stories_since, (NOW,), {"limit": 9, "topic": TopicId("t")}, id="stories_since_of_a_topic"),
    pytest.param(story_reads.story_report, (StoryId(1),), {}, id="story_report"),
    pytest.param(story_corrections.not_in, (ArticleId(1),), {}, id="not_in"),
    pytest.param(lead_times.lead_times, (), {"since": NOW}, id="lead_times"),
    pytest.param(lead_times.lead_times, (), {"since": NOW, "topic": TopicId("t")}, id="lead_times_of_a_topic"),
    pytest.param(archive.count_archived, (WINDOW,), {}, id="count_archived"),
    pytest.param(archive.recorded, (TopicId("t"), WINDOW), {"after": None, "limit": 9}, id="recorded"),
    pytest.param(archive.count_forgotten, (WINDOW, [TopicId("t")]), {}, id="count_forgotten"),
    pytest.param(claims.claim_deliveries, (Channel.TELEGRAM,), CLAIM, id="claim_deliveries"),
    pytest.param(deliveries.mark_sending, (DeliveryId(1),), {"html": "h", "probe_from": 0}, id="mark_sending"),
    pytest.param(deliveries.mark_sent, (DeliveryId(1),), {"message_id": 1, "at": NOW}, id="mark_sent"),
    pytest.param(deliveries.unsettled, (Channel.TELEGRAM,), {"now": NOW}, id="unsettled"),
    pytest.param(deliveries.told_by, (DeliveryId(1),), {}, id="told_by"),
    pytest.param(deliveries.delivery_at, (SubscriberId(1), 5), {}, id="delivery_at"),
    pytest.param(broadcasts.claim_sends, (), CLAIM | {"behind": 9}, id="claim_sends"),
    pytest.param(broadcasts.unsettled_sends, (), {"limit": 4, "now": NOW}, id="unsettled_sends"),
    pytest.param(holding.park_late, (SubscriberId(1),), {"before": NOW, "reason": "r", "at": NOW}, id="park_late"),
    pytest.param(edits.claim_edits, (Channel.TELEGRAM,), CLAIM, id="claim_edits"),
    pytest.param(edits.mark_edited, (DELIVERY,), {"html": "h"}, id="mark_edited"),
    pytest.param(told.how_told, (StoryId(1),), {}, id="how_told"),
    pytest.param(told.told_before, (DELIVERY, ALERT), {}, id="told_before"),
    pytest.param(deliveries.delivery_counts, (), {}, id="delivery_counts"),
    pytest.param(subscribers.subscriber_by_chat, (Channel.TELEGRAM, 1), {}, id="subscriber_by_chat"),
    pytest.param(subscribers.deactivate, (SubscriberId(1),), {"reason": "r", "at": NOW}, id="deactivate"),
    pytest.param(telegram_updates.save_update, (1, "{}"), {}, id="save_update"),
    pytest.param(telegram_updates.pending_updates, (), {}, id="pending_updates"),
    pytest.param(telegram_updates.finish_update, (1,), {}, id="finish_update"),
    pytest.param(review.day_figures, (NOW.date(),), {}, id="day_figures"),
]
SMALL = {"subscribers", "subscriptions", "pages"}  # a few thousand rows at the most, or a queue that is kept short


@pytest.mark.parametrize(("unit", "values", "named"), UNITS)
async def test_no_table_that_grows_is_read_from_end_to_end(database, newsroom, unit, values, named):
    feed = await newsroom.feed()
    reader = await newsroom.reader()
    await newsroom.article(feed)
    await newsroom.queued(feed, reader)
    plans = []

    def explained(tx):
        def explain(_connection, cursor, statement, parameters, _context, many):
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters[0] if many else parameters)
                plans.extend(row[3] for row in cursor.fetchall())

        event.listen(tx, "before_cursor_execute", explain)
        unit(tx, *values, **named)

    await database.run(explained)
    # A covering index read from its end is a count or the first of an order; a table without one is read whole.
    scans = [plan for plan in plans if plan.startswith("SCAN") and "USING" not in plan]
    assert [s for s in scans if not re.match(rf"SCAN (anon|each VIRTUAL TABLE|\(subquery|({'|'.join(sorted(SMALL))})$)", s)] == []

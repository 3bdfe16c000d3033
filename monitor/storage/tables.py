"""The tables, in the domain's words. migrations/ makes them; a contract test shows that both agree.

A unique key stands behind every stage, so that each may be repeated: (source, url), (feed, at), (feed, guid), (article, topic),
(topic, story, stage, change), (story, source), (alert, subscriber). Every index serves a query that its comment names.
A condition of a partial index is a name here, and the queries use that very condition: only then do both planners see the index.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
)

from monitor.storage.types import Duration, Id, Json, Moment, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("options", Json, nullable=False),  # selectors, paths or register: how its kind is read
    Column("pages", Boolean, nullable=False),
    Column("tier", Text, nullable=False),
    Column("chain", Text, nullable=False, default=""),  # URL of the feed whose fallback this is, or its own where it has some
    Column("rank", Integer, nullable=False, default=0),
    Column("standby", Boolean, nullable=False, default=False),
    Column("etag", Words, nullable=False, default=""),
    Column("last_modified", Words, nullable=False, default=""),
    Column("body_hash", Text, nullable=False, default=""),
    Column("interval", Duration, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("checks", Integer, nullable=False, default=0),
    Column("unconditional_at", Moment),
    Column("gone", Boolean, nullable=False, default=False),
    Column("address", Text, nullable=False, default=""),
    Column("moved_to", Text, nullable=False, default=""),
    Column("moved_since", Moment),
    Column("moved_times", Integer, nullable=False, default=0),
    Column("health", Text, nullable=False, default="ok"),
    Column("health_since", Moment),
    Column("told", Text, nullable=False, default="ok"),  # written with the notice alone, never by a check
    Column("told_at", Moment),
    Column("news_at", Moment),
    Column("rhythm", Json, nullable=False, default=()),
    Column("rhythm_since", Moment),
    Column("hub", Words, nullable=False, default=""),
    Column("topic", Words, nullable=False, default=""),
    Column("pushed_until", Moment),  # written with its subscription alone, never by a check
    Column("pushed_at", Moment),
    Column("leased_until", Moment),
    Column("retired", Moment),  # when the operator's files last did not name it; its history stays
    UniqueConstraint("source", "url"),
)
watched = feeds.c.retired.is_(None)  # one that is gone (410) is asked again too, very rarely: some come back
asked = and_(watched, feeds.c.standby.is_(False))  # a fallback in standby waits until it is needed
Index("feeds_due", feeds.c.next_at, sqlite_where=asked, postgresql_where=asked)  # claim_due, next_due
_leased = feeds.c.leased_until.is_not(None)
Index("feeds_leased", feeds.c.leased_until, sqlite_where=_leased, postgresql_where=_leased)  # next_due
turned = feeds.c.health != feeds.c.told
Index("feeds_turned", feeds.c.source, sqlite_where=turned, postgresql_where=turned)  # find_tidings
has_hub = feeds.c.hub != literal_column("''")
Index("feeds_hub", feeds.c.id, sqlite_where=has_hub, postgresql_where=has_hub)  # claim_subscriptions

# Where hubs are asked to push a feed (WebSub): written by storage/websub.py alone.
hub_subscriptions = Table(
    "hub_subscriptions",
    metadata,
    Column("feed_id", ForeignKey(feeds.c.id), primary_key=True, autoincrement=False),
    Column("hub", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("callback", Text, nullable=False),
    Column("token", Text, nullable=False, unique=True),  # the end of the callback: nobody else knows it
    Column("secret", Text, nullable=False),
    Column("state", Text, nullable=False),  # asked, live, denied, ending
    Column("pending", Boolean, nullable=False),  # the hub was asked, and is to ask back
    Column("until", Moment),
    Column("act_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
)
Index("hub_subscriptions_act", hub_subscriptions.c.act_at)  # claim_subscriptions
Index("hub_subscriptions_until", hub_subscriptions.c.until)  # claim_subscriptions: whose time is over

checks = Table(
    "checks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("feed_id", ForeignKey(feeds.c.id), nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("elapsed", Duration, nullable=False),
    Column("detail", Words, nullable=False),
    UniqueConstraint("feed_id", "at"),
)
Index("checks_at", checks.c.at)  # day_figures, forget

# What operators were told of a feed: that it died, fell silent, or is back.
feed_turns = Table(
    "feed_turns",
    metadata,
    Column("at", Moment, primary_key=True),
    Column("feed_id", ForeignKey(feeds.c.id), primary_key=True, autoincrement=False),
    Column("health", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("since", Moment),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True),
    Column("opened", Moment, nullable=False),
    Column("changed", Moment, nullable=False),  # when an article last joined it, or a person changed it
    Column("merged_into", ForeignKey("stories.id")),  # where a person put all its articles: its id still leads there
    Column("profile", Json, nullable=False),  # what articles are compared with: stories/profile.py
)
Index("stories_changed", stories.c.changed)  # stories_since

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("feed_id", ForeignKey(feeds.c.id), nullable=False),
    Column("source", Text, nullable=False),
    Column("guid", Words, nullable=False),
    Column("guid_hash", BigInteger, nullable=False),  # guids may be longer than an index allows
    Column("url", Words, nullable=False),
    Column("canonical_url", Words, nullable=False),
    Column("canonical_hash", BigInteger, nullable=False),
    Column("url_hash", BigInteger, nullable=False),
    Column("title", Words, nullable=False),
    Column("lead", Words, nullable=False),
    Column("language", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("publisher", Words, nullable=False),
    Column("authors", Json, nullable=False),
    Column("published", Moment),
    Column("updated", Moment),
    Column("seen", Moment, nullable=False),
    Column("text_hash", BigInteger, nullable=False),
    Column("copy_of", ForeignKey("articles.id")),
    Column("story_id", ForeignKey(stories.c.id)),
    Column("entry_hash", BigInteger, nullable=False, default=0),  # of what the feed said, as it came: told again and again, compared first
    Column("told_hash", BigInteger, nullable=False, default=0),  # of the words of that
    Column("page_hash", BigInteger, nullable=False, default=0),
    Column("page_title_hash", BigInteger, nullable=False, default=0),
    Column("withdrawn", Moment),
    Column("body", Words, nullable=False),  # last: SQLite reads a row from its beginning
    UniqueConstraint("feed_id", "guid_hash"),
)
has_url = articles.c.canonical_url != literal_column("''")
Index("articles_url", articles.c.canonical_hash, sqlite_where=has_url, postgresql_where=has_url)  # same_url
has_own_url = articles.c.url_hash != articles.c.canonical_hash
Index("articles_own_url", articles.c.url_hash, sqlite_where=has_own_url, postgresql_where=has_own_url)  # articles_at
has_text = articles.c.text_hash != literal_column("0")
Index("articles_text", articles.c.text_hash, sqlite_where=has_text, postgresql_where=has_text)  # same_text
Index("articles_seen", articles.c.seen)  # day_figures, forget
_is_copy = articles.c.copy_of.is_not(None)
Index("articles_copies", articles.c.copy_of, sqlite_where=_is_copy, postgresql_where=_is_copy)  # mark_copy, forget
_in_story = articles.c.story_id.is_not(None)
Index("articles_story", articles.c.story_id, sqlite_where=_in_story, postgresql_where=_in_story)  # story_articles

# What is left of an article that was forgotten: its feed may list the entry for years, and it must not be new again.
forgotten = Table(
    "forgotten",
    metadata,
    Column("feed_id", ForeignKey(feeds.c.id), primary_key=True, autoincrement=False),
    Column("guid_hash", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# How many articles seen on a day were forgotten: of all topics together (""), and of each topic that they had matched.
forgotten_days = Table(
    "forgotten_days",
    metadata,
    Column("day", Text, primary_key=True),  # in UTC, YYYY-MM-DD
    Column("topic", Text, primary_key=True),
    Column("articles", Integer, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("host", Text, nullable=False),
    Column("due", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_until", Moment),
)
Index("pages_due", pages.c.due)  # claim_pages
Index("pages_host", pages.c.host, pages.c.leased_until)  # claim_pages: one page a host

# Articles that people were told of, to be seen again; one whose turns are over is not here any more.
rechecks = Table(
    "rechecks",
    metadata,
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("host", Text, nullable=False),
    Column("told", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("step", Integer, nullable=False, default=0),
    Column("missing", Moment),
    Column("leased_until", Moment),
)
Index("rechecks_due", rechecks.c.due)  # claim_rechecks
Index("rechecks_host", rechecks.c.host, rechecks.c.leased_until)  # claim_rechecks: one page a host

# Stretches of the archive whose words are indexed, each in a table of its own, ``archive_N``: storage/archive_index.py.
archive_parts = Table(
    "archive_parts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("first", BigInteger, nullable=False, unique=True),  # the id of its first article; it goes on to that of the next part
    Column("begun", Moment, nullable=False),
    Column("version", Integer, nullable=False),  # of the keys
)

# What an article said before it changed; the text it has now is in its own row.
revisions = Table(
    "revisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("similarity", Float, nullable=False),
    Column("times", Integer, nullable=False, default=1),
    Column("title", Words, nullable=False),
    Column("lead", Words, nullable=False),
    Column("body", Json, nullable=False),  # [[start, end, before], …]
)
Index("revisions_article", revisions.c.article_id, revisions.c.id)  # revisions_of, keep_revision
Index("revisions_at", revisions.c.at)  # day_figures

# By far the largest table in rows: nothing stands in it but its key, no index beside it, and it goes by whole epochs.
sketches = Table(
    "sketches",
    metadata,
    Column("epoch", Integer, primary_key=True, autoincrement=False),  # of 72 hours
    Column("hash", Integer, primary_key=True, autoincrement=False),  # 32 bits
    Column("article_id", Id, primary_key=True, autoincrement=False),  # which may be gone
    sqlite_with_rowid=False,
)

# By what running stories are looked up: the weightiest words, concepts and facts of their articles, hashed.
story_keys = Table(
    "story_keys",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("story_id", ForeignKey(stories.c.id), primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),  # Unix seconds
    sqlite_with_rowid=False,
)
Index("story_keys_story", story_keys.c.story_id)  # forget, rebuild_story

# Why an article is in its story: how like they were, what they shared, which stories were refused and by which veto, or who put it there.
story_joins = Table(
    "story_joins",
    metadata,
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("at", Moment, nullable=False),
    Column("score", Float, nullable=False),  # 0 of a story's first article
    Column("shared", Json, nullable=False),  # [word or fact, …], the weightiest first
    Column("refused", Json, nullable=False),  # [[story, score, veto], …]
    Column("by", Words, nullable=False),  # the person who put it there; empty where nobody did
)
Index("story_joins_story", story_joins.c.story_id)  # joins_of

# The sources that tell a story, each once, by its first article there: who was first, and by how much.
story_sources = Table(
    "story_sources",
    metadata,
    Column("story_id", ForeignKey(stories.c.id), primary_key=True, autoincrement=False),
    Column("source", Text, primary_key=True),
    Column("country", Text, nullable=False),
    Column("official", Boolean, nullable=False),
    Column("first_at", Moment, nullable=False),  # when it was published, or seen where that is not known
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False),
)
Index("story_sources_article", story_sources.c.article_id)  # forget
Index("story_sources_first", story_sources.c.first_at)  # lead_times

# What people said of stories; kept for good, and respected by what is assigned later.
story_corrections = Table(
    "story_corrections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Words, nullable=False),
    Column("kind", Text, nullable=False),  # split, merge, not
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE")),  # of split and not
    Column("other_id", ForeignKey(stories.c.id)),  # where the article or the whole story went
)
Index("story_corrections_story", story_corrections.c.story_id)  # corrections_of
Index("story_corrections_article", story_corrections.c.article_id)  # not_in
Index("story_corrections_other", story_corrections.c.other_id)  # corrections_of, forget

matches = Table(
    "matches",
    metadata,
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("topic", Text, primary_key=True),
    Column("field", Text, nullable=False),
    Column("stage", Text, nullable=False),  # empty where none is told of
    Column("spans", Json, nullable=False),  # [[field, start, end], …]
    Column("at", Moment, nullable=False),
)
Index("matches_at", matches.c.at)  # day_figures

alerts = Table(
    "alerts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("story_id", ForeignKey(stories.c.id), nullable=False),
    Column("stage", Text, nullable=False),  # as in matches
    Column("change", Text, nullable=False, default=""),  # what else is news of a story that was told: official, language:ru
    Column("article_id", ForeignKey(articles.c.id), nullable=False),
    Column("raised", Moment, nullable=False),
    Column("held", Text, nullable=False),
    UniqueConstraint("topic", "story_id", "stage", "change"),
)
Index("alerts_raised", alerts.c.raised)  # count_alerts_since, day_figures, topic_figures
shown = alerts.c.held.in_([literal_column("''"), literal_column("'uncorroborated'")])
Index(  # latest_alerts: told, or waiting for more sources
    "alerts_shown", alerts.c.raised, alerts.c.id, alerts.c.topic, sqlite_where=shown, postgresql_where=shown
)
Index("alerts_story", alerts.c.story_id)  # forget
Index("alerts_article", alerts.c.article_id)  # forget

# What the service took into force last: all that decides what a topic finds, so that an edit can be compared with it.
in_force = Table(
    "in_force",
    metadata,
    Column("kind", Text, primary_key=True),  # topic, concept
    Column("id", Text, primary_key=True),
    Column("definition", Json, nullable=False),
    Column("since", Moment, nullable=False),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, default=0),  # of a forum, where it was asked in; 0 is none
    Column("kind", Text, nullable=False, default="private"),  # private, group, supergroup, channel
    Column("managed_by", BigInteger, nullable=False, default=0),  # of a channel: the private chat that it is managed from
    Column("name", Text, nullable=False, default=""),  # of one that stands in the config
    Column("locale", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("reason", Words, nullable=False),
    Column("since", Moment),  # when it last became active or stopped
    # What it chose; a subscription may have its own pace and sound.
    Column("timezone", Text, nullable=False, default=""),  # IANA; empty is UTC
    Column("pace", Text, nullable=False, default="now"),
    Column("digest_hour", Integer, nullable=False, default=8),  # local
    Column("digest_weekday", Integer, nullable=False, default=0),  # 0 is Monday
    Column("quiet_from", Integer),  # minutes after local midnight
    Column("quiet_to", Integer),
    Column("quiet_but_urgent", Boolean, nullable=False, default=False),  # alerts of urgent topics come all the same
    Column("sound", Text, nullable=False, default="normal"),
    Column("languages", Json, nullable=False, default=()),  # of articles; none is all
    Column("muted_sources", Json, nullable=False, default=()),
    Column("corroboration", Integer, nullable=False, default=1),  # sources that must tell a story
    Column("muted_until", Moment),
    UniqueConstraint("channel", "chat_id"),
)

# What a subscriber chose for one topic; who has no row hears it by his own settings.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id), primary_key=True, autoincrement=False),
    Column("topic", Text, primary_key=True),
    Column("on", Boolean, nullable=False),
    Column("pace", Text, nullable=False, default=""),  # empty: as the subscriber's
    Column("sound", Text, nullable=False, default=""),
)

# Stories of which a subscriber wants to hear no more.
story_mutes = Table(
    "story_mutes",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id), primary_key=True, autoincrement=False),
    Column("story_id", ForeignKey(stories.c.id), primary_key=True, autoincrement=False),
)
Index("story_mutes_story", story_mutes.c.story_id)  # forget

# What a subscriber said of an alert: its last word counts.
feedback = Table(
    "feedback",
    metadata,
    Column("alert_id", ForeignKey(alerts.c.id), primary_key=True, autoincrement=False),
    Column("subscriber_id", ForeignKey(subscribers.c.id), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("good", Boolean, nullable=False),
    Column("because", Words, nullable=False, default=""),  # term:…, source:…, topic; empty where nothing was said
)
Index("feedback_at", feedback.c.at)  # verdicts, objections

# Digests that were made, by the subscriber's local day: a clock that goes back makes none twice.
digests = Table(
    "digests",
    metadata,
    Column("subscriber_id", ForeignKey(subscribers.c.id), primary_key=True, autoincrement=False),
    Column("slot", Text, primary_key=True),  # daily:2026-11-30, hourly:2026-11-30T14, weekly:2026-W49, quiet:2026-11-30
    Column("at", Moment, nullable=False),
    Column("alerts", Integer, nullable=False),
)

# Links by which an operator lets people in.
invitations = Table(
    "invitations",
    metadata,
    Column("code", Text, primary_key=True),
    Column("by", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("left", Integer, nullable=False),  # how many may still come by it
)

bans = Table(
    "bans",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("by", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("because", Words, nullable=False),
)

# Topics that an operator paused in the bot, for a time or until he takes it back; the files stay as they are.
silences = Table(
    "silences",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("by", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment),
    Column("because", Words, nullable=False),
)

# Changes of config that feedback suggests, for an operator to take or leave.
proposals = Table(
    "proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("topic", Text, nullable=False),
    Column("change", Words, nullable=False),  # what would be written into the topic's file
    Column("because", Words, nullable=False),
    Column("backtest", Json, nullable=False),  # what it would gain and lose
    Column("state", Text, nullable=False),  # open, taken, refused
    UniqueConstraint("topic", "change"),
)

# What an operator says to all subscribers at once, and to whom it went.
broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("html", Words, nullable=False),
    Column("confirmed", Moment),
)
broadcast_sends = Table(
    "broadcast_sends",
    metadata,
    Column("broadcast_id", ForeignKey(broadcasts.c.id), primary_key=True, autoincrement=False),
    Column("subscriber_id", ForeignKey(subscribers.c.id), primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),  # queued, sending, sent, uncertain, parked
    Column("due", Moment),  # sending or uncertain: when its fate may be asked
    Column("probe_from", BigInteger),  # the newest message id known before it was sent; NULL where the request has not left
    Column("note", Text, nullable=False, default=""),  # possible_repeat: it is sent once more, and says so
)
Index("broadcast_sends_state", broadcast_sends.c.state)  # claim_sends, unsettled_sends, claim_deliveries

# The transactional outbox.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("alert_id", ForeignKey(alerts.c.id), nullable=False),
    Column("subscriber_id", ForeignKey(subscribers.c.id), nullable=False),
    Column("state", Text, nullable=False),
    Column("due", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("html", Words, nullable=False, default=""),
    Column("probe_from", BigInteger, nullable=False, default=0),
    Column("message_id", BigInteger, nullable=False, default=0),
    Column("reason", Words, nullable=False, default=""),
    Column("sent", Moment),
    Column("parked", Moment),
    Column("leased_until", Moment),
    Column("bundle", Text, nullable=False, default=""),  # those of one bundle come as one digest; empty: as a message of its own
    Column("edit_due", Moment),  # when what was sent is to be shown anew, as its story has grown
    Column("priority", SmallInteger, nullable=False, default=0),  # above 0: of an urgent topic
    UniqueConstraint("alert_id", "subscriber_id"),
)
queued = deliveries.c.state == literal_column("'queued'")
alone = queued & (deliveries.c.bundle == literal_column("''"))
urgent = alone & (deliveries.c.priority > literal_column("0"))
bundled = queued & (deliveries.c.bundle != literal_column("''"))
for name, kind in (("deliveries_urgent", urgent), ("deliveries_alone", alone), ("deliveries_bundled", bundled)):  # claim_deliveries
    Index(name, deliveries.c.due, deliveries.c.id, deliveries.c.subscriber_id, sqlite_where=kind, postgresql_where=kind)
Index(  # waiting_for: what a subscriber waits for
    "deliveries_queued",
    deliveries.c.subscriber_id,
    deliveries.c.due,
    deliveries.c.id,
    deliveries.c.bundle,
    sqlite_where=queued,
    postgresql_where=queued,
)
in_flight = deliveries.c.state.in_([literal_column("'sending'"), literal_column("'uncertain'")])
Index(  # claim_deliveries, unsettled: who has one in flight
    "deliveries_in_flight",
    deliveries.c.subscriber_id,
    sqlite_where=in_flight,
    postgresql_where=in_flight,
)
_leased_delivery = deliveries.c.leased_until.is_not(None)
Index(  # claim_deliveries: who has one claimed
    "deliveries_leased",
    deliveries.c.subscriber_id,
    sqlite_where=_leased_delivery,
    postgresql_where=_leased_delivery,
)
arrived = deliveries.c.message_id > literal_column("0")
Index(  # delivery_at: whose button was pressed
    "deliveries_message",
    deliveries.c.subscriber_id,
    deliveries.c.message_id,
    sqlite_where=arrived,
    postgresql_where=arrived,
)
to_edit = deliveries.c.edit_due.is_not(None)
Index("deliveries_edit", deliveries.c.edit_due, sqlite_where=to_edit, postgresql_where=to_edit)  # claim_edits
collapsed = deliveries.c.state == literal_column("'collapsed'")
Index("deliveries_told", deliveries.c.reason, sqlite_where=collapsed, postgresql_where=collapsed)  # told_by, release
Index("deliveries_sent", deliveries.c.sent)  # day_figures
settled = deliveries.c.state != literal_column("'queued'")
Index(  # delivery_counts. Not over what is queued: that is read in the order of the indexes above
    "deliveries_state",
    deliveries.c.state,
    sqlite_where=settled,
    postgresql_where=settled,
)

# An official list, row by row, as it was last confirmed.
register_rows = Table(
    "register_rows",
    metadata,
    Column("feed_id", ForeignKey(feeds.c.id), primary_key=True, autoincrement=False),
    Column("key_hash", BigInteger, primary_key=True, autoincrement=False),  # keys may be longer than an index allows
    Column("place", Integer, nullable=False),
    Column("key", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("cells", Json, nullable=False),  # [[column, text], …]
    Column("note", Words, nullable=False),
)

register_standings = Table(
    "register_standings",
    metadata,
    Column("feed_id", ForeignKey(feeds.c.id), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("pending", Json, nullable=False),
    Column("since", Moment),
    Column("fault", Text, nullable=False),
    Column("held_since", Moment),
    Column("waived", Text, nullable=False),
    Column("confirmed", Moment),
)

# Readings of a list that differed from the one before, as they came: evidence.
register_snapshots = Table(
    "register_snapshots",
    metadata,
    Column("id", Id, primary_key=True),
    Column("feed_id", ForeignKey(feeds.c.id), nullable=False),
    Column("at", Moment, nullable=False),
    Column("again", Moment),
    Column("url", Words, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", Words, nullable=False),
    Column("headers", Json, nullable=False),  # [[name, value], …]
    Column("sha256", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("look", Text, nullable=False),
    Column("fault", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # by zlib
)
Index("register_snapshots_at", register_snapshots.c.feed_id, register_snapshots.c.at)  # newest_snapshot, snapshots_of

# What a source repeats on its pages: hashes of blocks with the number of stories each was seen in, see pages/learnt.py.
boilerplate = Table(
    "boilerplate",
    metadata,
    Column("source", Text, primary_key=True),
    Column("stories", Integer, nullable=False),
    Column("counts", Json, nullable=False),  # [[hash, count], …], the longest unseen first
)

# Spellings, folded, that an operator does not want for a concept.
refused_spellings = Table(
    "refused_spellings",
    metadata,
    Column("concept", Text, primary_key=True),
    Column("spelling", Words, primary_key=True),
    Column("because", Words, nullable=False),
    Column("at", Moment, nullable=False),
)

telegram_updates = Table(
    "telegram_updates",
    metadata,
    Column("seq", Id, primary_key=True),  # in the order they came: Telegram's ids jump after a quiet week
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("payload", Words, nullable=False),  # as it came; emptied when it is finished
    Column("finished", Boolean, nullable=False, default=False),
)
pending = telegram_updates.c.finished.is_(False)
Index("telegram_updates_pending", telegram_updates.c.seq, sqlite_where=pending, postgresql_where=pending)  # pending_updates

facts = Table(
    "facts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Words, nullable=False),
)

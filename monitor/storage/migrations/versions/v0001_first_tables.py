"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table of the first version."""
    _feeds()
    _hubs()
    _articles()
    _stories()
    _alerts()
    _subscribers()
    _deliveries()
    _sayings()
    _registers()
    _sites()
    _concepts()
    _telegram()


def _partial_index(name: str, table: str, columns: list[str], where: str | sa.ColumnElement[bool]) -> None:
    condition = sa.text(where) if isinstance(where, str) else where
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("pages", sa.Boolean(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("standby", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("interval", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("unconditional_at", sa.DateTime(timezone=True)),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("moved_since", sa.DateTime(timezone=True)),
        sa.Column("moved_times", sa.Integer(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("health_since", sa.DateTime(timezone=True)),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("news_at", sa.DateTime(timezone=True)),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("rhythm_since", sa.DateTime(timezone=True)),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("pushed_until", sa.DateTime(timezone=True)),
        sa.Column("pushed_at", sa.DateTime(timezone=True)),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("retired", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("source", "url", name="uq_feeds_source_url"),
    )
    _partial_index("feeds_due", "feeds", ["next_at"], sa.and_(sa.column("retired").is_(None), sa.column("standby").is_(False)))
    _partial_index("feeds_leased", "feeds", ["leased_until"], "leased_until IS NOT NULL")
    _partial_index("feeds_turned", "feeds", ["source"], "health != told")
    _partial_index("feeds_hub", "feeds", ["id"], "hub != ''")
    op.create_table(
        "checks",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("elapsed", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_checks_feed_id"),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
        sa.UniqueConstraint("feed_id", "at", name="uq_checks_feed_id_at"),
    )
    op.create_index("checks_at", "checks", ["at"])
    op.create_table(
        "feed_turns",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_feed_turns_feed_id"),
        sa.PrimaryKeyConstraint("at", "feed_id", name="pk_feed_turns"),
    )


def _hubs() -> None:
    op.create_table(
        "hub_subscriptions",
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("act_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_hub_subscriptions_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", name="pk_hub_subscriptions"),
        sa.UniqueConstraint("token", name="uq_hub_subscriptions_token"),
    )
    op.create_index("hub_subscriptions_act", "hub_subscriptions", ["act_at"])
    op.create_index("hub_subscriptions_until", "hub_subscriptions", ["until"])


def _articles() -> None:
    op.create_table(
        "stories",
        sa.Column("id", ID, nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into", ID),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["stories.id"], name="fk_stories_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("stories_changed", "stories", ["changed"])
    op.create_table(
        "articles",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("guid_hash", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("canonical_hash", sa.BigInteger(), nullable=False),
        sa.Column("url_hash", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True)),
        sa.Column("updated", sa.DateTime(timezone=True)),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_hash", sa.BigInteger(), nullable=False),
        sa.Column("copy_of", ID),
        sa.Column("story_id", ID),
        sa.Column("entry_hash", sa.BigInteger(), nullable=False),
        sa.Column("told_hash", sa.BigInteger(), nullable=False),
        sa.Column("page_hash", sa.BigInteger(), nullable=False),
        sa.Column("page_title_hash", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True)),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["copy_of"], ["articles.id"], name="fk_articles_copy_of"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_articles_feed_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_articles_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("feed_id", "guid_hash", name="uq_articles_feed_id_guid_hash"),
    )
    _partial_index("articles_copies", "articles", ["copy_of"], "copy_of IS NOT NULL")
    _partial_index("articles_own_url", "articles", ["url_hash"], "url_hash != canonical_hash")
    op.create_index("articles_seen", "articles", ["seen"])
    _partial_index("articles_story", "articles", ["story_id"], "story_id IS NOT NULL")
    _partial_index("articles_text", "articles", ["text_hash"], "text_hash != 0")
    _partial_index("articles_url", "articles", ["canonical_hash"], "canonical_url != ''")
    op.create_table(
        "forgotten",
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("guid_hash", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_forgotten_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", "guid_hash", name="pk_forgotten"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forgotten_days",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "topic", name="pk_forgotten_days"),
    )
    op.create_table(
        "pages",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_pages_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name="pk_pages"),
    )
    op.create_index("pages_due", "pages", ["due"])
    op.create_index("pages_host", "pages", ["host", "leased_until"])
    op.create_table(
        "rechecks",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("missing", sa.DateTime(timezone=True)),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_rechecks_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name="pk_rechecks"),
    )
    op.create_index("rechecks_due", "rechecks", ["due"])
    op.create_index("rechecks_host", "rechecks", ["host", "leased_until"])
    op.create_table(
        "archive_parts",
        sa.Column("id", ID, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_archive_parts"),
        sa.UniqueConstraint("first", name="uq_archive_parts_first"),
    )
    op.create_table(
        "revisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_revisions_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
    )
    op.create_index("revisions_article", "revisions", ["article_id", "id"])
    op.create_index("revisions_at", "revisions", ["at"])
    op.create_table(
        "sketches",
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Integer(), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("epoch", "hash", "article_id", name="pk_sketches"),
        sqlite_with_rowid=False,
    )


def _stories() -> None:
    op.create_table(
        "story_keys",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_keys_story_id"),
        sa.PrimaryKeyConstraint("hash", "story_id", name="pk_story_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("story_keys_story", "story_keys", ["story_id"])
    op.create_table(
        "story_joins",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("shared", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_joins_article_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_joins_story_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_joins"),
    )
    op.create_index("story_joins_story", "story_joins", ["story_id"])
    op.create_table(
        "story_sources",
        sa.Column("story_id", ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_sources_article_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_sources_story_id"),
        sa.PrimaryKeyConstraint("story_id", "source", name="pk_story_sources"),
    )
    op.create_index("story_sources_article", "story_sources", ["article_id"])
    op.create_index("story_sources_first", "story_sources", ["first_at"])
    op.create_table(
        "story_corrections",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("article_id", ID),
        sa.Column("other_id", ID),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_corrections_article_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["stories.id"], name="fk_story_corrections_other_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_corrections_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_story_corrections"),
    )
    op.create_index("story_corrections_article", "story_corrections", ["article_id"])
    op.create_index("story_corrections_other", "story_corrections", ["other_id"])
    op.create_index("story_corrections_story", "story_corrections", ["story_id"])


def _alerts() -> None:
    op.create_table(
        "matches",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_matches_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "topic", name="pk_matches"),
    )
    op.create_index("matches_at", "matches", ["at"])
    op.create_table(
        "alerts",
        sa.Column("id", ID, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("raised", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_alerts_article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_alerts_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("topic", "story_id", "stage", "change", name="uq_alerts_topic_story_id_stage_change"),
    )
    op.create_index("alerts_article", "alerts", ["article_id"])
    op.create_index("alerts_raised", "alerts", ["raised"])
    _partial_index("alerts_shown", "alerts", ["raised", "id", "topic"], "held IN ('', 'uncorroborated')")
    op.create_index("alerts_story", "alerts", ["story_id"])
    op.create_table(
        "in_force",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_in_force"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("probe_from", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True)),
        sa.Column("parked", sa.DateTime(timezone=True)),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("edit_due", sa.DateTime(timezone=True)),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_deliveries_alert_id"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_deliveries_subscriber_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("alert_id", "subscriber_id", name="uq_deliveries_alert_id_subscriber_id"),
    )
    next_one = ["due", "id", "subscriber_id"]
    _partial_index("deliveries_alone", "deliveries", next_one, "state = 'queued' AND bundle = ''")
    _partial_index("deliveries_bundled", "deliveries", next_one, "state = 'queued' AND bundle != ''")
    _partial_index("deliveries_edit", "deliveries", ["edit_due"], "edit_due IS NOT NULL")
    _partial_index("deliveries_in_flight", "deliveries", ["subscriber_id"], "state IN ('sending', 'uncertain')")
    _partial_index("deliveries_leased", "deliveries", ["subscriber_id"], "leased_until IS NOT NULL")
    _partial_index("deliveries_message", "deliveries", ["subscriber_id", "message_id"], "message_id > 0")
    _partial_index("deliveries_queued", "deliveries", ["subscriber_id", "due", "id", "bundle"], "state = 'queued'")
    op.create_index("deliveries_sent", "deliveries", ["sent"])
    _partial_index("deliveries_state", "deliveries", ["state"], "state != 'queued'")
    _partial_index("deliveries_told", "deliveries", ["reason"], "state = 'collapsed'")
    _partial_index("deliveries_urgent", "deliveries", next_one, "state = 'queued' AND bundle = '' AND priority > 0")


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("managed_by", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_to", sa.Integer()),
        sa.Column("quiet_but_urgent", sa.Boolean(), nullable=False),
        sa.Column("sound", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("muted_sources", sa.Text(), nullable=False),
        sa.Column("corroboration", sa.Integer(), nullable=False),
        sa.Column("muted_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("channel", "chat_id", name="uq_subscribers_channel_chat_id"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("sound", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_subscriptions_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", "topic", name="pk_subscriptions"),
    )
    op.create_table(
        "story_mutes",
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_mutes_story_id"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_story_mutes_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", "story_id", name="pk_story_mutes"),
    )
    op.create_index("story_mutes_story", "story_mutes", ["story_id"])


def _sayings() -> None:
    op.create_table(
        "feedback",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_feedback_alert_id"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_feedback_subscriber_id"),
        sa.PrimaryKeyConstraint("alert_id", "subscriber_id", name="pk_feedback"),
    )
    op.create_index("feedback_at", "feedback", ["at"])
    op.create_table(
        "digests",
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_digests_subscriber_id"),
        sa.PrimaryKeyConstraint("subscriber_id", "slot", name="pk_digests"),
    )
    op.create_table(
        "invitations",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_invitations"),
    )
    op.create_table(
        "bans",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_bans"),
    )
    op.create_table(
        "silences",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name="pk_silences"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("backtest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("topic", "change", name="uq_proposals_topic_change"),
    )
    op.create_table(
        "broadcasts",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    op.create_table(
        "broadcast_sends",
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True)),
        sa.Column("probe_from", sa.BigInteger()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_broadcast_sends_broadcast_id"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name="fk_broadcast_sends_subscriber_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "subscriber_id", name="pk_broadcast_sends"),
    )
    op.create_index("broadcast_sends_state", "broadcast_sends", ["state"])


def _registers() -> None:
    op.create_table(
        "register_rows",
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("key_hash", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_register_rows_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", "key_hash", name="pk_register_rows"),
    )
    op.create_table(
        "register_standings",
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True)),
        sa.Column("waived", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_register_standings_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", name="pk_register_standings"),
    )
    op.create_table(
        "register_snapshots",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("again", sa.DateTime(timezone=True)),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("look", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_register_snapshots_feed_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_snapshots"),
    )
    op.create_index("register_snapshots_at", "register_snapshots", ["feed_id", "at"])


def _sites() -> None:
    op.create_table(
        "boilerplate",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_boilerplate"),
    )


def _concepts() -> None:
    op.create_table(
        "refused_spellings",
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("concept", "spelling", name="pk_refused_spellings"),
    )


def _telegram() -> None:
    op.create_table(
        "telegram_updates",
        sa.Column("seq", ID, nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_telegram_updates"),
        sa.UniqueConstraint("update_id", name="uq_telegram_updates_update_id"),
    )
    _partial_index("telegram_updates_pending", "telegram_updates", ["seq"], sa.column("finished").is_(False))
    op.create_table(
        "facts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_facts"),
    )

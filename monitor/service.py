"""The running service: one valid config compiled, and everything that works on it around one event loop."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from rich.console import Console
from rich.markup import escape

from monitor import polling, terminal, views
from monitor.alerts.shown import AlertView
from monitor.alerts.templates import AlertTemplate, compile_template
from monitor.catalog.load import TEMPLATE, Catalog, load
from monitor.collector import uncollected
from monitor.errors import ConfigInvalid, TemplateFailed
from monitor.fetching.client import Fetcher
from monitor.lookups import Lookups
from monitor.model import ArticleId, Channel, Delivery, DeliveryId, FeedId, Source, SourceId, Subscriber, Tier, Topic, TopicId
from monitor.notify.outbox import Outbox
from monitor.notify.readers import sync_readers
from monitor.operating import Operating
from monitor.pipeline.check import check_feeds
from monitor.pipeline.cluster import WINDOW, recall
from monitor.pipeline.line import Alerting, Line
from monitor.pipeline.pages import fetch_pages
from monitor.pipeline.place import COPY_WINDOW
from monitor.pipeline.rechecks import recheck_pages
from monitor.review import health
from monitor.review.tidings import tell_tidings
from monitor.runners.local import LocalRunner
from monitor.runners.reader import Reader
from monitor.storage import articles, feeds, overview, rechecks, retention, subscribers, watchlist
from monitor.storage.archive_index import renew_part
from monitor.storage.database import Database
from monitor.storage.health import notice_arrived, waiting_notice
from monitor.storage.in_force import take_into_force
from monitor.storage.made import REMEMBERED, forget_digests
from monitor.storage.stories import newest_profiles
from monitor.storage.story_keys import forget_keys
from monitor.storage.transaction import Transaction
from monitor.stories.rarity import Rarity
from monitor.telegram import panels
from monitor.telegram.bot import BotSettings, deliver_once, listen_once, run_bot
from monitor.telegram.commands.office import Office, Running
from monitor.telegram.turns import Turns
from monitor.telegram.webhook import Door, webhook_url
from monitor.topics.matcher import Matcher
from monitor.websub.asking import keep_subscriptions

log = structlog.get_logger()

FEED_LEASE = timedelta(minutes=5)
PAGE_LEASE = timedelta(minutes=5)
PAGES_AT_ONCE = 20
RECHECKS_AT_ONCE = 4  # nobody waits for them
RECALLED = 500  # stories that a start learns from
INDEXED_AT_ONCE = 100  # articles, a fifth of a second: other writers wait meanwhile
ARRIVAL = 5.0  # seconds that a notice is given to be in Telegram before it is looked after later
NOTICES = 20  # kept for operators while Telegram is out of reach
MOST = 0.8  # of the feeds: a few are held back by their host's pace for minutes
AT_START = ("database", "fetch", "telegram", "web", "websub", "locales", "logs")  # settings that are read once
SETTINGS_KEPT = timedelta(days=30)  # of who stopped
PATIENCE = 5.0  # seconds that running stages are given at a stop; the whole stop takes less than ten


def now() -> datetime:
    """Return the time: the one clock of the program, handed to whatever needs it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One valid config, compiled. An edit makes a new desk; a bad edit makes none."""

    catalog: Catalog
    matcher: Matcher
    alerting: Alerting
    topics: Mapping[TopicId, Topic]
    sources: Mapping[SourceId, Source]
    names: Mapping[SourceId, str]  # of the sources
    template: AlertTemplate | None = None  # the operators' own form of alerts


def desk_of(catalog: Catalog, before: Desk | None = None) -> Desk:
    """Compile a catalog; of the desk before an edit, what the edit left as it was stays.

    Raises:
        QueryInvalid: a query is wrong (``load`` has refused it before).
    """
    topics = {t.id: t for t in catalog.topics if t.enabled}
    sources = {s.id: s for s in catalog.sources}
    compiled = Matcher if before is None else before.matcher.revised
    return Desk(
        catalog=catalog,
        matcher=compiled(topics.values(), catalog.concepts, catalog.sources),
        alerting=Alerting(
            topics=topics,
            fresh=timedelta(hours=catalog.settings.alerts.fresh_hours),
            late=timedelta(days=catalog.settings.alerts.late_days),
            flood_limit=catalog.settings.alerts.flood_limit,
            sources=sources,
            rarity=Rarity() if before is None else before.alerting.rarity,
        ),
        topics=topics,
        sources=sources,
        names={s.id: s.name for s in catalog.sources},
        template=compile_template(catalog.alert_template) if catalog.alert_template else None,
    )


class Service:
    """Everything that runs, around one event loop. Made by ``opened``."""

    def __init__(self, folder: Path, desk: Desk, database: Database, fetcher: Fetcher, console: Console) -> None:
        self.folder = folder
        self.desk = desk
        self.database = database
        self.console = console
        self._fetch = fetcher.fetch
        self._post = fetcher.post
        self._public_url = desk.catalog.settings.websub.public_url
        self._turns = Turns()
        self._lookups = Lookups(database, lambda: self.desk.catalog, now)
        self._operating = Operating(database, catalog=lambda: self.desk.catalog, reload=self.reload, now=now)
        self.outbox = Outbox(database=database, notifiers=lambda: self.desk.catalog.notifiers, load_views=self.load_views, now=now)
        self._since = now()
        self.ahead = timedelta()  # how long before its time the terminal is told that a story has grown
        self.notices: asyncio.Queue[str] = asyncio.Queue(NOTICES)
        self._posted = asyncio.Event()  # set when Telegram's webhook has brought something
        self._greeted = False  # whether the terminal was told which sources answer
        self._kept_told = False  # whether a notice that a process before this one had kept was told
        self._paces: Mapping[Tier, polling.Pace] = {}
        self.set_paces({})
        self._form_failed = ""  # the template that failed, and of which the operators heard
        self._problems: tuple[str, ...] = ()  # of the last edit, where it was refused
        self._worker = Reader()
        at_once = desk.catalog.settings.fetch.at_once
        self.runner = LocalRunner(
            {"check_feeds": self.check_feeds, "fetch_pages": self.fetch_pages, "recheck_pages": self.recheck_pages},
            at_once={
                "check_feeds": at_once,
                "fetch_pages": min(at_once, PAGES_AT_ONCE),
                "recheck_pages": min(at_once, RECHECKS_AT_ONCE),
            },
        )

    # ── the stages, bound ──────────────────────────────────────────────────────────────────────────

    @property
    def line(self) -> Line:
        """What the stages work with, by the config in force."""
        return Line(
            fetch=self._fetch,
            database=self.database,
            matcher=self.desk.matcher,
            alerting=self.desk.alerting,
            paces=self._paces,
            now=now,
            chance=random.random,
            worker=self._worker,
            tell_operators=self.tell_operators,
        )

    async def check_feeds(self, ids: Sequence[int]) -> int:
        """Check these feeds with the config in force."""
        try:
            return await check_feeds(ids, self.line)
        except asyncio.CancelledError:  # at a stop: the next start need not wait until the lease ends
            for one in ids:
                await self.database.run(feeds.release_feed, FeedId(one))
            raise

    async def fetch_pages(self, ids: Sequence[int]) -> int:
        """Fetch the pages of these articles with the config in force."""
        try:
            return await fetch_pages(ids, self.line)
        except asyncio.CancelledError:
            for one in ids:
                await self.database.run(articles.release_page, ArticleId(one))
            raise

    async def recheck_pages(self, ids: Sequence[int]) -> int:
        """See the pages of these articles again with the config in force."""
        try:
            return await recheck_pages(ids, self.line)
        except asyncio.CancelledError:
            for one in ids:
                await self.database.run(rechecks.release_recheck, ArticleId(one))
            raise

    async def deliver_to_terminal(self) -> int:
        """Print what is due at the terminal and how stories have grown, and return how many alerts that were."""
        return await terminal.deliver(self.database, self.console, load_views=self.load_views, now=now, ahead=self.ahead)

    def load_views(self, tx: Transaction, due: Sequence[Delivery]) -> Mapping[DeliveryId, AlertView]:
        """Say what deliveries show, under the config in force."""
        shown = views.load_views(tx, due, topics=self.desk.topics, sources=self.desk.sources)
        if self.desk.template is None:
            return shown
        return {number: replace(view, styled=self._styled) for number, view in shown.items()}

    def _styled(self, view: AlertView) -> str:
        """Return an alert in the form of the operators' own; empty where there is none or it fails, of which they hear once."""
        desk = self.desk
        if desk.template is None:
            return ""
        try:
            return desk.template.render(view)
        except TemplateFailed as error:
            if self._form_failed != desk.catalog.alert_template:
                self._form_failed = desk.catalog.alert_template
                log.warning("template.failed", topic=view.topic, line=error.line, error=error.reason)
                self.tell_operators(
                    f"{TEMPLATE} failed at an alert on {view.topic}: {error}. "
                    "Where it fails, alerts have the form that is built in; this is said once until it is edited."
                )
            return ""

    @property
    def office(self) -> Office:
        """What people may ask of the service through the bot."""
        return Office(
            running=self.running,
            search=self._lookups.search,
            explain=self._lookups.explain,
            reload=self._operating.reload,
            review=self._operating.review,
            trial=self._operating.trial,
        )

    def running(self) -> Running:
        """Say since when it runs, how much is in force, and what is wrong with the last edit of the config."""
        return Running(
            since=self._since,
            topics=len(self.desk.topics),
            sources=len(self.desk.sources),
            names=self.desk.names,
            problems=self._problems,
        )

    @property
    def bot(self) -> BotSettings | None:
        """What the bot is to be like; None where no token is set."""
        token, settings = self.desk.catalog.secrets.telegram_token, self.desk.catalog.settings
        if not token:
            return None
        return BotSettings(
            token=token,
            api_url=settings.telegram.api_url,
            operators=frozenset(settings.telegram.operators),
            access=settings.telegram.access,
            locale=settings.locale,
            webhook_url=webhook_url(settings.telegram.webhook.public_url),
            office=self.office,
        )

    @property
    def door(self) -> Door:
        """Where Telegram brings updates."""
        return Door(self.database, self.desk.catalog.secrets.telegram_token, self._posted.set)

    async def deliver(self) -> None:
        """Deliver what is due, at the terminal, by Apprise and in Telegram, and return.

        Raises:
            TelegramUnreachable: Telegram does not answer, or refuses the token.
        """
        await self.deliver_to_terminal()
        await self.outbox.drain()
        if self.bot is not None:
            await deliver_once(self.bot, database=self.database, load_views=self.load_views, now=now, turns=self._turns)

    async def listen_once(self) -> None:
        """Answer what people wrote to the bot since it was last there.

        Raises:
            TelegramUnreachable: Telegram does not answer, or refuses the token.
        """
        if self.bot is not None:
            await listen_once(self.bot, database=self.database, topics=lambda: self.desk.topics, now=now, turns=self._turns)

    async def listen(self, bot: BotSettings, stop: asyncio.Event) -> None:
        """Deliver to Telegram and answer people there until ``stop`` is set."""
        await run_bot(
            bot,
            database=self.database,
            topics=lambda: self.desk.topics,
            load_views=self.load_views,
            now=now,
            stop=stop,
            notices=self.notices,
            posted=self._posted,
        )

    # ── what the clock calls ───────────────────────────────────────────────────────────────────────

    async def tick(self) -> None:
        """Claim what is due and there is room for, and submit it."""
        if room := self.runner.free("check_feeds"):
            self.runner.submit("check_feeds", await self.database.run(feeds.claim_ids, limit=room, now=now(), lease=FEED_LEASE))
        await self.tick_pages()

    async def tick_pages(self) -> int:
        """Claim due pages, submit them, and return how many."""
        room = self.runner.free("fetch_pages")
        if not room:
            return 0
        due = await self.database.run(articles.claim_pages, limit=room, now=now(), lease=PAGE_LEASE)
        self.runner.submit("fetch_pages", [ArticleId(article.id) for article in due])
        return len(due)

    async def tick_rechecks(self) -> int:
        """Claim the pages that are due to be seen again, submit them, and return how many."""
        room = self.runner.free("recheck_pages")
        if not room:
            return 0
        due = await self.database.run(rechecks.claim_rechecks, limit=room, now=now(), lease=PAGE_LEASE)
        self.runner.submit("recheck_pages", due)
        return len(due)

    async def keep_subscriptions(self) -> None:
        """Ask the hubs whose turn it is to push feeds, or to go on."""
        await keep_subscriptions(self.database, self._post, public_url=self._public_url, now=now())

    async def forget(self) -> None:
        """Delete what is older than the config keeps, and index what this version of the program files otherwise than the last."""
        before = now() - timedelta(days=self.desk.catalog.settings.retention_days)
        more = True
        while more:
            gone = await self.database.run(retention.forget, before=before, unsketched=now() - COPY_WINDOW)
            more = gone.more
            log.info("archive.trimmed", checks=gone.checks, sketches=gone.sketches, articles=gone.articles)
        await self.database.run(forget_keys, before=now() - WINDOW)
        await self.database.run(subscribers.forget_settings, before=now() - SETTINGS_KEPT)
        await self.database.run(forget_digests, before=now() - REMEMBERED)
        await self.database.run(panels.forget_panels, before=now() - panels.KEPT)
        while await self.database.run(renew_part, limit=INDEXED_AT_ONCE):
            pass

    async def recall(self) -> None:
        """Learn from the stories that are there how rare words are."""
        recall(self.desk.alerting.rarity, await self.database.read(newest_profiles, limit=RECALLED))

    async def sync(self) -> None:
        """Bring the feeds, what is in force, and the subscribers that are not of Telegram in line with the config."""
        catalog = self.desk.catalog
        await self.database.run(watchlist.sync_feeds, catalog.sources, now=now())
        await self.database.run(take_into_force, catalog.topics, catalog.concepts, now=now())
        await self.keep_budget()
        terminal_reader = Subscriber(channel=Channel.TERMINAL, locale=catalog.settings.locale)
        await self.database.run(subscribers.add_subscriber, terminal_reader)
        await self.database.run(sync_readers, catalog.readers, now=now())

    async def keep_budget(self) -> None:
        """Let the lower tiers wait longer where all feeds together ask for more checks than there may be."""
        self.set_paces(await self.database.read(feeds.load_by_tier))

    def set_paces(self, load: Mapping[Tier, float]) -> None:
        """Set the pace of each tier for a load in checks a second."""
        chosen = self.desk.catalog.settings.polling
        self._paces = polling.paces(chosen.shortest, chosen.longest, load, chosen.checks_per_second)

    async def tell_of_sources(self) -> None:
        """Say at the terminal which sources answered, once most had their turn; tell operators which died, fell silent or are back."""
        if not self._greeted:
            await self._say_who_answered()
        await self._see_notices_arrive()
        if await tell_tidings(self.database, names=self.desk.names, now=now(), tell=self._announce):
            await self._see_notices_arrive()

    async def _say_who_answered(self) -> None:
        answered, there = await self.database.read(overview.count_answered)
        if answered < MOST * there:
            return
        answers = await self.database.read(overview.failing_answers)
        self._greeted = True
        if failing := health.failing(answers):
            log.warning("sources.failing", count=len(failing), sources=sorted(f"{source}: {how}" for source, how in failing))
        self.say(health.sentence(answers, self.desk.sources, beside=answered - len(answers)))

    def _announce(self, text: str) -> None:
        self.say(text)
        self.tell_operators(text)

    async def _see_notices_arrive(self) -> None:
        """Forget the notice that is kept once Telegram has it; the first time, tell what a process before this one had kept."""
        kept = await self.database.read(waiting_notice)
        if kept and not self._kept_told:
            self.tell_operators(kept)
        self._kept_told = True
        if kept and self.bot is not None:
            try:
                async with asyncio.timeout(ARRIVAL):
                    await self.notices.join()
            except TimeoutError:
                return
        if kept:
            await self.database.run(notice_arrived)

    def say(self, text: str) -> None:
        """Say a sentence at the terminal, apart from alerts."""
        self.console.print(f"[dim]{now():%H:%M}[/dim] {escape(text)}", highlight=False, soft_wrap=True)

    def tell_operators(self, text: str) -> None:
        """Have a text sent to the operators in Telegram. Where they cannot be told for long, the oldest gives way."""
        if self.notices.full():
            self.notices.get_nowait()
            self.notices.task_done()
        self.notices.put_nowait(text)

    async def reload(self) -> tuple[str, ...]:
        """Apply the config folder if it is valid and return its problems; the last good one stays where it is not."""
        try:
            with uncollected():
                catalog = await asyncio.to_thread(load, self.folder, os.environ)
                desk = await asyncio.to_thread(desk_of, catalog, self.desk)
        except ConfigInvalid as error:
            problems = tuple(map(str, error.problems))
            log.error("config.refused", problems=problems)  # noqa: TRY400 - the problems say it all; a trace would hide them
            refusal = "The edit of the config is not applied; the last good one stays in force:\n" + "\n".join(problems)
            self.say(refusal)
            if problems != self._problems:  # once, however often it is read: by who changed it, and by /reload
                self.tell_operators(refusal)
            self._problems = problems
            return problems
        before, self.desk = self.desk.catalog.settings, desk
        await self.sync()
        log.info("config.applied", digest=catalog.digest, topics=len(desk.topics), sources=len(desk.sources))
        later = [name for name in AT_START if getattr(before, name) != getattr(catalog.settings, name)]
        rest = f" What changed in {', '.join(later)} counts from the next start on." if later else ""
        applied = f"The edit of the config is applied: {len(desk.topics)} topics, {len(desk.sources)} sources.{rest}"
        self.say(applied)
        if self._problems:  # who heard of the refusal hears of its end
            self._problems = ()
            self.tell_operators(applied)
        return ()

    # ── once ───────────────────────────────────────────────────────────────────────────────────────

    async def once(self) -> None:
        """Check every feed once, due or not, then the pages that follow."""
        waiting = list(await self.database.read(overview.all_feed_ids))
        while waiting:
            room = self.runner.free("check_feeds")
            self.runner.submit("check_feeds", waiting[:room])
            waiting = waiting[room:]
            await self.runner.progress()
        await self.runner.idle()
        while await self.tick_pages() + await self.tick_rechecks():
            await self.runner.idle()

    async def close(self) -> None:
        """End the stages: what is not done is leased again at the next start."""
        await self.runner.close(patience=PATIENCE)
        self._worker.shutdown(wait=False, cancel_futures=True)

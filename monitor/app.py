"""The composition root: config, database, fetcher, stages, clock and channels, bound together once and ended in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import structlog
from rich.console import Console
from watchfiles import awatch

from monitor import logs
from monitor.catalog.load import Catalog, digest_of
from monitor.clockwork import Clockwork, Daily, Every
from monitor.collector import uncollected
from monitor.errors import ConfigInvalid, Problem, TelegramUnreachable
from monitor.fetching.client import Fetcher
from monitor.fetching.policy import PUBLIC_PORTS, FetchPolicy, user_agent
from monitor.locales import add_folder
from monitor.review.proposals import propose_aside
from monitor.review.proposals_text import cost
from monitor.service import PATIENCE, Service, desk_of, now
from monitor.storage import feeds, silence, websub
from monitor.storage.database import open_database, upgrade
from monitor.storage.sole import sole_service
from monitor.telegram.webhook import PATH
from monitor.web.callbacks import callback_app
from monitor.web.server import listening, serve_web
from monitor.web.updates import updates_app
from monitor.websub.asking import callback_base

log = structlog.get_logger()


def set_up_logs(catalog: Catalog, *, console: bool = True) -> None:
    """Send events to the log folder, with the secrets of this config taken out.

    Raises:
        ConfigInvalid: the folder cannot be written.
    """
    kept = catalog.settings.logs
    urls = (part for notifier in catalog.notifiers.values() for part in notifier.hidden)
    secrets = (catalog.secrets.telegram_token, catalog.secrets.web_password, *urls)
    try:
        logs.set_up(folder=Path(kept.folder), level=kept.level, keep_days=kept.keep_days, secrets=secrets, console=console)
    except OSError as error:
        message = f"logs.folder: {kept.folder} cannot be written ({error.strerror}); name a folder that can"
        raise ConfigInvalid([Problem(file="monitor.yaml", message=message)]) from error


@contextlib.asynccontextmanager
async def opened(folder: Path, catalog: Catalog, *, console: Console) -> AsyncIterator[Service]:
    """Open the database, the fetcher and the stages for a catalog; close them in the reverse order.

    Raises:
        DatabaseUnreachable: the database does not answer, cannot be opened, or is another service's.
    """
    if catalog.settings.locales:
        add_folder(folder / catalog.settings.locales)
    desk = await asyncio.to_thread(desk_of, catalog)
    await asyncio.to_thread(upgrade, catalog.database_url)
    with sole_service(catalog.database_url):
        database = open_database(catalog.database_url)
        fetcher = Fetcher(policy_of(catalog))
        service = Service(folder, desk, database, fetcher, console)
        try:
            if catalog.database_url.startswith("sqlite"):  # nobody else works on it: what a killed process had leased is free again
                await database.run(feeds.release_all)
            with uncollected():
                await service.sync()
                await service.recall()
            yield service
        finally:
            await service.close()
            await fetcher.close()
            await database.close()


def policy_of(catalog: Catalog) -> FetchPolicy:
    """Return what the config lets the fetcher do."""
    fetch = catalog.settings.fetch
    return FetchPolicy(
        allow_networks=fetch.allow_networks,
        allow_ports=(*PUBLIC_PORTS, *fetch.allow_ports),
        user_agent=user_agent(fetch.contact),
        spacing_seconds=fetch.seconds_between,
        robots=fetch.robots,
    )


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set the event on SIGINT or SIGTERM; a second one ends the process at once."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, _stop, stop, loop, sign)


def _stop(stop: asyncio.Event, loop: asyncio.AbstractEventLoop, sign: signal.Signals) -> None:
    stop.set()
    loop.remove_signal_handler(sign)


async def serve(service: Service, stop: asyncio.Event) -> None:
    """Run until ``stop`` is set, then end in order: the clock first, what it started next, what that used last.

    Raises:
        ConfigInvalid: the address for hubs, or that for Telegram, cannot be listened at.
        TelegramUnreachable: the token is refused.
    """
    callbacks = await open_callbacks(service)
    webhook = open_webhook(service)
    clock = Clockwork(clock_jobs(service))
    clock.start()
    log.info("service.started", topics=len(service.desk.topics), sources=len(service.desk.sources), digest=service.desk.catalog.digest)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(watch_config(service, stop), name="config")
            if service.bot is not None:
                tasks.create_task(service.listen(service.bot, stop), name="telegram")
            if callbacks is not None:
                tasks.create_task(serve_web(callback_app(service.database, now), callbacks, stop), name="web")
            if webhook is not None:
                tasks.create_task(serve_web(updates_app(PATH, service.door.take), webhook, stop), name="webhook")
            await stop.wait()
            clock.stop()
            await asyncio.gather(service.runner.close(patience=PATIENCE), service.outbox.finish())
    except* TelegramUnreachable as refused:
        raise refused.exceptions[0] from None
    finally:
        clock.stop()
        clock.close()
    await service.deliver_to_terminal()
    log.info("service.stopped")


async def open_callbacks(service: Service) -> socket.socket | None:
    """Listen where hubs call, and bring what they were told in line with the config; None where no public address is set.

    Raises:
        ConfigInvalid: the address is not ours, or is taken.
    """
    websub_settings = service.desk.catalog.settings.websub
    if not websub_settings.public_url:
        await service.database.run(websub.forget_subscriptions, now=now())
        return None
    made = _listening("websub.listen", websub_settings.listen)
    await service.database.run(websub.move_callbacks, base=callback_base(websub_settings.public_url), now=now())
    return made


def open_webhook(service: Service) -> socket.socket | None:
    """Listen where Telegram posts updates; None where it is asked for them, or no token is set.

    Raises:
        ConfigInvalid: the address is not ours, or is taken.
    """
    if service.bot is None or not service.bot.webhook_url:
        return None
    return _listening("telegram.webhook.listen", service.desk.catalog.settings.telegram.webhook.listen)


def _listening(setting: str, address: str) -> socket.socket:
    try:
        return listening(address)
    except OSError as error:
        message = f"{setting}: {address} cannot be listened at ({error.strerror}); write another"
        raise ConfigInvalid([Problem(file="monitor.yaml", message=message)]) from error


async def watch_config(service: Service, stop: asyncio.Event) -> None:
    """Apply each valid edit of the config folder; say what is wrong with one that is not. A file that is only touched is no edit.

    The folder is looked at every five seconds as well: some file systems tell of no edit, and one may be made during the start.
    """
    seen = service.desk.catalog.digest
    async for _ in awatch(service.folder, stop_event=stop, recursive=True, rust_timeout=5000, yield_on_timeout=True):
        if (digest := await asyncio.to_thread(digest_of, service.folder)) != seen:
            seen = digest
            await service.reload()


async def tell_of_silence(service: Service) -> None:
    """Have those told whose daily digests were empty for a week."""
    if count := await service.database.run(silence.tell_of_silence, now=now()):
        log.info("digest.empty", subscribers=count)


async def tell_of_proposals(service: Service) -> None:
    """Tell operators which changes of a topic its readers' votes ask for, each once."""
    for one in await propose_aside(service.database, service.desk.catalog, now=now()):
        service.tell_operators(f"{one.topic}: {one.because} {cost(one)}: monitor proposals show {one.id}")


def clock_jobs(service: Service) -> list[Every | Daily]:
    """Return the intervals of a running service: half a dozen, whatever the number of feeds."""
    hubs = [Every(name="websub", seconds=5, job=service.keep_subscriptions)] if service.desk.catalog.settings.websub.public_url else []
    return [
        *hubs,
        Every(name="tick", seconds=1, job=service.tick),
        Every(name="deliver.terminal", seconds=1, job=service.deliver_to_terminal),
        Every(name="deliver.notify", seconds=1, job=service.outbox.look),
        Every(name="rechecks", seconds=60, job=service.tick_rechecks),
        Every(name="sources", seconds=15, job=service.tell_of_sources),
        Every(name="budget", seconds=300, job=service.keep_budget),
        Every(name="silence", seconds=300, job=partial(tell_of_silence, service)),
        Every(name="proposals", seconds=600, job=partial(tell_of_proposals, service)),
        Daily(name="retention", hour=3, minute=20, job=service.forget),
    ]

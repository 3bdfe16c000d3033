"""`monitor doctor`: the database, and what it tells of the service, the feeds and the subscribers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.cli import OUT_OF_REACH
from monitor.cli.doctor_finding import SECONDS, Finding, Patient
from monitor.cli.doctor_machine import shown
from monitor.errors import DatabaseUnreachable
from monitor.health import Turn
from monitor.model import Channel, Health
from monitor.storage.feeds import next_due
from monitor.storage.health import standings
from monitor.storage.inspection import examine, last_check, look
from monitor.storage.sole import is_held
from monitor.storage.subscribers import active_subscribers
from monitor.storage.transaction import Transaction
from monitor.telegram.records import probing_seen

T = TypeVar("T")

LATE = timedelta(minutes=15)  # that a feed may be due without being asked
STOPPED = timedelta(hours=1)  # after which a service that is not there is missed
WELL = frozenset({Health.OK, Health.QUIET})


def database(patient: Patient) -> Iterator[Finding]:
    """Whether it answers, has this version's form, can be written to and is whole."""
    try:
        found = examine(patient.catalog.database_url, seconds=SECONDS)
    except DatabaseUnreachable as error:
        do = "see that it runs, that its URL is right (MONITOR_DATABASE_URL or `database`), and that this user may open it"
        yield Finding(name="database", ok=False, says=str(error), do=do, code=OUT_OF_REACH)
        return
    if found is None:
        yield Finding(name="database", ok=None, says="is not there yet: the first `monitor run` makes it")
        return
    at = f", tables {found.form or 'not made yet'}"
    yield Finding(name="database", ok=True, says=f"{found.version}, {shown(found.size)}{at}")
    if found.form != found.newest_form:
        do = "run `monitor db upgrade`; where a newer monitor made them, use that one"
        yield Finding(name="database", ok=False, says=f"its tables have the form {found.form or '–'}, not {found.newest_form}", do=do)
    if found.not_writable:
        do = "see to its disk and rights; where another program holds it, stop that"
        yield Finding(name="database", ok=False, says=f"cannot be written to: {found.not_writable}", do=do, code=OUT_OF_REACH)
    if found.damage:
        do = "stop the service and restore a backup, or `sqlite3 FILE .recover`"
        yield Finding(name="database", ok=False, says=f"the file is damaged: {found.damage}", do=do, code=OUT_OF_REACH)
    elif not found.whole:
        yield Finding(
            name="database", ok=None, says=f"is too large to be read whole in {SECONDS:g} s", do="PRAGMA quick_check takes its time"
        )


def service(patient: Patient) -> Iterator[Finding]:
    """Whether it runs, by the lock that it holds and the last check of a feed."""
    running = is_held(patient.catalog.database_url)
    found = _read(patient, "service", _last_and_next)
    if isinstance(found, Finding):
        yield found
        return
    last, following = found
    ago = f"the last check was {_span(patient.now - last)} ago" if last else "no feed was ever checked"
    late = following is not None and following < patient.now - LATE and (last is None or last < patient.now - LATE)
    if running is False:
        missed = last is not None and last < patient.now - STOPPED
        yield Finding(name="service", ok=False if missed else None, says=f"does not run; {ago}", do="start it: `monitor run`")
    elif late and (running or last):
        says = f"{'runs, but feeds are' if running else 'feeds are'} due since {_span(patient.now - (following or patient.now))}; {ago}"
        yield Finding(name="service", ok=False, says=says, do="see its log (docs/logs.md), and start it again")
    else:
        yield Finding(name="service", ok=True if running or last else None, says=f"{'runs; ' if running else ''}{ago}")


def feeds(patient: Patient) -> Iterator[Finding]:
    """How they fare; wrong are those that fail and that nothing stands in for."""
    found = _read(patient, "feeds", standings)
    if isinstance(found, Finding):
        yield found
        return
    asked = [turn for turn in found if not turn.feed.standby and turn.feed.health_since]
    counts = Counter(turn.feed.health for turn in asked)
    says = ", ".join(f"{counts[health]} {health.value}" for health in Health if counts[health]) or "none was ever checked"
    alone = [turn for turn in asked if turn.feed.health not in WELL and not turn.serving]
    states = " ".join(f"--health {each}" for each in sorted({turn.feed.health.value for turn in alone}))
    rest = f"; {_named(alone)} with nothing in their place" if alone else ""
    yield Finding(name="feeds", ok=not alone if asked else None, says=f"{says}{rest}", do=f"monitor sources list {states}" if alone else "")


def subscribers(patient: Patient) -> Iterator[Finding]:
    """Which topics nobody hears of in Telegram or by way of Apprise."""
    if not patient.catalog.secrets.telegram_token:
        return
    found = _read(patient, "topics", active_subscribers)
    if isinstance(found, Finding):
        yield found
        return
    readers = [one for one in found if one.channel is not Channel.TERMINAL]
    people = [one for one in readers if one.channel is Channel.TELEGRAM]
    topics = [topic.id for topic in patient.catalog.topics if topic.enabled]
    unheard = [topic for topic in topics if all(topic in one.muted_topics for one in readers)]
    says = f"{len(topics)} topics, {len(people)} subscribers in Telegram"
    if unheard:
        says = f"{says}; nobody hears of {', '.join(unheard) if readers else 'any'}"
    yield Finding(
        name="topics",
        ok=not unheard,
        says=says,
        do="press Start in the bot and choose with /topics, or switch them off (`enabled: false`)" if unheard else "",
    )


def memory(patient: Patient) -> Iterator[Finding]:
    """Whether Telegram was seen to tell what became of a message whose answer was lost."""
    if not patient.catalog.secrets.telegram_token:
        return
    seen = _read(patient, "uncertain sends", probing_seen)
    if isinstance(seen, Finding):
        yield seen
        return
    says = {
        True: "their fate can be found out: none is lost, none repeated",
        False: "Telegram does not tell their fate: one is repeated, and marked as a possible repeat",
        None: "not tried yet: the first alert does",
    }[seen]
    do = "nothing can be done here; report it with the answer to editMessageText" if seen is False else ""
    yield Finding(name="uncertain sends", ok=seen, says=says, do=do)


def groups(patient: Patient) -> list[int]:
    """Return the chats of active subscribers that are no persons; none where the database does not answer."""
    try:
        found = look(patient.catalog.database_url, active_subscribers)
    except DatabaseUnreachable:
        return []
    return [one.chat_id for one in found if one.channel is Channel.TELEGRAM and one.chat_id < 0]


def _last_and_next(tx: Transaction) -> tuple[datetime | None, datetime | None]:
    return last_check(tx), next_due(tx)


def _read(patient: Patient, name: str, unit: Callable[[Transaction], T]) -> T | Finding:
    try:
        return look(patient.catalog.database_url, unit)
    except DatabaseUnreachable as error:
        return Finding(name=name, ok=None, says=f"not known: {error}")


def _named(turns: Sequence[Turn]) -> str:
    sources = sorted({turn.feed.source for turn in turns})
    return ", ".join(sources[:5]) + (f" and {len(sources) - 5} more" if len(sources) > 5 else "")


def _span(span: timedelta) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60
    return f"{days} days" if days > 1 else f"{hours} h" if hours > 1 else f"{minutes} min"

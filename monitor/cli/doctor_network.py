"""`monitor doctor`: the way to Telegram: the name, the connection and its certificate, the clock, the token, and each chat."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from monitor.cli import FINDINGS, OUT_OF_REACH
from monitor.cli.doctor_database import groups
from monitor.cli.doctor_finding import SECONDS, Finding, Patient
from monitor.cli.init_wishes import WHY
from monitor.errors import DeliveryError, TelegramUnreachable
from monitor.fetching.resolver import ask_system
from monitor.telegram.bot import TokenRefused
from monitor.telegram.chats import Standing, standings_of
from monitor.telegram.introduction import printable
from monitor.telegram.reach import reach
from monitor.telegram.request import loopback

MOST_OFF = 30.0  # seconds that the clock may be off
MOST_GROUPS = 20  # that are asked about
PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def network(patient: Patient) -> Iterator[Finding]:
    """The name of the Bot API, the way there, and the clock by its answer."""
    url = patient.catalog.settings.telegram.api_url
    host = urlsplit(url).hostname or ""
    proxy = not loopback(url) and any(patient.environ.get(name) for name in PROXIES)
    code = OUT_OF_REACH if patient.catalog.secrets.telegram_token else FINDINGS  # without a token it says something of the network alone
    answer = ask_system(host)
    if isinstance(answer, str):
        do = "a proxy is set, which may know the name" if proxy else "see to the name servers of this machine (/etc/resolv.conf)"
        yield Finding(name="dns", ok=None if proxy else False, says=answer, do=do, code=code)
    else:
        yield Finding(name="dns", ok=True, says=f"{host} is {', '.join(map(str, answer[:2]))}")
    begun = datetime.now(UTC)
    try:
        reached = asyncio.run(reach(url, seconds=SECONDS))
    except TelegramUnreachable as error:
        do = "see to the way out of this machine: firewall, proxy (HTTPS_PROXY), certificates; or name another telegram.api_url"
        yield Finding(name="network", ok=False, says=f"{url}: {error}", do=do, code=code)
        yield Finding(name="clock", ok=None, says="not known: there is nothing to compare it with")
        return
    way = "through a proxy" if proxy else "over TLS" if url.startswith("https:") else "without TLS"
    yield Finding(name="network", ok=True, says=f"{url} answers {way}")
    yield _clock(reached.date, begun, datetime.now(UTC))


def telegram(patient: Patient) -> Iterator[Finding]:
    """The token, and whether the bot may write to operators and groups."""
    if not patient.catalog.secrets.telegram_token:
        yield Finding(name="token", ok=None, says="not set", do="run `monitor init`")
        return
    operators = list(dict.fromkeys(patient.catalog.settings.telegram.operators))
    others = [chat for chat in groups(patient) if chat not in operators]
    try:
        name, found = asyncio.run(standings_of(patient.bot, [*operators, *others[:MOST_GROUPS]]))
    except TokenRefused as error:
        yield Finding(
            name="token", ok=False, says=str(error), do="get another from https://t.me/BotFather: `monitor init`", code=OUT_OF_REACH
        )
        return
    except TelegramUnreachable as error:
        yield Finding(name="token", ok=False, says=f"not tried: {error}", do="see what is said of the network", code=OUT_OF_REACH)
        return
    yield Finding(name="token", ok=True, says=f"https://t.me/{name}")
    if not operators:
        do = "run `monitor init`: failures of sources and bad edits are told to operators"
        yield Finding(name="operators", ok=False, says="there are none", do=do)
    for chat, answer in found.items():
        yield _chat("operator" if chat in operators else "group", chat, answer, name)
    if len(others) > MOST_GROUPS:
        yield Finding(name="group", ok=None, says=f"{len(others) - MOST_GROUPS} more are not asked about")


def _chat(role: str, chat: int, answer: Standing | DeliveryError | TelegramUnreachable, bot: str) -> Finding:
    if isinstance(answer, Standing) and not answer.lacks:
        return Finding(name=role, ok=True, says=f"{printable(answer.title)}, {answer.kind} chat {chat}")
    lacks = answer.lacks if isinstance(answer, Standing) else str(answer)
    do = (
        f"open https://t.me/{bot} from there and press Start"
        if chat > 0
        else "let an administrator of the chat add the bot and let it write"
    )
    return Finding(name=role, ok=False, says=f"chat {chat}: {WHY.get(lacks, lacks)}", do=do)


def _clock(there: datetime | None, begun: datetime, ended: datetime) -> Finding:
    if there is None:
        return Finding(name="clock", ok=None, says="not known: the answer has no date")
    off = max((begun - there).total_seconds() - 1, (there - ended).total_seconds(), 0.0)  # its clock tells whole seconds
    ahead = "ahead" if begun > there else "behind"
    says = f"{off:.0f} s {ahead}" if off > MOST_OFF else f"right within {MOST_OFF:g} s"
    return Finding(name="clock", ok=off <= MOST_OFF, says=says, do="set it, and let it be kept right (systemd-timesyncd, chrony)")

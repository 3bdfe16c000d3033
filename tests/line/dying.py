"""A sender that dies by SIGKILL, again and again: at each step that none has died at yet, or at random instants.

``python dying.py steps DATABASE_FILE API_URL/botTOKEN LOG SCENARIO…``. A step is a commit (within its transaction, and after it) or a
request to the Bot API (before it, while it is under way, and once it is answered); nobody lists them, so a new one is died at, too. What a
death leaves is the next life's to finish, which dies in doing so. LOG gets a line a death, ``SCENARIO<tab>STEP``, and
``SCENARIO<tab>rounds N`` at the end of each scenario: so many chats, from its ``first_chat``, have got what it tells.

``python dying.py random DATABASE_FILE API_URL/botTOKEN LOG KILLS SEED`` kills it while there is ever more to tell, then lets it finish. LOG
gets how many rounds there were of what is told singly, and of what is told late.

All lives are forks of one process that has imported all and compiled its SQL, so that one costs a tenth of a second.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Never

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from sqlalchemy import ColumnElement, select, update
from telegram import Bot

from monitor.alerts import digest
from monitor.model import DeliveryState, Subscriber
from monitor.storage import broadcasts, subscribers, tables
from monitor.storage.database import Database, Transaction, upgrade
from monitor.storage.engines import Engines, connect
from monitor.storage.facts import get_fact, set_fact
from monitor.telegram import fate, pacing, records
from monitor.telegram.broadcasts import Broadcasts
from monitor.telegram.message_ids import MessageIds
from monitor.telegram.outbox import Outbox
from monitor.telegram.request import BotRequest, make_bot
from monitor.telegram.sender import Sender
from monitor.telegram.turns import Turns
from tests.line.archive import Clock, all_deliveries, bundle, grow, now, queue_alerts, views_of
from tests.line.sending import GROWN, anything_open, at_work

REQUEST = 1.0
LATE = 4
ROUNDS = 60  # of one scenario, at most
MOST_LIVES = 120
BETWEEN = 120.0  # seconds from one life to the next
DELAY = timedelta(hours=6)
TOLD_SINGLY, TOLD_LATE = range(1, 9), range(9, 13)
"""Chats of those that are killed at random."""

# ── what is told ───────────────────────────────────────────────────────────────────────────────────

Stage = Callable[[Transaction, int], None]
"""Gives a chat something to be told."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a chat is told.

    Attributes:
        first_chat: of those that are told it, one a round.
        stages: what is done one after the other, each once the one before is told.
        whole: dies at all its steps; another at those alone that no other one has.
        again: in finishing what a death left, too.
    """

    first_chat: int
    stages: tuple[Stage, ...]
    whole: bool = False
    again: bool = True


def titles(scenario: str, number: int) -> list[str]:
    return [f"#{scenario}-{index}" for index in range(number)]


def tell(scenario: str, number: int = 1) -> Stage:
    def queue(tx: Transaction, chat: int) -> None:
        queue_alerts(tx, [f"{title} in {chat}" for title in titles(scenario, number)], [chat])

    return queue


def tell_late(scenario: str, number: int) -> Stage:
    def queue(tx: Transaction, chat: int) -> None:
        tell(scenario, number)(tx, chat)
        be_due(tx, [chat], now() - DELAY)

    return queue


def be_due(tx: Transaction, chats: Sequence[int], at: datetime) -> None:
    """Let all that is queued for these chats and was not tried yet be due at this time."""
    tx.execute(update(tables.deliveries).where(waiting_for(chats)).values(due=at))


def waiting_for(chats: Sequence[int]) -> ColumnElement[bool]:
    """What is queued for these chats and was not tried yet."""
    theirs = select(tables.subscribers.c.id).where(tables.subscribers.c.chat_id.in_(chats))
    untried = (tables.deliveries.c.state == "queued") & (tables.deliveries.c.attempts == 0)
    return untried & tables.deliveries.c.subscriber_id.in_(theirs)


def tell_together(scenario: str, number: int) -> Stage:
    def queue(tx: Transaction, chat: int) -> None:
        tell(scenario, number)(tx, chat)
        bundle(tx, f"many at once in {chat}")

    return queue


def announce(tx: Transaction, chat: int) -> None:
    """Let an operator say something to all, who are this chat alone."""
    tx.execute(update(tables.subscribers).values(active=False))
    subscribers.add_subscriber(tx, Subscriber(chat_id=chat))
    broadcasts.confirm(tx, broadcasts.draft(tx, f"{titles('notice', 1)[0]} in {chat}", by=7, at=now()), at=now())


def let_grow(scenario: str) -> Stage:
    def change(tx: Transaction, chat: int) -> None:
        for title in titles(scenario, 1):
            grow(tx, f"{title} in {chat}", f"{title} in {chat}{GROWN}")

    return change


SCENARIOS: Mapping[str, Scenario] = {
    "notice": Scenario(500, (announce,), whole=True),
    "message": Scenario(1000, (tell("message"),), whole=True),
    "late": Scenario(2000, (tell_late("late", LATE),), whole=True),  # one tells all but the newest, and one the newest
    "edit": Scenario(4000, (tell("edit"), let_grow("edit"))),
    "unanswered": Scenario(5000, (tell("unanswered", 2),)),  # accepted, and no answer
    "cut": Scenario(6000, (tell("cut", 2),)),  # not accepted, and no answer
    "refused": Scenario(7000, (tell("refused", 2),)),  # as it is; without tags it is accepted
    "never": Scenario(8000, (tell_together("never", 3),)),  # a digest that is never accepted
    "held": Scenario(9000, (tell("held", 2),)),  # 429
    "blocked": Scenario(10000, (tell("blocked", 2),)),
    "group": Scenario(-1000000002000, (tell("group", 2),), whole=True, again=False),  # where people's messages count, too
    "moved": Scenario(-20000, (tell("moved", 2),)),
}


def chats_of(scenario: str, rounds: int) -> list[int]:
    first = SCENARIOS[scenario].first_chat
    return [first + number for number in range(rounds)]


# ── where it dies ──────────────────────────────────────────────────────────────────────────────────


class Steps:
    """Those that a life died at; each life dies at the first that is new."""

    def __init__(self, log: Path, scenario: str, life: str, seen: set[str]) -> None:
        self._log = log
        self._scenario = scenario
        self._life = life
        self._seen = seen

    def is_new(self, step: str) -> bool:
        return f"{self._life}: {step}" not in self._seen

    def passed(self, step: str) -> None:
        if self.is_new(step):
            self.die(step)

    def die(self, step: str) -> Never:
        note(self._log, self._scenario, f"{self._life}: {step}")
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)  # it is only so long until the signal comes
        raise AssertionError


def note(log: Path, *words: str) -> None:
    with log.open("a") as file:
        file.write("\t".join(words) + "\n")


class Mortal:
    """A database whose every transaction is a step."""

    def __init__(self, database: Database, steps: Steps) -> None:
        self._database = database
        self._steps = steps
        self.read = database.read

    async def run(self, unit: Any, /, *args: Any, **kwargs: Any) -> Any:
        name = f"{unit.__module__.rpartition('.')[2]}.{unit.__name__.strip('_')}"

        def doomed(tx: Transaction) -> Any:
            done = unit(tx, *args, **kwargs)
            self._steps.passed(f"within {name}")
            return done

        done = await self._database.run(doomed)
        self._steps.passed(f"after {name}")
        return done


def make_requests_steps(steps: Steps) -> None:
    """From here on each request of the bot is three steps."""
    ask = BotRequest.do_request

    async def do_request(self: BotRequest, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        method = url.rpartition("/")[2]
        steps.passed(f"before {method}")
        asking = asyncio.create_task(ask(self, url, *args, **kwargs))
        if steps.is_new(f"during {method}"):
            await asyncio.wait([asking], timeout=0.03)  # it has left, and is answered later than that
            steps.die(f"during {method}")
        answer = await asking
        steps.passed(f"after {method}")
        return answer

    BotRequest.do_request = do_request  # type: ignore[method-assign]


# ── lives ──────────────────────────────────────────────────────────────────────────────────────────


class House:
    """What forks of this process find ready: a database of a bot that has been at work, engines that know its SQL, a Bot."""

    def __init__(self, file: str, base: str) -> None:
        upgrade(f"sqlite:///{file}")
        api_url, _, token = base.rpartition("/bot")
        self.engines: Engines = connect(f"sqlite:///{file}")
        self.bots = [make_bot(token, api_url=api_url, request_seconds=REQUEST) for _ in ("for this process", "for each of its forks")]
        self.ahead = 0.0
        with self.engines.writer.begin() as tx:
            at_work(tx)
            for chat in chats_of("group", ROUNDS):
                records.remember_id(tx, chat, 1)
        self.engines.dispose()

    def fact(self, name: str) -> str:
        with self.engines.reader.begin() as tx:
            fact = get_fact(tx, name)
        self.engines.dispose()  # no connection may be open where a process is forked
        return fact or ""

    def senders(self, database: Any, bot: Bot, clock: Clock) -> tuple[Outbox, Broadcasts]:
        shared: Any = {
            "database": database,
            "sender": Sender(bot),
            "now": clock.now,
            "turns": Turns(clock=clock.steady),
            "ids": MessageIds(),
            "request_seconds": REQUEST,
        }
        return Outbox(load_views=views_of, **shared), Broadcasts(**shared)

    def fork(self, life: Callable[[], Coroutine[Any, Any, None]]) -> int:
        """Live in a fork of this process, and return its id."""
        self.ahead += BETWEEN
        gc.freeze()  # what is not touched is not copied
        if child := os.fork():
            return child
        gc.disable()
        try:
            asyncio.run(life())
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)

    @staticmethod
    def ended(child: int) -> int:
        """Wait for a fork to end, and return its exit code; a negative one is a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def anything_left(tx: Transaction) -> bool:
    to_say = tables.broadcast_sends.c.state.in_(["queued", "sending", "uncertain"])
    return bool(
        anything_open(tx)
        or any(each.edit_due for each in all_deliveries(tx) if each.state is DeliveryState.SENT)
        or tx.execute(select(tables.broadcast_sends.c.broadcast_id).where(to_say)).first()
    )


class DeathAtSteps:
    """Dies at every step of one scenario after another."""

    def __init__(self, house: House, log: Path) -> None:
        self._house = house
        self._log = log
        self._died_at: dict[str, set[str]] = {}

    def of(self, scenario: str) -> bool:
        """Return whether there was an end to it."""
        chosen = SCENARIOS[scenario]
        asyncio.run(self._live(scenario, self._house.bots[0], None))
        died_at = self._died_at.setdefault(scenario if chosen.whole else "", set())
        for _ in range(MOST_LIVES):
            life = "next" if self._stage(scenario)[1] else "first"
            seen = died_at if chosen.whole else set().union(*self._died_at.values())
            steps = Steps(self._log, scenario, life, seen) if life == "first" or chosen.again else None
            code = self._house.ended(self._house.fork(lambda: self._live(scenario, self._house.bots[1], steps)))  # noqa: B023 - it ends here
            if code == -signal.SIGKILL:
                died_at.add(self._log.read_text().splitlines()[-1].split("\t")[1])
            elif code:
                return False
            elif life == "first":
                note(self._log, scenario, f"rounds {self._stage(scenario)[0]}")
                return True
        return False

    async def _live(self, scenario: str, bot: Bot, steps: Steps | None) -> None:
        """Finish what is begun, or begin a round, and end when that is done; unless one of the steps is a new one."""
        house, clock, database = self._house, Clock(self._house.ahead), Database(self._house.engines)
        await bot.initialize()
        outbox, said = house.senders(Mortal(database, steps) if steps else database, bot, clock)
        if steps:
            make_requests_steps(steps)
        while await database.read(anything_left) or await database.run(_next_stage, scenario):
            while scenario == "notice" and await said.settle_some() + await said.send_some():
                pass
            await outbox.drain()
            clock.ahead += 61
        await bot.shutdown()
        await database.close()

    def _stage(self, scenario: str) -> tuple[int, int]:
        return _read_stage(self._house.fact(f"dying.{scenario}"))


def _read_stage(fact: str) -> tuple[int, int]:
    """How many rounds were finished, and how many stages of this one begun."""
    rounds, begun = (fact or "0 0").split()
    return int(rounds), int(begun)


def _next_stage(tx: Transaction, scenario: str) -> bool:
    """Begin what comes next in this round, and return False where that was all of it."""
    fact, stages = f"dying.{scenario}", SCENARIOS[scenario].stages
    rounds, begun = _read_stage(get_fact(tx, fact) or "")
    if begun == len(stages):
        set_fact(tx, fact, f"{rounds + 1} 0")
        return False
    stages[begun](tx, SCENARIOS[scenario].first_chat + rounds)
    set_fact(tx, fact, f"{rounds} {begun + 1}")
    return True


class DeathAtRandom:
    """Is killed from outside."""

    def __init__(self, house: House, log: Path) -> None:
        self._house = house
        self._log = log

    def again_and_again(self, kills: int, chance: random.Random) -> bool:
        """Return whether all was told in the end."""
        house = self._house
        asyncio.run(self._live(house.bots[0]))
        for _ in range(kills):
            begun, tell = os.pipe()
            child = house.fork(lambda: self._live(house.bots[1], tell))  # noqa: B023 - it is asked at once
            os.read(begun, 1)
            time.sleep(chance.uniform(0, 0.6))
            os.kill(child, signal.SIGKILL)
            for end in (begun, tell):
                os.close(end)
            if house.ended(child) != -signal.SIGKILL:
                return False
        code = house.ended(house.fork(lambda: self._live(house.bots[1])))
        note(self._log, *house.fact("dying.rounds").split())
        return code == 0

    async def _live(self, bot: Bot, tell: int = 0) -> None:
        """Tell one round more, and as many as there is time for where it is to tell that it has begun."""
        house, clock, database = self._house, Clock(self._house.ahead), Database(self._house.engines)
        await bot.initialize()
        outbox, _ = house.senders(database, bot, clock)
        await database.run(_one_more_round, clock.now())
        if tell:
            os.write(tell, b"!")
        while tell or await database.read(anything_left):
            await outbox.drain()
            clock.ahead += 61
            if tell:
                await database.run(_one_more_round, clock.now())
        await bot.shutdown()
        await database.close()


def _one_more_round(tx: Transaction, at: datetime) -> None:
    singly, late = map(int, (get_fact(tx, "dying.rounds") or "0 0").split())
    for chat in TOLD_SINGLY:
        if singly:
            grow(tx, f"#one{singly - 1} in {chat}", f"#one{singly - 1} in {chat}{GROWN}", at=at)
        queue_alerts(tx, [f"#one{singly} in {chat}"], [chat])
    be_due(tx, TOLD_SINGLY, at)
    if not tx.execute(select(tables.deliveries.c.id).where(waiting_for(TOLD_LATE))).first():  # of many, a digest would but count the rest
        for chat in TOLD_LATE:
            queue_alerts(tx, [f"{title} in {chat}" for title in titles(f"late{late}", LATE)], [chat])
        be_due(tx, TOLD_LATE, at - DELAY)
        late += 1
    set_fact(tx, "dying.rounds", f"{singly + 1} {late}")


def main(how: str, file: str, base: str, log: Path, rest: list[str]) -> int:
    """Return 0 where all came to its end."""
    pacing.OVERALL_GAP = pacing.PERSON_GAP = pacing.GROUP_GAP = 0.0  # Telegram's limits are other tests' matter
    digest.NEWEST = 1  # late digests of a few
    house = House(file, base)
    if how == "random":
        return 0 if DeathAtRandom(house, log).again_and_again(int(rest[0]), random.Random(rest[1])) else 1
    fate.REACH = 4  # few questions: one chat at a time is told something
    deaths = DeathAtSteps(house, log)
    return 0 if all(map(deaths.of, rest)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]), sys.argv[5:]))

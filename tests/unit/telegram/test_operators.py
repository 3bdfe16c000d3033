"""What operators tell the bot, and what it answers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.alerts.passage import units
from monitor.locales import locales, translator
from monitor.model import Channel, FeedSpec, Source, SourceId, Subscriber, Topic, TopicId
from monitor.storage.bans import banned
from monitor.storage.broadcasts import progress_of
from monitor.storage.database import Database
from monitor.storage.invitations import open_invitations
from monitor.storage.proposals import keep_proposal
from monitor.storage.silences import silences_at
from monitor.storage.subscribers import add_subscriber, subscriber_by_chat
from monitor.storage.watchlist import sync_feeds
from monitor.telegram.commands.office import Found, Office, Reloaded, Running, Trial
from monitor.telegram.commands.operators.paged import PAGE_LINES, ago, paged, reason_in, span_of
from monitor.telegram.commands.table import COMMANDS, OPERATOR_COMMANDS
from monitor.telegram.conversation import House
from monitor.telegram.menu import described
from monitor.telegram.records import remember_probing
from tests.line.archive import now, queue_alerts
from tests.line.telegram_html import parse_html
from tests.unit.telegram.asking import Bot, buttons_of, spoken

pytestmark = pytest.mark.anyio
OPERATOR, COLLEAGUE, READER = 7, 8, 22
TALIBAN, BRICS = TopicId("taliban"), TopicId("brics-summit")
TOPICS = {
    TALIBAN: Topic(id=TALIBAN, query="x", title={"en": "The Taliban", "ru": "Талибан"}),
    BRICS: Topic(id=BRICS, query="x", title={"en": "BRICS"}),
}


async def reload() -> Reloaded:
    return Reloaded(changes=("topic <new>: added",))


async def review(day: date) -> str:
    return "\n".join(f"{day} <{number}> " + "x" * 90 for number in range(100))


async def trial(query: str, days: int) -> Trial:
    if "&" in query:
        return Trial(problems=("1:4: <what> is this",))
    newest = (
        Found(headline="A <b>headline</b>", url='https://a.example/?a=1&b="2"', source="Post"),
        Found(headline="B", url="", source="P"),
    )
    return Trial(articles=days, archived=900, alerts=3, a_day=0.5, languages={"en": 2, "fa": 1}, newest=newest)


@pytest.fixture
def bot(database: Database) -> Bot:
    running = Running(since=now() - timedelta(hours=5), topics=2, sources=3, problems=("topics/a.yaml:3: <wrong>",))
    office = Office(running=lambda: running, reload=reload, review=review, trial=trial)
    return Bot(database, House(topics=lambda: TOPICS, operators=frozenset({OPERATOR, COLLEAGUE}), bot_name="bot", office=office))


async def reads(bot: Bot, text: str) -> str:
    """What an operator reads, as Telegram shows it."""
    html = await bot.say(text, OPERATOR)
    shown = parse_html(html).text
    assert units(shown) <= 4096
    return shown


async def test_status(bot: Bot, database: Database) -> None:
    await database.run(queue_alerts, ["one", "two"], [READER])
    await bot.say("/pause taliban", OPERATOR)
    said = await reads(bot, "/status")
    assert said.splitlines()[:3] == ["Status", "Running for 5 h: 2 topics, 3 sources.", "Feeds: 1 of 1 well."]
    for part in ("2 waiting", "Subscribers: 1.", "Silent: taliban.", "topics/a.yaml:3: <wrong>", "Database: ", "Nothing was checked yet."):
        assert part in said


@pytest.mark.parametrize(
    ("works", "said"),
    [(None, "not tried yet, the first alert does"), (True, "a message's fate can be found out"), (False, "it is sent once more")],
)
async def test_status_tells_what_is_seen_of_lost_answers(bot: Bot, database: Database, works: bool | None, said: str) -> None:
    if works is not None:
        await database.run(remember_probing, works)
    assert said in await reads(bot, "/status")


async def test_status_of_a_bot_alone(bot: Bot) -> None:
    bot.house = House(topics=dict, operators=frozenset({OPERATOR}))
    assert "Running for never" in await reads(bot, "/status")


async def test_sources_are_paged(bot: Bot, database: Database) -> None:
    assert await reads(bot, "/sources") == "No source is watched."
    many = [
        Source(id=SourceId(f"s{n:03}"), name=f"Name {n}", country="AF", feeds=(FeedSpec(url=f"https://h{n}.example/rss"),))
        for n in range(40)
    ]
    await database.run(sync_feeds, many, now=now())
    told = await bot.hear(spoken("/sources", OPERATOR))
    assert told is not None
    assert told.answer is not None
    assert told.answer.html.startswith("<b>Sources</b>: 40 of 40 feeds well.\n✅ s000 · h0.example")
    turned = await bot.press(buttons_of(told)["›"], OPERATOR)
    assert turned is not None
    assert turned.answer is not None
    assert turned.answer.html.endswith("Page 2 of 3")
    assert list(buttons_of(turned)) == ["‹", "›"]


async def test_review_fits_a_message(bot: Bot) -> None:
    assert (await reads(bot, "/review 2026-11-30")).startswith("2026-11-30 <0>")
    assert (await reads(bot, "/review")).endswith("…")
    assert "Write a date" in await reads(bot, "/review yesterday")


async def test_a_query_is_tried(bot: Bot) -> None:
    assert (await reads(bot, "/test taliban")).startswith("taliban within 7 days\n7 of 900 articles; 3 alerts, 0.5 a day.")
    said = await reads(bot, "/test 30 taliban kabul")
    assert said.startswith("taliban kabul within 30 days\n30 of 900")
    assert "A <b>headline</b> · Post" in said
    assert "1:4: <what> is this" in await reads(bot, "/test a & b")
    for wrong in ("/test", "/test 0 taliban", "/test 400 taliban"):
        assert "Write what is to be tried" in await reads(bot, wrong)


async def test_reload(bot: Bot) -> None:
    assert await reads(bot, "/reload") == "The config is applied.\n• topic <new>: added"


@pytest.mark.parametrize(
    ("became", "said"),
    [
        (Reloaded(), "Nothing changed."),
        (Reloaded(problems=tuple(map(str, range(10)))), "The config is refused; the last good one stays in force."),
    ],
)
async def test_reload_that_changes_nothing(bot: Bot, became: Reloaded, said: str) -> None:
    async def reload() -> Reloaded:
        return became

    bot.house = House(topics=dict, operators=frozenset({OPERATOR}), office=Office(reload=reload))
    shown = (await reads(bot, "/reload")).splitlines()
    assert shown[0] == said
    assert shown[-1] in {said, "and 2 more"}


async def test_the_office_of_a_bot_alone(bot: Bot) -> None:
    bot.house = House(topics=dict, operators=frozenset({OPERATOR}))
    assert "running service alone" in await reads(bot, "/reload")
    assert await reads(bot, "/review 2026-11-30") == "2026-11-30"
    assert "Nothing can be tried" in await reads(bot, "/test x")


# ── topics ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["taliban", "TALIBAN", "the taliban", "Талибан", "tal"])
async def test_a_topic_is_silenced_for_a_time(bot: Bot, database: Database, name: str) -> None:
    said = await reads(bot, f"/silence {name} 8h because a flood & more")
    assert said.startswith("Nobody is told of taliban until ")
    (silent,) = await database.read(silences_at, now())
    assert silent.until is not None
    assert (silent.topic, silent.by, silent.because) == (TALIBAN, OPERATOR, "a flood & more")
    assert abs(silent.until - now() - timedelta(hours=8)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "text", ["/silence", "/silence taliban", "/silence taliban 8h", "/silence 8h because x", "/silence taliban 8x because y"]
)
async def test_a_silence_needs_a_topic_a_time_and_a_reason(bot: Bot, database: Database, text: str) -> None:
    assert "Write which topic" in await reads(bot, text)
    assert await database.read(silences_at, now()) == []


async def test_a_topic_is_paused_and_told_again(bot: Bot, database: Database) -> None:
    assert "until /resume" in await reads(bot, "/pause brics")
    assert await reads(bot, "/resume brics") == "brics-summit is told again."
    assert await reads(bot, "/resume brics") == "brics-summit was not silent."
    assert await reads(bot, "/silences") == "No topic is silent."
    for text in ("/pause", "/resume"):
        assert "Write which topic" in await reads(bot, text)
    for text in ("/pause nonsense", "/resume nonsense", "/silence nonsense 8h because x"):
        assert (await reads(bot, text)).startswith("There is no topic nonsense.")
    assert await database.read(silences_at, now()) == []


async def test_what_is_silent_is_listed_with_a_button(bot: Bot, database: Database) -> None:
    await bot.say("/pause brics because enough", OPERATOR)
    await bot.say("/silence taliban 1d because flood", OPERATOR)
    listed = await bot.hear(spoken("/silences", OPERATOR))
    buttons = buttons_of(listed)
    assert list(buttons) == ["Tell of brics-summit again", "Tell of taliban again"]
    for _ in range(2):
        left = await bot.press(buttons["Tell of brics-summit again"], OPERATOR)
    assert list(buttons_of(left)) == ["Tell of taliban again"]
    assert [each.topic for each in await database.read(silences_at, now())] == [TALIBAN]


# ── who may come ───────────────────────────────────────────────────────────────────────────────────


async def test_invitations(bot: Bot, database: Database) -> None:
    assert await reads(bot, "/invitations") == "No link is good at present. /invite makes one."
    assert "https://t.me/bot?start=" in await reads(bot, "/invite")
    assert "lets 20 people in" in await reads(bot, "/invite 20 30")
    for wrong in ("/invite 0", "/invite 5 0", "/invite x", "/invite 1 2 3", "/invite 99999 1", "/invite -1"):
        assert "Write for how many" in await reads(bot, wrong)
    one, many = await database.read(open_invitations, at=now())
    assert (one.left, many.left) == (1, 20)
    withdraw = buttons_of(await bot.hear(spoken("/invitations", OPERATOR)))[f"Withdraw …{one.code[-4:]}"]
    for _ in range(2):
        await bot.press(withdraw, OPERATOR)
    assert await database.read(open_invitations, at=now()) == [many]


async def test_bans(bot: Bot, database: Database) -> None:
    await database.run(add_subscriber, Subscriber(chat_id=READER))
    assert await reads(bot, "/bans") == "Nobody is shut out."
    for wrong in ("/ban", f"/ban {READER}", "/ban somebody because x", "/ban 99999999999999999999 because x"):
        assert "Write which chat and why" in await reads(bot, wrong)
    for operator in (OPERATOR, COLLEAGUE):
        assert "That is an operator" in await reads(bot, f"/ban {operator} because x")
    assert await reads(bot, f"/ban {READER} because it <spams>") == f"{READER} is shut out."
    assert "it <spams>" in await reads(bot, "/bans")
    reader = await database.read(subscriber_by_chat, Channel.TELEGRAM, READER)
    assert reader is not None
    assert (reader.active, reader.reason) == (False, "banned")
    assert await reads(bot, f"/unban {READER}") == f"{READER} may come back by /start."
    assert await reads(bot, f"/unban {READER}") == f"{READER} was not shut out."
    assert "Write which chat" in await reads(bot, "/unban somebody")
    assert not await database.read(banned, [READER])


# ── to all ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_broadcast_is_seen_and_confirmed_before_it_is_sent(bot: Bot, database: Database) -> None:
    for subscriber in (Subscriber(chat_id=READER), Subscriber(chat_id=-5, kind="group"), Subscriber(chat_id=-6, kind="channel")):
        await database.run(add_subscriber, subscriber)
    assert "Write what is to be said" in await reads(bot, "/broadcast")
    drafted = await bot.hear(spoken("/broadcast <b>Maintenance</b> tonight", OPERATOR))
    assert drafted is not None
    assert drafted.answer is not None
    shown = parse_html(drafted.answer.html).text
    assert shown == "This goes to 1 person, 1 group, 1 channel:\n\n<b>Maintenance</b> tonight"
    assert list(buttons_of(drafted)) == ["Send to 3 chats", "Do not send"]
    assert not any((await database.read(progress_of, 1)).values())
    send, drop = buttons_of(drafted).values()
    assert (await bot.press(send, OPERATOR, user=COLLEAGUE)).answer is None  # type: ignore[union-attr]
    for button in (send, send, drop):
        pressed = await bot.press(button, OPERATOR)
        assert pressed is not None
        assert pressed.answer is not None
        assert pressed.answer.html == "Sent to 0 of 3 chats."
    assert sum((await database.read(progress_of, 1)).values()) == 3


async def test_a_broadcast_is_dropped_or_too_old(bot: Bot, database: Database) -> None:
    await database.run(add_subscriber, Subscriber(chat_id=READER))
    drafted = buttons_of(await bot.hear(spoken("/broadcast One", OPERATOR)))
    dropped = await bot.press(drafted["Do not send"], OPERATOR)
    assert dropped is not None
    assert dropped.answer is not None
    assert dropped.answer.html == "Not sent."
    old = buttons_of(await bot.hear(spoken("/broadcast Two", OPERATOR), at=now() - timedelta(hours=2)))
    late = await bot.press(old["Send to 1 chat"], OPERATOR)
    assert late is not None
    assert late.answer is not None
    assert late.answer.html.startswith("This was written too long ago.")
    assert not any((await database.read(progress_of, 2)).values())


async def test_a_long_broadcast_fits_its_preview(bot: Bot, database: Database) -> None:
    assert await reads(bot, "/broadcast One") == "Nobody would get it: there is no subscriber."
    await database.run(add_subscriber, Subscriber(chat_id=READER))
    await reads(bot, "/broadcast " + "&<>" * 1300)
    assert await reads(bot, "/broadcast " + "x" * 4000) == "This is too long: 3946 characters are the most."


async def test_proposals(bot: Bot, database: Database) -> None:
    assert await reads(bot, "/proposals") == "Nothing is proposed."
    await database.run(keep_proposal, TALIBAN, "not <cricket>", because="3 subscribers", backtest={"lost": 4, "right_lost": 0}, at=now())
    assert "1. taliban · not <cricket> · 3 subscribers · 4 hits fewer in 30 days, 0 of them called right" in await reads(bot, "/proposals")


# ── words ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("word", "span"), [("30m", 1800), ("8h", 28800), ("3D", 259200), ("1w", 604800), ("0h", 0), ("x", 0), ("9999w", 0), ("", 0)]
)
def test_spans(word: str, span: int) -> None:
    assert span_of(word) == (timedelta(seconds=span) if span else None)


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("taliban 8h because a flood", ("taliban 8h", "a flood")),
        ("taliban потому что много", ("taliban", "много")),
        ("taliban", ("taliban", "")),
        ("because of this because that", ("", "of this because that")),
    ],
)
def test_reasons(given: str, parts: tuple[str, str]) -> None:
    assert reason_in(given) == parts


def test_a_list_of_any_length_is_paged() -> None:
    t = translator("en")
    assert paged(t, "Heading", [], page=5, prefix="x").html == "Heading"
    long = paged(t, "Heading", ["🙂" * 700] * 9, page=99, prefix="x")
    assert units(long.html) <= 4096
    assert long.html.endswith("Page 5 of 5")
    assert len(paged(t, "Heading", ["x"] * 100, page=-3, prefix="x").html.splitlines()) == PAGE_LINES + 2


@pytest.mark.parametrize(("seconds", "said"), [(5, "5 s"), (300, "5 min"), (7200, "2 h"), (200000, "2 d")])
def test_how_long_ago(seconds: int, said: str) -> None:
    assert ago(translator("en"), now() - timedelta(seconds=seconds + 0.5), now()) == said


@pytest.mark.parametrize("locale", locales())
def test_every_command_is_described(locale: str) -> None:
    words = described(translator(locale))
    assert set(words) >= {*COMMANDS, *OPERATOR_COMMANDS}
    assert all(1 <= len(said) <= 256 for said in words.values())


def test_every_command_of_operators_is_in_the_docs() -> None:
    text = (Path(__file__).parents[3] / "docs" / "telegram.md").read_text("utf8")
    assert [name for name in OPERATOR_COMMANDS if f"| `/{name}" not in text] == []

"""What a subscriber can say and press, over both databases: each command and button is one function in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import Problem
from monitor.model import Channel, Pace, Quiet, Sound, Span, Subscriber, Subscription, Topic, TopicId
from monitor.storage import alerts, articles, feedback
from monitor.storage.deliveries import delivery_at, mark_sent
from monitor.storage.story_mutes import is_muted
from monitor.storage.subscribers import forget_settings, subscriber_by_chat
from monitor.telegram import buttons_press
from monitor.telegram.buttons import key_of as term_key
from monitor.telegram.buttons import keyboard_of
from monitor.telegram.commands import latest, mute, search, settings, start, stop, story, why
from monitor.telegram.commands.call import Call
from monitor.telegram.commands.office import Office, Running, Searched
from monitor.telegram.commands.topics import key_of
from tests.line.telegram_html import parse_html

pytestmark = pytest.mark.anyio
MOSCOW, BRICS = TopicId("moscow-format"), TopicId("brics")
TOPICS = {
    MOSCOW: Topic(id=MOSCOW, query="format", title={"en": "Moscow <Format>", "ru": "Московский формат"}),
    BRICS: Topic(id=BRICS, query="brics", title={"en": "BRICS"}),
}
OFFICE = Office(running=lambda: Running(names={"kabul-times": "Kabul Times", "post": "Morning Post"}))
MOST_BYTES = 50  # of a button: a seal is added


class Chat:
    """A private chat that gives commands and presses buttons."""

    def __init__(self, database, now, number=21, **changes) -> None:
        self.database = database
        self.call = replace(Call(chat_id=number, user_id=number, now=now, topics=TOPICS, office=OFFICE), **changes)

    async def says(self, command, argument="", **changes):
        answer = await self.database.run(command, replace(self.call, argument=argument, **changes))
        for html in [answer.html, answer.reply] if answer else []:
            assert not html or len(parse_html(html).text) <= 4096
        for button in [each for row in (answer.buttons if answer else ()) for each in row]:
            assert len(button.argument.encode()) <= MOST_BYTES
            assert button.text
        assert answer is None or len(answer.toast) <= 200
        return answer

    async def settings(self):
        return await self.database.read(subscriber_by_chat, Channel.TELEGRAM, self.call.chat_id)


@pytest.fixture
async def chat(database, now):
    chat = Chat(database, now)
    await chat.says(start.answer)
    return chat


@pytest.fixture
async def told(chat, newsroom, database, now):
    """An alert that was sent to the chat as message 900."""
    feed = await newsroom.feed()
    article = await newsroom.article(
        feed, title="Talks of the Moscow format", lead="Kabul joins.", url="https://kabul-times.example/1", language="en"
    )
    match = alerts.Match(topic=MOSCOW, spans=(Span("title", 13, 26), Span("lead", 0, 5)), field="title")
    await database.run(alerts.save_matches, article, [match], at=now)
    alert = await newsroom.alert(article)
    reader = await chat.settings()
    await database.run(alerts.queue_deliveries, alert.id, [reader.id], due=now)
    number = (await database.read(_all))[0].id
    await database.run(mark_sent, number, message_id=900, at=now)
    return await database.read(delivery_at, reader.id, 900)


def _all(tx):
    from sqlalchemy import select

    from monitor.storage.rows import delivery_of
    from monitor.storage.tables import deliveries

    return [delivery_of(row) for row in tx.execute(select(deliveries))]


# ── settings ───────────────────────────────────────────────────────────────────────────────────────

CHOICES = [
    pytest.param("lang:ru", {"locale": "ru"}, id="language"),
    pytest.param("read:fa:1", {"languages": frozenset({"fa"})}, id="language-of-articles"),
    pytest.param("zone:=:Asia/Kabul", {"timezone": "Asia/Kabul"}, id="zone"),
    pytest.param("pace:daily", {"pace": Pace.DAILY}, id="pace"),
    pytest.param("pace:h:21", {"digest_hour": 21}, id="hour"),
    pytest.param("pace:d:4", {"digest_weekday": 4}, id="weekday"),
    pytest.param("quiet:22:7", {"quiet": Quiet(start=1320, end=420)}, id="quiet-hours"),
    pytest.param("sound:silent", {"sound": Sound.SILENT}, id="sound"),
    pytest.param("conf:3", {"corroboration": 3}, id="corroboration"),
    pytest.param(
        f"topic:{key_of(MOSCOW)}:p:weekly", {"subscriptions": {MOSCOW: Subscription(topic=MOSCOW, pace=Pace.WEEKLY)}}, id="pace-of-a-topic"
    ),
    pytest.param(
        f"topic:{key_of(MOSCOW)}:s:off", {"subscriptions": {MOSCOW: Subscription(topic=MOSCOW, sound=Sound.OFF)}}, id="sound-of-a-topic"
    ),
]


@pytest.mark.parametrize(("pressed", "changes"), CHOICES)
async def test_a_choice_is_kept_and_one_that_comes_twice_changes_nothing_more(chat, pressed, changes):
    before = await chat.settings()
    first = await chat.says(settings.press, f"se:{pressed}")
    assert await chat.says(settings.press, f"se:{pressed}") == first
    assert await chat.settings() == replace(before, **changes)


async def test_urgent_alerts_may_come_in_quiet_hours_where_a_topic_is_urgent(chat):
    await chat.says(settings.press, "se:quiet:but:1")
    assert (await chat.settings()).quiet is None  # there are none that it could break
    assert "urgent" not in str((await chat.says(settings.press, "se:quiet:22:7")).buttons)
    chat.call = replace(chat.call, topics={MOSCOW: replace(TOPICS[MOSCOW], urgent=True)})
    offered = (await chat.says(settings.press, "se:quiet")).buttons[2]
    assert [(each.text, each.argument) for each in offered] == [("▫️ urgent alerts come all the same", "se:quiet:but:1")]
    taken = await chat.says(settings.press, "se:quiet:but:1")
    assert taken.buttons[2][0].text == "✅ urgent alerts come all the same"
    assert "22:00–07:00 by your clock." in taken.html
    assert "Quiet hours: 22:00–07:00, but for urgent alerts" in (await chat.says(settings.answer)).html
    await chat.says(settings.press, "se:quiet:23:8")
    assert (await chat.settings()).quiet == Quiet(start=1380, end=480, but_urgent=True)
    await chat.says(settings.press, "se:quiet:but:0")
    assert (await chat.settings()).quiet == Quiet(start=1380, end=480)


@pytest.mark.parametrize(
    ("pressed", "undone"),
    [
        ("read:fa:1", "read:fa:0"),
        ("read:fa:1", "read:all"),
        ("quiet:22:7", "quiet:off"),
        ("zone:=:Asia/Kabul", "zone:=:UTC"),
    ],
)
async def test_a_choice_is_taken_back(chat, pressed, undone):
    before = await chat.settings()
    await chat.says(settings.press, f"se:{pressed}")
    await chat.says(settings.press, f"se:{undone}")
    assert replace(await chat.settings(), timezone="") == before


async def test_a_topic_goes_back_to_the_default(chat):
    for word in ("p:now", "s:silent", "p:-", "s:-"):
        answer = await chat.says(settings.press, f"se:topic:{key_of(MOSCOW)}:{word}")
    assert (await chat.settings()).subscriptions == {MOSCOW: Subscription(topic=MOSCOW)}
    assert answer.buttons[0][0].text == "● use my default (at once)"
    assert answer.html.startswith("<b>Moscow &lt;Format&gt;</b>")


async def test_sources_are_muted_and_brought_back(chat):
    page = await chat.says(settings.press, "se:src:0")
    (kabul,) = [each for row in page.buttons for each in row if "Kabul" in each.text]
    page = await chat.says(settings.press, kabul.argument)
    assert (await chat.settings()).muted_sources == {"kabul-times"}
    (kabul,) = [each for row in page.buttons for each in row if "Kabul" in each.text]
    assert kabul.text == "🔇 Kabul Times"
    await chat.says(settings.press, kabul.argument)
    assert (await chat.settings()).muted_sources == set()


FORGED = (
    "",
    "se",
    "se:nothing",
    "se:lang:xx",
    "se:zone:=:../etc/passwd",
    "se:zone:Nowhere:0",
    "se:pace:x",
    "se:pace:h:24",
    "se:pace:h:²",
    "se:pace:d:7",
)
FORGED += (
    "se:quiet:22:22",
    "se:quiet:25:1",
    "se:sound:loud",
    "se:conf:0",
    "se:conf:4",
    "se:topic:0000",
    "se:src:9999999:x:1",
    "se:read:xx:1",
    "se:read:fa:2",
)


@pytest.mark.parametrize("argument", FORGED)
async def test_what_no_button_says_changes_nothing(chat, argument):
    before = await chat.settings()
    assert await chat.says(settings.press, argument) is not None
    assert await chat.settings() == before


async def test_every_page_can_be_reached_and_left(chat):
    seen, waiting = set(), ["se"]
    while waiting:
        argument = waiting.pop()
        if argument in seen or argument.startswith("se:zone:=") or argument.count(":") > 3:
            continue
        seen.add(argument)
        answer = await chat.says(settings.press, argument)
        waiting += [each.argument for row in answer.buttons for each in row]
    assert {each.split(":")[1] for each in seen if ":" in each} == set(settings.PAGES)
    assert {"se:zone:Asia:4", "se:quiet:own", "se:lang:ru"} <= seen


# ── mute, start ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [
        ("8h", 480),
        ("2d", 2880),
        ("30 m", 30),
        ("1w", 10080),
        ("8ч", 480),
        ("off", 0),
        ("", None),
        ("31d", None),
        ("0h", None),
        ("h", None),
        ("-1h", None),
    ],
)
def test_how_long_is_meant(asked, minutes):
    assert mute.minutes_of(asked) == minutes


async def test_mute_and_end_it(chat, now):
    answer = await chat.says(mute.answer, "8h")
    assert answer.html == "🔕 Quiet until 2026-03-01 20:00 UTC. What you miss is kept in /latest."
    assert (await chat.settings()).muted_until == now + timedelta(hours=8)
    assert "/mute 8h" in (await chat.says(mute.answer, "for ever")).html
    assert (await chat.says(mute.press, "mu:0")).html.startswith("🔔")
    assert (await chat.settings()).muted_until is None
    assert await chat.says(mute.press, "mu:²") is None


async def test_a_link_leads_to_one_topic_alone(database, now):
    new = Chat(database, now, number=31)
    answer = await new.says(start.answer, "topic_moscow-format")
    assert answer.html.startswith("You will get an alert for every story on <b>Moscow &lt;Format&gt;</b>.")
    assert (await new.settings()).muted_topics == {BRICS}
    await new.says(start.answer, "topic_brics")
    assert (await new.settings()).muted_topics == set()
    await new.says(start.answer, "topic_nothing")
    assert (await new.settings()).muted_topics == set()


@pytest.mark.parametrize("command", [settings.answer, mute.answer, latest.answer, search.answer, story.answer, why.answer])
async def test_who_is_no_subscriber_is_told_so_and_who_is_shut_out_hears_nothing(database, now, command):
    assert (await Chat(database, now, number=41).says(command, "x")).html == "You are not subscribed. /start subscribes you."
    assert await Chat(database, now, number=42, access="closed").says(command, "x") is None


async def test_settings_are_kept_for_who_comes_back_and_forgotten_after_a_while(chat, database, now):
    for pressed in ("se:zone:=:Asia/Kabul", f"se:topic:{key_of(MOSCOW)}:p:weekly", "se:lang:ru"):
        await chat.says(settings.press, pressed)
    chosen = await chat.settings()
    await chat.says(stop.answer)
    assert await database.run(forget_settings, before=now) == 0
    await chat.says(start.answer)
    assert await chat.settings() == chosen
    await chat.says(stop.answer)
    later = now + timedelta(days=30, seconds=1)
    assert await database.run(forget_settings, before=later) == 1
    assert await database.run(forget_settings, before=later) == 0
    assert await chat.settings() == Subscriber(id=chosen.id, chat_id=21, locale="ru", active=False, reason="forgotten")


# ── what was told ──────────────────────────────────────────────────────────────────────────────────


async def test_the_latest_alerts_and_their_stories(chat, told, newsroom):
    feed = await newsroom.feed()
    await newsroom.alert(await newsroom.article(feed, title="Few tell it"), held="uncorroborated")
    await newsroom.alert(await newsroom.article(feed, title="Old"), held="old")
    answer = await chat.says(latest.answer)
    said = parse_html(answer.html).text
    assert [line for line in said.splitlines() if line.startswith(("1.", "2.", "3."))] == [
        "1. Few tell it",
        "2. Talks of the Moscow format",
    ]
    assert "Moscow <Format>: you were told" in said
    assert "held: too few sources tell it yet" in said
    assert "Kabul Times · en" in said
    opened = await chat.says(latest.press, answer.buttons[0][1].argument)
    assert parse_html(opened.html).text.splitlines()[:2] == ["Talks of the Moscow format", "1 source, 1 language"]
    assert (await chat.says(latest.press, opened.buttons[0][0].argument)) == answer
    assert await chat.says(latest.press, "la:s:x:0") is None


async def test_no_alerts_yet(chat):
    assert (await chat.says(latest.answer)).html == "No alerts on your topics yet. They will come by themselves."


@pytest.mark.parametrize("asked", ["https://kabul-times.example/1", "1"])
async def test_a_story_by_link_or_number(chat, told, asked):
    assert "Talks of the Moscow format" in (await chat.says(story.answer, asked)).html


@pytest.mark.parametrize("asked", ["https://elsewhere.example/", "99999999999999999999999999", "77"])
async def test_a_story_that_is_not_known(chat, asked):
    assert (await chat.says(story.answer, asked)).html == "Nothing is known of this story here."


async def test_a_search_is_an_errand(chat, told, database):
    (article,) = await database.read(articles.articles_by_id, [1])
    match = alerts.Match(topic=MOSCOW, spans=(Span("title", 0, 5),), field="title")

    async def found(query, limit):
        assert (query, limit) == ("talks", 10)
        return Searched(total=12, archived=30, newest=((article, match),))

    answer = await chat.says(search.answer, "talks")
    html = (await answer.errand(replace(OFFICE, search=found))).html
    assert parse_html(html).text.splitlines()[0] == "12 articles found"
    assert '<a href="https://kabul-times.example/1"><b>Talks</b> of the Moscow format</a>' in html


@pytest.mark.parametrize(
    ("searched", "line"),
    [
        (Searched(problems=(Problem(line=1, column=7, message="a word is missing <here>"),)), "column 7: a word is missing <here>"),
        (Searched(late=True), "That takes too long. Ask for rarer words, or for more of them."),
        (Searched(archived=1), "Nothing found in 1 article."),
        (Searched(total=1, more=True), "These are the newest."),
    ],
)
async def test_a_search_that_finds_little_says_why(chat, searched, line):
    async def found(query, limit):
        return searched

    answer = await chat.says(search.answer, "talks")
    assert line in parse_html((await answer.errand(replace(OFFICE, search=found))).html).text.splitlines()


@pytest.mark.parametrize(
    ("command", "argument"), [(search.answer, ""), (search.answer, "x" * 2000), (why.answer, ""), (why.answer, "x"), (story.answer, "x")]
)
async def test_what_cannot_be_meant_gets_a_line_of_usage(chat, command, argument):
    answer = await chat.says(command, argument)
    assert "<code>/" in answer.html
    assert answer.errand is None


# ── below an alert ─────────────────────────────────────────────────────────────────────────────────


def shown(rows):
    return [[each.text for each in row] for row in rows]


async def said_of(database, told):
    return [(vote.good, vote.because) for vote in await database.read(feedback.feedback_of, told.alert)]


async def test_an_alert_is_called_right(chat, told, database):
    answer = await chat.says(buttons_press.good, "ag", delivery=told)
    assert shown(answer.buttons) == [["👍 ✓", "👎", "why"], ["🔕 mute story", "sources"]]
    assert await said_of(database, told) == [(True, "")]


async def test_an_alert_is_called_wrong_because_of_a_term(chat, told, database):
    asks = await chat.says(buttons_press.bad, "ab", delivery=told)
    assert shown(asks.buttons) == [["«Moscow format»", "«Kabul»"], ["this source", "not this topic", "‹ back"]]
    assert await said_of(database, told) == [(False, "")]
    answer = await chat.says(buttons_press.because, asks.buttons[0][0].argument, delivery=told)
    assert shown(answer.buttons)[0] == ["👍", "👎 ✓", "why"]
    assert await said_of(database, told) == [(False, "term:Moscow format")]
    await chat.says(buttons_press.bad, "ab", delivery=told)  # once more: the reason stays
    assert await said_of(database, told) == [(False, "term:Moscow format")]


@pytest.mark.parametrize(
    ("argument", "because"), [("ar:s", "source:kabul-times"), ("ar:n", "topic"), ("ar:x", ""), (f"ar:t:{term_key('x')}", ""), ("ar:z", "")]
)
async def test_other_reasons(chat, told, database, argument, because):
    await chat.says(buttons_press.bad, "ab", delivery=told)
    await chat.says(buttons_press.because, argument, delivery=told)
    assert await said_of(database, told) == [(False, because)]


async def test_why(chat, told):
    answer = await chat.says(buttons_press.why, "aw", delivery=told)
    assert (answer.html, answer.buttons) == ("", ())
    assert parse_html(answer.reply).text.splitlines() == [
        "Why this alert",
        "Topic: Moscow <Format>",
        "In the headline: Moscow format",
        "In the lead: Kabul",
    ]


async def test_a_story_is_muted_and_heard_again(chat, told, database):
    reader, alert = await chat.settings(), (await database.read(alerts.alerts_by_id, [told.alert]))[0]
    for argument, muted, button in (
        ("am:1", True, "🔔 hear of it again"),
        ("am:1", True, "🔔 hear of it again"),
        ("am:0", False, "🔕 mute story"),
    ):
        answer = await chat.says(buttons_press.mute, argument, delivery=told)
        assert answer.buttons[1][0].text == button
        assert await database.read(is_muted, reader.id, alert.story) is muted
        keyboard = await database.read(keyboard_of, told)
        assert keyboard.inline_keyboard[1][0].text == button
    assert await chat.says(buttons_press.mute, "am:2", delivery=told) is None


async def test_sources(chat, told):
    answer = await chat.says(buttons_press.sources, "as", delivery=told)
    assert answer.reply.startswith(
        '<b>1 source tells this story</b>\n• <a href="https://kabul-times.example/1">Kabul Times</a> · en · 2026-03-01 12:00 UTC'
    )


@pytest.mark.parametrize(
    "press", [buttons_press.good, buttons_press.bad, buttons_press.because, buttons_press.why, buttons_press.mute, buttons_press.sources]
)
async def test_a_button_below_no_alert_does_nothing(chat, press):
    assert await chat.says(press, "am:1") is None


async def test_in_a_channel_there_are_no_buttons(told, database):
    from sqlalchemy import update

    from monitor.storage.tables import subscribers

    await database.run(lambda tx: tx.execute(update(subscribers).values(kind="channel")) and None)
    assert await database.read(keyboard_of, told) is None

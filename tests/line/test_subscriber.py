"""A subscriber's walk through every command and button, with the service and the Bot API double; docs/telegram.md tells it as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from monitor.telegram import pacing
from tests.line.bot_api import TOKEN, BotApi, Message
from tests.line.running import QUICK, running, until
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio
READER = 21
ENVIRON = {"MONITOR_TELEGRAM_TOKEN": TOKEN}
DOCS = Path(__file__).parent.parent.parent / "docs" / "telegram.md"
TOPICS = {"moscow-format": '"moscow format" OR "московский формат" OR "московского формата"', "water": "water NEAR treaty"}
TITLES = {"moscow-format": "{en: Moscow Format, ru: Московский формат}", "water": "{en: Water treaties, ru: Договоры о воде}"}
FIRST = (
    "Kabul to host the Moscow format",
    "Envoys of ten states meet in Kabul. The Moscow format of consultations begins on Tuesday.",
    "/1",
)


def feed(*items: tuple[str, str, str], site: Site) -> bytes:
    now = format_datetime(datetime.now(UTC))
    said = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(text)}</description><link>{site.url(path)}</link>"
        f"<guid isPermaLink='false'>{path}</guid><pubDate>{now}</pubDate></item>"
        for title, text, path in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>A feed</title>{said}</channel></rss>".encode()


class Walk:
    """What is said on both sides, written down."""

    def __init__(self, bot_api: BotApi, language: str) -> None:
        self.api, self.language, self.lines = bot_api, language, []
        self.chat = bot_api.chat(READER)
        self._shown: dict[int, str] = {}

    def words(self, english: str, russian: str) -> str:
        """One of these, as the walk goes."""
        return russian if self.language == "ru" else english

    @property
    def newest(self) -> Message:
        return [each for each in self.chat.messages.values() if each.own][-1]

    async def says(self, text: str) -> Message:
        """Write to the bot and wait for its answer."""
        before = len(self.chat.texts)
        self.api.say(READER, text, language=self.language)
        self._put("you", text)
        await until(lambda: len(self.chat.texts) == before + 1)
        return self.bot(self.newest)

    async def presses(self, message: Message, button: str, *, replies: bool = False, untold: bool = False) -> Message:
        """Press a button and wait for what comes of it; what was shown before may be left untold."""
        before = len(self.chat.texts)
        query = self.api.press(READER, message.id, button, language=self.language)
        self._put("you", f"press [{button}]")
        await until(lambda: self.api.answered[query] is not None and len(self.chat.texts) >= before + replies)
        if self.api.answered[query]:
            self._put("bot", f"({self.api.answered[query]})")
        return message if untold else self.bot(self.newest if replies else message)

    def bot(self, message: Message) -> Message:
        if self._shown.get(message.id) != message.text:
            self._put("bot", message.text)
        self._shown[message.id] = message.text
        self.lines += ["          " + " ".join(f"[{each['text']}]" for each in row) for row in message.buttons]
        return message

    def _put(self, who: str, text: str) -> None:
        first, *more = text.split("\n")
        self.lines += [f"    {who}   {first}".rstrip(), *(f"          {line}".rstrip() for line in more)]


def same(text: str) -> str:
    """Without what differs from day to day."""
    text = re.sub(r"\d{4}-\d{2}-\d{2}", "DAY", text)
    text = re.sub(r"https?://[^\s/]+", "SITE", text)
    text = re.sub(r"\d{2}:\d{2}", "TIME", text)
    text = re.sub(r"\d+(\.\d+)? (s|min|h|kB|MB)\b", "SO MUCH", text)
    return re.sub(r"(start=|Withdraw …)[\w-]+", r"\1CODE", text)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running_site:
        running_site.pages["/rss"] = rss()
        yield running_site


async def through_settings(walk: Walk) -> None:
    """Subscribe, choose topics, and see every page of the settings."""
    say = walk.words
    await walk.says("/start topic_moscow-format")
    await walk.says("/topics")
    await walk.presses(walk.newest, say("▫️ Water treaties", "▫️ Договоры о воде"))

    settings = await walk.says("/settings")
    zone = (say("time zone", "часовой пояс"), say("others…", "другие…"), say("‹ back", "‹ назад"), say("Kabul", "Кабул"))
    pages = [
        (say("language", "язык"),),
        (say("articles", "статьи"), say("▫️ Russian", "▫️ русский"), say("all languages", "все языки")),
        zone,
        (say("how soon", "как часто"), say("once a week", "раз в неделю"), say("at once", "сразу")),
        (say("quiet hours", "тихие часы"), "23–08", say("other hours…", "другие часы…"), "21:00", "06:00", say("none", "нет")),
        (say("sound", "звук"), say("silent", "без звука"), say("with sound", "со звуком")),
        (say("how many sources", "сколько источников"), "2", "1"),
        (say("muted sources", "отключённые"), "▫️ Herald", "🔇 Herald"),
        (say("by topic", "по темам"), say("Water treaties", "Договоры о воде"), say("silent", "без звука"), say("‹ back", "‹ назад")),
    ]
    for buttons in pages:
        for button in buttons:
            await walk.presses(settings, button)
        await walk.presses(settings, say("‹ back", "‹ назад"), untold=buttons != zone)  # what was chosen there is seen


async def below_an_alert(walk: Walk, alert: Message) -> None:
    """Say of an alert all that there is to say."""
    say = walk.words
    await walk.presses(alert, "👍")
    for reason in ("«Moscow format»", say("this source", "этот источник"), say("not this topic", "не по теме"), say("‹ back", "‹ назад")):
        await walk.presses(alert, "👎")
        await walk.presses(alert, reason)
    assert (await walk.presses(alert, say("why", "почему"), replies=True)).reply_to == alert.id
    assert (await walk.presses(alert, say("sources", "источники"), replies=True)).reply_to == alert.id
    await walk.presses(alert, "🔕")
    await walk.presses(alert, "🔔")


async def through_commands(walk: Walk, link: str) -> None:
    """Give every other command, rightly and wrongly, and leave."""
    latest = await walk.says("/latest")
    await walk.presses(latest, "1")
    await walk.presses(latest, walk.words("‹ back", "‹ назад"))
    for text in ("/search", "/search envoys", "/search (envoys", "/story", f"/story {link}", "/why", f"/why {link}", f"/why {link}0"):
        await walk.says(text)
    muted = await walk.says("/mute 8h")
    await walk.presses(muted, walk.words("1 day", "1 день"))
    await walk.presses(muted, "🔔")
    for text in ("/mute", "/mute soon", "/mute off", "/help", "/weather", "/stop", "/latest"):
        await walk.says(text)


def house(folder: Path, site: Site, bot_api: BotApi, **how: str) -> Path:
    """A config with one source and two topics."""
    settings = ", ".join([f"api_url: '{bot_api.url}'", *(f"{key}: {value}" for key, value in how.items())])
    made = config(folder, {"herald": site.url("/rss")}, topics=TOPICS, polling=QUICK, telegram=f"{{{settings}}}")
    for name, title in TITLES.items():
        topic = made / "topics" / f"{name}.yaml"
        topic.write_text(topic.read_text().replace(f"{{en: About {name}}}", title))
    return made


@pytest.fixture
def _hurried(bot_api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """test_pacing.py and test_limits.py tell of the pace; a walk of a minute tells no more."""
    monkeypatch.setattr(pacing, "PERSON_GAP", 0.0)
    bot_api.hurried = True


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.usefixtures("_hurried")
async def test_a_walk_through_every_command_and_button(tmp_path, site, bot_api, language):
    folder = house(tmp_path / "config", site, bot_api)
    async with running(folder, ENVIRON) as service:
        await until(lambda: bot_api.asked("getUpdates"))
        walk = Walk(bot_api, language)
        await through_settings(walk)
        await walk.says("/start")
        before = len(walk.chat.texts)
        await until(lambda: len(site.asked) > 1)  # its first check is over
        site.pages["/rss"] = feed(FIRST, site=site)
        await until(lambda: len(walk.chat.texts) == before + 1)
        await below_an_alert(walk, walk.bot(walk.newest))
        await through_commands(walk, site.url("/1"))
        assert "Kabul to host" in service.shown
    (tmp_path / "walk.txt").write_text("\n".join(walk.lines), "utf8")
    told = DOCS.read_text("utf8")
    assert same("\n".join(walk.lines)) in same(told), "\n".join(walk.lines)


@pytest.mark.usefixtures("_hurried")
async def test_an_operator_s_walk(tmp_path, site, bot_api):
    site.pages["/rss"] = feed(FIRST, site=site)
    folder = house(tmp_path / "config", site, bot_api, operators=f"[{READER}]", access="invite")
    async with running(folder, ENVIRON) as service:
        await until(lambda: "Kabul to host" in service.shown)
        walk, yesterday = Walk(bot_api, "en"), datetime.now(UTC).date() - timedelta(days=1)
        await walk.says("/start")
        await walk.says("/status")
        await walk.says("/sources")
        await walk.says("/test 30 envoys")
        await walk.says("/test (envoys")
        topic = folder / "topics" / "water.yaml"
        whole = topic.read_text()
        for text in (whole.replace("NEAR", "NEAR NEAR"), whole):
            before = len(walk.chat.texts)
            topic.write_text(text)
            await until(lambda told=before: len(walk.chat.texts) > told)
            walk.bot(walk.newest)
            await walk.says("/reload")
        await walk.says("/silence moscow 8h because a flood of reprints")
        await walk.says("/pause water")
        silences = await walk.says("/silences")
        await walk.presses(silences, "Tell of moscow-format again")
        await walk.says("/resume water")
        for button in ("Do not send", "Send to 1 chat"):
            await walk.presses(await walk.says("/broadcast From 22:00 to 22:30 UTC alerts come later."), button)
        await until(lambda: walk.newest.text.startswith("From 22"))
        walk.bot(walk.newest)
        await walk.says("/invite 20 30")
        await walk.presses(await walk.says("/invitations"), "Withdraw")
        for text in (
            "/ban 123456789 because it resells the alerts",
            "/bans",
            "/unban 123456789",
            "/ban 21 because of a mistake",
            "/proposals",
            f"/review {yesterday}",
            "/help",
        ):
            await walk.says(text)
    (tmp_path / "walk.txt").write_text("\n".join(walk.lines), "utf8")
    assert same("\n".join(walk.lines)) in same(DOCS.read_text("utf8")), "\n".join(walk.lines)

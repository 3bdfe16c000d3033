"""From a BotFather token to a message in the operator's chat: `monitor init` against the Bot API double and a real database."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.model import Subscriber
from monitor.storage.database import open_database
from monitor.storage.sole import sole_service
from monitor.storage.subscribers import active_subscribers
from monitor.storage.telegram_updates import pending_updates
from tests.line.bot_api import TOKEN
from tests.line.running import ROOT, Monitor
from tests.line.site import Site, config, rss

pytestmark = pytest.mark.anyio

OPERATOR, STRANGER = 51, 52
SETTINGS = "# ours\ndatabase: {database}\ntelegram:\n  api_url: {url}  # a double\n  operators: []  # nobody yet\nlocale: {locale}\n"


@dataclass
class Desk:
    """A folder in which `monitor init` is called."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def token_file(self) -> Path:
        return self.folder / "var" / "telegram.token"

    @property
    def settings(self) -> str:
        return (self.folder / "config" / "monitor.yaml").read_text()

    async def init(self, *words: str, said: str = "") -> tuple[int, str]:
        """Call it with these words, and these lines on standard input. Returns the exit code, and what it says."""
        return await asyncio.to_thread(self._call, words, said)

    def _call(self, words: tuple[str, ...], said: str) -> tuple[int, str]:
        call = ["init", "--config", str(self.folder / "config"), *words]
        self.monkeypatch.setattr(sys, "argv", ["monitor", *call])
        ended = CliRunner().invoke(click.command("monitor")(cli.main), [], input=said)
        return ended.exit_code, ended.output.replace(str(self.folder), "here")

    async def watched(self, *words: str, said: str, shown: Callable[[str], object]) -> tuple[int, str]:
        """Call it in a process of its own, and do something with the link as soon as it is shown."""
        call = [sys.executable, "-m", "monitor", "init", "--config", str(self.folder / "config"), *words]
        environ = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*call, env=environ, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
        process.stdin.write(said.encode())
        told = ""
        while line := await process.stdout.readline():
            told += line.decode()
            if link := re.search(r"\?start=(\S+)", line.decode()):
                shown(link[1])
        return await process.wait(), told.replace(str(self.folder), "here")

    async def readers(self) -> list[Subscriber]:
        database = open_database(f"sqlite:///{self.folder}/monitor.db")
        try:
            return await database.read(active_subscribers)
        finally:
            await database.close()


@pytest.fixture
def desk(tmp_path, bot_api, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("MONITOR_", "TZ"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TZ", "Asia/Almaty")
    monkeypatch.chdir(tmp_path)
    folder = config(
        tmp_path / "config", {"agency": "https://agency.example/rss"}, topics={"talks": "talks", "water": "water", "snow": "snow"}
    )
    (folder / "monitor.yaml").write_text(SETTINGS.format(database=f"sqlite:///{tmp_path}/monitor.db", url=bot_api.url, locale="en"))
    return Desk(tmp_path, monkeypatch)


async def test_from_a_token_to_a_message(desk, bot_api):
    code, said = await desk.watched(said=f"{TOKEN}\n\n\ntalks, 3\n", shown=lambda start: bot_api.say(OPERATOR, f"/start {start}"))
    assert code == 0, said
    assert TOKEN not in said
    assert (desk.token_file.read_text(), desk.token_file.stat().st_mode & 0o777) == (f"{TOKEN}\n", 0o600)
    assert "operators: [51]  # nobody yet\n" in desk.settings
    assert desk.settings.startswith("# ours\n")
    (reader,) = await desk.readers()
    assert (reader.chat_id, reader.timezone, reader.muted_topics) == (OPERATOR, "Asia/Almaty", {"snow"})
    (text,) = bot_api.chat(OPERATOR).texts
    assert re.fullmatch(
        r"It works\. Alerts on .*:\n• About talks\n• About water\nYour time is \d\d:\d\d \(Asia/Almaty\)\.\n/topics .*", text
    )
    assert "Open https://t.me/monitor_test_bot?start=init-" in said
    assert said.endswith("Next\n  export MONITOR_TELEGRAM_TOKEN_FILE=here/var/telegram.token\n  monitor run --config here/config\n")


async def test_the_first_alert_follows(desk, bot_api, monkeypatch):
    bot_api.chat(OPERATOR)
    with Site() as site:
        site.pages["/rss"] = rss(
            ("Ten states meet for talks", "Envoys of ten states met on Tuesday for talks on trade, water and the border.")
        )
        sources = desk.folder / "config" / "sources" / "all.yaml"
        sources.write_text(sources.read_text().replace("https://agency.example/rss", site.url("/rss")))
        with (desk.folder / "config" / "monitor.yaml").open("a") as settings:
            settings.write("fetch: {allow_networks: [127.0.0.0/8], seconds_between: 0}\n")
        code, said = await desk.init("--yes", "--operator", str(OPERATOR), "--topics", "talks", "--skip", "message", said=TOKEN)
        assert code == 0, said
        environ = {"MONITOR_TELEGRAM_TOKEN_FILE": str(desk.token_file)}
        async with Monitor("run", "--once", "--config", desk.folder / "config", environ=environ, folder=desk.folder) as monitor:
            assert await monitor.ended() == 0, monitor.err
    (alert,) = bot_api.chat(OPERATOR).texts
    assert alert.startswith("About talks")


async def test_called_again_it_changes_nothing(desk, bot_api):
    bot_api.chat(OPERATOR)
    first = await desk.init("--yes", "--operator", str(OPERATOR), "--topics", "talks", said=TOKEN)
    files = {path: path.read_bytes() for path in desk.folder.rglob("*.yaml")}
    readers = await desk.readers()
    second = await desk.init("--yes")
    third = await desk.init(said="\n\n\n")
    assert (first[0], second[0], third[0]) == (0, 0, 0), first[1] + second[1] + third[1]
    assert {path: path.read_bytes() for path in desk.folder.rglob("*.yaml")} == files
    assert await desk.readers() == readers
    assert len(bot_api.chat(OPERATOR).texts) == 1
    assert "nothing has changed: none is sent" in second[1]
    assert "Send one all the same? [y/N]" in third[1]


async def test_what_is_wrong_is_mended_when_it_is_called_again(desk, bot_api):
    bot_api.chat(OPERATOR)
    await desk.init("--yes", "--operator", str(OPERATOR), "--topics", "talks", "--timezone", "UTC", "--skip", "message", said=TOKEN)
    desk.token_file.chmod(0o644)
    code, said = await desk.init("--yes", "--topics", "all", "--timezone", "asia/tashkent")
    assert code == 0, said
    assert "its token is now in var/telegram.token, for its owner alone" in said
    assert desk.token_file.stat().st_mode & 0o777 == 0o600
    (reader,) = await desk.readers()
    assert (reader.timezone, reader.muted_topics) == ("Asia/Tashkent", frozenset())
    assert len(bot_api.chat(OPERATOR).texts) == 1


async def test_a_stranger_who_writes_meanwhile_is_no_operator(desk, bot_api):
    bot_api.say(STRANGER, "/start")
    bot_api.say(STRANGER, "/start init-guessed")

    def shown(start):
        bot_api.say(-100, f"/start {start}")  # a group
        bot_api.say(OPERATOR, f"/start {start}")

    code, said = await desk.watched("--yes", said=TOKEN + "\n", shown=shown)
    assert code == 0, said
    assert [reader.chat_id for reader in await desk.readers()] == [OPERATOR]
    assert bot_api.chat(STRANGER).texts == []
    database = open_database(f"sqlite:///{desk.folder}/monitor.db")
    assert len(await database.read(pending_updates)) == 3  # the service answers them
    await database.close()


async def test_who_wrote_is_shown_and_asked_about(desk, bot_api):
    bot_api.say(STRANGER, "/start")
    words, answers = ("--topics", "all", "--timezone", "UTC"), f"{TOKEN}\n\ny\n"
    code, said = await desk.watched(*words, said=answers, shown=lambda start: bot_api.say(OPERATOR, f"/start {start}"))
    assert code == 0, said
    assert "Reader, chat 52, wrote. Is that you? [y/N]" in said
    assert "Reader, chat 51, followed it. Is that you? [Y/n]" in said
    assert "operators: [51]" in desk.settings


async def test_where_nobody_presses_start(desk, bot_api):
    code, said = await desk.init("--yes", "--wait", "1", said=TOKEN)
    assert code == 1
    assert "nobody pressed Start within 1 s: run `monitor init` again, or give your chat with --operator" in said
    assert desk.token_file.exists()
    assert "operators: []" in desk.settings


async def test_a_token_that_telegram_does_not_know(desk):
    code, said = await desk.init("--yes", said="123456:wrong-wrong-wrong\n")
    assert (code, said.splitlines()[-1]) == (4, "monitor: Telegram refuses the token")
    assert "wrong-wrong" not in said
    assert not desk.token_file.exists()


async def test_what_is_no_token(desk):
    code, said = await desk.init("--yes", said="hello\n")
    assert (code, "MONITOR_TELEGRAM_TOKEN does not look like a bot token" in said) == (3, True)


async def test_a_network_that_is_down(desk, bot_api):
    bot_api.down = "reset"
    code, said = await desk.init("--yes", said=TOKEN)
    assert (code, said.splitlines()[-1]) == (4, "monitor: Telegram does not answer (ReadError)")
    assert not desk.token_file.exists()


async def test_a_network_that_goes_down_while_somebody_waits(desk, bot_api):
    bot_api.fault("reset_before", method="getUpdates", times=99)
    code, said = await desk.init("--yes", "--wait", "1", said=TOKEN)
    assert (code, said.splitlines()[-1]) == (4, "monitor: Telegram does not answer (ReadError)")


async def test_another_program_that_listens(desk, bot_api):
    bot_api.fault("conflict", method="getUpdates")
    code, said = await desk.init("--yes", said=TOKEN)
    assert (code, said.splitlines()[-1]) == (
        4,
        "monitor: another program listens for this bot: stop it first, or name the operator's chat yourself",
    )


async def test_a_running_service_is_not_deafened(desk, bot_api):
    bot_api.chat(OPERATOR)
    with sole_service(f"sqlite:///{desk.folder}/monitor.db"):
        code, said = await desk.init("--yes", said=TOKEN)
        assert (code, "the monitor that runs here listens for this bot" in said) == (4, True)
        assert bot_api.asked("getUpdates") == []
        code, said = await desk.init("--yes", "--operator", str(OPERATOR))
        assert code == 0, said


async def test_a_chat_that_never_wrote_to_the_bot(desk, bot_api):
    code, said = await desk.init("--yes", "--operator", "404", said=TOKEN)
    assert code == 1
    assert "✗ chat 404: it does not know the bot yet. Open https://t.me/monitor_test_bot from there, press Start" in said
    assert "operators: []" in desk.settings
    assert await desk.readers() == []


async def test_one_who_blocked_the_bot(desk, bot_api):
    bot_api.leave(OPERATOR)
    code, said = await desk.init("--yes", "--operator", str(OPERATOR), said=TOKEN)
    assert (code, "✗ chat 51: it has blocked the bot" in said) == (1, True)


async def test_the_token_of_the_environment_is_not_written_anywhere(desk, bot_api, monkeypatch):
    bot_api.chat(OPERATOR)
    monkeypatch.setenv("MONITOR_TELEGRAM_TOKEN", TOKEN)
    code, said = await desk.init("--yes", "--operator", str(OPERATOR))
    assert code == 0, said
    assert "export" not in said
    assert not any(TOKEN in path.read_text("latin-1") for path in desk.folder.rglob("*") if path.is_file())


async def test_the_file_that_the_environment_names_is_written(desk, bot_api, monkeypatch):
    bot_api.chat(OPERATOR)
    monkeypatch.setenv("MONITOR_TELEGRAM_TOKEN_FILE", str(desk.folder / "secret"))
    code, said = await desk.init("--yes", "--operator", str(OPERATOR), said=TOKEN)
    assert code == 0, said
    assert (desk.folder / "secret").read_text() == f"{TOKEN}\n"
    assert "export" not in said


async def test_a_place_that_cannot_be_written(desk):
    (desk.folder / "file").touch()
    code, said = await desk.init("--yes", "--token-file", str(desk.folder / "file" / "token"), said=TOKEN)
    assert code == 1
    assert "here/file/token cannot be written: " in said
    assert TOKEN not in said


async def test_settings_that_are_better_edited_by_hand(desk, bot_api):
    bot_api.chat(OPERATOR)
    path = desk.folder / "config" / "monitor.yaml"
    path.write_text(desk.settings.replace("[]", "~"))
    before = desk.settings
    code, said = await desk.init("--yes", "--operator", str(OPERATOR), said=TOKEN)
    assert code == 1
    assert (
        "here/config/monitor.yaml is left as it was: telegram.operators is not written in a way that can be added to: add 51 by hand"
        in said
    )
    assert desk.settings == before


async def test_an_installation_without_settings(desk, bot_api, monkeypatch):
    (desk.folder / "config" / "monitor.yaml").unlink()
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{desk.folder}/monitor.db")
    code, said = await desk.init("--yes", "--operator", str(OPERATOR), "--skip", "token")
    assert code == 0, said
    assert desk.settings == f"telegram:\n  operators: [{OPERATOR}]\n"
    assert [reader.chat_id for reader in await desk.readers()] == [OPERATOR]


async def test_every_step_may_be_left_out(desk, bot_api):
    before = desk.settings
    code, said = await desk.init("--skip", "token", "--skip", "operator")
    assert code == 0, said
    assert "left out: alerts go to the terminal alone" in said
    assert (await desk.init(said="\n"))[0] == 0  # Enter instead of a token
    bot_api.chat(OPERATOR)
    skipped = [word for step in ("operator", "timezone", "topics", "message") for word in ("--skip", step)]
    assert (await desk.init("--operator", str(OPERATOR), *skipped, said=TOKEN))[0] == 0
    assert desk.settings == before
    assert [(reader.chat_id, reader.timezone) for reader in await desk.readers()] == [(OPERATOR, "")]
    assert bot_api.chat(OPERATOR).texts == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        pytest.param(["--timezone", "Almaty"], "there is no time zone `Almaty`: did you mean Asia/Almaty?", id="a-city"),
        pytest.param(["--timezone", "Asia/Almatty"], "did you mean Asia/Almaty?", id="a-zone-misspelled"),
        pytest.param(["--timezone", "?"], "write one such as Asia/Almaty or UTC", id="no-zone"),
        pytest.param(["--topics", "talk"], "there is no topic `talk`: did you mean talks?", id="a-topic-misspelled"),
        pytest.param(["--topics", "7"], "there is no topic `7`: write all, or some of snow, talks, water", id="no-topic"),
        pytest.param(["--topics", ","], "write all, or some of snow, talks, water", id="nothing"),
    ],
)
async def test_options_that_are_wrong(desk, words, hint):
    code, said = await desk.init("--yes", *words)
    assert (code, hint in said) == (2, True), said


async def test_in_russian_where_the_house_speaks_it(desk, bot_api):
    bot_api.chat(OPERATOR)
    path = desk.folder / "config" / "monitor.yaml"
    path.write_text(desk.settings.replace("locale: en", "locale: ru"))
    code, said = await desk.init("--yes", "--operator", str(OPERATOR), said=TOKEN)
    assert code == 0, said
    assert bot_api.chat(OPERATOR).texts[0].startswith("Работает. Сюда придут сообщения")


async def test_what_is_typed_does_not_show(desk, bot_api):
    bot_api.chat(OPERATOR)
    spawn = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
    words = [sys.executable, "-m", "monitor", "init", "--yes", "--operator", str(OPERATOR), "--config", str(desk.folder / "config")]
    environ = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    terminal = await asyncio.create_subprocess_exec(
        sys.executable, "-c", spawn, *words, env=environ, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    shown = b""
    for typed in (b"123456:nobody-knows-this-one", TOKEN.encode()):
        shown += await terminal.stdout.readuntil(b"Token: ")
        terminal.stdin.write(typed + b"\n")
    rest, _ = await asyncio.wait_for(terminal.communicate(), 60)
    shown += rest
    assert terminal.returncode == 0, shown
    assert b"Telegram refuses the token. Once more:" in shown
    assert not re.search(rb"nobody-knows|not-a-real-token", shown)
    assert bot_api.chat(OPERATOR).texts

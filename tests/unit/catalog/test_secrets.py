from __future__ import annotations

from pathlib import Path

import pytest

from monitor.catalog.load import load
from monitor.catalog.secrets import Secrets, leaks, read_secrets, redacted
from monitor.errors import ConfigInvalid

TOKEN = "123456789:AAfakefakefakefakefakefakefakefake0"


def test_secrets_come_from_the_environment(write):
    environ = {"MONITOR_TELEGRAM_TOKEN": TOKEN, "MONITOR_DATABASE_URL": "postgresql://me:hunter2@db/x", "MONITOR_WEB_PASSWORD": "hunter3"}
    catalog = load(write({}), environ)
    assert (catalog.secrets.telegram_token, catalog.secrets.web_password) == (TOKEN, "hunter3")
    assert catalog.database_url == "postgresql://me:hunter2@db/x"
    for shown in (repr(catalog), str(catalog), repr(catalog.secrets), f"{catalog.secrets}"):
        assert not any(secret in shown for secret in (TOKEN, "hunter2", "hunter3"))


def test_each_may_be_in_a_file(tmp_path: Path):
    (tmp_path / "token").write_text(f"\ufeff{TOKEN}\n", encoding="utf-8")
    (tmp_path / "url").write_text("sqlite:///x.db\r\n", encoding="utf-8")
    (tmp_path / "password").write_text("  hunter2  ", encoding="utf-8")
    names = {"MONITOR_TELEGRAM_TOKEN_FILE": "token", "MONITOR_DATABASE_URL_FILE": "url", "MONITOR_WEB_PASSWORD_FILE": "password"}
    secrets, problems = read_secrets({name: str(tmp_path / file) for name, file in names.items()})
    assert problems == []
    assert secrets == Secrets(telegram_token=TOKEN, database_url="sqlite:///x.db", web_password="hunter2")


def test_none_is_needed():
    assert read_secrets({"MONITOR_TELEGRAM_TOKEN": " ", "MONITOR_WEB_PASSWORD_FILE": ""}) == (Secrets(), [])


def test_a_local_bot_api_server_may_give_a_short_token():
    assert read_secrets({"MONITOR_TELEGRAM_TOKEN": "123456:TEST"}) == (Secrets(telegram_token="123456:TEST"), [])


WRONG = [
    pytest.param({"MONITOR_WEB_PASSWORD": "a", "MONITOR_WEB_PASSWORD_FILE": "/nowhere"}, "are both set: keep one", id="both"),
    pytest.param({"MONITOR_WEB_PASSWORD_FILE": "/nowhere/at/all"}, "cannot be read: No such file", id="no-file"),
    pytest.param({"MONITOR_TELEGRAM_TOKEN": "hunter2"}, "does not look like a bot token", id="not-a-token"),
    pytest.param({"MONITOR_TELEGRAM_TOKEN": "123456:hunter2 in two pieces"}, "does not look like a bot token", id="token-in-two-pieces"),
    pytest.param({"MONITOR_DATABASE_URL": "hunter2"}, "is not the URL of a database", id="not-a-database"),
]


@pytest.mark.parametrize(("environ", "words"), WRONG)
def test_what_is_wrong_with_them_is_said_without_saying_them(write, environ, words):
    with pytest.raises(ConfigInvalid) as refused:
        load(write({}), environ)
    assert words in str(refused.value)
    assert "hunter2" not in str(refused.value)


FILES = [
    pytest.param(b"", "does not hold one line", id="empty"),
    pytest.param(b"a\nb\n", "does not hold one line", id="two-lines"),
    pytest.param(b"\xff\xfe", "not text in UTF-8", id="not-utf-8"),
    pytest.param(b"x" * 70_000, "does not hold one line", id="large"),
]


@pytest.mark.parametrize(("body", "words"), FILES)
def test_a_file_that_holds_no_secret_is_named(tmp_path: Path, body, words):
    (tmp_path / "secret").write_bytes(body)
    secrets, (problem,) = read_secrets({"MONITOR_WEB_PASSWORD_FILE": str(tmp_path / "secret")})
    assert words in problem.message
    assert secrets.web_password == ""


LINES = [
    pytest.param(f"token: {TOKEN}", [8], id="token"),
    pytest.param(f"bot{TOKEN}/sendMessage", [], id="token-in-a-url-of-the-bot-api-counts-as-a-word"),
    pytest.param("12:30 and 123456:short", [], id="clock"),
    pytest.param("url: https://me:pw@example.org/", [17], id="password-in-a-url"),
    pytest.param("url: https://example.org:8080/a@b", [], id="port-and-at-sign"),
    pytest.param("url: https://me@example.org/", [], id="user-alone"),
    pytest.param('query: "a:b@c"', [], id="query"),
]


@pytest.mark.parametrize(("line", "columns"), LINES)
def test_where_secrets_stand(line, columns):
    assert [one.column for one in leaks(f"\n{line}\n", file="x")] == columns


def test_messages_are_redacted():
    assert redacted(f"`{TOKEN}` and postgresql://me:hunter2@db/x") == "`[token]` and postgresql://me:[password]@db/x"
    assert redacted("nothing to hide at 12:30") == "nothing to hide at 12:30"

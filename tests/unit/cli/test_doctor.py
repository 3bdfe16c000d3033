"""`monitor doctor`: how checks are run and told, and what they say of this machine."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.catalog.load import Catalog
from monitor.catalog.secrets import Secrets
from monitor.catalog.settings import LogSettings, Settings
from monitor.cli.doctor import code_of, examined
from monitor.cli.doctor_finding import Finding, Patient
from monitor.cli.doctor_machine import disk, program, secrets, shown
from monitor.cli.doctor_network import _clock

TOKEN = "987654321:AAE-not-a-real-token-0123456789abcd"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def patient(environ=None, **catalog):
    return Patient(folder=Path("config"), catalog=Catalog(**catalog), environ=environ or {}, now=NOON)


def test_checks_are_told_in_their_order_and_a_slow_one_holds_up_no_other():
    never = threading.Event()

    def slow(_):
        never.wait()
        yield Finding(name="slow", ok=True, says="at last")

    def quick(_):
        yield Finding(name="quick", ok=True, says="at once")

    found = examined((slow, quick), patient(), seconds=0.5)
    assert [(each.name, each.ok, each.says, each.code) for each in found] == [
        ("slow", False, "no answer within 0.5 s", 4),
        ("quick", True, "at once", 1),
    ]
    never.set()


def test_a_check_that_fails_is_told_without_secrets():
    def broken(_):
        yield Finding(name="first", ok=True, says=f"{TOKEN} and pass-word stand here")
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe")

    kept = Secrets(telegram_token=TOKEN, web_password="pass-word")
    first, second = examined((broken,), patient(secrets=kept))
    assert first.says == "[secret] and [secret] stand here"
    assert (second.name, second.ok, TOKEN in second.says) == ("broken", False, False)


def test_the_token_within_a_url_is_hidden_too():
    def quotes(_):
        yield Finding(name="quotes", ok=False, says=f"no answer from https://api.telegram.org/bot{TOKEN}/getMe")

    (found,) = examined((quotes,), patient(secrets=Secrets(telegram_token=TOKEN)))
    assert found.says == "no answer from https://api.telegram.org/bot[secret]/getMe"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param([(True, 4), (None, 4)], 0, id="all-well"),
        pytest.param([], 0, id="nothing"),
        pytest.param([(False, 1), (True, 3)], 1, id="findings"),
        pytest.param([(False, 1), (False, 4)], 4, id="out-of-reach"),
        pytest.param([(False, 4), (False, 3)], 3, id="config"),
    ],
)
def test_the_exit_code_is_that_of_the_worst(given, code):
    assert code_of([Finding(name="x", ok=ok, says="", code=each) for ok, each in given]) == code


def test_this_python_does():
    assert [each.ok for each in program(patient())] == [True, True]


def test_files_that_others_can_read(tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN)
    given = patient({"MONITOR_TELEGRAM_TOKEN_FILE": str(file)}, secrets=Secrets(telegram_token=TOKEN, web_password="x"))
    file.chmod(0o640)
    loose, web = secrets(given)
    assert (loose.ok, loose.do, web.says) == (False, f"chmod 600 {file}", "MONITOR_WEB_PASSWORD is set")
    assert loose.says.endswith("has mode 640: others can read it")
    file.chmod(0o600)
    assert [each.ok for each in secrets(given)] == [True, True]


def test_a_token_that_was_kept_and_is_not_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (without,) = secrets(patient())
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "telegram.token").touch()
    (unnamed,) = secrets(patient())
    assert (without.ok, without.do) == (None, "run `monitor init`")
    assert (unnamed.ok, unnamed.do) == (None, "export MONITOR_TELEGRAM_TOKEN_FILE=var/telegram.token")


def test_room_and_rights(tmp_path):
    settings = Settings(database=f"sqlite:///{tmp_path}/a/b/monitor.db", logs=LogSettings(folder=str(tmp_path / "log")))
    assert [each.name for each in disk(patient(settings=settings))] == ["disk", "disk"]
    (tmp_path / "file").touch()
    in_the_way = Settings(database="postgresql://host/name", logs=LogSettings(folder=str(tmp_path / "file" / "log")))
    room, rights = disk(patient(settings=in_the_way))
    assert (room.ok, rights.ok, rights.says) == (True, False, f"{tmp_path}/file cannot be written to, where logs are kept")


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (999, "999 B"), (12_345, "12 kB"), (5e8, "500 MB"), (2.5e9, "2.5 GB")])
def test_sizes_for_people(size, text):
    assert shown(size) == text


@pytest.mark.parametrize(
    ("off", "ok", "says"),
    [
        pytest.param(0, True, "right within 30 s", id="right"),
        pytest.param(-30, True, "right within 30 s", id="within"),
        pytest.param(-95, False, "94 s ahead", id="ahead"),
        pytest.param(95, False, "94 s behind", id="behind"),
    ],
)
def test_the_clock(off, ok, says):
    found = _clock(NOON + timedelta(seconds=off), NOON, NOON + timedelta(seconds=1))
    assert (found.ok, found.says) == (ok, says)


def test_a_clock_with_nothing_to_compare_it_with():
    assert _clock(None, NOON, NOON).ok is None

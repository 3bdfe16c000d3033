"""`monitor notify test`, and what `monitor doctor` says of the places that Apprise writes to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from monitor.catalog.load import load
from monitor.cli import monitor
from monitor.cli.doctor import examined
from monitor.cli.doctor_finding import Patient
from monitor.cli.doctor_machine import secrets
from monitor.cli.doctor_notify import notify
from tests.line.receiver import RESET, Receiver


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


@pytest.fixture
def asked(tmp_path, receiver, monkeypatch):
    written = f"notify:\n  - {{name: desk, locale: ru}}\n  - {{name: rich, url: '{receiver.url(rest='/?format=html')}'}}\n"
    (tmp_path / "monitor.yaml").write_text(written)
    monkeypatch.setenv("MONITOR_NOTIFY_DESK", receiver.url().replace("//", "//me:hunter22@"))

    def asked(name):
        ended = CliRunner().invoke(monitor, ["notify", "test", name, "--config", str(tmp_path)], standalone_mode=False)
        assert "hunter22" not in ended.output
        return ended

    return asked


def test_a_message_that_is_taken(asked, receiver):
    ended = asked("desk")
    assert ended.return_value == 0
    assert ended.output.startswith("✓ JSON took it: json://me:****@127.0.0.1:")
    assert asked("rich").return_value == 0
    assert [each["message"] for each in receiver.taken] == ["Работает: сообщения будут приходить сюда.", "It works: alerts come here."]


def test_one_that_is_not(asked, receiver):
    receiver.status = 401
    ended = asked("desk")
    assert ended.return_value == 1
    assert ended.output.startswith("✗ JSON did not take it: Failed to send JSON")
    receiver.status = RESET
    ended = asked("desk")
    assert ended.return_value == 1
    assert ended.output.startswith("✗ JSON gave no answer, it may have come: ")


def test_a_name_that_is_none(asked, receiver):
    assert "there are desk, rich" in str(asked("dask").exception)
    assert receiver.tried == 0


def test_doctor_names_each_place_and_sends_nothing(asked, receiver, tmp_path):
    environ = {"MONITOR_NOTIFY_DESK": receiver.url().replace("//", "//me:hunter22@")}
    patient = Patient(folder=tmp_path, catalog=load(tmp_path, environ), environ=environ, now=datetime(2026, 3, 1, tzinfo=UTC))
    said = [f"{each.name} {each.ok} {each.says}" for each in examined((notify, secrets), patient)]
    assert said[0].startswith("notify True desk: JSON, json://me:")
    assert said[1].startswith("notify True rich: JSON, json://127.0.0.1:")
    assert "secret True MONITOR_NOTIFY_DESK is set" in said
    assert "hunter22" not in "".join(said)
    assert receiver.tried == 0

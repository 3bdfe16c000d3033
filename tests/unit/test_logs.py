import json
import logging

import pytest
import structlog

from monitor import logs

TOKEN = "123456789:AAH-abcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def _as_it_was():
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    yield
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        if handler not in handlers:
            handler.close()
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)
    logging.raiseExceptions = raising
    for name in logs.NOISY:
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(f"POST /bot{TOKEN}/sendMessage", f"POST /bot{logs.HIDDEN}/sendMessage", id="a token in a path"),
        pytest.param(f"token={TOKEN.replace(':', '%3A')}", f"token={logs.HIDDEN}", id="a token, quoted"),
        pytest.param("postgresql://me:s3cret@db/monitor", f"postgresql://me:{logs.HIDDEN}@db/monitor", id="a password in a URL"),
        pytest.param("the word is hunter2", f"the word is {logs.HIDDEN}", id="a secret that was named"),
        pytest.param("12:30 at 127.0.0.1:8080", "12:30 at 127.0.0.1:8080", id="nothing to hide"),
    ],
)
def test_no_secret_is_written(line, expected):
    assert logs.Redactor(["hunter2", "", "abc"])(line) == expected


def test_an_event_is_one_json_line_with_its_values(tmp_path):
    logs.set_up(folder=tmp_path / "log", console=False)
    with structlog.contextvars.bound_contextvars(source="tass"):
        structlog.get_logger().info("feed.checked", outcome="ok", new=3)
    structlog.get_logger().debug("not.written")
    (line,) = (tmp_path / "log" / logs.FILE).read_text().splitlines()
    event = json.loads(line)
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "feed.checked", "level": "info", "source": "tass", "outcome": "ok", "new": 3}


def test_a_secret_is_in_no_line_even_of_a_trace_or_a_library(tmp_path, capsys):
    logs.set_up(folder=tmp_path, secrets=[TOKEN], level="debug")
    log = structlog.get_logger()
    try:
        int(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        log.exception("stage.failed", url=f"/bot{TOKEN}")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("telegram").debug("token %s", TOKEN)
    written = (tmp_path / logs.FILE).read_text()
    shown = capsys.readouterr().err
    assert written.count("\n") == 3
    for sink in (written, shown):
        assert "AAH-" not in sink
        assert logs.HIDDEN in sink
        assert "ValueError" in sink


def test_libraries_that_talk_much_are_silent_by_default(tmp_path):
    logs.set_up(folder=tmp_path, console=False)
    logging.getLogger("httpx").info("HTTP Request")
    logging.getLogger("httpx").warning("trouble")
    assert [json.loads(line)["event"] for line in (tmp_path / logs.FILE).read_text().splitlines()] == ["trouble"]


def test_without_a_folder_the_console_alone_is_written(capsys):
    logs.set_up(folder=None, level="warning")
    structlog.get_logger().warning("source.silent", source="ria")
    structlog.get_logger().info("feed.checked")
    shown = capsys.readouterr().err
    assert "source.silent" in shown
    assert "feed.checked" not in shown

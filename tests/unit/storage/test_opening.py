from __future__ import annotations

import socket
import sqlite3
import traceback

import pytest

from monitor.errors import DatabaseUnreachable
from monitor.storage.database import open_database, upgrade

PASSWORD = "p@ss%word"


@pytest.fixture
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()
    return port[1]


@pytest.mark.parametrize("door", [open_database, upgrade])
@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://monitor:p%40ss%25word@127.0.0.1:{port}/monitor", id="password"),
        pytest.param("postgresql://monitor@127.0.0.1:{port}/monitor?password=p%40ss%25word", id="password-as-option"),
        pytest.param("postgres://monitor:p%40ss%25word@127.0.0.1:{port}/monitor", id="short-name"),
    ],
)
def test_a_server_that_does_not_answer_is_named_without_the_password(closed_port, url, door):
    with pytest.raises(DatabaseUnreachable, match="does not answer") as caught:
        door(url.format(port=closed_port))
    message = str(caught.value)
    assert str(closed_port) in message
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert "p%40ss" not in message


BAD_URLS = [
    pytest.param("", "cannot be read", id="empty"),
    pytest.param("var/monitor.db", "cannot be read", id="a-path"),
    pytest.param("postgresql://u:s3cret@host:port/name", "cannot be read", id="port-is-no-number"),
    pytest.param("mysql://u:s3cret@host/name", "only sqlite and postgresql", id="another-database"),
    pytest.param("sqlite://", "must be a file", id="no-file"),
    pytest.param("sqlite:///:memory:", "must be a file", id="memory"),
    pytest.param("sqlite:///file:x?mode=memory&uri=true", "must be a file", id="file-uri"),
]


@pytest.mark.parametrize("door", [open_database, upgrade])
@pytest.mark.parametrize(("url", "words"), BAD_URLS)
def test_a_url_that_is_none_of_ours_says_what_to_write(url, words, door):
    with pytest.raises(DatabaseUnreachable, match=words) as caught:
        door(url)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_missing_folder_is_made_by_upgrading_only(tmp_path):
    url = f"sqlite:///{tmp_path}/var/deep/monitor.db"
    with pytest.raises(DatabaseUnreachable, match="cannot be opened"):
        open_database(url)
    upgrade(url)
    assert (tmp_path / "var/deep/monitor.db").is_file()


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(DatabaseUnreachable, match="folder cannot be made"):
        upgrade(f"sqlite:///{tmp_path}/var/deep/monitor.db")


@pytest.mark.parametrize("door", [open_database, upgrade])
def test_a_file_that_is_no_database(tmp_path, door):
    file = tmp_path / "monitor.db"
    file.write_bytes(b"<html>" * 1_000)
    with pytest.raises(DatabaseUnreachable, match="not an SQLite database"):
        door(f"sqlite:///{file}")
    assert file.read_bytes() == b"<html>" * 1_000


def test_a_database_that_somebody_else_keeps_locked(tmp_path, monkeypatch):
    monkeypatch.setattr("monitor.storage.engines._BUSY_SECONDS", 0.1)
    file = tmp_path / "monitor.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseUnreachable, match="another program"):
        upgrade(f"sqlite:///{file}")
    other.close()

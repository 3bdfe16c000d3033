"""Whatever lies in the config folder has its own words, and none of it stops the reading of the rest."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from monitor.catalog.files import LARGEST, read_text
from monitor.catalog.load import digest_of, load
from monitor.errors import ConfigInvalid

SOURCE = "sources: [{id: a, name: A, feeds: [{url: 'https://example.org/'}]}]\n"
TOPIC = "id: a\ntitle: {en: A}\nquery: x\n"


def problem_of(folder: Path) -> str:
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    (problem,) = [one for one in refused.value.problems if one.severity == "error"]
    return str(problem)


BYTES = [
    pytest.param(
        "база: x\n".encode("windows-1251"), "monitor.yaml:1:1: the byte 0xE1 is not UTF-8: save the file as UTF-8", id="windows-1251"
    ),
    pytest.param("locale: en\n# ю".encode() + b"\xe9\n", "monitor.yaml:2:4: the byte 0xE9 is not UTF-8", id="byte-in-a-later-line"),
    pytest.param("locale: en\n# ю".encode()[:-1], "monitor.yaml:2:3: the file ends in the middle of a character", id="half-a-character"),
    pytest.param("locale: en\n".encode("utf-16"), "monitor.yaml:1:1: the file is in UTF-16: save it as UTF-8", id="utf-16"),
    pytest.param(b"#" * (LARGEST + 1), "monitor.yaml: is larger than 4 MB: split it into several files", id="over-size"),
    pytest.param(b"\xef\xbb\xbflocale: de\n", "monitor.yaml:1:9: `de` is not known here", id="byte-order-mark-keeps-columns-true"),
]


@pytest.mark.parametrize(("body", "words"), BYTES)
def test_bytes_that_are_no_text(write, body, words):
    assert problem_of(write({"monitor.yaml": body})).startswith(words)


GOOD = [
    pytest.param(b"", id="empty"),
    pytest.param(b"# nothing yet\n", id="comments-alone"),
    pytest.param(b"\xef\xbb\xbflocale: en\n", id="byte-order-mark"),
    pytest.param(b"locale: en\r\nweb: {}\r\n", id="windows-line-ends"),
    pytest.param(b"---\nlocale: en\n...\n", id="document-marks"),
    pytest.param(b"fetch:\n  # at_once: 5\ntelegram:\n", id="sections-commented-out"),
    pytest.param(b"~\n", id="null"),
]


@pytest.mark.parametrize("body", GOOD)
def test_settings_that_say_nothing_are_the_defaults(write, body):
    assert load(write({"monitor.yaml": body})).settings == load(write({"monitor.yaml": b""})).settings


def test_a_circle_of_links_is_named(write):
    folder = write({"sources/a.yaml": SOURCE})
    (folder / "sources/b.yaml").symlink_to(folder / "sources/c.yaml")
    (folder / "sources/c.yaml").symlink_to(folder / "sources/b.yaml")
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    assert [one.file for one in refused.value.problems] == ["sources/b.yaml", "sources/c.yaml"]
    assert all("lead in a circle" in one.message for one in refused.value.problems)


def test_a_link_to_nothing_is_named(write):
    folder = write({})
    (folder / "monitor.yaml").symlink_to(folder / "gone.yaml")
    assert "link to a file that is not there" in problem_of(folder)


def test_a_folder_in_the_place_of_a_file_is_named(write):
    folder = write({})
    (folder / "topics" / "a.yaml").mkdir(parents=True)
    assert problem_of(folder).startswith("topics/a.yaml: it is not a file")


def test_a_pipe_is_not_waited_for(write):
    folder = write({})
    os.mkfifo(folder / "monitor.yaml")
    assert "it is not a file" in problem_of(folder)


class Refusing(type(Path())):
    """A path whose disk says no, as it does to a user who may not read."""

    number = errno.EACCES

    def stat(self, **_options):
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(("number", "words"), [(errno.EACCES, "may not read it"), (errno.EIO, "Input/output error: put a readable")])
def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch, number, words):
    monkeypatch.setattr(Refusing, "number", number)
    (problem,) = read_text(Refusing(tmp_path / "a.yaml"), name="topics/a.yaml").problems
    assert words in problem.message
    assert problem.file == "topics/a.yaml"


STRAYS = [
    pytest.param("monitor.yml", "monitor.yml: warning: is not read: did you mean `monitor.yaml`?", id="yml"),
    pytest.param("topic/a.yaml", "topic: warning: is not read: did you mean `topics`?", id="folder"),
    pytest.param("russia.yaml", "russia.yaml: warning: is not read: files stand in topics, concepts, sources", id="in-the-wrong-folder"),
    pytest.param("topics/a.yml", "topics/a.yml: warning: is not read: name it a.yaml", id="topic-yml"),
]


@pytest.mark.parametrize(("name", "words"), STRAYS)
def test_what_is_not_read_is_said(said, name, words):
    assert words in said({name: TOPIC, "sources/a.yaml": SOURCE})


def test_what_editors_and_clusters_leave_is_passed_over(said):
    left = dict.fromkeys(
        ["topics/.a.yaml.swp", "topics/.hidden.yaml", "topics/a.yaml~", "topics/README", "..data/a.yaml", "notes.txt", "schema/x.json"], "{"
    )
    assert said({**left, "topics/a.yaml": TOPIC, "sources/a.yaml": SOURCE}) == []


def test_a_folder_with_nothing_in_it_works_and_says_what_is_missing(said):
    lines = said({})
    assert len(lines) == 2
    assert all("warning: there are no" in line for line in lines)


def test_what_is_not_enabled_does_not_count(said):
    off = {"topics/a.yaml": TOPIC + "enabled: false\n", "sources/a.yaml": SOURCE.replace("id: a", "id: a, enabled: false")}
    assert all("that are enabled" in line for line in said(off))
    assert len(said(off)) == 2


def test_a_source_file_with_nothing_in_it_is_as_good_as_none(said):
    assert len(said({"sources/a.yaml": "sources:\n", "sources/b.yaml": "", "topics/a.yaml": TOPIC})) == 1


def test_the_digest_is_there_for_a_broken_config_too(write):
    folder = write({"monitor.yaml": "locale: [\n"})
    before = digest_of(folder)
    assert digest_of(folder) == before
    assert digest_of(write({"monitor.yaml": "locale: [[\n"})) != before

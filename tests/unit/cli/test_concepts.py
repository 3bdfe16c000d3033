"""`monitor concepts`: what is listed, what an accepted spelling does to its file, and what is refused as a usage."""

from __future__ import annotations

import json
import stat

import click
import pytest
from click.testing import CliRunner

from monitor import cli
from monitor.catalog.load import load
from monitor.cli.config_edit import replace_file

ENVOY = """\
# who speaks for them
id: envoy
terms:
  any: [emissary, эмиссар*]   # everywhere
  en:
    - Kabulov  # the usual spelling
    - special envoy
not_only: [rival]
"""
RIVAL = "id: rival\nterms: {ru: [соперник]}\n"
EMPTY = "id: capital\nterms: {zh: [喀布尔], en: [the capital]}\n"
TALKS = "id: talks\ntitle: {en: Talks}\nquery: '@envoy talks'\nexclusions: [{query: 'title:@rival', because: not him}]\n"
SOURCES = "sources:\n- {id: a, name: A, language: ru, feeds: [{url: 'https://a.example/x'}, {url: 'https://a.example/y', language: fa}]}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    folder = tmp_path / "config"
    files = {"concepts/envoy": ENVOY, "concepts/rival": RIVAL, "concepts/capital": EMPTY, "topics/talks": TALKS, "sources/a": SOURCES}
    for name, text in (files | {"monitor": f"database: sqlite:///{tmp_path / 'monitor.db'}\n"}).items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    return folder


@pytest.fixture
def call(folder):
    def called(*words: str) -> str:
        found = CliRunner().invoke(cli.monitor, ["concepts", *words, "--config", str(folder)], standalone_mode=False)
        if found.exception:
            raise found.exception
        return found.output.replace(str(folder), "config")

    return called


def envoy(folder) -> str:
    return (folder / "concepts" / "envoy.yaml").read_text("utf8")


def test_each_concept_has_a_line(call):
    assert call().splitlines() == [
        "concept  terms       topics                    no terms in  file",
        "capital  zh 1 en 1   none                      fa ru        config/concepts/capital.yaml",
        "envoy    any 2 en 2  talks                     –            config/concepts/envoy.yaml",
        "rival    ru 1        talks, @envoy (not_only)  fa           config/concepts/rival.yaml",
    ]


def test_machines_get_the_terms(call):
    rows = [json.loads(line) for line in call("list", "--json").splitlines()]
    assert rows[1:] == [
        {
            "concept": "envoy",
            "terms": {"any": ["emissary", "эмиссар*"], "en": ["Kabulov", "special envoy"]},
            "topics": ["talks"],
            "concepts": [],
            "lacking": [],
            "file": "config/concepts/envoy.yaml",
        },
        {
            "concept": "rival",
            "terms": {"ru": ["соперник"]},
            "topics": ["talks"],
            "concepts": ["envoy"],
            "lacking": ["fa"],
            "file": "config/concepts/rival.yaml",
        },
    ]
    assert rows[0]["lacking"] == ["fa", "ru"]


ACCEPTED = [
    pytest.param(
        ["Kabuloff", "--language", "en"], "    - special envoy\n", "    - special envoy\n    - Kabuloff\n", id="a-list-of-its-own"
    ),
    pytest.param(["Кабулоф"], "эмиссар*]", "эмиссар*, Кабулоф]", id="seen-nowhere-so-in-any"),
    pytest.param(["Кабулоф", "--language", "ru"], "envoy\nnot_only", "envoy\n  ru: [Кабулоф]\nnot_only", id="a-language-more"),
    pytest.param(["\u202bКабулоф\u202c"], "эмиссар*]", "эмиссар*, Кабулоф]", id="marks-of-direction-are-left-off"),
    pytest.param(["emissary", "Кабулоф", "Кабулоф"], "эмиссар*]", "эмиссар*, Кабулоф]", id="what-is-found-already-is-not-written"),
]


@pytest.mark.parametrize(("words", "old", "new"), ACCEPTED)
def test_a_spelling_that_is_accepted_is_written_and_all_else_stays(call, folder, words, old, new):
    output = call("suggest", "envoy", "--accept", *words)
    assert envoy(folder) == ENVOY.replace(old, new)
    assert output.splitlines()[-1].startswith("config/concepts/envoy.yaml: ")
    assert ("emissary: @envoy finds it already" in output) == ("emissary" in words)
    assert load(folder).concepts


def test_what_is_found_already_leaves_the_file_alone(call, folder, tmp_path):
    before = (folder / "concepts" / "envoy.yaml").stat()
    assert call("suggest", "@envoy", "--accept", "Эмиссары") == "Эмиссары: @envoy finds it already\n"
    after = (folder / "concepts" / "envoy.yaml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not (tmp_path / "monitor.db").exists()


REFUSED = [
    pytest.param(["K*bulov"], "has \\* in the middle", id="a-term-that-no-query-allows"),
    pytest.param(["xx", "--language", "not a language"], "`not a language` is not the code", id="no-language"),
]


@pytest.mark.parametrize(("words", "why"), REFUSED)
def test_a_file_that_would_not_load_is_left_as_it_was(call, folder, words, why):
    with pytest.raises(click.ClickException, match=f"(?s)left as it was.*{why}"):
        call("suggest", "envoy", "--accept", *words)
    assert envoy(folder) == ENVOY
    assert [path.name for path in (folder / "concepts").iterdir() if path.name.startswith(".")] == []


def test_rights_marks_and_links_stay(call, folder, tmp_path):
    path, real = folder / "concepts" / "envoy.yaml", tmp_path / "elsewhere.yaml"
    real.write_bytes(b"\xef\xbb\xbf" + ENVOY.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    path.unlink()
    path.symlink_to(real)
    call("suggest", "envoy", "--accept", "Кабулоф")
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.read_bytes() == b"\xef\xbb\xbf" + ENVOY.replace("эмиссар*]", "эмиссар*, Кабулоф]").replace("\n", "\r\n").encode()


def test_a_file_that_changed_meanwhile_is_not_overwritten(folder):
    path = folder / "concepts" / "envoy.yaml"
    with pytest.raises(click.ClickException, match="was changed meanwhile"):
        replace_file(path, b"new", expected=b"something else")
    assert envoy(folder) == ENVOY
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(click.ClickException, match="cannot be written: No such file"):
        replace_file(tmp_path / "none" / "x.yaml", b"", expected=b"")


WRONG = [
    pytest.param(["suggest", "envoi"], 'no concept `envoi`: did you mean "envoy"', id="unknown"),
    pytest.param(["suggest", "zzz"], "no concept `zzz`: `monitor concepts` lists", id="like-none"),
    pytest.param(["suggest", "envoy", "x", "--accept", "--refuse"], "two calls", id="both"),
    pytest.param(["suggest", "envoy", "--accept"], "name the spellings", id="nothing-to-accept"),
    pytest.param(["suggest", "envoy", "x"], "say --accept or --refuse", id="nothing-said-of-it"),
    pytest.param(["suggest", "envoy", "--language", "ru"], "goes with --accept", id="a-language-alone"),
    pytest.param(["suggest", "envoy", "--because", "x"], "goes with --refuse", id="a-reason-alone"),
    pytest.param(["suggest", "envoy", "--refuse", " "], "from 1 to 100", id="an-empty-spelling"),
    pytest.param(["suggest", "envoy", "--refuse", "x" * 101], "from 1 to 100", id="a-long-spelling"),
    pytest.param(["suggest", "envoy", "--accept", "@rival"], "'@rival' holds '@': write the word alone", id="a-concept"),
    pytest.param(["suggest", "envoy", "--accept", "two\nlines"], "write the word alone", id="two-lines"),
    pytest.param(["suggest", "envoy", "--refuse", "title:x"], "holds ':'", id="a-field"),
]


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_wrong_usage_says_what_to_write(call, words, said):
    with pytest.raises(click.UsageError, match=said):
        call(*words)


def test_a_concept_without_a_word_that_sounds_says_so(call):
    with pytest.raises(click.ClickException, match="@capital has no word to listen for"):
        call("suggest", "capital")


def test_an_empty_archive_has_nothing_to_suggest(call):
    assert call("suggest", "envoy") == "nothing in the archive sounds like @envoy that its terms do not find\n"
    assert call("suggest", "envoy", "--json") == ""

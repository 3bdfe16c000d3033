"""Spellings that an operator accepts, written into the file of their concept: checked as a whole first, then put in place at once."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from monitor.catalog.concepts import ANY
from monitor.catalog.files import read_text
from monitor.catalog.load import load
from monitor.catalog.term_edit import CannotEdit, with_terms
from monitor.errors import ConfigInvalid
from monitor.model import Concept
from monitor.topics.suggest import Ear

_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # what is copied with a word from right to left


def accept(folder: Path, concept: Concept, spellings: Sequence[str], *, language: str, seen: Mapping[str, str]) -> list[str]:
    """Write spellings into a concept's file and return what was done, a line each.

    Args:
        folder: the config folder.
        concept: one that it holds.
        spellings: as they are to be matched.
        language: the list they go into; empty where each goes into that of the language it was ``seen`` in.
        seen: by spelling, the language of the articles that have it.

    Raises:
        click.ClickException: the file cannot be edited, or the config would not be valid; the file is as it was.
    """
    told: list[str] = []
    ear = Ear(concept)
    lists: dict[str, list[str]] = {}
    for spelling in dict.fromkeys(_DIRECTIONS.sub("", one).strip() for one in spellings):
        if ear.knows(spelling, language or seen.get(spelling, "")):
            told.append(f"{spelling}: @{concept.id} finds it already")
        else:
            lists.setdefault(language or _list_for(concept, seen.get(spelling, "")), []).append(spelling)
    if lists:
        _write(folder, concept, lists)
    return told + [f"{(folder / concept.file).as_posix()}: {key}: {', '.join(terms)}" for key, terms in lists.items()]


def _write(folder: Path, concept: Concept, lists: Mapping[str, Sequence[str]]) -> None:
    path = (folder / concept.file).resolve()
    raw = read_text(path, name=concept.file)
    text = raw.text
    try:
        for key, terms in lists.items():
            text = with_terms(text, key, terms)
        _see_that_it_loads(folder, concept.file, text)
    except (CannotEdit, ConfigInvalid) as error:
        raise click.ClickException(f"{folder / concept.file} is left as it was: {error}") from error
    mark = raw.body[: len(raw.body) - len(raw.text.encode())]  # a byte order mark stays
    _replace(path, mark + text.encode(), expected=raw.body)


def _list_for(concept: Concept, language: str) -> str:
    """The list of a language where the concept has one, else that of any language where it has that, else a new one."""
    if concept.terms.get(language) and language:
        return language
    return ANY if concept.terms.get("") or not language else language


def _see_that_it_loads(folder: Path, name: str, text: str) -> None:
    """Load a copy of the folder with the edited file in it.

    Raises:
        ConfigInvalid: it is not valid.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "config"
        shutil.copytree(folder, copy, ignore_dangling_symlinks=True)
        (copy / name).write_text(text, encoding="utf8", newline="")
        load(copy, os.environ)


def _replace(path: Path, body: bytes, *, expected: bytes) -> None:
    """Put new bytes in a file's place at once: whoever reads it sees the old ones or the new ones.

    Raises:
        click.ClickException: the file has changed meanwhile, or its folder cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
            new.write(body)
            new.flush()
            os.fsync(new.fileno())
        made = Path(new.name)
        try:
            made.chmod(path.stat().st_mode)
            if path.read_bytes() != expected:
                raise click.ClickException(f"{path} was changed meanwhile: nothing was written, try again")
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error

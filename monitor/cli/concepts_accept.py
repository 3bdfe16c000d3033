"""Spellings that an operator accepts, written into the file of their concept: checked as a whole first, then put in place at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from monitor.catalog.concepts import ANY
from monitor.catalog.files import read_text
from monitor.catalog.list_edit import CannotEdit
from monitor.catalog.term_edit import with_terms
from monitor.cli.config_edit import write_edited
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
    raw = read_text(folder / concept.file, name=concept.file)
    text = raw.text
    try:
        for key, terms in lists.items():
            text = with_terms(text, key, terms)
    except CannotEdit as error:
        raise click.ClickException(f"{folder / concept.file} is left as it was: {error}") from error
    write_edited(folder, raw, text)


def _list_for(concept: Concept, language: str) -> str:
    """The list of a language where the concept has one, else that of any language where it has that, else a new one."""
    if concept.terms.get(language) and language:
        return language
    return ANY if concept.terms.get("") or not language else language

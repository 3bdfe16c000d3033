"""The rows of the glossary's tables: an entry, and the terms that name it in each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.text.words import tokenize

_SHARE = {1: 0.12, 2: 0.02, 3: 0.003}  # of articles that mention an entry of this rarity


@dataclass(frozen=True)
class Entry:
    """What a term stands for. ``stage`` is asked, decided or denied, of deeds that move a matter on."""

    id: str
    share: float  # of news articles that mention it: a guess
    stage: str = ""

    @cached_property
    def kind(self) -> str:
        """What comes before the colon of its id: a place, a person, a deed."""
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a term, as written: any of its forms is meant, or any word that ``begins`` so."""

    token: str
    begins: bool = False


def read_table(text: str) -> Iterator[tuple[Entry, dict[str, str]]]:
    """Yield each row of a table: its entry, and its cell by language. The first line names the columns."""
    header, *lines = text.splitlines()
    names = header.split("\t")
    for line in lines:
        cells = dict(zip(names, line.split("\t"), strict=True))
        yield Entry(cells.pop("id"), _SHARE[int(cells.pop("rarity"))], cells.pop("stage", "")), cells


def terms_in(cell: str) -> list[str]:
    """Return the terms of a cell: "lift ban | unban"."""
    return [term for written in cell.split("|") if (term := written.strip())]


def words_of(term: str) -> Iterator[Word]:
    """Yield the words of a term; an asterisk makes what stands before it the beginning of a word, where that is more than a letter."""
    for written in term.split():
        tokens = tokenize(written.rstrip("*")).tokens
        for at, token in enumerate(tokens):
            yield Word(token, begins=written.endswith("*") and at == len(tokens) - 1 and len(token) > 1)

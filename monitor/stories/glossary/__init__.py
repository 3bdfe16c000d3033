"""News words that mean the same in every language of the watch: places, people, bodies, deeds and things, a row each.

Articles in different languages are compared by the entries that both mention, see docs/stories.md. **To add an entry:** a line in one of
the tables beside this file; ``rarity`` is 1 for what every tenth article mentions, 2 for the usual, 3 for what tells a happening.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from monitor.stories.glossary.entries import Entry, read_table, terms_in
from monitor.stories.glossary.filing import Filed, Found

__all__ = ["TABLES", "Entry", "Found", "Glossary", "read_table", "shipped"]

TABLES = ("ordinals", "places", "people", "bodies", "deeds", "things")


class Glossary:
    """The entries, and where a text names them.

    Args:
        rows: each entry with its cells by language, as in a table: ``{"en": "lift ban | unban"}``.
    """

    def __init__(self, rows: Iterable[tuple[Entry, Mapping[str, str]]]) -> None:
        self._rows = list(rows)
        self._shares = {entry.id: entry.share for entry, _ in self._rows}
        self._filed: dict[str, Filed] = {}

    def share(self, sign: str) -> float | None:
        """Return the share of news articles that mention an entry, given its id; None where there is none such."""
        return self._shares.get(sign)

    def terms(self, tongue: str) -> Iterator[tuple[Entry, str]]:
        """Yield the terms of a language, row by row."""
        for entry, cells in self._rows:
            for term in terms_in(cells.get(tongue, "")):
                yield entry, term

    def find(self, tokens: Sequence[str], tongue: str) -> list[Found]:
        """Return the entries that a text names, in its order; of two that share a word the longer, then the first.

        Args:
            tokens: the text's words, as written.
            tongue: the language they are in; terms of others are not looked for.
        """
        filed = self._filed.get(tongue)
        if filed is None:
            filed = self._filed[tongue] = Filed(self.terms(tongue), tongue)
        found = sorted(filed.find(tokens), key=lambda one: (one.start - one.end, one.start))
        taken: set[int] = set()
        kept = []
        for one in found:
            if taken.isdisjoint(range(one.start, one.end)):
                taken.update(range(one.start, one.end))
                kept.append(one)
        return sorted(kept, key=lambda one: one.start)


@cache
def shipped() -> Glossary:
    """Return the glossary that comes with the product."""
    folder = files("monitor.stories.glossary")
    return Glossary(row for name in TABLES for row in read_table(folder.joinpath(f"{name}.tsv").read_text(encoding="utf-8")))

"""The forms of the glossary's Russian words, listed beforehand in forms.txt: asking the dictionary for them takes a process two seconds.

A line has the endings of one way to inflect, the word's own first, and behind a tab the stems that take them. ``_`` is nothing, ``+`` puts
"по" before the stem (сильнее, посильнее), ``^`` marks a word that is written with a capital, and ``~`` is the way of words that no
dictionary has. listing.py writes it.
"""

from __future__ import annotations

from collections import defaultdict

from monitor.text.normalize import fold

NONE, MORE, NAME, UNKNOWN = "_", "+", "^", "~"
PO = "по"
_NOWHERE: tuple[str, tuple[str, ...]] = ("", ())


class Forms:
    """Listed words with their forms, and the words that have a form. A word is a folded one, with ``^`` before it where it is a name."""

    def __init__(self, text: str) -> None:
        self._of: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._by_stem: defaultdict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for line in text.splitlines():
            before, _, stems = line.partition("\t")
            endings = tuple(before.replace(NONE, "").split(" "))
            taken = frozenset(endings)
            for stem in stems.replace(NONE, "").split(" "):
                bare = stem.removeprefix(NAME)
                if before == UNKNOWN:
                    self._of[stem] = bare, ()
                else:
                    self._of[stem + endings[0]] = bare, endings
                    self._by_stem[bare].append((taken, stem + endings[0]))

    def of(self, word: str) -> tuple[str, ...] | None:
        """Return all forms of a word, itself among them; none of a word that no dictionary has; None of a word that is not listed."""
        if word not in self._of:
            return None
        stem, endings = self._of[word]
        return tuple(f"{PO}{stem}{ending[1:]}" if ending[:1] == MORE else stem + ending for ending in endings)

    def are_known(self, word: str) -> bool:
        """Return whether the dictionary has forms of a word."""
        return bool(self._of.get(word, _NOWHERE)[1])

    def having(self, form: str) -> list[str]:
        """Return the words that have a form."""
        found = self._with(form, "")
        return found + self._with(form[len(PO) :], MORE) if form.startswith(PO) else found

    def _with(self, form: str, mark: str) -> list[str]:
        return [word for at in range(len(form) + 1) for endings, word in self._by_stem.get(form[:at], ()) if mark + form[at:] in endings]


def listed(token: str) -> str:
    """Return a word of a term as it is listed."""
    return NAME + fold(token) if token[:1].isupper() else fold(token)

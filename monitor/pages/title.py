"""The title of an article, out of the several that a page gives it, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

_SEPARATOR: Final = re.compile(r"\s+(?:[-–—|·•*:»«/~_]|--|::)\s+|\s*(?:[|｜ㅣ：]|--|::)\s*")
_BARS: Final = ("|", "｜", "ㅣ")
_TIGHT: Final = re.compile(r"(?<=\S)[-–—_](?=\S)")  # parts a title only where what stands before it is given elsewhere
_WORDS: Final = re.compile(r"[^\W_]+")
_LONG: Final = 20  # characters of a title that is no chance
_SHORTEST: Final = 4  # characters of a title that a part of another may be


def best_title(stated: Sequence[str], *, headings: Sequence[str], document: str, sites: Iterable[str]) -> str:
    """Return the first title that was stated for sharing or search, else the first heading, else the document's; all without site names.

    A part at the end or the beginning goes when it is the name of the site, or when what is left is a title that the page gives elsewhere:
    that is how the name of a site or section is told from a sentence with a dash.

    Args:
        stated: titles of og:title, JSON-LD and the like, best first.
        headings: texts of ``<h1>``, in the page's order.
        document: text of ``<title>``.
        sites: names the site gives itself.
    """
    fitting, others = _by_fit(headings, document)
    candidates = [" ".join(text.split()) for text in (*stated, *fitting, document, *others)]
    candidates = [text for text in candidates if text and not _is_torn(text, candidates)]
    names = {key for name in sites if (key := _key(name))}
    known = {_key(text) for text in candidates}
    shown = {_key(text) for text in headings} & {_key(text) for text in stated}
    return _without_kicker(_without_site(candidates[0], names, known), shown) if candidates else ""


def _by_fit(headings: Sequence[str], document: str) -> tuple[list[str], list[str]]:
    """Part the headings that the document's title repeats, the longest first, from the others."""
    whole = _key(document)
    fitting = sorted((text for text in headings if _key(text) and _key(text) in whole), key=len, reverse=True)
    return fitting, [text for text in headings if text not in fitting]


def _is_torn(title: str, others: Sequence[str]) -> bool:
    """Tell a title that bad markup cut at a quotation mark in it (``content="He said "no""``) by another that goes on there."""
    return any(other.startswith(title) and other[len(title) :].lstrip().startswith('"') for other in others)


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _without_site(title: str, names: set[str], known: set[str]) -> str:
    """Cut off what is no part of the title, one part after another: "Section | Title - Rubric | Site"."""
    while (shorter := _cut(title, names, known)) != title:
        title = shorter
    return title


def _without_kicker(title: str, shown: set[str]) -> str:
    """Cut off what stands before a colon where the rest is what the page shows as its heading, and states elsewhere too."""
    tail = title.partition(": ")[2].strip()
    return tail if _key(tail) and _key(tail) in shown else title


def _cut(title: str, names: set[str], known: set[str]) -> str:
    for found in _SEPARATOR.finditer(title):
        head, tail = title[: found.start()].strip(), title[found.end() :].strip()
        if len(head) >= _SHORTEST and (_key(head) in known or _key(tail) in names or _ends_with_one(head, known)):
            return head
        if len(tail) >= _SHORTEST and (_key(head) in names or (found[0].strip() in _BARS and _key(tail) in known)):
            return tail
    heads = (title[: found.start()] for found in _TIGHT.finditer(title))
    return next((head for head in heads if len(head) >= _SHORTEST and _key(head) in known), title)


def _ends_with_one(head: str, known: set[str]) -> bool:
    """Tell whether a title that the page gives elsewhere stands at the end, behind a kicker: "Floods: Rivers rise again | Weather"."""
    key = _key(head)
    return any(len(one) >= _LONG and key.endswith(f" {one}") for one in known)

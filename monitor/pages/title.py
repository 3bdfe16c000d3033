"""The title of an article, out of the several that a page gives it, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

_SEPARATOR: Final = re.compile(r"\s+(?:[-–—|·•*:»«/~_]|--|::)\s+|\s*(?:[|｜ㅣ：]|--|::)\s*")
_WORDS: Final = re.compile(r"[^\W_]+")
_SHORTEST: Final = 4  # characters of a title that a part of another may be


def best_title(stated: Sequence[str], *, headings: Sequence[str], document: str, sites: Iterable[str]) -> str:
    """Return the first title that was stated for sharing or search, else the first heading, else the document's; all without site names.

    A part at the end (or, of the document's title, the beginning) goes when it is the name of the site, or when what is left is a
    title that the page gives elsewhere: that is how a site's name is told from a sentence with a dash.

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
    return _without_site(candidates[0], names, known) if candidates else ""


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
    for cut in _SEPARATOR.finditer(title):
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        if len(head) >= _SHORTEST and (_key(head) in known or _key(tail) in names):
            return head
        if len(tail) >= _SHORTEST and _key(head) in names:
            return tail
    return title

"""The text of an article by several extractors: the cheap ones where they agree, the thorough one where they do not.

Costs in parses of the page: our heuristic 4, resiliparse 3, trafilatura 20. Where two that work in different ways find the same text, or
one finds what JSON-LD gives, it is nearly always right; that is so for nine pages of ten.
"""

from __future__ import annotations

import logging
from typing import Final

import trafilatura
from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser

from monitor.pages.heuristic import main_text
from monitor.text.html import strip_tags

_SAME: Final = 0.88  # F1 of 4-grams from which two texts are the same
_PURE, _ENOUGH = 0.95, 0.6  # or: so much of ours is found by the other too, and makes up so much of what it found
_LOST: Final = 0.25  # a text with less than this of what another way found is not believed
_TOO_MANY_TAGS: Final = 30_000  # start and end tags; the largest of 400 real pages has 20,000
_TOO_LONG: Final = 2_500_000  # characters of markup

_Grams = frozenset[tuple[str, ...]]

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page it cannot read; we return a value for that


def article_text(markup: str, tree: LexborHTMLParser, *, linked: str = "") -> str:
    """Return the article's text, a line a paragraph; empty where there is none. Of a page too large for all of them, what JSON-LD gives.

    Args:
        markup: the page, harmless to build a tree of.
        tree: the same page parsed; used up.
        linked: the text that the page's JSON-LD gives, often missing, sometimes an extract or with markup.
    """
    linked = strip_tags(linked) if "<" in linked else linked
    if len(markup) > _TOO_LONG or markup.count("<") > _TOO_MANY_TAGS:
        return linked
    own = main_text(tree)
    if len(own) < _LOST * len(linked):
        own = ""  # a description, or what stands before a paywall
    if linked and _agree(_grams(own), _grams(linked)):
        return own
    other = _resiliparse(markup)
    if _has_lines_of(own, other):
        return own
    grams = _grams(own)
    if _agree(grams, _grams(other)):
        return own
    thorough = _trafilatura(markup)
    if _same(grams, _grams(thorough)):
        return own
    text = thorough if len(thorough) >= _LOST * len(other) else other
    text = text or own
    return text if len(text) >= _LOST * len(linked) else linked


def _has_lines_of(ours: str, theirs: str) -> bool:
    """Tell whether the texts agree line by line: most pages are decided so, for a tenth of the cost of comparing words."""
    common = sum(map(len, set(ours.split("\n")).intersection(theirs.split("\n"))))
    return common >= max(1, _PURE * len(ours)) and common >= _ENOUGH * len(theirs)


def _grams(text: str) -> _Grams:
    """Return the runs of four words in a text, of four characters where it has no spaces."""
    words = text.split()
    if len(text) > 12 * len(words):
        words = list("".join(words))
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False)) or frozenset({tuple(words)} if words else ())


def _agree(ours: _Grams, theirs: _Grams) -> bool:
    """Tell whether the texts are the same, or ours is theirs without some of what surrounds it."""
    common = len(ours & theirs)
    return _same(ours, theirs) or (common >= max(1, _PURE * len(ours)) and common >= _ENOUGH * len(theirs))


def _same(ours: _Grams, theirs: _Grams) -> bool:
    return bool(ours) and 2 * len(ours & theirs) >= _SAME * (len(ours) + len(theirs))


def _resiliparse(markup: str) -> str:
    try:
        text = extract_plain_text(
            markup, preserve_formatting=True, main_content=True, list_bullets=False, alt_texts=False, comments=False, post_meta=False
        )
    except Exception:  # noqa: BLE001 - whatever a C++ extension makes of hostile markup, it found no text
        return ""
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))


def _trafilatura(markup: str) -> str:
    try:
        return trafilatura.extract(markup, fast=True, include_comments=False) or ""
    except Exception:  # noqa: BLE001 - as above: lxml, recursion and value errors are all "no text"
        return ""

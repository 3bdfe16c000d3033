"""Markup becomes an HTML tree, within bounds of size, depth, time and memory whatever it holds.

The tree builder of the HTML standard takes quadratic time on deeply nested blocks and on many attributes, and quadratic memory on unclosed
formatting elements (`<p><b id=1><p><b id=2>…`: 3 GB for 100 KB of input), and parsers in C cannot be stopped half-way. So markup that could
do so is thinned beforehand; ordinary pages pass through untouched.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

MAX_TAGS: Final = 100_000  # start and end tags; the largest of 400 real pages has 20,000
MAX_DEPTH: Final = 256  # elements below are unwrapped, their text stays
_SHALLOW_TAGS: Final = 4_000  # fewer tags than this cannot nest deep enough to matter
_FEW_TAGS: Final = 1_500  # nor can so few be multiplied by reopening
_MAX_REOPENED: Final = 1_000_000  # formatting elements × tags: an upper bound of the nodes that reopening could make

_LONG: Final = 40_000  # characters of a tag that may have countless attributes
_LONG_TAG: Final = re.compile(rf"<[a-zA-Z][^>]{{{_LONG},}}+>?")
_MAX_ATTRIBUTES: Final = 1_000  # words in such a tag; a picture in a data: URL is one word

_FORMATTING_NAMES: Final = ("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
_CHOICE_NAMES: Final = ("select", "option", "optgroup")
_RISKY: Final = re.compile(rf"</?({'|'.join(_FORMATTING_NAMES + _CHOICE_NAMES)})(?=[\s/>])", re.IGNORECASE)
_FORMATTING: Final = re.compile(rf"</?(?:{'|'.join(_FORMATTING_NAMES)})(?=[\s/>])[^>]*+>?", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*+>?")
_NO_END_TAG: Final = "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
_MANY_CHOICES: Final = 3_000  # tags of <select> and <option>: parsers take quadratic time where they nest
_CHOICES: Final = re.compile(rf"</?(?:{'|'.join(_CHOICE_NAMES)})(?=[\s/>])[^>]*+>?", re.IGNORECASE)
_VOID: Final = frozenset(_NO_END_TAG.split())
_SCOPES: Final = frozenset(("table", "template", "object", "button", "marquee", "applet", "select"))  # an end tag reaches no further
_ENDED_BY_THEIR_LIKE: Final = frozenset(("p", "li", "td", "th", "tr", "dt", "dd", "option"))


def parse_html(text: str, *, most_tags: int = MAX_TAGS) -> LexborHTMLParser:
    """Return the tree of a page, its markup thinned first where building the tree could take unbounded time or memory."""
    return tree_of(harmless(text, most_tags=most_tags))


def tree_of(markup: str) -> LexborHTMLParser:
    """Return the tree of markup that is harmless."""
    return LexborHTMLParser(markup, options=LexborDocumentOptions.WO_EVENTS)


def harmless(text: str, *, most_tags: int = MAX_TAGS) -> str:
    """Return the same markup, thinned where it is hostile.

    What comes after ``most_tags`` goes, tags of a thousand attributes go, and from a page that has suspiciously many tags the formatting
    elements or the deepest levels.
    """
    starts, ends = text.count("<"), text.count("</")
    if starts > most_tags:
        text = text[: -len(text.split("<", most_tags + 1)[-1]) - 1]
        starts, ends = most_tags, text.count("</")
    if any(text.find(">", begin, begin + _LONG // 2) < 0 for begin in range(0, len(text) - _LONG // 2, _LONG // 2)):
        text = _LONG_TAG.sub(lambda tag: "" if len(tag[0].split(None, _MAX_ATTRIBUTES)) > _MAX_ATTRIBUTES else tag[0], text)
    tags = starts - ends
    if tags > _FEW_TAGS:
        text = _simplified(text, tags)
    return _flattened(text) if tags > _SHALLOW_TAGS else text


def _simplified(text: str, tags: int) -> str:
    """Drop the tags of formatting, or of choices, where a page has so many that trees of it could grow or take time without bounds."""
    names = Counter(map(str.lower, _RISKY.findall(text)))
    choices = sum(names[name] for name in _CHOICE_NAMES)
    if choices > _MANY_CHOICES:
        text = _CHOICES.sub("", text)
    return _FORMATTING.sub("", text) if tags * (names.total() - choices) > _MAX_REOPENED else text


def _flattened(text: str) -> str:
    """Drop the start tags of elements nested deeper than ``MAX_DEPTH``."""
    kept: list[str] = []
    stack: list[str] = []
    begin = 0
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name in _VOID:
            continue
        if tag[1]:
            _close(stack, name)
        elif name in _ENDED_BY_THEIR_LIKE and stack and stack[-1] == name:
            continue
        elif len(stack) < MAX_DEPTH:
            stack.append(name)
        else:
            kept.append(text[begin : tag.start()])
            begin = tag.end()
    return "".join((*kept, text[begin:])) if kept else text


def _close(stack: list[str], name: str) -> None:
    """End the innermost open element of that name and all within it; nothing where a table or the like is in between."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] == name:
            del stack[index:]
            return
        if stack[index] in _SCOPES:
            return

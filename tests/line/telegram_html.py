"""Telegram's HTML as the Bot API reads it (https://core.telegram.org/bots/api#html-style), and as strict.

Written after the documentation and the parser of TDLib (``parse_html`` in MessageEntity.cpp), to judge what we send.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

TEXT_UNITS = 4096
ENTITIES = 100

_SAME = {"strong": "b", "em": "i", "ins": "u", "strike": "s", "del": "s"}
_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "span", "tg-spoiler", "tg-emoji"}
_ATTRIBUTES = {
    "a": {"href"},
    "blockquote": {"expandable"},
    "span": {"class"},
    "tg-emoji": {"emoji-id"},
    "code": {"class"},
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z-]*)((?:\s+[a-zA-Z-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_CHARACTER = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
_AMPERSAND = re.compile(r"&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")


class CannotParse(Exception):
    """Telegram would answer 400 with these words."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A styled stretch of the text; offset and length in UTF-16 units, as Telegram gives them."""

    type: str
    offset: int
    length: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message's plain text, trimmed as Telegram trims it, and its entities in order."""

    text: str
    entities: tuple[Entity, ...]

    def texts(self, kind: str) -> list[str]:
        """The pieces of text that are bold, a link and so on."""
        raw = self.text.encode("utf-16-le")
        return [raw[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le") for each in self.entities if each.type == kind]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(html: str) -> Parsed:
    """Read a message; raise CannotParse where Telegram would refuse it."""
    text, at = "", 0
    open_tags: list[tuple[str, int, str]] = []
    entities: list[Entity] = []
    while at < len(html):
        if html[at] != "<":
            stop = html.find("<", at)
            stop = len(html) if stop < 0 else stop
            text += _characters(html[at:stop])
            at = stop
            continue
        tag = _TAG.match(html, at)
        if tag is None:
            raise CannotParse(f"can't parse entities: Unsupported start tag at byte offset {len(html[:at].encode())}")
        at = tag.end()
        name = _SAME.get(tag[2].lower(), tag[2].lower())
        if tag[1]:
            if not open_tags:
                raise CannotParse(f"can't parse entities: Unexpected end tag </{name}>")
            expected, begin, url = open_tags.pop()
            if expected != name:
                raise CannotParse(f'can\'t parse entities: Unmatched end tag, expected "</{expected}>", found "</{name}>"')
            if utf16(text) > begin:
                entities.append(Entity("text_link" if name == "a" else name, begin, utf16(text) - begin, url))
            continue
        open_tags.append((name, utf16(text), _checked_attributes(name, tag[3])))
        _check_nesting([each for each, _, _ in open_tags])
    if open_tags:
        raise CannotParse(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    if len(entities) > ENTITIES:
        raise CannotParse(f"more than {ENTITIES} entities: Telegram would drop the rest")
    return _trimmed(text, entities)


def _characters(piece: str) -> str:
    for match in _AMPERSAND.finditer(piece):
        if not _CHARACTER.fullmatch(match.group()):
            raise CannotParse(f"{match.group()} is none of the four named characters")
    return _CHARACTER.sub(lambda match: unescape(match.group()), piece)


def _checked_attributes(name: str, attributes: str) -> str:
    """The URL of a link, after every attribute was found to be allowed."""
    if name not in _TAGS:
        raise CannotParse(f'can\'t parse entities: Unsupported start tag "{name}"')
    given = {key: unescape(one or two or three) for key, one, two, three in _ATTRIBUTE.findall(attributes)}
    if unknown := set(given) - _ATTRIBUTES.get(name, set()):
        raise CannotParse(f"attributes that Telegram does not know: {sorted(unknown)}")
    if name == "span" and given.get("class") != "tg-spoiler":
        raise CannotParse('can\'t parse entities: Tag "span" must have class "tg-spoiler"')
    if name == "a" and not re.fullmatch(r"(?:https?|tg)://[^\s/]+\S*", given.get("href", "")):
        raise CannotParse(f"a link to {given.get('href')!r} would be dropped")
    return given.get("href", "")


def _check_nesting(names: list[str]) -> None:
    if len(names) != len(set(names)):
        raise CannotParse(f"<{names[-1]}> within itself")
    if names[-1] in {"code", "pre"} and set(names[:-1]) - {"pre", "blockquote"}:
        raise CannotParse("code cannot be part of other styles")
    if {"code", "pre"} & set(names[:-1]) and names[-2:] != ["pre", "code"]:
        raise CannotParse("code holds no other style")


def _trimmed(text: str, entities: list[Entity]) -> Parsed:
    if "\x00" in text:
        raise CannotParse("strings must be encoded in UTF-8")
    lead = utf16(text) - utf16(text.lstrip())
    plain = text.strip()
    length = utf16(plain)
    if not plain:
        raise CannotParse("message text is empty")
    if length > TEXT_UNITS:
        raise CannotParse("message is too long")
    kept = []
    for each in entities:
        start, end = max(0, each.offset - lead), min(length, each.offset + each.length - lead)
        if end > start:
            kept.append(Entity(each.type, start, end - start, each.url))
    return Parsed(plain, tuple(sorted(kept, key=lambda each: (each.offset, -each.length))))

"""One word as an operator writes it: its marks, and what its wildcards may not be."""

from __future__ import annotations

import re

from monitor.text.words import tokenize
from monitor.topics.nodes import Word
from monitor.topics.place import short

MAX_LENGTH = 300  # characters of one word
_USUAL = re.compile("[0-9A-Za-zÀ-ÖØ-öø-ÿ\u0400-\u045f\u0620-\u063a\u0641-\u064a]++")  # what surely is a word
_MARKS = re.compile(r"(={0,2})(.*?)(\**)", re.DOTALL)


def read_word(written: str, at: int) -> tuple[Word, str]:
    """The word, and what is wrong with it and how to write it instead (empty where nothing is)."""
    if len(written) <= MAX_LENGTH and _USUAL.fullmatch(written):
        return Word(written, at), ""
    m = _MARKS.fullmatch(written[: MAX_LENGTH + 1])
    assert m is not None  # the pattern takes any text  # noqa: S101
    equals, body, star = m.groups()
    word = Word(body, at, exact=bool(equals), cased=equals == "==", prefix=bool(star))
    return word, _wrong(word, written)


def _wrong(word: Word, written: str) -> str:
    body, shown = word.text, short(written)
    if len(written) > MAX_LENGTH:
        return f'"{shown}" is longer than {MAX_LENGTH} characters: write words with spaces between'
    if not body and word.prefix:
        return '"*" stands for no word of its own: leave the gap, "the list"~1'
    if body[:1] in {"*", "?"}:
        rest = short(body.strip("*?:")) or "word"
        return f'"{shown}" begins with a wildcard: write the beginning of the word, {rest}*, or each word you mean with OR'
    if "*" in body:
        return f'"{shown}" has * in the middle: * ends a word; write {short(body[: body.index("*")])}*, or ? for one letter'
    letters = sum(map(str.isalnum, body))
    if not letters or not tokenize(body.replace("?", "")).tokens:
        return f'there is nothing to search in "{shown}": take it out, or write a word'
    if word.prefix and word.exact:
        return f'"{shown}" is both exact and a prefix: write ={short(body)} or {short(body)}*'
    if word.prefix and letters < 2 and not _is_ideograph(body):
        return f'"{shown}" is a prefix of one letter: write two letters or more'
    return ""


def _is_ideograph(text: str) -> bool:
    return all("㐀" <= c <= "鿿" or "豈" <= c <= "﫿" or c >= "\U00020000" for c in text)

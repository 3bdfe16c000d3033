"""One word as an operator writes it: its marks, and what its wildcards may not be."""

from __future__ import annotations

import re
import unicodedata

from monitor.topics.nodes import Word

_MARKS = re.compile(r"(={0,2})(.*?)(\**)", re.DOTALL)


def read_word(written: str, at: int) -> tuple[Word, str]:
    """The word, and what is wrong with it and how to write it instead (empty where nothing is)."""
    m = _MARKS.fullmatch(written)
    assert m is not None  # the pattern takes any text  # noqa: S101
    equals, body, star = m.groups()
    word = Word(body, at, exact=bool(equals), cased=equals == "==", prefix=bool(star))
    return word, _wrong(word, written)


def _wrong(word: Word, written: str) -> str:
    body = word.text
    letters = sum(unicodedata.category(c)[0] in "LN" for c in body)
    if body[:1] in {"*", "?"}:
        rest = body.strip("*?") or "word"
        return f'"{written}" begins with a wildcard: write the beginning of the word, {rest}*, or each word you mean with OR'
    if "*" in body:
        return f'"{written}" has * in the middle: * ends a word; write {body[: body.index("*")]}*, or ? for one letter'
    if not letters:
        return f'there is nothing to search in "{written}": write a word'
    if word.prefix and word.exact:
        return f'"{written}" is both exact and a prefix: write ={body} or {body}*'
    if word.prefix and letters < 2 and not _is_ideograph(body):
        return f'"{written}" is a prefix of one letter: write two letters or more'
    return ""


def _is_ideograph(text: str) -> bool:
    return all("㐀" <= c <= "鿿" or "豈" <= c <= "﫿" or c >= "\U00020000" for c in text)

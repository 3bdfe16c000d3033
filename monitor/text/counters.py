"""What in a text says nothing: counters of readers and comments, clocks on a line of their own, addresses."""

from __future__ import annotations

import re

from monitor.text.words import tokenize

_FEW = 4  # words, numbers among them: a line as short as this in a text that has more is a counter or a clock
_NUMBER = r"\d[\d.,  ٬]{0,15}+[kKкКмМ]?"  # bounded, like every gap below: a long row of figures is read once
_GAP = r"\s{0,3}"
_COUNTED = (
    r"(?:comments?|views?|reads?|shares?|likes?|replies|просмотр\w*|комментари\w*|прочтени\w*|отзыв\w*|بازدید|نظرات|نظر|دیدگاه|تبصرے"
    r"|مشاهدات|تعليق\w*|浏览|阅读|评论|टिप्पणियाँ|टिप्पणी)"
)
_SAYS_NOTHING = re.compile(
    rf"https?://\S++|[(\[（【]{_GAP}{_NUMBER}{_GAP}[)\]）】]"
    rf"|\b{_COUNTED}{_GAP}[:：]?{_GAP}{_NUMBER}|\b{_NUMBER}{_GAP}{_COUNTED}(?!\w)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


def telling_words(text: str) -> list[str]:
    """Return the words of a text in their one spelling, without what is counted anew whenever somebody looks.

    So two texts that differ in spelling, spaces, addresses and counters alone have the same words. Figures in sentences are told.
    """
    lines = text.split("\n")
    words: list[str] = []
    for line in lines:
        counts = _DIGIT.search(line) is not None
        told = tokenize(_SAYS_NOTHING.sub(" ", line) if counts or "://" in line else line).folded()
        if counts and len(lines) > 1 and len(told) <= _FEW and any(map(_DIGIT.search, told)):
            continue
        words += told
    return words

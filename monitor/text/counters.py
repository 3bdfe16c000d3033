"""What in a text says nothing: counters of readers and comments, clocks on a line of their own, addresses."""

from __future__ import annotations

import re

from monitor.text.words import tokenize

_FEW = 4  # words, numbers among them: a line as short as this in a text that has more is a counter or a clock
_NUMBER = r"\d[\d.,  ٬]*[kKкКмМ]?"
_COUNTED = (
    r"(?:comments?|views?|reads?|shares?|likes?|replies|просмотр\w*|комментари\w*|прочтени\w*|отзыв\w*|بازدید|نظرات|نظر|دیدگاه|تبصرے"
    r"|مشاهدات|تعليق\w*|浏览|阅读|评论|टिप्पणियाँ|टिप्पणी)"
)
_SAYS_NOTHING = re.compile(
    rf"https?://\S++|[(\[（【]\s*{_NUMBER}\s*[)\]）】]|\b{_COUNTED}\s*[:：]?\s*{_NUMBER}|\b{_NUMBER}\s*{_COUNTED}(?!\w)", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")


def telling_words(text: str) -> list[str]:
    """Return the words of a text in their one spelling, without what is counted anew whenever somebody looks.

    So two texts that differ in spelling, spaces, addresses and counters alone have the same words. Figures in sentences are told.
    """
    lines = text.split("\n")
    words: list[str] = []
    for line in lines:
        told = tokenize(_SAYS_NOTHING.sub(" ", line)).folded()
        if len(lines) > 1 and len(told) <= _FEW and any(_DIGIT.search(word) for word in told):
            continue
        words += told
    return words

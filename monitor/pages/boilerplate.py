"""What a site says on many of its pages is no part of an article: known by hashes of its paragraphs, and taken out.

Share buttons, disclaimers, "read also", subscription calls, bylines and legal notes come again under one story after another. Paragraphs of
an article come again only in copies of it, which is why a block counts once a story (see ``is_boilerplate``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from xxhash import xxh3_64_intdigest

from monitor.pages.weight import weight_of

SEEN_ON: Final = 3  # different stories of a source from which a block is the site's
SHARE: Final = 0.01  # of the stories counted that have it; what a beat repeats of its background stays below
LONGEST: Final = 600  # weight; legal notes about agents and trademarks have up to 500
MAX_BLOCKS: Final = 200  # of one text, half of them from its beginning, half from its end
_LEFT: Final = 80  # weight of what must remain
_LEFT_SENTENCE: Final = 30  # the same where it ends as a sentence does
_LEFT_SHARE: Final = 0.1  # of the text

_MASK: Final = (1 << 63) - 1  # databases know signed integers only
_NUMBER: Final = re.compile(r"\d+")
_YEAR: Final = re.compile(r"\b(?:1[34]|19|20)\d\d\b")  # also of the Persian calendar
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ENDS_SENTENCE: Final = re.compile(r"[.!?…؟۔।。！？][\"'”»)\]」』）]*$")
_SENTENCE_END: Final = re.compile(r"[.!?…؟۔।][\"'”»)\]]*\s+|[。！？][”」』）]*")
_SHORT_SENTENCE: Final = 16  # weight below which a sentence is no call or note: "No.", "He agreed."
_TITLE: Final = "\0"


def blocks(text: str, title: str = "") -> tuple[int, ...]:
    """Return the hashes (63 bits) of what may be the site's in an extracted text, each once, in order.

    These are its paragraphs and, so that a call behind the last words is found, the first sentence of the first and the last
    sentence of the last of them. Case, whitespace, numbers and the article's own title make no difference. Paragraphs above ``LONGEST`` are
    left out.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MAX_BLOCKS:
        lines = lines[: MAX_BLOCKS // 2] + lines[-MAX_BLOCKS // 2 :]
    found = [key for line in lines if (key := _key(line, title))]
    if lines:
        found += [key for edge in (_first(lines[0]), _last(lines[-1])) if edge and (key := _key(edge, title))]
    return tuple(dict.fromkeys(found))


def is_boilerplate(stories: int, of: int) -> bool:
    """Tell whether a block that was seen in so many different stories, of all that were counted of its source, is the site's.

    Copies of one text, revisions of one article and articles of one story count once: no text is learnt away for being published again.
    """
    return stories >= SEEN_ON and stories >= SHARE * of


def without(text: str, known: Collection[int], title: str = "") -> str:
    """Return the text without the blocks known to be the site's; the text as it was where next to nothing would be left of it."""
    if not known:
        return text
    lines = [line for line in text.split("\n") if _key(line, title) not in known]
    kept = "\n".join(_without_edges(lines, known, title)).strip("\n")
    least = _LEFT_SENTENCE if _ENDS_SENTENCE.search(kept) else _LEFT
    return kept if weight_of(kept) >= max(least, _LEFT_SHARE * weight_of(text)) else text


def _without_edges(lines: list[str], known: Collection[int], title: str) -> list[str]:
    while lines and (edge := _first(lines[0])) and _key(edge, title) in known:
        lines[0] = lines[0][len(edge) :].lstrip()
    while lines and (edge := _last(lines[-1])) and _key(edge, title) in known:
        lines[-1] = lines[-1][: -len(edge)].rstrip()
    return lines


def _first(line: str) -> str:
    """Return the first sentence of a line that has others, empty where it is too short to be a note."""
    end = next((found.end() for found in _SENTENCE_END.finditer(line) if weight_of(line[: found.end()]) >= _SHORT_SENTENCE), len(line))
    return line[:end] if end < len(line) else ""


def _last(line: str) -> str:
    """Return the last sentence of a line that has others, likewise; one longer than a note is not looked for."""
    end = line[-LONGEST:]
    rests = [end[found.end() :] for found in _SENTENCE_END.finditer(end)]
    return next((rest for rest in reversed(rests) if weight_of(rest) >= _SHORT_SENTENCE), "")


def _key(block: str, title: str) -> int:
    """Return the hash of a block; 0 where it cannot be the site's."""
    if len(block) > LONGEST or weight_of(block) > LONGEST:
        return 0
    folded = _folded(block)
    if weight_of(title) >= _SHORT_SENTENCE:
        folded = folded.replace(_folded(title), _TITLE)
    number = (
        _YEAR if _ENDS_SENTENCE.search(folded) else _NUMBER
    )  # a sentence's numbers may be its news; those of a line are dates and counters
    return xxh3_64_intdigest(number.sub("0", folded).encode("utf-8", "replace")) & _MASK if folded.strip(_TITLE) else 0


def _folded(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).casefold().split())

"""Pages that stand where an article should: a wall that asks for money, for consent, for scripts, or whether we are human.

Precision first: a full article with a subscription box at its end is an article. So words count only where there is next to nothing else to
read and where they stand right after it; and what a page says of itself for search engines counts only where its text is short too
(https://developers.google.com/search/docs/appearance/structured-data/paywalled-content).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from selectolax.lexbor import SelectolaxError

from monitor.pages.metadata import Metadata
from monitor.pages.walls import CONSENT, CONSENT_HOST, COOKIE, HUMAN, SCRIPTS, WALL
from monitor.pages.weight import weight_of
from monitor.text.challenge import challenge
from monitor.text.html import strip_tags
from monitor.text.markup import tree_of

PAYWALL: Final = "paywall"
COOKIES: Final = "cookies"
CHALLENGE: Final = "challenge"

LONGEST: Final = 4_000  # weight of a text from which it is an article whatever else; notices of consent frameworks have up to 3,000
_TEASER: Final = 600  # weight of what is given away before a wall
_ENOUGH: Final = 250  # weight below which the text is no more than a description
_NOTHING: Final = 120  # weight of no text at all
_CONSENTING: Final = 0.6  # share of a notice about cookies in lines that speak of them
_CONSENTING_ARTICLE: Final = 0.85  # the same where the page describes an article: then the article was not found
_COOKIES: Final = 2  # times that a notice speaks of them
_NEXT: Final = 400  # characters after the text in which its wall begins
_MARK: Final = 60  # characters of the text's end by which it is found in the page
_NOSCRIPT: Final = re.compile(r"<noscript\b[^>]*+>", re.IGNORECASE)
_NOTES: Final = 10  # elements of that name looked at
_NOTE: Final = 1_000  # characters of each
_SENTENCE_END: Final = re.compile(r"(?<!\.\.)[.!?。！？؟۔।][\"'”»)\]」』）]*$")


def stub(text: str, body: bytes, markup: str, facts: Metadata, url: str) -> str:
    """Return ``paywall``, ``cookies`` or ``challenge`` where the text is a wall's or stands before one, else nothing.

    Args:
        text: what was found on the page.
        body: the page's bytes.
        markup: the same as characters.
        facts: what it says of itself.
        url: where it came from.
    """
    size = len(text) if len(text) >= LONGEST else weight_of(text)
    if size >= LONGEST:
        return ""
    if _asks_consent(text, facts, url):
        return COOKIES
    if not facts.is_article and challenge(body, {}):
        return CHALLENGE
    if size >= _TEASER:
        return ""
    if _asks_scripts(text, markup, facts):
        return CHALLENGE
    return PAYWALL if _asks_money(text, markup, facts) else ""


def teaser(text: str) -> str:
    """Return what of a text stands before the wall."""
    wall = WALL.search(text)
    if wall is None:
        return text
    line = text.rfind("\n", 0, wall.start()) + 1
    return (text[:line] or text[: wall.start()]).rstrip()


def _asks_consent(text: str, facts: Metadata, url: str) -> bool:
    if CONSENT_HOST.match(url):
        return True
    if _cookies(text) < _COOKIES or (facts.is_article and _cookies(facts.title)):
        return False
    consenting = sum(weight_of(line) for line in text.split("\n") if CONSENT.search(line))
    return consenting >= (_CONSENTING_ARTICLE if facts.is_article else _CONSENTING) * weight_of(text)


def _cookies(text: str) -> int:
    folded = text.lower()
    return sum(folded.count(name) for name in COOKIE)


def _asks_scripts(text: str, markup: str, facts: Metadata) -> bool:
    """Tell whether all there is to read is that scripts are missing, or that a guard stands before the page."""
    if facts.is_article and weight_of(text) >= _ENOUGH:
        return False
    if SCRIPTS.search(text) or HUMAN.search(text):
        return True
    notes = (markup[found.end() : found.end() + _NOTE].partition("</noscript")[0] for found in islice(_NOSCRIPT.finditer(markup), _NOTES))
    return weight_of(text) < _NOTHING and any(SCRIPTS.search(strip_tags(note)) for note in notes)


def _asks_money(text: str, markup: str, facts: Metadata) -> bool:
    """Tell whether a text that is short ends at a wall: by two signs of several, or by the wall's own words in it."""
    if WALL.search(text):
        return True
    follows = WALL.search(_following(text, markup)) is not None
    cut = weight_of(text) < _ENOUGH or not _SENTENCE_END.search(text)
    if facts.free is False or facts.tier == "locked":
        return follows or cut or _kept_back(markup, facts.walled)
    return follows and (cut or facts.tier == "metered")


def _kept_back(markup: str, selectors: Sequence[str]) -> bool:
    """Tell whether next to nothing stands where the page says that its paid part is."""
    tree = tree_of(markup)
    try:
        given = [node.text() for selector in selectors for node in tree.css(selector)]
    except (SelectolaxError, ValueError):
        return False
    return bool(selectors) and weight_of(" ".join(" ".join(given).split())) < _NOTHING


def _following(text: str, markup: str) -> str:
    """Return what stands on the page right after the end of the text; what the page begins with where there is no text."""
    page = " ".join(strip_tags(markup).split())
    mark = " ".join(text.split())[-_MARK:]
    at = page.rfind(mark)
    return page[at + len(mark) :][:_NEXT] if mark and at >= 0 else page[:LONGEST] if weight_of(text) < _NOTHING else ""

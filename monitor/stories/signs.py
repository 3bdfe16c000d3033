"""What an article says that is alike in every language: entries of the glossary, names by their sound, numbers, days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from monitor.stories.facts import Day, Facts, both, days_in, facts_of, month_of
from monitor.stories.glossary import Found, Glossary
from monitor.stories.prior import shares_of
from monitor.text.inflect import stem_key
from monitor.text.normalize import fold
from monitor.text.skeleton import sound_of
from monitor.text.words import Reading, Words

TITLE, LEAD = 1.5, 1.0  # what an entry counts, by where it stands
LEAD_WORDS = 50  # what comes later is background
DATELINE = 8  # words: where the place and the agency stand before a lead's first sentence
_DASHES = frozenset("/—–:")
_WHERE = frozenset({"place", "city"})
NAMES_SHARE = 0.002  # of articles that a name is in at most
BONES = 3  # consonants of a name at least: fewer are in many a word
LONGEST_NUMBER = 12  # digits


def signs_of(reading: Reading, glossary: Glossary) -> tuple[dict[str, float], Facts]:
    """Return how much each sign of an article counts, and what it states."""
    tongue = reading.language
    begins = dateline_end(reading.lead, glossary, tongue)
    text = reading.lead.tokens[begins : begins + LEAD_WORDS]
    text += reading.body.tokens[: LEAD_WORDS - len(text)]
    counts: dict[str, float] = {}
    stated = Facts()
    for tokens, weight in ((text, LEAD), (reading.title.tokens[:LEAD_WORDS], TITLE)):
        named = glossary.find(tokens, tongue)
        days = list(days_in(tokens, named))
        stated = both(stated, facts_of(named, days))
        for sign in _signs(tokens, named, days, tongue):
            counts[sign] = weight
    return counts, replace(stated, numbers=frozenset(sign for sign in counts if sign.startswith("count:")))


def dateline_end(lead: Words, glossary: Glossary, tongue: str) -> int:
    """Return the number of the token after "MOSCOW, October 4. /TASS/." or "KABUL — ", 0 where a lead begins without such."""
    for number in range(min(DATELINE, len(lead) - 1), 0, -1):
        if not _DASHES.isdisjoint(lead.gap(number)):
            before = lead.tokens[:number]
            if not any(token.islower() and not month_of(token) for token in before) and (
                before[0].isupper() or any(one.entry.kind in _WHERE for one in glossary.find(before, tongue))
            ):
                return number
    return 0


def _signs(tokens: Sequence[str], named: Sequence[Found], days: Sequence[Day], tongue: str) -> Iterator[str]:
    """Entries and days, then what no glossary lists: numbers, and names by their sound."""
    taken = {at for one in named for at in range(one.start, one.end)}
    taken.update(at for one in days for at in one.at)
    for one in named:
        yield one.entry.id
    for day in days:
        yield f"date:{day.month}-{day.day}"
    for at, token in enumerate(tokens):
        first = token[0]
        if first.isupper():
            if at not in taken and (bones := _bones(token, tongue)):
                yield f"name:{bones}"
        elif first.isdigit() and at not in taken:
            figure = fold(token)
            if figure.isdecimal() and 1 < len(figure) <= LONGEST_NUMBER:
                yield f"count:{int(figure)}"


@lru_cache(maxsize=1 << 15)
def _bones(token: str, tongue: str) -> str:
    """How a name sounds; empty where a word is no name: common ones too have a capital in headlines and where a sentence begins."""
    if shares_of(tongue).get(stem_key(token, tongue), 0.0) > NAMES_SHARE:
        return ""
    bones = sound_of(token).skeleton
    return bones if len(bones) >= BONES else ""

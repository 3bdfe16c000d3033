"""English inflection without derivation: ``talks`` is a form of talk and ``banned`` of ban, but ``government`` is none of govern.

British and American spellings are one (``-our``, ``-ise``, ``-tre``, ``-ence``, ``-amme``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The dictionary form, then forms that no rule explains.
_IRREGULAR = """
man men|woman women|child children|person people|foot feet|tooth teeth|mouse mice|goose geese|ox oxen|crisis crises
analysis analyses|basis bases|thesis theses|hypothesis hypotheses|emphasis emphases|oasis oases|axis axes|criterion criteria
phenomenon phenomena|bacterium bacteria|datum data|stratum strata|memorandum memoranda|referendum referenda|nucleus nuclei
alumnus alumni|stimulus stimuli|index indices|appendix appendices|matrix matrices|quiz quizzes|thief thieves|die dies dying
tie tying|lie lay lain lying|be is are was were been am being|have has had having|do does did done|go goes went gone|say said
see saw seen|take took taken|come came|make made|give gave given|get got gotten|know knew known|think thought|tell told
become became|leave left|feel felt|bring brought|begin began begun|keep kept|hold held|write wrote written|stand stood|hear heard
mean meant|meet met|pay paid|run ran|sit sat|speak spoke spoken|lead led|grow grew grown|lose lost|fall fell fallen|send sent
build built|understand understood|draw drew drawn|break broke broken|spend spent|rise rose risen|drive drove driven|buy bought
wear wore worn|choose chose chosen|seek sought|throw threw thrown|catch caught|deal dealt|win won|forget forgot forgotten|sell sold
fight fought|teach taught|eat ate eaten|sing sang sung|strike struck stricken|hang hung|shake shook shaken|ride rode ridden|feed fed
shoot shot|drink drank drunk|hide hid hidden|steal stole stolen|freeze froze frozen|fly flew flown|forbid forbade forbidden
flee fled|withdraw withdrew withdrawn|undertake undertook undertaken|overthrow overthrew overthrown|oversee oversaw overseen
arise arose arisen|awake awoke awoken|bear bore borne born|bend bent|bind bound|bite bit bitten|bleed bled|blow blew blown
breed bred|cling clung|creep crept|dig dug|dream dreamt|dwell dwelt|find found|forgive forgave forgiven|foresee foresaw foreseen
grind ground|kneel knelt|lay laid|lend lent|light lit|mislead misled|mistake mistook mistaken|overcome overcame|ring rang rung
shine shone|show shown|shrink shrank shrunk|sink sank sunk|sleep slept|slide slid|spin spun|spring sprang sprung|stick stuck
sting stung|swear swore sworn|sweep swept|swell swollen|swim swam swum|swing swung|tear tore torn|undergo underwent undergone
undo undid undone|uphold upheld|wake woke woken|weave wove woven|weep wept|rebuild rebuilt|retake retook retaken
rewrite rewrote rewritten|resell resold|repay repaid
"""


def _by_form(lines: str) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for line in lines.replace("\n", "|").split("|"):
        for form in line.split()[1:]:
            table.setdefault(form, []).append(line.split()[0])
    return table


_LEMMAS = _by_form(_IRREGULAR)

# As terms these stand for themselves: an operator who writes «left» or «news» does not ask for leave or new.
_STAND_ALONE = """
left saw found lay felt rose bore ground bound shot spoke fell lit led data people born thought being wound news series species means goods
headquarters customs arms always perhaps texas united red sacred hundred kindred
"""
_OWN_WORDS = frozenset(_STAND_ALONE.split())

_SPELLINGS = (
    (re.compile("(?<=[a-z]{2})our(?=(?:s|ed|ing|able|ite|ites|ful|al|er|ers|hood|hoods|ly)?$)"), "or"),
    (re.compile("(?<=[a-z]{3})is(?=(?:e|ed|es|ing|er|ers|ation|ations)$)"), "iz"),
    (re.compile("(?<=[a-z]{2})tre(?=s?$)"), "ter"),
    (re.compile("(?<=amm)e(?=s?$)|(?<=am)me(?=s?$)"), ""),
    (re.compile("(?<=^def|^off|^lic)ence(?=s?$)|(?<=^pret)ence(?=s?$)"), "ense"),
)
_MAY_DIFFER = re.compile("our|is[eia]|tre|amme|ence")  # the rules above are asked only where one may apply
_VOWEL = re.compile("[aeiouy]")
_DOUBLE = re.compile("([bdfgklmnprstvz])\\1$")


def one_spelling(word: str, _: str = "") -> str:
    """Return a folded word without its possessive ending, in American spelling where the two differ."""
    word = word.removesuffix("'").removesuffix("'s")
    if _MAY_DIFFER.search(word):
        for pattern, put in _SPELLINGS:
            word = pattern.sub(put, word)
    return word


def _of_plural(word: str) -> Iterator[str]:
    if len(word) < len("pens") or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return
    yield word[:-1]
    if word.endswith("ies"):
        yield word[:-3] + "y"
    elif word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        yield word[:-2]
    elif word.endswith("ves"):
        yield word[:-3] + "f"
        yield word[:-3] + "fe"


def _of_verb(word: str, ending: str) -> Iterator[str]:
    base = word.removesuffix(ending)
    if base == word or len(base) < len("be") or not _VOWEL.search(base):
        return
    yield base
    yield base + "e"
    if _DOUBLE.search(base):
        yield base[:-1]
    if ending == "ed" and base.endswith("i"):
        yield base[:-1] + "y"


def bases(word: str) -> Iterator[str]:
    """Yield what a token may be a form of."""
    yield from _LEMMAS.get(word, ())
    yield from _of_plural(word)
    yield from _of_verb(word, "ed")
    yield from _of_verb(word, "ing")
    yield from _of_verb(word, "est")


def term_bases(word: str) -> Iterator[str]:
    """Yield what a term may be a form of: a plural or a past form stands for the whole word, but a noun in -ing (bombing) for itself."""
    if word in _OWN_WORDS or word.endswith("ics"):
        return
    yield from _LEMMAS.get(word, ())
    yield from _of_plural(word)
    yield from _of_verb(word, "ed")

"""English inflection without derivation: ``talks`` is a form of talk and ``banned`` of ban, but ``government`` is none of govern.

British and American spellings are one (``-our``, ``-ise``, ``-yse``, ``-tre``, ``-ence``, ``-amme``, ``-ogue``, ``-ller``, ``-dgement``).
"""

from __future__ import annotations

import re

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
rewrite rewrote rewritten|resell resold|repay repaid|analyze analyses|good better best|bad worse worst|far further farther furthest
little less least|many more most|forego forewent foregone|withhold withheld|behold beheld|outgrow outgrew outgrown
formula formulae|vertex vertices|curriculum curricula|forum fora|corpus corpora|passerby passersby|louse lice|antenna antennae|alga algae
larva larvae|syllabus syllabi|fungus fungi|cactus cacti|radius radii|genus genera|bureau bureaux|plateau plateaux|addendum addenda
erratum errata|symposium symposia|consortium consortia|moratorium moratoria
beat beaten|clothe clad|lade laden|strew strewn|speed sped|agree agreed|disagree disagreed|free freed|decree decreed|referee refereed
guarantee guaranteed|overtake overtook overtaken|partake partook partaken|vie vied vying|dye dyed dyeing|leap leapt|learn learnt|burn burnt
spell spelt|spill spilt|spoil spoilt|prove proven|sew sewn|sow sown|strive strove striven|slay slew slain|smite smote smitten
tread trod trodden|wring wrung|misunderstand misunderstood
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
better best worse worst further more most less least slew smote
headquarters customs arms always perhaps texas united red sacred hundred kindred
"""
_OWN_WORDS = frozenset(_STAND_ALONE.split())

# Adjectives that are compared by an ending: beyond them, -er makes the one who does it (talker), which is another word.
_COMPARED = """
large big small high low late early great long short strong weak old young wide close near deep hard easy fast slow rich poor safe tough
heavy light new few clear broad dark bright warm cold hot cool clean cheap thick thin quick quiet calm loud soft smart simple bold brave
busy angry happy bloody deadly costly healthy wealthy hungry lucky noisy risky scary steady tiny ugly strict firm fair fresh full grave
harsh dry wet fat sad mad smooth rough sharp steep tall tight vast wise narrow mild nice pure rare ripe severe sick stiff sweet tense
"""
_ADJECTIVES = frozenset(_COMPARED.split())

_SPELLINGS = (
    (re.compile("(?<=[a-z]{2})our(?=(?:s|ed|ing|able|ite|ites|ful|al|er|ers|hood|hoods|ly)?$)"), "or"),
    (re.compile("(?<=[a-z]{3})is(?=(?:e|ed|es|ing|er|ers|ation|ations)$)"), "iz"),
    (re.compile("(?<=[a-z]{3})ys(?=(?:e|ed|ing|er|ers)$)"), "yz"),
    (re.compile("(?<=[a-z]{2})tre(?=s?$)"), "ter"),
    (re.compile("(?<=amm)e(?=s?$)|(?<=am)me(?=s?$)"), ""),
    (re.compile("(?<=^def|^off|^lic)ence(?=s?$)|(?<=^pret)ence(?=s?$)"), "ense"),
    (re.compile("(?<=[a-z]{2}og)ue(?=s?$)"), ""),
    (re.compile("(?<=[a-z]{3}el)l(?=[eo]rs?$)"), ""),
    (re.compile("(?<=dg)e(?=ments?$)"), ""),
)
_MAY_DIFFER = re.compile("our|[iy]s[eia]|tre|amme|ence|ogue|ell[eo]r|dgement")  # the rules above are asked only where one may apply
# After one vowel a last consonant is doubled: «fired» is of fire, for fir would have «firred».
_WOULD_DOUBLE = re.compile("[^aeiouy]*+(?:qu)?[aeiou][^aeiouywx]$")
_VOWEL = re.compile("[aeiouy]")
_DOUBLED = frozenset("bdfgklmnprstvz")


def one_spelling(word: str, _: str = "") -> str:
    """Return a folded word without its possessive ending, in American spelling where the two differ."""
    if "'" in word:
        word = word.removesuffix("'").removesuffix("'s")
    if _MAY_DIFFER.search(word):
        for pattern, put in _SPELLINGS:
            word = pattern.sub(put, word)
    return word


def _of_plural(word: str) -> list[str]:
    """Of a word in -s, -men or -children."""
    if not word.endswith("s"):
        return [f"{word[:-2]}an"] if word.endswith("men") else [word[:-3]] if word.endswith("children") else []
    before, size = word[-2:-1], len(word)
    if before == "s" or (size < len("menus") and before in {"u", "i"}) or (size < len("pens") and _VOWEL.search(word)) or size < len("MPs"):
        return []
    found = [word[:-1]]
    if before == "e":
        if word.endswith("ies"):
            found.append(f"{word[:-3]}y")
        elif word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
            found.append(word[:-2])
        elif word.endswith("ves"):
            found += (f"{word[:-3]}f", f"{word[:-3]}fe")
    return found


def _of_ending(base: str) -> list[str]:
    """What a verb or an adjective may have been before an ending with a vowel."""
    if len(base) < len("be") or not _VOWEL.search(base):
        return []
    found = [f"{base}e"] if _WOULD_DOUBLE.match(base) else [base, f"{base}e"]
    last = base[-1]
    doubled = last == base[-2] and last in _DOUBLED and len(base) > len("add")
    if doubled or (last == "k" and base.endswith("ick") and len(base) >= len("panick")):
        found.append(base[:-1])
    return found


def _of_past(word: str) -> list[str]:
    base = word[:-2]
    if base.endswith("e"):  # seed, feed, speed; «agreed» and its like are in the list
        return []
    return [*_of_ending(base), f"{base[:-1]}y"] if base.endswith("i") else _of_ending(base)


def _of_comparison(word: str, ending: str) -> list[str]:
    base = word.removesuffix(ending)
    return [one for one in (*_of_ending(base), f"{base[:-1]}y") if one in _ADJECTIVES]


def bases(word: str) -> list[str]:
    """Return what a token may be a form of."""
    found = list(_LEMMAS.get(word, ()))
    match word[-1:]:
        case "s" | "n":
            found += _of_plural(word)
        case "d" if word.endswith("ed"):
            found += _of_past(word)
        case "g" if word.endswith("ing"):
            found += _of_ending(word[:-3])
        case "t" if word.endswith("est"):
            found += _of_comparison(word, "est")
        case "r" if word.endswith("er"):
            found += _of_comparison(word, "er")
    return found


def term_bases(word: str) -> list[str]:
    """Return what a term may be a form of: a plural or a past form stands for the whole word, but a noun in -ing (bombing) for itself."""
    if word in _OWN_WORDS or word.endswith("ics"):
        return []
    found = list(_LEMMAS.get(word, ()))
    return found + (_of_past(word) if word.endswith("ed") else _of_plural(word))

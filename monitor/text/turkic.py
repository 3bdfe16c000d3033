"""Kazakh, Kyrgyz, Uzbek: plural, then possession, then case, with vowels in harmony.

Nouns only. A verb's forms are another word to whoever asks for its noun (чектөө is «limit», чектеди «he limited»); a query asks for
verbs by prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from monitor.text.alphabets import kazakh, uzbek, uzbek_in_russian_letters
from monitor.text.endings import Grammar, chains, change, tagged

# In the patterns below A is an open and I a close vowel, in the quality that the vowel before them asks for; [дт] is one of these letters.
_KAZAKH_HARMONY = {"": ("ае", "ыі"), "а": ("а", "ы"), "ы": ("а", "ы"), "е": ("е", "і"), "і": ("е", "і")}
_KYRGYZ_HARMONY = {
    "": ("аеоө", "ыиуү"),
    **dict.fromkeys("аы", ("а", "ы")),
    **dict.fromkeys("еи", ("е", "и")),
    "о": ("о", "у"),
    "у": ("а", "у"),
    **dict.fromkeys("өү", ("ө", "ү")),
}
_PIECE = re.compile(r"\[([^\]]+)\]|(.)")


def _spelled(pattern: str, harmony: dict[str, tuple[str, str]], last: str = "") -> Iterator[str]:
    """Every spelling of a pattern that vowel harmony allows; ``last`` is the vowel before."""
    found = _PIECE.match(pattern)
    if found is None:
        yield ""
        return
    letters, rest = found[1] or found[2], pattern[found.end() :]
    open_vowels, close_vowels = harmony[last]
    for letter in {"A": open_vowels, "I": close_vowels}.get(letters, letters):
        for tail in _spelled(rest, harmony, letter if letter in harmony else last):
            yield letter + tail


def _all(patterns: Iterable[str], harmony: dict[str, tuple[str, str]]) -> list[str]:
    return [spelling for pattern in patterns for spelling in _spelled(pattern, harmony)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noun:
    """Patterns of a noun's endings. Possession is his or her (third), or mine, yours, ours (other); cases differ after the two.

    After a vowel possession has other endings, the second of each pair.
    """

    plural: list[str]
    case: list[str]
    third: tuple[str, str]
    case_third: list[str]
    other: tuple[list[str], list[str]]
    case_other: list[str]

    def endings(self) -> set[str]:
        """Those that may follow any word."""
        plural = [*self.plural, ""]
        third = chains(plural, [self.third[0]], [*self.case_third, ""])
        return chains(plural, [*self.case, ""]) | third | chains(plural, self.other[0], [*self.case_other, ""])

    def after_vowel(self) -> set[str]:
        """Those that follow a vowel only."""
        return chains([self.third[1]], [*self.case_third, ""]) | chains(self.other[1], [*self.case_other, ""])


def _before_vowel(endings: Iterable[str], vowels: str) -> list[str]:
    return [ending for ending in endings if ending[:1] and ending[0] in vowels]


# ── Kazakh ─────────────────────────────────────────────────────────────────────────────────────────

_KK_WITH = ["мен", "бен", "пен", "менен", "бенен", "пенен"]
_KK_CASE_THIRD = ["нIң", "нA", "н", "нI", "ндA", "нAн", "ндAғI", "ндAгI", "ндAй", "нIкі", *_KK_WITH]
_KK_NOUN = _Noun(
    plural=["[лдт]Aр", "I[лдт]Aр"],  # the second after loans: субъектілер
    case=["[ндт]Iң", "[ғқгк]A", "[ндт]I", "[дт]A", "[дтн]Aн", "[дт]AғI", "[дт]AгI", "[дт]Aй", "[дтн]Iкі", "[ғгқк]I", *_KK_WITH],
    third=("I", "сI"),
    case_third=_KK_CASE_THIRD,
    other=(["Iм", "Iң", "IңIз", "IмIз"], ["м", "ң", "ңIз", "мIз"]),
    case_other=["нIң", "дIң", "A", "[ғг]A", "дI", "дA", "[нд]Aн", "дAғI", "дAгI", "дAй", *_KK_WITH],
)


@cache
def kazakh_grammar() -> Grammar:
    """Keys are in the skeleton that its three scripts share; н and ң, ы and и are one there."""

    def spelled(patterns: Iterable[str]) -> set[str]:
        return {kazakh(ending, ending) for ending in _all(patterns, _KAZAKH_HARMONY)}

    endings = spelled(_KK_NOUN.endings())
    return Grammar(
        name="kk",
        endings=tagged({"": endings, "^": spelled(_KK_NOUN.after_vowel()), "+": _before_vowel(endings, "i"), "=": spelled(_KK_CASE_THIRD)}),
        changes=[
            change("^", "(?<=[aeiou])"),  # қала, қаласы
            change("=", "(?<=i)"),  # қозғалысы, қозғалысында: the term has its possessive already
            change("", "(?<=[^aeiou][^aeiou])", "i"),  # субъект, субъектілер
            change("^", "(?<=[^aeiou][^aeiou])", "i"),  # субъект, субъектісі
            change("+", "p", "b"),  # кітап, кітабы
            change("+", "[kq]", "g"),  # иелік, иелігі; құқық, құқығы
            change("+", "(?<=[^aeiou])[iu]([^aeiou])", r"\1"),  # орын, орны; халық, халқы
            change("+", "(?<=[aeo]u)i([^aeiou])", r"\1"),  # ауыз, аузы
        ],
        canonical=kazakh,
        careless=lambda form, written: kazakh(form, written).lower().replace("q", "k"),
    )


# ── Kyrgyz ─────────────────────────────────────────────────────────────────────────────────────────

_KY_CASE_THIRD = ["нIн", "нA", "н", "нI", "ндA", "нAн", "ндAгI", "ндAй"]
_KY_NOUN = _Noun(
    plural=["[лдт]Aр"],
    case=["[ндт]Iн", "[гк]A", "[ндт]I", "[дт]A", "[дт]Aн", "[дт]AгI", "[дт]AгIлAр", "[ндт]IкI", "[дт]Aй", "[пб]I", "[кг]I"],
    third=("I", "сI"),
    case_third=_KY_CASE_THIRD,
    other=(["Iм", "Iң", "IңIз", "IбIз"], ["м", "ң", "ңIз", "бIз"]),
    case_other=["[нд]Iн", "A", "гA", "дI", "дA", "дAн", "дAгI", "дAй"],
)
# «-лык», «-луу», «-сыз» make adjectives of nearly every noun; a native annotator files them under the noun.
_KY_ADJECTIVES = ["[лдт]Iк", "[лдт]Iк[тд]A", "[лдт]Iк[тд]Aр", "[лдт]уу", "[лдт]үү", "сIз"]

# What -лик makes of a person or a deed is another word: элчи is an envoy, элчилик an embassy; and тарабынан is «by».
_KY_WHOLE = "тарабынан элчилик министрлик жыйынтык бийлик төрагалык башчылык достук кызматташтык эркиндик тынчтык туруктуулук биримдик"

_RUSSIAN_FOR_KYRGYZ = str.maketrans("ңөү", "ноу")


def _kyrgyz_forms(word: str) -> tuple[str, ...]:
    return ("балдар",) if word == "бала" else ()


@cache
def kyrgyz_grammar() -> Grammar:
    """Cyrillic letters."""

    def spelled(patterns: Iterable[str]) -> set[str]:
        return set(_all(patterns, _KYRGYZ_HARMONY))

    endings = spelled([*_KY_NOUN.endings(), *_KY_ADJECTIVES])
    return Grammar(
        name="ky",
        endings=tagged(
            {"": endings, "^": spelled(_KY_NOUN.after_vowel()), "+": _before_vowel(endings, "ыиуү"), "=": spelled(_KY_CASE_THIRD)}
        ),
        changes=[
            change("^", "(?<=[аеёиоуыэюяөү])"),  # өлкө, өлкөсү
            change("=", "(?<=[ыиуү])"),  # кыймылы, кыймылында: the term has its possessive already
            change("", "(?<=[^аеёиоуыэюяөү][^аеёиоуыэюяөү])", "ы"),  # финанс, финансылык
            change("", "ь"),  # сентябрь, сентябрда
            change("+", "п", "б"),  # китеп, китеби
            change("+", "к", "г"),  # балык, балыгы
            change("+", "(?<=[^аеёиоуыэюяөү])[ыиуү]([^аеёиоуыэюяөү])", r"\1"),  # калык, калкы
            change("+", "р[ыиуү]н", "рд"),  # орун, орду
        ],
        careless=lambda form, _: form.translate(_RUSSIAN_FOR_KYRGYZ),
        forms=_kyrgyz_forms,
        whole=frozenset(_KY_WHOLE.split()),
    )


# ── Uzbek ──────────────────────────────────────────────────────────────────────────────────────────

_UZ_CASE = ["ning", "ni", "ga", "ka", "qa", "da", "dan", "dagi", "gacha", "kacha", "qacha", "day", "dek", "dir", "mi", "niki"]
_UZ_CASE += chains(["dagi"], ["lar"], ["", "ning", "ni", "ga", "da", "dan"]) | chains(["dagi", "dan"], ["dek", "day"])
_UZ_NOUN = _Noun(
    plural=["lar"],
    case=_UZ_CASE,
    third=("i", "si"),
    case_third=[*_UZ_CASE, "siz"],
    other=(["im", "ing", "imiz", "ingiz"], ["m", "ng", "miz", "ngiz"]),
    case_other=[*_UZ_CASE, "siz"],
)


@cache
def uzbek_grammar() -> Grammar:
    """Latin letters without apostrophes."""
    endings = _UZ_NOUN.endings()
    shortened = [*_before_vowel(endings, "i"), *chains(["isi"], ["", *_UZ_CASE])]  # singil, singlisi
    return Grammar(
        name="uz",
        endings=tagged({"": endings, "^": _UZ_NOUN.after_vowel(), "+": shortened, "-": ["ka", "qa", "kacha", "qacha"]}),
        changes=[
            change("^", "(?<=[aeiou])"),  # idora, idorasi
            change("+", "[kq]", "g"),  # ustunlik, ustunligi; qishloq, qishlogʻi
            change("+", "(?<=[^aeiou])[iu]([^aeiou])", r"\1"),  # oʻgʻil, oʻgʻli; burun, burni
            change("+", "ahar", "ahr"),  # shahar, shahri
            change("-", "g", "q"),  # togʻ, toqqa
        ],
        canonical=uzbek,
        careless=uzbek_in_russian_letters,
        whole=frozenset({"tomonidan"}),  # by
    )

"""Tokens of a text with their places in it.

Each text of an article is cut into words once; matcher, copies and stories share the result.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import chain

from monitor.model import Article
from monitor.text.language import detect, primary
from monitor.text.normalize import APOSTROPHES, DIGITS, INVISIBLE, fold

# The word class is explicit: `\w` would split words at Hindi vowel signs, harakat and ZWNJ.
_UPPER = "A-ZÀ-ÖØ-Þ\u0400-\u042fҒҚҢҮҰҺӘӨІҲҶӢӮЎҖҐЄЇĞŞÝŃŊĀĪŪŌÁŁŚŻŹĆČŠŽŁŢŤŮĚŘĎŇĹĽŔŐŰĂŢȘȚİ\uff21-\uff3a\u0391-\u03ab"
_LOWER = (
    "a-zªµºß-öø-ÿ\u0100-\u02af\u0300-\u036f"  # Latin; its rarer capitals count as small letters: they begin no new word in camel case
    "\u0370-\u0373\u0376-\u037d\u0386-\u0390\u03ac-\u03ff\u1f00-\u1ffc"  # Greek
    "\u0430-\u0481\u0483-\u052f\u1c80-\u1c88\u2de0-\u2dff\ua640-\ua69f"  # Cyrillic
    "\u0531-\u0556\u0561-\u0587\u05b0-\u05bd\u05d0-\u05f2\u10a0-\u10ff\u1e00-\u1eff"  # Armenian, Hebrew, Georgian, more Latin
    "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08ff"  # Arabic
    "\ufb50-\ufdff\ufe70-\ufefc"
    "\u0700-\u074f\u0780-\u07b1\u07c0-\u07ea"  # Syriac, Thaana, N'Ko
    "\u0900-\u0963\u0971-\u0983\u0985-\u09e3\u09f0\u09f1"  # Devanagari without danda and digits, Bengali
    "\u0a01-\u0a65\u0a70-\u0ae3\u0b01-\u0b63\u0b82-\u0be5\u0c00-\u0c65\u0c80-\u0ce3\u0d00-\u0d65\u0d80-\u0df3"  # other Indic
    "\u0e01-\u0e4e\u0e81-\u0ece\u0f00\u0f40-\u0fbc\u1000-\u1049\u1050-\u109f\u1200-\u135f\u1780-\u17d3\u1820-\u18aa"
    "\u1100-\u11ff\u3130-\u318e\uac00-\ud7a3"  # Hangul
    "\uff41-\uff5a\ufb00-\ufb06\u1d00-\u1d7f\u24b6-\u24e9\u2160-\u217f\U0001d400-\U0001d7cb"  # full width, ligatures, letters for a show
)
_DIGIT = f"0-9{DIGITS}\uff10-\uff19"
_ONE_BY_ONE = "\u2f00-\u2fd5々〇\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"

# Between two letters, these do not end a word: apostrophes, invisible characters, an asterisk (Тали*бан). After o and g an apostrophe is
# part of an Uzbek letter, also at the end of a word.
_JOIN = f"[{APOSTROPHES}{INVISIBLE}*]{{1,9}}"
_TAIL = f"(?:{_JOIN}[{_LOWER}]++)*+(?:[{APOSTROPHES}](?<=[oOgG].))?"

# A digit typed for the letter that it looks like: М0сква, Tal1ban.
_MIXED = f"[А-ЯЁа-яё][а-яё]*+[0346][а-яё]{{2,}}+{_TAIL}|[A-Za-z][a-z]*+[01][a-z]{{2,}}+{_TAIL}"
# Kazakh, Kyrgyz and Uzbek endings hang on capitals by a hyphen: БРИКС-тің, АҚШ-қа, AQSH-ning.
_HANGING = (
    "[нтд][ыіиуү]ң|[нтд][ыиуү]н|[нтд][ыіиуү]|[гқкғ][аеоө]|[тд][аеоө]|[тдн][аеоө]н|[тд][аеоө]ғ?г?[ыіи]|[мбп]ен|и|ро"
    "|ning|ni|ga|ka|qa|da|dan|dagi"
)
_ACRONYM = f"[{_UPPER}]{{2,}}+-(?:{_HANGING})(?![{_LOWER}])"
# Capitals, then small letters; so camel case falls apart, and «БРИКСа» does not. Possessive quantifiers, as nothing is to be tried twice.
_CAPITALS = f"[{_UPPER}]++(?:{_JOIN}[{_UPPER}]++)*+[{_LOWER}]*+{_TAIL}"
_GENERAL = f"{_ACRONYM}|{_MIXED}|[{_UPPER}]*+[{_LOWER}]++{_TAIL}|{_CAPITALS}|[{_DIGIT}]++|[{_ONE_BY_ONE}]"
# The same for the words that most texts are made of: small sets are sooner asked than large ones.
_MORE = f"(?![{APOSTROPHES}{INVISIBLE}*{_LOWER}0-9])"
_PATTERN = f"[a-z][a-z]*+{_MORE}|[A-Z][A-Z]*+[a-z]++{_MORE}|[а-яё][а-яё]*+{_MORE}|{_GENERAL}"
_WORD = re.compile(_PATTERN)
_WORD_OR_TAG = re.compile(f"(?<=#)[{_UPPER}]{{2,}}(?=[{_UPPER}][{_LOWER}]{{3}})|{_PATTERN}")  # #BRICSSummit

# A plural ending that Persian writes as a word of its own where the half-space is lost: «گروه های» is «گروه‌های».
LONE_ENDINGS = frozenset({"ها", "های", "هایی"})
LONE_ENDINGS_IN = frozenset({"fa"})

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_FILLER = "\u00ad"  # what is left of an entity's place after its character: a soft hyphen is seen by nobody

_CHUNKS = 1 << 17  # remembered at most; what a day's news has are few
_LONGEST_CHUNK = 48  # characters

_fold = lru_cache(maxsize=1 << 16)(fold)  # the words of a day's news are few

# The end of a sentence, in what stands between two words. A full stop needs a gap after it (3.5, mid.ru); danda and Chinese stops do not.
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*\s|[。！？؟۔।॥\n\r\u2028\u2029]")
_CERTAIN_STOP = re.compile("[。！？؟۔।॥\n\r\u2028\u2029]")
_LOUD_STOP = re.compile("[!?…]")
_ABBREVIATED = """
mr mrs ms dr prof gen lt col sgt sen rep gov st jr sr vs etc no inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov dec approx
г гг в вв ул им пр т п д др стр руб млн млрд тыс ст см напр проф акад ген bzw ca usw nr mme mlle
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())


class Words:
    """A text and its words.

    Attributes:
        text: the original.
        tokens: its words in order, as written. A Chinese character is a word, so is a run of digits; ``#MoscowFormat`` is two. Where an
            entity of HTML was left in the text, its character stands in its place with soft hyphens behind.
    """

    __slots__ = ("_folded", "_read", "_sentences", "_starts", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self._read = _ENTITY.sub(_character, text) if "&" in text else text  # of the same length
        self.tokens = list(chain.from_iterable(map(_chunks.__getitem__, self._read.split(" "))))
        self._starts: list[int] = []  # as far as they were asked for
        self._sentences: list[int] | None = None
        self._folded: list[str] | None = None

    def __len__(self) -> int:
        return len(self.tokens)

    def folded(self) -> list[str]:
        """Return the words in their one spelling, without those of which nothing is left."""
        if self._folded is None:
            self._folded = [word for token in self.tokens if (word := _fold(token))]
        return self._folded

    def span(self, number: int) -> tuple[int, int]:
        """Return the offsets of one token into the original text, in characters, end excluded."""
        start = self._start(number)
        return start, start + len(self.tokens[number])

    def spans(self) -> list[tuple[int, int]]:
        """Return for each token its offsets into the original text, in characters, end excluded."""
        if self.tokens:
            self._start(len(self.tokens) - 1)
        return [(start, start + len(token)) for start, token in zip(self._starts, self.tokens, strict=True)]

    def gap(self, number: int) -> str:
        """Return what stands between a token and the one before it."""
        start = self._start(number)
        return self._read[self.span(number - 1)[1] if number else 0 : start]

    def _start(self, number: int) -> int:
        """Where a token begins. No character that could begin one stands between two, so that each is the next of its kind."""
        starts = self._starts
        if number >= len(starts):
            find, at = self._read.find, self.span(len(starts) - 1)[1] if starts else 0
            for token in self.tokens[len(starts) : number + 1]:
                at = find(token, at)
                starts.append(at)
                at += len(token)
        return starts[number]

    def sentences(self) -> list[int]:
        """Return for each token the number of its sentence, from 0. A line break ends a sentence."""
        borders = self.sentence_borders()
        ends = [*borders, len(self.tokens)]
        starts = [0, *borders]
        return [number for number, (start, end) in enumerate(zip(starts, ends, strict=True)) for _ in range(start, end)]

    def sentence_borders(self) -> list[int]:
        """Return the numbers of the tokens that a sentence begins with, rising, without the text's first."""
        if self._sentences is None:
            self._sentences = [number for number in self.borders(_STOP) if self._begins_sentence(number)]
        return self._sentences

    def borders(self, border: re.Pattern[str]) -> list[int]:
        """Return the numbers of the tokens between which and the one before stands a border, rising; borders hold no words."""
        found = [m.start() for m in border.finditer(self._read)]
        if not found or not self.tokens:
            return []
        self._start(len(self.tokens) - 1)
        return sorted({bisect_left(self._starts, start) for start in found} - {0, len(self.tokens)})

    def _begins_sentence(self, number: int) -> bool:
        """Whether a stop before a token ends a sentence. What stops in scripts with capitals does so only before no small letter."""
        gap = self.gap(number)
        if _CERTAIN_STOP.search(gap):
            return True
        before, after = self.tokens[number - 1], self.tokens[number]
        if after[0].islower():
            return False
        abbreviated = before.casefold() in _ABBREVIATIONS or (len(before) == 1 and before.isupper())
        return not abbreviated or _LOUD_STOP.search(gap) is not None


def _character(entity: re.Match[str]) -> str:
    """The character that an entity stands for, made as long as the entity; what is none stays as it is."""
    character = unescape(entity.group())
    return character.ljust(len(entity.group()), _FILLER) if len(character) == 1 else entity.group()


def _found(text: str) -> list[str]:
    return (_WORD_OR_TAG if "#" in text else _WORD).findall(text)


class _Chunks(dict[str, tuple[str, ...]]):
    """The words of what stands between two spaces: no word holds one, and most of it was met in other texts."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(_found(chunk))
        if len(chunk) <= _LONGEST_CHUNK:
            if len(self) >= _CHUNKS:
                self.clear()
            self[chunk] = found
        return found


_chunks = _Chunks()


def tokenize(text: str) -> Words:
    """Cut a text into words. Linear in its length."""
    return Words(text)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's three texts as words, and the language they are read in (empty where it is not known)."""

    language: str
    title: Words
    lead: Words
    body: Words


def read(article: Article) -> Reading:
    """Cut an article into words, once for everyone. Its language is detected only where it is not said."""
    language = primary(article.language) or detect(f"{article.title}\n{article.lead}\n{article.body[:2000]}")
    return Reading(language, tokenize(article.title), tokenize(article.lead), tokenize(article.body))

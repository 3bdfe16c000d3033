"""Under which keys an article stands in the archive's index, and which of them an article of a topic must hold.

Both sides are made from the keys that the matcher itself compares (text/inflect.py), and each key is filed by the same function of it:
two keys that meet there meet here. So the index may find too much, and never misses what the matcher matches.

A *filed key* is a spelling (``формата``), or ``!`` and a base that some language's grammar leaves of a word (``!формат``); bases of all
languages stand together, and one that is its word's spelling is not filed twice. ``!`` alone stands for every key there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b

from monitor.model import Article
from monitor.text.inflect import exact_key, term_keys, token_keys
from monitor.text.normalize import fold
from monitor.text.words import Reading, read
from monitor.topics.lexicon import How, TermWord

# Words in many forms: where the keys of any of them change, so does ``version()``.
_PROBES = (
    "Delegates' talks, agreed upon and re-opened in Kabul's #MoscowFormat (BRICS2024): women studying, studies, theatre, centre, NATOнун",
    "Делегация талибов обсуждала с женщинами исключение из списков; Талибан'а, БРИКСа, ещё трёх министров, Московским форматом",
    "هیئت‌های طالبان می‌خواهند کتاب‌هایشان را از فهرست سازمان ملل بردارند؛ زنان افغانستان",
    "د طالبانو پلاوی د مسکو په غونډه کې ښځو ته ځوابونه ورکړل",
    "طالبان کے وفد نے ماسکو میں خواتین کی تعلیم اور پابندیوں پر بات چیت کی",
    "قالت الوفود إن المباحثات والقرارات ستُعرض على النساء في موسكو",
    "तालिबान के प्रतिनिधियों ने महिलाओं की पढ़ाई और सूचियों पर बातें कीं; हिन्दी चाँद ज़मीन",
    "Қазақстандағы келіссөздерге әйелдердің өкілдері қатысып, тізімдерден шығарылды",
    "Кыргызстандагы сүйлөшүүлөргө аялдардын өкүлдөрү катышып, тизмелерден чыгарылды",
    "Ҳайатҳои занони Тоҷикистон дар бораи рӯйхатҳои созмон гуфтушунид мекарданд",
    "Oʻzbekistondagi muzokaralarda ayollarning vakillari ro'yxatlardan chiqarildi, sanʼatga",
    "Ўзбекистондаги музокараларда аёлларнинг вакиллари",
    "莫斯科模式会议讨论了塔利班與聯合國的制裁名單",
    "Die Gespräche der Frauen über Listen wurden verschoben; größere Straßen",
    "L'accord des femmes, jusqu'aux discussions prolongées d'Afghanistan",
)

BASE = "!"
ANY = BASE
PREFIX = "*"
LONGEST = 40  # characters of a key that count
MOST_BYTES = 400_000  # of one article's keys; one with more stands under ANY alone
MOST_SETS = 4
MOST_KEYS = 2_000  # of one set
LONGEST_BEGINNING = 8
CACHED_WORDS = 10_000
CACHED_LANGUAGES = 20
CACHED_TOKENS = 50_000  # of one language

_UNUSUAL = re.compile('[\0- "-&(-/:-@\\[-`{-\x7f]')  # ASCII that is neither letter, digit, apostrophe nor BASE


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an article must hold to be a candidate: of each set one key.

    Attributes:
        sets: of filed keys, the rarest first; one that ends in ``*`` stands for every key that begins so. No set at all means that
            every article is a candidate; an empty set, that none is.
    """

    sets: tuple[frozenset[str], ...] = ()

    @property
    def everything(self) -> bool:
        """Whether the index cannot help: every article of the window must be asked."""
        return not self.sets


@cache
def version() -> int:
    """Return a number that stands for how articles are read and their words filed; what was filed under another is not believed."""
    filed = "\n".join(" ".join(sorted(index_keys(read(Article(lead=probe))).split())) for probe in _PROBES)
    return int.from_bytes(blake2b(filed.encode(), digest_size=4).digest(), "big") >> 1


def index_keys(reading: Reading) -> str:
    """Return the filed keys of an article, each once, with a space between two; empty where it has no words."""
    known = _known(reading.language)
    keys = set().union(*map(known.__getitem__, {*reading.title.tokens, *reading.lead.tokens, *reading.body.tokens}))
    text = " ".join(keys)
    return text if len(text) * 4 <= MOST_BYTES or len(text.encode()) <= MOST_BYTES else ANY


def wanted_keys(required: Iterable[Iterable[TermWord]]) -> Wanted:
    """Return what an article must hold that has one word of each of these sets, the rarest first (``Matcher.required_words``).

    So that no question is too long for an index, the first few sets count, and of those with very many keys only one where there is no
    other: by the beginnings of its keys. That makes more candidates, never fewer.
    """
    sets = list(dict.fromkeys(frozenset(key for word in words for key in _asked(word)) for words in required))
    short = [one for one in sets if len(one) <= MOST_KEYS]
    return Wanted(tuple(short[:MOST_SETS] or [begun for one in sets[:1] if len(begun := _beginnings(one)) <= MOST_KEYS]))


def _beginnings(keys: frozenset[str]) -> frozenset[str]:
    """Prefixes of keys, as long as they may be without being too many."""
    for length in range(LONGEST_BEGINNING, 1, -1):
        begun = frozenset(key if len(key) <= length else key[:length].removesuffix(PREFIX) + PREFIX for key in keys)
        if len(begun) <= MOST_KEYS:
            break
    return begun


class _Filed(dict[str, tuple[str, ...]]):
    """Token → its filed keys in one language, filled as tokens are met; a full one begins anew."""

    __slots__ = ("_language",)

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) >= CACHED_TOKENS:
            self.clear()
        keys = token_keys(token, self._language)
        spellings = dict.fromkeys(_spelt(key) for key in keys if ":" not in key)
        bases = dict.fromkeys(_spelt(_base_of(key)) for key in keys if ":" in key)
        filed = self[token] = (*spellings, *(BASE + base for base in bases if base not in spellings))
        return filed


_known = lru_cache(maxsize=CACHED_LANGUAGES)(_Filed)  # the words of a day's news are few


@lru_cache(maxsize=CACHED_WORDS)
def _asked(word: TermWord) -> tuple[str, ...]:
    """The filed keys under which a token that satisfies the word may stand."""
    match word.how:
        case How.FORMS:
            keys = term_keys(word.text, word.language)
            bases = [_spelt(_base_of(key)) for key in keys if ":" in key]
            return (*(_spelt(key) for key in keys if ":" not in key), *bases, *(BASE + base for base in bases))
        case How.EXACT | How.CASED:
            return (_spelt(exact_key(word.text)),)
        case _:
            return (_spelt(fold(word.text.rstrip("*").split("?")[0])) + PREFIX,)


def _base_of(key: str) -> str:
    return key.partition(":")[2]


def _spelt(key: str) -> str:
    """A key as no index splits it or refuses it: short, never empty, without gaps and punctuation."""
    return _UNUSUAL.sub("\ufffd", key[:LONGEST]) or "\ufffd"

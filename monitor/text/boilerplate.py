"""Legal disclaimers that a text must carry whatever it tells, found so that they can be left out of matching and comparing.

Russian law has every text say of a banned movement that it is one. Since April 2025 the Taliban's says «находится под
санкциями ООН» instead. The neighbours' laws and the agencies' foreign services have the like. Three forms are known: in
brackets, as a note behind an asterisk, and as an attribute before or behind the name.

A ban that ends is news. So a stretch that tells a change stays, unless it is the disclaimer's own wording of it; a note counts only where
its asterisk hangs on a word, or where it begins as notes do, for news come as lists with asterisks too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 260  # characters of one disclaimer in brackets
_LOOKED_AT = 400  # characters of a note's sentence that say whether it is one

_BY_RUSSIA = r"(?:in|by|on)\s(?:the\s)?(?:territory\sof\s(?:the\s)?)?(?:Russia|RF\b)"
_IN_RUSSIA = r"(?:на\sтерритории\s|в\s)(?:РФ|Росси\w+(?:\sФедерации)?)"
_BODY = r"(?:организаци|группировк|движени|объединени)\w*"

# What makes a bracket or a note a disclaimer.
_MARKS = re.compile(
    rf"""
      запрещ[её]н | запр\.\s | деятельность\s.{{0,40}}?(?:запрещ|разреш[её]н)
    | признан\w*\s.{{0,60}}?(?:террорист|экстремист|нежелательн|иноагент|иностранн\w+\sагент)
    | (?:внес[её]н|включ[её]н)\w*\s(?:\w+\s){{0,3}}?в\s(?:перечень|список|реестр)
    | под\sсанкци\w+\s(?:Сов\w+\sБезопасности\s|Совбеза\s|СБ\s)?ООН | санкци\w+\sООН\sза\s
    | иноагент | иностранн\w+\sагент | нежелательн\w+\sорганизаци
    | запрет\w*\s(?:деятельност\w+\s)?(?:{_IN_RUSSIA}\s)?приостановлен
    | (?:outlawed|banned|prohibited|proscribed|recogni[sz]ed|designated|listed|declared|labell?ed|allowed|permitted)
      \b.{{0,60}}?\b{_BY_RUSSIA}
    | under\s(?:the\s)?(?:UN|U\.N\.|United\sNations)\ssanctions | foreign\sagent | undesirable\sorgani[sz]ation
    | ban\sin\s(?:the\s)?Russia\w*\s(?:has\sbeen|was|is)\ssuspended
    | мамн[уӯў][ъь]? | ман[ъь]\s?(?:аст|шуда|карда|гардида) | террорист\w*\s(?:эълон|эътироф|шинохта)
    | ta[qk]i[qk]lan | тақиқлан | (?:terror|террор)\w*\s(?:deb|деб|деп)\s
    | тыйым\sсалын | тыюу\sсалын
    | 被禁 | 取缔 | 取締 | 禁止(?:活动|活動|的) | (?:列为|列為|认定为|認定為)(?:恐怖|极端|極端)
    | ممنوع | محظور | کالعدم | प्रतिबंधित
    | verboten\w* | interdit\w*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What does so where it is all that the stretch says, or nearly.
_WEAK_MARKS = re.compile(
    rf"""
      (?:террорист|экстремист)\w*,?\s.{{0,30}}?{_BODY} | {_BODY},?\s.{{0,60}}?террорист
    | (?:terrorist|extremist)\s(?:organi[sz]ation|group|movement) | созмони\sтеррорист | ташкилоти\sтеррорист
    | (?:terror|террор)\w*\s(?:tashkilot|guruh|ташкилот|гуруҳ|ұйым|уюм)
    | 恐怖组织 | 恐怖組織 | 极端组织 | 極端組織 | گروه(?:ک|ی)?\sتروریستی | سازمان\sتروریستی | تنظیم\sارهابی | تنظيم\sإرهابي
    | terroristisch\w*\s(?:Organisation|Vereinigung) | organisation\sterroriste
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_FEW = 2  # words beside a weak mark
_SHORT = 40  # characters beside it

# A bracket or note that tells a change is news, unless it is the disclaimer's own wording of it.
_NEWS = re.compile(
    r"исключ|вычеркн|сня(?:т|л)|отмен|убра[тл]|приостанов|remov|delist|lift|suspend|drop(?:p|s|\b)|unban|移出|删除|刪除|除名|解除|取消|暂停|中止"
    r"|حذف|تعلیق|لغو",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(
    rf"запрет\w*\s(?:деятельност\w+\s)?(?:{_IN_RUSSIA}\s)?приостановлен|ban\sin\s(?:the\s)?Russia\w*\s(?:has\sbeen|was|is)\ssuspended",
    re.IGNORECASE,
)

# A bracket about a person is no disclaimer: they are of organisations.
_OF_A_PERSON = re.compile(r"[(（\[](?:он|она|he|she|who)\b", re.IGNORECASE)

# One pair of brackets may stand inside: («Исламское государство» (ИГ), запрещена в РФ).
_INSIDE = rf"[^()（）\[\]]{{1,{_LONGEST}}}+"
_BRACKET = re.compile(rf"[(（\[](?:{_INSIDE}|[(（]{_INSIDE}[)）]){{1,4}}[)）\]]")

_MARKER = r"(?:\*{1,3}\)?|\(\*{1,3}\)|[¹²³†‡]|\[\d{1,2}\])"
_NOTE = re.compile(rf"(?:(?<=\s)|^){_MARKER}\s{{0,3}}(?P<dash>[-–—:])?\s?(?P<says>[^\n*]{{6,}})", re.MULTILINE)
_HANGING = re.compile(r"""[^\W\d_][»”"’)]?(?:\*|\s?\(\*|[¹²³†‡]|\[\d)""")
_NOTE_BEGINS = re.compile(
    r"(?-i:[а-яёa-z])|организаци|движени|группировк|признан|запрещ|террорист|экстремист|деятельност|находит|включ|внес|СМИ|НКО"
    r"|outlawed|banned|designated|recogni|terrorist|extremist|an?\s|the\sorgani",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZА-ЯЁ«“\"])")

# Attributes, without brackets. Each is led by something that the sentence does not need.
_STATUS = r"(?:террористическ\w+|экстремистск\w+|нежелательн\w+|иноагент\w*|иностранн\w+\sагент\w*)"
_RU_BAN = rf"запрещ[её]нн\w+\s{_IN_RUSSIA}"
_RU_SEEN = rf"признанн?\w*\s(?:(?:{_IN_RUSSIA}|судом)\s)?{_STATUS}(?:\s{_BODY})?"
_RU_UN = r"наход\w+\sпод\sсанкциями\s(?:СБ\s)?ООН(?:\sза\sтеррористическую\sдеятельность)?"
_EN_BAN = r"(?:outlawed|banned|prohibited)\sin\s(?:Russia|the\sRussian\sFederation|the\sRF)"
_EN_SEEN = r"(?:designated|recogni[sz]ed|listed)\s(?:as\s)?(?:a\s|an\s)?(?:terrorist|extremist)(?:\s(?:organi[sz]ation|group|movement))?"
_EN_AGENT = r"(?:designated|declared|labell?ed|listed)\s(?:as\s)?(?:a\s)?(?:foreign\sagent|undesirable(?:\sorgani[sz]ation)?)\sin\sRussia"
_EN_UN = r"under\s(?:the\s)?(?:UN|U\.N\.)\ssanctions(?:\s(?:for|over)\s(?:its\s)?terror\w*(?:\s\w+)?)?"
_RU_ANY = rf"(?:{_RU_BAN}|{_RU_SEEN}|{_RU_UN})"
_RU_NAME = r"(?:(?:радикальн|террористическ|экстремистск|исламистск)\w+\s)?(?:движени|организаци|группировк|талиб|«|\"|“|(?-i:[А-ЯЁ]))"
_STOP = r"(?=[,.;)\n]|\s?$)"
_RU_BEHIND = re.compile(
    rf"""
      ,\s(?:(?:котор\w+|чья\sдеятельность)\s)?(?:ранее\s)?(?:{_RU_SEEN}(?:\sв\s(?:РФ|России))?\s(?:и|,)\s)?{_RU_ANY}
      (?:\s(?:террористическ\w+|экстремистск\w+)\s\w+)?{_STOP}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RU_BEFORE = re.compile(
    rf"""
      (?=[здогптн«])(?<![а-яё])
      (?: (?:{_RU_SEEN}\sи\s)?{_RU_BAN}(?=\s{_RU_NAME})
        | (?:движени|организаци|группировк)\w+\s(?:{_RU_SEEN}|признан[аоы]?\s[^.\n]{{0,80}}?террористическ\w+)
          [^.\n]{{0,60}}?запрещ[её]н[аоы]?[^.,;:()\n]{{0,40}}
        | (?:движени\w+\s)?(?:«?талиб\w+»?\s)?{_RU_UN}(?=[.;)\n]|\s?$)
      )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EN_BEHIND = re.compile(rf",\s(?:which\sis\s|that\sis\s)?(?:(?:{_EN_SEEN}\sand\s)?{_EN_BAN}|{_EN_AGENT}|{_EN_UN}){_STOP}", re.IGNORECASE)
_EN_NEXT_TO = re.compile(rf"(?=[obp])(?:(?<=\smovement\s)|(?<=\sgroup\s)){_EN_BAN}(?=\W)", re.IGNORECASE)
_ZH_BEFORE = re.compile(r"(?:在俄罗斯被(?:禁止|取缔)|被俄罗斯(?:禁止|取缔|(?:列|认定)为恐怖组织))的(?=“|塔利班|组织|运动)")
_LIST_BEFORE = re.compile(r"(?:спис|переч|реестр|числ)\w*\s(?:\w+[,\s]+){0,4}\w*$", re.IGNORECASE)  # «список запрещённых в РФ организаций»

_BRACKETS = ("(", "（", "[")
_NOTES = ("*", "¹", "²", "³", "†", "‡", "[")
# Words without which a text has no attribute of its kind.
_ATTRIBUTES = (
    (("прещ", "ризнан", "под санкциями"), (_RU_BEHIND, _RU_BEFORE)),
    (("n Russia", "n the R", "under UN", "under the U", "under U.N."), (_EN_BEHIND, _EN_NEXT_TO)),
    (("被俄罗斯", "在俄罗斯被"), (_ZH_BEFORE,)),
)


def boilerplate_spans(text: str) -> list[tuple[int, int]]:
    """The stretches of ``text`` that are disclaimers: offsets in characters, in order, not overlapping. Linear in the text."""
    found: list[tuple[int, int]] = []
    if any(bracket in text for bracket in _BRACKETS):
        found += [m.span() for m in _BRACKET.finditer(text) if _disclaims(m.group()) and not _OF_A_PERSON.match(m.group())]
    if any(marker in text for marker in _NOTES):
        found += _notes(text)
    for words, patterns in _ATTRIBUTES:
        if any(word in text for word in words):
            found += [m.span() for one in patterns for m in one.finditer(text) if not _of_a_list(text, m.start())]
    return _merged(sorted(found))


def _of_a_list(text: str, start: int) -> bool:
    return _LIST_BEFORE.search(text, max(0, start - 60), start) is not None


def _notes(text: str) -> Iterator[tuple[int, int]]:
    """Each note with as many of its sentences as disclaim."""
    hanging = _HANGING.search(text) is not None
    for note in _NOTE.finditer(text):
        says = note["says"]
        if hanging or note["dash"] or _NOTE_BEGINS.match(says):
            length = _disclaiming(says)
            if length:
                yield note.start(), note.start("says") + length


def _disclaiming(says: str) -> int:
    """The length of the sentences at the beginning that disclaim."""
    length = 0
    for end in [*(gap.start() for gap in _NEXT_SENTENCE.finditer(says)), len(says)]:
        if not _disclaims(says[length:end]):
            break
        length = end
    return length


def _disclaims(stretch: str) -> bool:
    looked_at = stretch[:_LOOKED_AT]
    if not (_MARKS.search(looked_at) or _says_little_else(stretch)):
        return False
    return _NEWS.search(looked_at) is None or _OWN_WORDS.search(looked_at) is not None


def _says_little_else(stretch: str) -> bool:
    weak = _WEAK_MARKS.search(stretch[:_LOOKED_AT])
    if weak is None:
        return False
    rest = stretch[: weak.start()] + stretch[weak.end() :]
    return len(rest) <= _SHORT and len(_WORD.findall(rest)) <= _FEW


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

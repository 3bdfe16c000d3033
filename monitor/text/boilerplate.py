"""Legal disclaimers that a text must carry whatever it tells, found so that they can be left out of matching and comparing.

Russian law has every text say of a banned movement that it is one. Since April 2025 the Taliban's says «находится под
санкциями ООН» instead. The neighbours' laws and the agencies' foreign services have the like. Three forms are known: in
brackets, as a note behind an asterisk, and as an attribute before or behind the name.
"""

from __future__ import annotations

import re

_LONGEST = 260  # characters of one disclaimer

# What makes a bracket or a note a disclaimer.
_MARKS = re.compile(
    r"""
      запрещ[её]?н | запрещ[её]нн | признан\w*\s.{0,60}?(?:террорист|экстремист|нежелательн|иноагент|иностранн\w+\sагент)
    | (?:террорист|экстремист)\w*,?\s.{0,30}?(?:организаци|группировк|движени|объединени)
    | (?:организаци|группировк|движени)\w*,?\s.{0,60}?террорист
    | под\sсанкци\w+\sООН | санкци\w+\s(?:Совета\sБезопасности|СБ)?\s?ООН | иноагент | иностранн\w+\sагент | нежелательн\w+\sорганизаци
    | запрет\w*\s(?:деятельност\w+\s)?(?:на\sтерритории\s|в\s)?(?:РФ|Росси\w+)?\s?приостановлен | деятельность\s.{0,40}?запрещ
    | (?:outlawed|banned|prohibited|proscribed|recogni[sz]ed|designated|listed|declared|labell?ed)
      \b.{0,60}?\b(?:in|by)\s(?:the\s)?(?:Russia|RF\b)
    | under\s(?:the\s)?(?:UN|U\.N\.|United\sNations)\ssanctions | (?:terrorist|extremist)\s(?:organi[sz]ation|group|movement)
    | foreign\sagent | undesirable\sorgani[sz]ation
    | мамн[уӯў][ъь]? | ман[ъь]\s?(?:аст|шуда|карда|гардида) | созмони\sтеррорист | ташкилоти\sтеррорист
    | ta[qk]i[qk]lan | тақиқлан | terror\w*\s(?:tashkilot|guruh) | террор\w*\s(?:ташкилот|гуруҳ)
    | тыйым\sсалын | тыюу\sсалын | террор\w*\s(?:ұйым|уюм) | террор\w*\sдеп\sтан
    | 被禁 | 取缔 | 恐怖组织 | 恐怖組織 | 极端组织 | 制裁 | 禁止(?:活动|活動|的)
    | ممنوع | محظور | گروه(?:ک|ی)?\sتروریستی | سازمان\sتروریستی | تنظیم\sارهابی | تنظيم\sإرهابي | کالعدم
    | verboten\w* | interdit\w* | terroristisch\w*\s(?:Organisation|Vereinigung) | organisation\sterroriste
    """,
    re.VERBOSE | re.IGNORECASE,
)

# A bracket or note that tells a change is news, unless it is the disclaimer's own wording of it.
_NEWS = re.compile(
    r"исключ|вычеркн|сня(?:т|л)|отмен|убра[тл]|remov|delist|lift|suspend|drop(?:p|s|\b)|unban|移出|删除|刪除|除名|解除|取消|暂停|中止|حذف|تعلیق|لغو",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(r"запрет\w*\s(?:деятельност\w+\s)?(?:на\sтерритории\s|в\s)?(?:РФ|Росси\w+)?\s?приостановлен", re.IGNORECASE)

_BRACKET = re.compile(rf"[(（\[][^()（）\[\]]{{3,{_LONGEST}}}[)）\]]")
_NOTE = re.compile(rf"(?:(?<=\s)|^)\*{{1,3}}\)?\s{{0,3}}[-–—:]?\s?[^\n*]{{8,{_LONGEST}}}", re.MULTILINE)

# Attributes, without brackets. Each is led by something that the sentence does not need.
_RU_BAN = r"запрещ[её]нн\w+\s(?:на\sтерритории\s|в\s)(?:РФ|Росси\w+(?:\sФедерации)?)"
_RU_SEEN = r"признанн?\w*\s(?:в\s(?:РФ|России)\s|судом\s)?(?:террористическ\w+|экстремистск\w+)(?:\s(?:организаци|группировк|движени)\w+)?"
_RU_UN = r"наход\w+\sпод\sсанкциями\s(?:СБ\s)?ООН(?:\sза\sтеррористическую\sдеятельность)?"
_EN_BAN = r"(?:outlawed|banned|prohibited)\sin\s(?:Russia|the\sRussian\sFederation|the\sRF)"
_EN_SEEN = r"(?:designated|recogni[sz]ed|listed)\s(?:as\s)?(?:a\s|an\s)?(?:terrorist|extremist)(?:\s(?:organi[sz]ation|group|movement))?"
_RU_ANY = rf"(?:{_RU_BAN}|{_RU_SEEN}|{_RU_UN})"
_RU_NAME = r"(?:(?:радикальн|террористическ|экстремистск|исламистск)\w+\s)?(?:движени|организаци|группировк|«|\"|“|[А-ЯЁ])"
_STOP = r"(?=[,.;)\n]|\s?$)"
_ATTRIBUTE = re.compile(
    rf"""
      ,\s(?:(?:котор\w+|чья\sдеятельность)\s)?(?:ранее\s)?(?:{_RU_SEEN}(?:\sв\s(?:РФ|России))?\s(?:и|,)\s)?{_RU_ANY}
      (?:\s(?:террористическ\w+|экстремистск\w+)\s\w+)?{_STOP}
    | (?<![а-яё])(?:{_RU_SEEN}\sи\s)?{_RU_BAN}(?=\s{_RU_NAME})
    | (?<![а-яё])(?:движени|организаци|группировк)\w+\s(?:{_RU_SEEN}|признан[аоы]?\s[^.\n]{{0,80}}?террористическ\w+)
      [^.\n]{{0,60}}?запрещ[её]н[аоы]?[^.\n]{{0,40}}
    | (?<![а-яё])(?:движени\w+\s)?(?:«?талиб\w+»?\s)?{_RU_UN}
    | ,\s(?:which\sis\s|that\sis\s)?(?:{_EN_SEEN}\sand\s)?{_EN_BAN}{_STOP}
    | (?<=\smovement\s){_EN_BAN}(?=\W) | (?<=\sgroup\s){_EN_BAN}(?=\W)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LIST_BEFORE = re.compile(r"(?:спис|переч|реестр|числ)\w*\s(?:\w+\s){0,2}$", re.IGNORECASE)  # «список запрещённых в РФ организаций»

_HINTS = ("(", "（", "[", "*", "запрещ", "Запрещ", "признан", "под санкциями", "in Russia", "in the R")


def boilerplate_spans(text: str) -> list[tuple[int, int]]:
    """The stretches of ``text`` that are disclaimers: offsets in characters, in order, not overlapping. Linear in the text."""
    if not any(hint in text for hint in _HINTS):
        return []
    found = [m.span() for m in _BRACKET.finditer(text) if _disclaims(m.group())]
    found += [m.span() for m in _NOTE.finditer(text) if _disclaims(m.group())]
    found += [m.span() for m in _ATTRIBUTE.finditer(text) if not _LIST_BEFORE.search(text, max(0, m.start() - 40), m.start())]
    return _merged(sorted(found))


def _disclaims(stretch: str) -> bool:
    return _MARKS.search(stretch) is not None and (_NEWS.search(stretch) is None or _OWN_WORDS.search(stretch) is not None)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

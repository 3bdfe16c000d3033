"""How titles say, by language, that what follows is several happenings: the day in brief, the week's main news."""

from __future__ import annotations

import re
from typing import Final

from monitor.pages.weight import weight_of

_PATTERN: Final = re.compile(
    r"""
    # English
      \b(?:digest|round-?\s?up|news\sin\sbrief|news\sbriefs|week(?:ly)?\s(?:in\s)?review|(?:day|week|month)\sin\s(?:brief|review)|world\sin\sbrief)\b
    | \b(?:(?:morning|evening|daily|weekly|world|global|news)\s(?:briefing|brief|bulletin|summary|wrap|recap|headlines))\b(?!\sby\b)
    | \b(?:top|main|key|biggest)\s(?:\w+\s)?(?:news|stories|headlines)\s(?:of|for|from|this|today)\b | \bevents\sof\sthe\s(?:day|week)\b
    | \band\sother\s(?:news|stories)\b | \bwhat\shappened\s(?:today|yesterday|overnight|this\sweek)\b
    # Russian and other languages in Cyrillic
    | \bдайджест | \bобзор\s(?:\w+\s)?(?:новостей|прессы|сми|событий\s(?:дня|недели)) | \bкоротко\sо\sглавном | \bкартина\sдня
    | \b(?:главн|важн|основн)\w+\s(?:новост|событи)\w*\s(?:за\s|к\s|дня|недели|утра|вечера|суток|месяца)
    | \b(?:главное|новости|события|что\sпроизошло)\s(?:\w+\s)?(?:за|к)\s
        (?:день|ноч|недел|сутки|утр|вечер|выходны|этому\sчасу|минувш|прошедш|последн|\d)
    | \b(?:итоги|события|новости)\s(?:дня|недели(?!\sмоды)|суток|месяца|утра|вечера)\b | \bи\sдруг(?:ие\s(?:новости|события)|ое\sза)\b
    | \b(?:күннің|аптаның|тәуліктің)\s(?:\w+\s)?(?:жаңалық|оқиға) | жаңалықтар\s(?:шолуы|топтамасы|жинағы) | \b(?:апта|күн)\sқорытынды
    | \b(?:күндүн|жуманын|аптанын|сутканын)\s(?:\w+\s)?(?:жаңылык|окуя|кабар) | (?:жаңылыктар|кабарлар)\s(?:топтому|баяны|жыйнагы)
    | (?:хабарҳо|рӯйдодҳо|навгониҳо|воқеаҳо)и?\s(?:\w+\s)?(?:рӯз|ҳафта|шабонарӯз)
    | (?:хулосаи|шарҳи|баррасии)\s(?:хабар|рӯйдод|матбуот|ҳафта|рӯз)
    | муҳимтарин\s(?:хабар|рӯйдод|воқеа)
    | \b(?:кун|ҳафта)(?:нинг)?\s(?:\w+\s)?(?:янгилик|хабар|воқеа)лари | дайжест
    # Uzbek in Latin letters
    | \b(?:kun|hafta)(?:ning)?\s(?:\w+\s)?(?:yangilik|xabar|voqea)lari | \bdayjest\b
    # Persian, Pashto, Urdu, Arabic
    | (?:خلاصه|گزیده|چکیده|مرور|سرخط|فشرده)\s?(?:ی\s|ٔ\s)?(?:مهم\S*\s)?(?:اخبار|خبرها|خبرهای|رویدادها|رویدادهای|هفته|روزنامه)
    | مهم[\s\u200c]?ترین\s(?:اخبار|خبرها|خبرهای|رویدادهای|رویدادها) | (?:اخبار|رویدادهای)\s(?:مهم\s)?(?:روز|هفته)(?:\s|$)
    | د\s(?:ورځې|اونۍ|نن)\s(?:\S+\s){0,2}(?:خبرونه|پېښې|پیښې) | لنډ\sخبرونه | د\sخبرونو\s(?:لنډیز|سرټکي)
    | (?:آج|دن|ہفتے|رات)\s?(?:کی|بھر\sکی)\s(?:\S+\s)?خبریں | خبروں\s(?:کا\sخلاصہ|پر\s(?:ایک\s)?نظر) | اہم\sخبروں
    | نیوز\s(?:راؤنڈ|بلیٹن|ڈائجسٹ) | خبرنامہ
    | (?:موجز|ملخص|حصاد|أبرز|جولة)\s(?:\S+\s)?(?:الأخبار|أخبار|الأنباء|اليوم|الأسبوع|أحداث|الأحداث|الصحافة|عناوين)
    | نشرة\s(?:الأخبار|أخبار)
    # Hindi
    | (?:आज|दिन|हफ्ते|हफ़्ते|सप्ताह|सुबह|रात)\s(?:की|भर\sकी)\s(?:\S+\s)?(?:\S+\s)?(?:खबरें|ख़बरें|सुर्खियां|घटनाएं)
    | समाचार\s(?:सार|संक्षेप|बुलेटिन)
    | टॉप\s(?:\d+\s)?(?:खबरें|न्यूज) | न्यूज\u093c?\s(?:राउंडअप|बुलेटिन|डाइजेस्ट) | बड\u093c?ी\sखबरें
    # Chinese
    | (?:新闻|新聞|时事|時事|国际|國際|每日|每周|每週|一周|一週|本周|本週|今日|昨日|晨间|早间|晚间|财经|热点)(?:重要)?(?:新闻|新聞)?
        (?:简报|簡報|摘要|速览|速覽|汇总|彙總|综述|回顾|回顧|要闻|要聞|盘点|盤點|快讯汇总|大事记)
    | 要闻(?:速览|汇总|回顾|精选) | (?:新闻|新聞)(?:早报|早報|晚报|联播) | (?:国际|国内)?简讯$
    # German, French, Spanish, Turkish
    | \b(?:nachrichten|news|tages|wochen|presse)-?(?:überblick|übersicht|rückblick|schau|ticker\skompakt)\b
    | \bkurz(?:meldungen|\sund\s(?:bündig|knapp)|\snotiert|\sgemeldet|nachrichten)\b
    | \b(?:der\stag|die\swoche|die\snacht|nachrichten)\sim\s(?:überblick|rückblick)
    | \bdas\swichtigste\s(?:vom\stag|des\stages|der\s(?:woche|nacht)|am\s\w+|aus\sder\snacht)
    | \bund\s(?:weitere|andere)\s(?:nachrichten|meldungen)
    | \b(?:l['’]essentiel|le\spoint|le\srésumé|les\s(?:titres|infos)|à\sretenir|le\srécap)\s
        (?:du\sjour|de\sl['’]actu|de\sla\s(?:journée|semaine))
    | \b(?:revue\sde\spresse|tour\sd['’]horizon|brèves)\b
    | \b(?:l['’]actu(?:alité)?|la\ssemaine|la\sjournée|le\smonde)\sen\sbref\b | \bet\sautres\s(?:nouvelles|actualités)\b
    | \bresumen\sde\s(?:noticias|la\s(?:semana|jornada)|prensa)\b | \bnoticias\s(?:del\sdía|de\sla\ssemana)\b
    | \b(?:günün|haftanın)\s(?:özeti|haberleri|önemli|öne\sçıkan|manşet)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ONE_HAPPENING: Final = re.compile(
    r"\bpress\s(?:briefing|brief)\b|\bbriefing\sby\b|reader['’]s\sdigest|weekly\sreview\sof\s(?:the\s)?case|rounded\sup|round(?:s|ing)?\sup\b",
    re.IGNORECASE,
)
_PARTS: Final = re.compile("[;；؛]")
_SHORTEST: Final = 15  # weight of a headline among several in one title
_SEVERAL: Final = 3
_LONGEST: Final = 500  # characters of a title


def is_digest(title: str) -> bool:
    """Tell whether a title says that several happenings follow, in words or by naming three of them."""
    title = " ".join(title[:_LONGEST].split())
    if _PATTERN.search(title):
        return not _ONE_HAPPENING.search(title)
    return sum(weight_of(part.strip()) >= _SHORTEST for part in _PARTS.split(title)) >= _SEVERAL


def subject(title: str) -> str:
    """Return a title without the words that make it one of a digest."""
    return _PATTERN.sub(" ", title[:_LONGEST])

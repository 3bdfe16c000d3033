"""Persian (with Dari), Tajik, Pashto."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from monitor.text.arabic import broken_plurals
from monitor.text.endings import Grammar, chains, change, tagged
from monitor.text.normalize import fold

# ── Persian ────────────────────────────────────────────────────────────────────────────────────────
# As fold() leaves it: no ZWNJ, ئ and ي are ی. ی is the indefinite article, the ezafe after a vowel, and an adjective's ending.

_FA_MY = ["م", "ت", "ش", "مان", "تان", "شان"]
_FA_AFTER_VOWEL = ["ی", "یی", *chains(["ی"], _FA_MY)]
_FA_OBJECT = ["", "را", "رو", "ست", "اند", "یند"]
_FA_PLURAL = chains(["ها"], ["", *_FA_AFTER_VOWEL, *_FA_MY], _FA_OBJECT)
_FA_PERSONS = chains(["ان", "ات", "جات", "ین", "ون"], ["", "ی", *_FA_MY], ["", "را"])
_FA_SINGULAR = ["ی", "ش", "مان", "تان", "شان", "را", "ست", "است", "تر", "ترین", "تری", "ترها"]
_FA_VOWEL = ["یی", "ای", "ام", "ات", "اش", "امان", "اتان", "اشان", "یش", "یمان", "یشان", *chains(["یان", "گان"], ["", "ی", *_FA_MY])]

# Adjectives and nouns in ی that nobody takes for «a» with their noun: دولتی is governmental, not a state.
_FA_WHOLE = """
دولتی نظامی تولیدی برادری اقتصادی امنیتی انتخاباتی ملی قومی دینی مذهبی قانونی حقوقی مالی پولی بانکی
نفتی گازی تجاری صنعتی علمی فنی هنری ورزشی تاریخی جهانی محلی مرکزی عمومی اجتماعی انسانی جنگی زبانی ادبی درسی
درمانی دارویی غذایی هوایی زمینی دریایی فضایی آبی برقی دستی چوبی سنگی صوتی تصویری تلفنی اداری دشمنی رهبری وزارتی
شهرداری فرمانداری استانداری بازی پایانی درونی بیرونی اعتراضی انتقالی احتمالی اصلی فرعی کلی اساسی واقعی منطقی عملی نظری
فکری روحی جسمی قلبی سیاستی ساختاری راهبردی عملیاتی تبلیغاتی اطلاعاتی ارتباطی اعتباری اجرایی قضایی آزادی نزدیکی دوری بزرگی
گرمی سردی سختی آسانی شادی خوبی بدی درستی راستی زیبایی توانایی دانایی نادانی همکاری گرفتاری بیماری پرستاری خبرنگاری روزنامه‌نگاری
کارشناسی کارگری کارگردانی فرماندهی نمایندگی زندگی بندگی اسلامی فرهنگی خصوصی خارجی داخلی قطعی مصرفی عمرانی شغلی وقتی
شرقی غربی شمالی جنوبی هنگامی گاهی
"""


def _persian_forms(word: str) -> Iterator[str]:
    yield from broken_plurals(word)
    if "یول" in word:
        yield word.replace("یول", "وول")  # مسئول is also مسوول


@cache
def persian_grammar() -> Grammar:
    """With Dari."""
    return Grammar(
        name="fa",
        endings=tagged(
            {
                "": [*_FA_PLURAL, *_FA_PERSONS, *_FA_SINGULAR],
                "ا": _FA_VOWEL,
                "~": [*chains(["گان", "ات", "جات"], ["", "ی", *_FA_MY], ["", "را"]), "گی"],
            }
        ),
        changes=[
            change("ا", "(?<=[اوهی])"),  # دانشجو, دانشجویان; خانه, خانهای
            change("~", "(?<=[^اوی])ه"),  # نماینده, نمایندگان; قطعه, قطعات; not گروه, for گروگان is a hostage
            change("~", "(?<=..)ت"),  # خدمت, خدمات
        ],
        forms=_persian_forms,
        whole=frozenset(map(fold, _FA_WHOLE.split())),
    )


# ── Tajik ──────────────────────────────────────────────────────────────────────────────────────────

_TG_MY = ["ам", "ат", "аш", "амон", "атон", "ашон", "ям", "ят", "яш", "ямон", "ятон", "яшон"]
_TG_LINK = ["", "и", "йи", "е", "ӣ", *_TG_MY]
_TG_LAST = ["", "ро", "у", "ю", "ву", "рову", "рою", "аст", "анд", "ст"]
_RUSSIAN_FOR_TAJIK = str.maketrans("ӣӯҳқғҷ", "иухкгч")
_TG = chains(["", "ҳо", "хо", "он", "ён", "гон", "вон", "от", "ёт"], _TG_LINK, _TG_LAST)


@cache
def tajik_grammar() -> Grammar:
    """Cyrillic letters; ӣ and и stay apart, for ӣ is stressed and part of the word."""
    return Grammar(
        name="tg",
        endings=tagged(
            {"": _TG, "~": [*chains(["гон", "от"], _TG_LINK, _TG_LAST)], "ӣ": [*chains(["и"], [*_TG_LINK, "ҳо", "ён", "ҳои"], _TG_LAST)]}
        ),
        changes=[
            change("~", "[аъ]"),  # нависанда, нависандагон
            change("ӣ", "ӣ"),  # сарвазирӣ, сарвазирии
        ],
        careless=lambda form, _: form.translate(_RUSSIAN_FOR_TAJIK),
    )


# ── Pashto ─────────────────────────────────────────────────────────────────────────────────────────

_PS = "و ه ې ی ونه ونو ان انو انه یان یانو گان گانو گانې وې وو ات اتو ین یو یې"
_PS_CHANGED = "ې و ه ی ا یو یې یان یانو وې وو ات اتو گان گانو"
_PS_LISTED = """
زوی زامن زامنو|ځوی ځامن ځامنو|مور میندې میندو|خور خویندې خویندو|لور لوڼې لوڼو|ورور وروڼه وروڼو|نجلی نجونې نجونو|غوا غواوې غواوو
"""
_PS_YEHS = str.maketrans("ېۍے", "ییی")


def _one_yeh(folded: str, _: str) -> str:
    """Pashto's five yehs are written for one another: فارمېټ and فارمیټ; in Pakistan ے stands for one of them."""
    return folded.translate(_PS_YEHS)


_PS_PLURALS = {words[0]: words[1:] for words in (_one_yeh(line, "").split() for line in _PS_LISTED.strip().split("|"))}


def _pashto_forms(word: str) -> Iterator[str]:
    yield from _PS_PLURALS.get(word, ())
    yield from broken_plurals(word)


@cache
def pashto_grammar() -> Grammar:
    """Nouns and adjectives, direct and oblique."""
    return Grammar(
        name="ps",
        endings=tagged(
            {
                "": _one_yeh(_PS, "").split(),
                "~": _one_yeh(_PS_CHANGED, "").split(),
                "ون": ["انه", "نو", "انو", "نه"],
                "ا": ["ونه", "ونو", "و"],
            }
        ),
        changes=[
            change("~", "[هیا]"),  # اړیکه, اړیکې; چارواکی, چارواکو; ملګری, ملګرو
            change("ا", "(?<=.)ا([^اویه])", r"\1"),  # کال, کلونه; پلار, پلرونه
            change("ون", "ون"),  # پښتون, پښتانه
            change("~", "(?<=..)ت"),  # خدمت, خدمات
        ],
        canonical=_one_yeh,
        forms=_pashto_forms,
    )

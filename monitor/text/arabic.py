"""Arabic nouns with their article and small words; broken plurals, which Persian, Urdu and Pashto have borrowed with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from monitor.text.endings import Grammar, chains, change, tagged

# As fold() leaves it. One line a shape of singular (long vowels ا و ی, the feminine ending ه or ت): the plural is built around its
# consonants.
_C = "([^اویه])"
_LAST = "([^اویهت])"
_SHAPES = [
    (rf"(.){_C}([^اوه]){_LAST}[هت]?", r"\1\2ا\3\4"),  # دفتر, دفاتر; مدرسه, مدارس; نتیجه, نتایج; مصلحت, مصالح
    (rf"(.){_C}(.)[اوی]{_LAST}", r"\1\2ا\3ی\4"),  # سلطان, سلاطین; مضمون, مضامین; تصویر, تصاویر
    (rf"{_C}[او](.){_LAST}[هت]?", r"\1وا\2\3"),  # عامل, عوامل; قاعده, قواعد; موقع, مواقع
    (rf"{_C}[او](.)[وی]{_LAST}", r"\1وا\2ی\3"),  # قانون, قوانین; موضوع, مواضیع
    (rf"{_C}ی(.)[او]{_LAST}", r"\1یا\2ی\3"),  # میدان, میادین
    (rf"(.){_C}ا{_LAST}ه", r"\1\2ای\3"),  # رساله, رسایل
    (rf"(.){_C}ی{_LAST}", r"\1\2\3ا"),  # وزیر, وزرا
]
_SHAPED = [(re.compile(shape), plural) for shape, plural in _SHAPES]

# Those whose shape does not tell: singular, then plurals.
_LISTED = """
خبر اخبار|حزب احزاب|فرد افراد|عضو اعضا|شخص اشخاص|سلاح اسلحه|مال اموال|عمل اعمال|حق حقوق|حد حدود|امر امور|علم علوم|فن فنون|کتاب کتب
طریق طرق|ملک ممالک|عالم علما|شاعر شعرا|طالب طلاب طلبه طلبا|تاجر تجار|حاکم حکام|رییس روسا|دولت دول|ملت ملل|دین ادیان|قوم اقوام
نوع انواع|موج امواج|فوج افواج|لفظ الفاظ|فکر افکار|اثر اثار|رای ارا|وقت اوقات|شی اشیا|قسط اقساط|جسم اجسام|جنس اجناس|ضلع اضلاع
طرف اطراف|سبب اسباب|صنف اصناف|عدد اعداد|غرض اغراض|فعل افعال|قول اقوال|قسم اقسام|مرض امراض|وزن اوزان|ورق اوراق|وصف اوصاف|وضع اوضاع
ولد اولاد|روح ارواح|رکن ارکان|عید اعیاد|لقب القاب|مکان اماکن|زمان ازمنه|غذا اغذیه|دوا ادویه ادویات|لباس البسه|بنا ابنیه|حال احوال|نبی انبیا
ولی اولیا|طبیب اطبا|غنی اغنیا|قریب اقربا|قلب قلوب|نفس نفوس|حرف حروف|درس دروس|ظرف ظروف|صف صفوف|سند اسناد|هدف اهداف|نهر انهار|بلد بلاد
رجل رجال|نکته نکات|نقطه نقاط|امت امم|شعبه شعب|اصل اصول|عقد عقود|فصل فصول|قرن قرون|نقش نقوش|وجه وجوه|سطح سطوح|شرط شروط شرایط
میزان موازین|دلیل ادله|سفیر سفرا|طفل اطفال|جاسوس جواسیس|عنوان عناوین|دیوان دواوین|حکم احکام|خط خطوط|سوال اسله|قید قیود|قاضی قضات
والی ولات|اسیر اسرا|عسکر عساکر|شهید شهدا|قتیل قتلا|شعر اشعار|استاد اساتذه|علت علل|متن متون|دوره ادوار|منت منن|سنت سنن|حیوان حیوانات
مذهب مذاهب|افغان افاغنه|کرد اکراد|ترک اتراک|عرب اعراب
"""
# The same of Arabic alone; and what its article leaves of امرأة.
_LISTED_IN_ARABIC = """
صیغه صیغ|لجنه لجان|غرفه غرف|فتاه فتیات|امراه مراه نسا نسوه|ابن ابنا|اخ اخوه|اب ابا|ید ایدی|سنه سنوات سنین|شهر اشهر شهور|یوم ایام|جندی جنود
شرکه شرکات|قمه قمم|جیش جیوش|مدینه مدن|دوله دول|قاعده قواعد|زعیم زعما|بند بنود|ملف ملفات|لاجی لاجیین|طایفه طوایف|جبهه جبهات|فرقه فرق
"""


def _by_singular(lines: str) -> dict[str, tuple[str, ...]]:
    return {words[0]: tuple(words[1:]) for words in (line.split() for line in lines.replace("\n", "|").split("|") if line)}


_PLURALS = _by_singular(_LISTED)
_PLURALS_IN_ARABIC = _by_singular(_LISTED_IN_ARABIC)


def broken_plurals(word: str) -> Iterator[str]:
    """Yield the plurals that a folded noun would have if it were Arabic. Most of them do not exist: then no text has them."""
    yield from _PLURALS.get(word, ())
    for shape, plural in _SHAPED:
        if found := shape.fullmatch(word):
            yield found.expand(plural)


def _arabic_forms(word: str) -> Iterator[str]:
    yield from _PLURALS_IN_ARABIC.get(word, ())
    yield from broken_plurals(word)


def _without_article(folded: str, _: str) -> str:
    """A term's article is left off here; a token's is one of its prefixes."""
    return folded.removeprefix("ال") if len(folded) > len("ال") + 2 else folded


_ITS = ["ه", "ها", "هم", "هما", "هن", "ک", "کم", "نا", "ی"]
_BEFORE_ARTICLE = ["", "و", "ف", "ب", "ک", "وب", "وک", "فب"]
_PREFIXES = [*chains(_BEFORE_ARTICLE[1:], ["ال"]), "لل", "ولل", "و", "ف", "ب", "ل", "ک", "وب", "ول", "س"]


@cache
def arabic_grammar() -> Grammar:
    """Nouns and adjectives with what is written together with them."""
    return Grammar(
        name="ar",
        endings=tagged(
            {
                "": [*_ITS, *chains(["ات", "ین", "ون", "ان", "ا", "و", "وا"], ["", *_ITS]), "یه", "یین", "یون"],
                "~": [*chains(["ت", "ات"], ["", *_ITS]), "تان", "تین"],
            }
        ),
        changes=[
            change("~", "ه"),  # منظمه, منظمات
        ],
        prefixes=_PREFIXES,
        canonical=_without_article,
        forms=_arabic_forms,
        shortest=3,
    )

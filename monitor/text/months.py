"""Names of months in the languages of the watch, and the Solar Hijri calendar of Iran and Afghanistan.

Spellings are those seen in the news of each language, press and official; names are folded by ``folded`` before they are looked up.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

# One line a spelling group, twelve names each, January first; "-" where a group has no own name for a month.
_GREGORIAN: Final = """
january february march april may june july august september october november december
jan feb mar apr - jun jul aug sep oct nov dec
- - - - - - - - sept - - -
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
янв фев мар апр мая июн июл авг сен окт ноя дек
- февр - - - - - - сент - нояб -
қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
қаң ақп нау сәу мам мау шіл там қыр қаз қар жел
январ феврал март апрел май июн июл август сентябр октябр ноябр декабр
январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри
yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr
yan fev mar apr may iyn iyl avg sen okt noy dek
- - - - - iyun iyul - sentyabr oktyabr - -
үчтүн бирдин жалган чын бугу кулжа теке баш аяк тогуздун жетинин бештин
جنوری فبروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
جنوري فروري مارچ اپریل می جون جولای آگست سپتمبر اکتوبر نوامبر دسامبر
جنوري فروری مارچ اپریل می جون جولاي اګست سپټمبر اکتوبر نوومبر ډیسمبر
ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
ژانویهٔ فوریهٔ - آپریل - ژوين ژولای آگوست سپتمبر اکتوبر - -
- - - - - - جولایی اوګست سپتمبر - - -
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
- شباط آذار نيسان أيار حزيران تموز آب أيلول - - -
كانون_الثاني - - إبريل - - - - - تشرين_الأول تشرين_الثاني كانون_الأول
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
जन फर - - - - - अग सित अक्तूबर नव दिस
- फ़रवरी - - - - - - सितम्बर अक्तूबर नवम्बर दिसम्बर
januar februar märz april mai juni juli august september oktober november dezember
jän feb mär apr mai jun jul aug sept okt nov dez
jänner feber maerz - - - - - - - - -
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
janv févr mars avr mai juin juil août sept oct nov déc
"""
_SOLAR: Final = """
فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
- - - - امرداد - - - - - - -
حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت
وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب
- غوایی غبرګولې - - - - - لیندی - - -
ҳамал савр ҷавзо саратон асад сунбула мизон ақраб қавс ҷадӣ далв ҳут
farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand
hamal sawr jawza saratan asad sunbula mizan aqrab qaws jadi dalw hut
"""
# Letters of Arabic script that are written in more than one way, and marks.
_ALIKE: Final = str.maketrans("يىېۍئكةۀأإآګټډړږ", "یییییکههاااگتدرژ")
_MARKS: Final = re.compile("[\u0640\u064b-\u0655\u0670\u200b-\u200f\u2060\ufeff\u00ad\u093c]")
_SOLAR_EPOCH: Final = date(622, 3, 21).toordinal()
_YEARS: Final = range(1244, 1473)  # the cycle below gives the days that were or will be observed: 1865 to 2094


def folded(word: str) -> str:
    """Return one spelling of a name: lower case, compatibility forms resolved, Arabic letter variants and marks folded."""
    word = _MARKS.sub("", unicodedata.normalize("NFKC", word).casefold()).translate(_ALIKE)
    if word[:1] < "\u0250":  # Latin letters; in Cyrillic the breve of й is no accent
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f")
    return word


def gregorian_month(word: str) -> int:
    """Return the month, 1 to 12, that a folded word names, or 0."""
    return _MONTHS.get(word, 0)


def solar_month(word: str) -> int:
    """Return the Solar Hijri month, 1 (begins in March) to 12, that a folded word names, or 0."""
    return _SOLAR_MONTHS.get(word, 0)


def from_solar(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Solar Hijri one, or None where there is none (years 1244 to 1472 only)."""
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    length = 31 if month <= 6 else 30 if month <= 11 else 29 + _leap(year)
    if not 1 <= day <= length:
        return None
    before = min(month - 1, 6) * 31 + max(month - 7, 0) * 30
    return _new_year(year) + timedelta(days=before + day - 1)


def _leap(year: int) -> int:
    return (_new_year(year + 1) - _new_year(year)).days - 365


def _new_year(year: int) -> date:
    """Return 1 Farvardin, the day of the March equinox in Iran, by the cycle of 33 years with 8 leap years."""
    passed = year - 1
    return date.fromordinal(_SOLAR_EPOCH + 365 * passed + (8 * passed + 29) // 33)


def _table(lines: str) -> dict[str, int]:
    return {
        folded(name.replace("_", " ")): month for line in lines.split("\n") for month, name in enumerate(line.split(), 1) if name != "-"
    }


_MONTHS: Final = _table(_GREGORIAN)
_SOLAR_MONTHS: Final = _table(_SOLAR)

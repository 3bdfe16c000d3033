"""What a date in a feed or on a page means, as an aware datetime in UTC.

The forms of RFC 822 and ISO 8601, which nearly all feeds write, take microseconds; dates with names of months in the languages of the
watch, numeric ones, Chinese and Solar Hijri ones take tens of them; dateparser is the last resort. Nothing here asks the clock, so words
such as "yesterday" mean nothing.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from monitor.text.months import folded, from_solar, gregorian_month, solar_month
from monitor.text.zones import zone_minutes

_LONGEST: Final = 100  # characters of a text that may be a date
_ENGLISH: Final = {
    name: month for month, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_RFC822: Final = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,? +)?(\d\d?)[ -]+([A-Za-z]{3})[a-z]{0,6}[ -]+(\d{4}|\d\d)[ ,]+(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?"
    r" *((?![AaPp]\.?[Mm]\.?\Z)[^ ]*)\Z"
)
_ISO: Final = re.compile(
    r"([12]\d{3})-(\d\d?)(?:-(\d\d?))?"
    r"(?:(?:[Tt]|[Tt]? +|,? +at +)(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([A-Za-z+\u2212-][^ ]*(?: [+-][\d:]+)?)?)?\Z"
)
_DIGITS: Final = re.compile(r"-?\d{1,17}\Z")
_CLOCK: Final = re.compile(
    r"(?<![\d.])(\d\d?)(?::|(?<=\d)[hH](?=\d\d))(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?!\d)\s*((?:[aApP]\.?\s?[mM]\b\.?)?)"
    r"\s*\(?((?:(?:Z|UTC|UT|GMT)\b\s?[+\u2212-]\d\d?:?(?:\d\d)?)|[+\u2212-]\d\d:?(?:\d\d)?\b|[A-Z]{2,5}\b|Z\b)?"
)
_CHINESE: Final = re.compile(r"(\d{4})\s*年\s*(\d\d?)\s*月\s*(\d\d?)\s*[日号號]")
_CHINESE_CLOCK: Final = re.compile(r"(上午|下午|晚上|中午|凌晨)?\s*(\d\d?)\s*[时時点點:]\s*(\d\d?)(?:\s*[分:]\s*(\d\d?)?)?")
_NUMERIC: Final = re.compile(r"(?<![\d.])(\d{1,4})([-/.\u2010-\u2015])(\d\d?)\2(\d{4}|\d\d?)(?!\d)")
_WORD: Final = re.compile(r"\d+|[^\W\d_][\w\u0300-\u036f\u064b-\u0655\u0900-\u0903\u093a-\u094f\u200c]*")
_SOLAR_YEARS: Final = range(1300, 1473)
_AFTERNOON: Final = ("下午", "晚上")
_LANGUAGES: Final = ("en", "ru", "fa", "ps", "ur", "zh", "hi", "kk", "ky", "uz", "ar", "de", "fr")  # dateparser has no Tajik
_MONTH_FIRST: Final = frozenset(("en",))


def parse_date(text: str, language: str = "") -> datetime | None:
    """Return the instant that a text means, in UTC, or None where it means none.

    A missing zone is UTC, a missing time midnight, a missing day the first; two digits of a year are 1970 to 2069. What is read is
    returned, however unlikely (1970, 2999): callers judge.

    Args:
        text: a date as a feed or page writes it.
        language: BCP 47; decides what 03/04/2024 means (month first in English only) and helps the last resort.
    """
    when = quick_date(text, language)
    if when is not None:
        return when
    text = " ".join(text[: _LONGEST + 1].split())
    return _last_resort(text, language[:2]) if len(text) <= _LONGEST and _worth_asking(text) else None


def quick_date(text: str, language: str = "") -> datetime | None:
    """Return the same as ``parse_date``, without its last resort: at most tens of microseconds, whatever the text."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = _RFC822.match(text)
        if found:
            month = _ENGLISH.get(found[2].lower())
            if month:
                return _instant(_year(found[3]), month, int(found[1]), found[4], found[5], found[6], zone_minutes(found[7]))
        if text[0].isdecimal() or text[0] == "-":
            when = _iso(text)
            if when is not None:
                return when
        return _by_parts(text, language[:2].lower())
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    if len(text) >= 10 and (text[4] == "-" or text[8] == "T"):
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if when.year in _SOLAR_YEARS:
                return None
            return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    found = _ISO.match(text)
    if found:
        if int(found[1]) in _SOLAR_YEARS:
            return None
        return _instant(int(found[1]), int(found[2]), int(found[3] or 1), found[4], found[5], found[6], zone_minutes(found[7] or ""))
    return _digits(text) if _DIGITS.match(text) else None


def _digits(text: str) -> datetime | None:
    """Read a date written in digits alone: seconds or milliseconds since 1970, YYYYMMDD, YYYYMMDDhhmmss, YYYY."""
    match len(text):
        case 4:
            return _instant(int(text), 1, 1)
        case 8:
            return _instant(int(text[:4]), int(text[4:6]), int(text[6:]))
        case 14:
            return _instant(int(text[:4]), int(text[4:6]), int(text[6:8]), text[8:10], text[10:12], text[12:])
        case 9 | 10:
            return datetime.fromtimestamp(int(text), UTC)
        case 12 | 13:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
    return None


def _by_parts(text: str, language: str) -> datetime | None:
    """Read a date in words or numbers of any language of the watch: find the clock, take it out, then find day, month and year."""
    text = _ascii_digits(text)
    found = _CHINESE.search(text)
    if found:
        return _chinese(found, text[found.end() :])
    clock = _CLOCK.search(text)
    hour = minute = second = ""
    zone = 0
    if clock:
        hour, minute, second = clock[1], clock[2], clock[3] or ""
        hour = _half_day(hour, clock[4])
        zone = zone_minutes(clock[5] or "")
        text = f"{text[: clock.start()]} {text[clock.end() :]}"
    day = _numeric(text, language) or _named(text)
    return _instant(*day, hour, minute, second, zone) if day else None


def _ascii_digits(text: str) -> str:
    """Return the text with digits of every script as ASCII, and full-width and presentation forms as their plain letters."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFKC", text))


def _chinese(day: re.Match[str], rest: str) -> datetime:
    clock = _CHINESE_CLOCK.search(rest)
    if not clock:
        return _instant(int(day[1]), int(day[2]), int(day[3]))
    hour = _half_day(clock[2], "pm" if clock[1] in _AFTERNOON else "")
    return _instant(int(day[1]), int(day[2]), int(day[3]), hour, clock[3], clock[4] or "")


def _half_day(hour: str, mark: str) -> str:
    mark = mark[:1].lower()
    if mark == "p" and int(hour) < 12:
        return str(int(hour) + 12)
    return "0" if mark == "a" and int(hour) == 12 else hour


def _numeric(text: str, language: str) -> tuple[int, int, int] | None:
    """Read 2024/01/31, 31.01.2024, 1/31/2024 or 1403/05/12 (Solar Hijri)."""
    found = _NUMERIC.search(text)
    if not found or (len(found[1]) < 3 and len(found[4]) < 2):
        return None
    first, middle, last = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) >= 3:
        year, month, day = first, middle, last
    else:
        year, month, day = _year(found[4]), middle, first
        if month > 12 or (language in _MONTH_FIRST and found[2] == "/" and first <= 12):
            month, day = day, month
    return _gregorian(year, month, day)


def _named(text: str) -> tuple[int, int, int] | None:
    """Read a date with the name of its month: the number of four digits is the year, the first of the others the day."""
    words = _WORD.findall(text)
    month = solar = 0
    for at, word in enumerate(words):
        name = folded(word)
        pair = f"{name} {folded(words[at + 1])}" if at + 1 < len(words) else ""
        month = gregorian_month(pair) or gregorian_month(name)
        solar = 0 if month else solar_month(name)
        if month or solar:
            break
    numbers = [number for number in words if number.isdecimal() and len(number) <= 4]
    if not (month or solar) or not numbers:
        return None
    year = next((number for number in numbers if len(number) == 4), "")
    days = [number for number in numbers if len(number) <= 2]
    if not year:
        if len(days) < 2:
            return None
        year = days.pop(1)
    day = int(days[0]) if days else 1
    return _gregorian(_year(year), month or solar, day, solar=bool(solar))


def _gregorian(year: int, month: int, day: int, *, solar: bool = False) -> tuple[int, int, int] | None:
    if solar or year in _SOLAR_YEARS:
        date = from_solar(year, month, day)
        return (date.year, date.month, date.day) if date else None
    return year, month, day


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 70 else 2000)


def _instant(year: int, month: int, day: int, hour: str = "", minute: str = "", second: str = "", zone: int = 0) -> datetime:
    """Return the instant; a leap second is the second before it, hour 24 the next midnight.

    Raises:
        ValueError, OverflowError: there is no such day or time.
    """
    hours = int(hour or 0)
    when = datetime(year, month, day, 0 if hours == 24 else hours, int(minute or 0), min(int(second or 0), 59), tzinfo=UTC)
    shift = (24 * 60 if hours == 24 else 0) - zone
    return when + timedelta(minutes=shift) if shift else when


def _worth_asking(text: str) -> bool:
    """Tell whether the slow reader could find a day in a text: it needs digits, and letters or separators between them."""
    return any(c.isdecimal() for c in text) and not _DIGITS.match(text)


@lru_cache(maxsize=2048)
def _last_resort(text: str, language: str) -> datetime | None:
    import dateparser  # a quarter of a second, and hardly ever needed

    settings = {
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
    }
    try:
        when = dateparser.parse(text, languages=[language] if language in _LANGUAGES else list(_LANGUAGES), settings=settings)
    except Exception:  # noqa: BLE001 - dateparser documents no errors, and raises many: ValueError, OverflowError, TypeError, re.error
        return None
    return when.astimezone(UTC) if when else None

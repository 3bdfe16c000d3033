from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.dates import parse_date, quick_date
from monitor.text.months import folded, from_solar, gregorian_month, solar_month
from monitor.text.zones import zone_minutes

AT = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
DAY = datetime(2026, 3, 5, tzinfo=UTC)

FEEDS = [
    ("Thu, 05 Mar 2026 14:30:00 GMT", AT),
    ("Thu, 05 Mar 2026 17:30:00 +0300", AT),
    ("Thu, 5 Mar 2026 09:30:00 EST", AT),
    ("05 March 2026 14:30", AT),
    ("Thu, 05 Mar 26 14:30:00 Z", AT),
    ("Thu, 05-Mar-2026 14:30:00 UTC", AT),
    ("Thu,  05 Mar 2026  14:30:00.25 +00:00", AT),
    ("Thu, 05 Mar 2026 19:00:00 AFT", AT),
    ("Thu, 05 Mar 2026 14:30:00 NOWHERE", AT),
    ("Thu, 05 Mar 2026 14:30:00 +9900", AT),
    ("Thu, 05 Mar 2026 14:30:00 GMT+0000 (Coordinated Universal Time)", AT),
    ("Thu, 05 Mar 2026 24:00:00 GMT", DAY + timedelta(days=1)),
    ("Thu, 05 Mar 2026 14:29:60 GMT", AT - timedelta(seconds=1)),
    ("Thu Mar  5 14:30:00 2026", AT),
    ("2026-03-05T14:30:00Z", AT),
    ("2026-03-05T14:30:00", AT),
    ("2026-03-05 17:30 +0300", AT),
    ("2026-03-05T17:30:00.123+0300", AT),
    ("2026-03-05T18:00:00.000+03:30", AT),
    ("2026-3-5 14:30", AT),
    ("2026-03-05T24:00:00Z", DAY + timedelta(days=1)),
    ("20260305T143000Z", AT),
    ("2026-03-05", DAY),
    ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
    ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
    ("20260305", DAY),
    ("20260305143000", AT),
    ("1772721000", AT),
    ("1772721000000", AT),
    ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
    ("Fri, 01 Jan 2999 00:00:00 GMT", datetime(2999, 1, 1, tzinfo=UTC)),
    ("Sun, 01 Jan 95 00:00:00 GMT", datetime(1995, 1, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "expected"), FEEDS)
def test_dates_of_feeds(text: str, expected: datetime) -> None:
    when = quick_date(text)
    assert when is not None
    assert when.replace(microsecond=0) == expected


PAGES = [
    ("en", "March 5th, 2026 2:30 PM", AT),
    ("en", "5 Mar 2026, 12:30 a.m.", DAY + timedelta(minutes=30)),
    ("en", "03/05/2026", DAY),
    ("ru", "05.03.2026 14:30", AT),
    ("ru", "05.03.2026, 17:30 (UTC+3)", AT),
    ("ru", "5 марта 2026 г., 17:30 MSK", AT),
    ("ru", "Чт, 05 мар 2026 17:30:00 +0300", AT),
    ("de", "5. März 2026, 14:30", AT),
    ("fr", "5 mars 2026 à 14h30", AT),
    ("fr", "le 5 févr. 2026", datetime(2026, 2, 5, tzinfo=UTC)),
    ("kk", "2026 ж. 5 наурыз, 14:30", AT),
    ("ky", "5-март, 2026-ж.", DAY),
    ("tg", "5-уми марти соли 2026", DAY),
    ("uz", "2026-yil 5-mart, 14:30", AT),
    ("uz", "5 сентябрь 2026", datetime(2026, 9, 5, tzinfo=UTC)),
    ("zh", "2026年3月5日 14:30", AT),
    ("zh", "2026年3月5日下午2时30分", AT),
    ("zh", "2026年3月5日", DAY),
    ("zh", "2026/03/05 14:30:00", AT),
    ("hi", "5 मार्च 2026, 14:30", AT),
    ("hi", "५ फ़रवरी २०२६", datetime(2026, 2, 5, tzinfo=UTC)),
    ("ur", "5 مارچ 2026", DAY),
    ("ar", "٥ مارس ٢٠٢٦", DAY),
    ("ar", "5 تشرين الثاني 2026", datetime(2026, 11, 5, tzinfo=UTC)),
    ("ps", "5 ډیسمبر 2026", datetime(2026, 12, 5, tzinfo=UTC)),
    ("ps", "د ۱۴۰۴ کب ۱۴", DAY),
    ("fa", "۱۴ اسفند ۱۴۰۴ - ۱۴:۳۰", AT),
    ("fa", "۱۴۰۴/۱۲/۱۴", DAY),
    ("fa", "۱۴۰۴-۱۲-۱۴", DAY),
    ("fa", "1404-12-14T18:00:00+03:30", AT),
    ("fa", "1404-12-14", DAY),
    ("fa", "1404-1-4", datetime(2025, 3, 24, tzinfo=UTC)),
    ("fa", "۵ مارس ۲۰۲۶", DAY),
    ("fa", "14 حوت 1404", DAY),
    ("", "5 March", None),
    ("", "March 26", None),
    ("", "5 March 26", DAY),
    ("", "March 2026", datetime(2026, 3, 1, tzinfo=UTC)),
    ("", "13/05/2026", datetime(2026, 5, 13, tzinfo=UTC)),
    ("en", "5.3.26", DAY),
]


@pytest.mark.parametrize(("language", "text", "expected"), PAGES)
def test_dates_as_people_write_them(language: str, text: str, expected: datetime | None) -> None:
    assert quick_date(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "yesterday",
        "5 minutes ago",
        "вчера",
        "32 Jan 2026 00:00:00 GMT",
        "2026-13-45",
        "31 February 2026",
        "1404/13/40",
        "40 حوت 1404",
        "14 حوت 1900",
        "-5",
        "12345",
        "1.2.3",
        "99999999999999",
        "x" * 500,
        "1" * 200,
        "Foo, 05 Bar 2026 14:30:00 GMT",
        "0000-00-00",
        "25:99",
        "2026年13月40日",
        "01 Jan 0001 00:00:00 +1400",
    ],
)
def test_nonsense_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_the_last_resort_reads_what_our_tables_lack() -> None:
    assert quick_date("5 de marzo, año 2026 d.C. 14:30") is None
    assert parse_date("5 maart 2026 14:30", "nl") is None  # a language that is not watched
    assert parse_date("5.März.2026, 14 Uhr 30", "de") in {AT, DAY}
    assert parse_date("১৪ 2026 xx", "en") is None


@given(st.text(max_size=120), st.sampled_from(["", "ru", "fa", "zz"]))
def test_any_text_is_a_date_or_none(text: str, language: str) -> None:
    when = quick_date(text, language)
    assert when is None or when.utcoffset() == timedelta(0)


@given(st.datetimes(min_value=datetime(1500, 1, 2), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001 - made aware below
def test_what_is_written_in_iso_8601_is_read_back(when: datetime) -> None:
    when = when.replace(tzinfo=UTC)
    assert quick_date(when.isoformat()) == when


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [
        ("", 0),
        ("Z", 0),
        ("MSK", 180),
        ("msk", 180),
        ("+0430", 270),
        ("-03", -180),
        ("UTC+5", 300),
        ("GMT\u22123:30", -210),
        ("(PST)", -480),
        ("X", 0),
    ],
)
def test_zones(zone: str, minutes: int) -> None:
    assert zone_minutes(zone) == minutes


@pytest.mark.parametrize(
    ("solar", "expected"),
    [
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1404, 12, 30), None),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1404, 7, 1), date(2025, 9, 23)),
        ((1404, 7, 31), None),
        ((1404, 0, 1), None),
        ((900, 1, 1), None),
    ],
)
def test_the_solar_hijri_calendar(solar: tuple[int, int, int], expected: date | None) -> None:
    assert from_solar(*solar) == expected


def test_names_of_months_are_folded() -> None:
    assert gregorian_month(folded("FÉVRIER")) == gregorian_month(folded("فبروري")) == 2
    assert solar_month(folded("كب")) == 12

"""What a text states: the days it names, in every language of the watch, and the rest by the glossary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.facts import Facts, both, days_in, facts_of, month_of
from monitor.stories.glossary import shipped
from monitor.text.words import tokenize


def days(text, tongue="en"):
    tokens = tokenize(text).tokens
    return [(day.month, day.day) for day in days_in(tokens, shipped().find(tokens, tongue))]


def stated(text, tongue="en"):
    tokens = tokenize(text).tokens
    found = shipped().find(tokens, tongue)
    return facts_of(found, list(days_in(tokens, found)))


# ── days ──

THIRD_OF_OCTOBER = [
    ("en", "October 3"),
    ("en", "3 October"),
    ("en", "October 3rd"),
    ("en", "3rd of October"),
    ("en", "the third of October"),
    ("en", "3 Oct."),
    ("ru", "3 октября"),
    ("ru", "третьего октября"),
    ("ru", "3-го октября"),
    ("fa", "۳ اکتبر"),
    ("fa", "روز سوم اکتبر"),
    ("ps", "د اکتوبر ۳"),
    ("ps", "د اکتوبر په ۳"),
    ("ps", "د اکتوبر په ۳مه"),
    ("ur", "3 اکتوبر"),
    ("ur", "تین 3 اکتوبر"),
    ("zh", "10月3日"),
    ("zh", "10月3号"),
    ("hi", "3 अक्टूबर"),
    ("hi", "३ अक्तूबर"),
    ("kk", "3 қазан"),
    ("kk", "3 қазанда"),
    ("ky", "3-октябрь"),
    ("ky", "3-октябрда"),
    ("tg", "3 октябр"),
    ("tg", "3-юми октябр"),
    ("uz", "3-oktabr"),
    ("uz", "3-oktabrdagi"),
    ("uz", "3 октябрда"),
    ("ar", "٣ أكتوبر"),
    ("ar", "3 أكتوبر/تشرين الأول"),
    ("de", "3. Oktober"),
    ("de", "des 3. Oktobers"),
    ("fr", "3 octobre"),
]


@pytest.mark.parametrize(("tongue", "text"), THIRD_OF_OCTOBER)
def test_a_day_is_read_in_every_language(tongue, text):
    assert days(text, tongue) == [(10, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1er janvier", (1, 1), id="fr first of a month"),
        pytest.param("4-июнда", (6, 4), id="ky short month in the locative"),
        pytest.param("4-iyundagi", (6, 4), id="uz short month as an adjective"),
        pytest.param("5 майда", (5, 5), id="ky May"),
        pytest.param("9 мартта", (3, 9), id="ky March"),
        pytest.param("12 желтоқсанда", (12, 12), id="kk long month in the locative"),
        pytest.param("5 मार्च", (3, 5), id="hi with vowel signs"),
        pytest.param("31 December", (12, 31), id="the last day of a year"),
        pytest.param("February 29", (2, 29), id="a leap day"),
    ],
)
def test_a_month_is_known_with_its_endings(text, expected):
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("October", id="a month alone"),
        pytest.param("October 2026", id="a year is no day"),
        pytest.param("October 32", id="no month has 32 days"),
        pytest.param("October 0", id="nor a day 0"),
        pytest.param("of October", id="nothing before the joining word"),
        pytest.param("the mayor 5", id="en mayor begins as May does"),
        pytest.param("5 marchers", id="en marchers begin as March does"),
        pytest.param("Augusta 7", id="a town begins as August does"),
        pytest.param("junta 3", id="en junta begins as Jun does"),
        pytest.param("майдан 3", id="ru a square begins as May does"),
        pytest.param("13月3日", id="zh no such month"),
        pytest.param("10月33日", id="zh no such day"),
        pytest.param("3个月5天", id="zh three months"),
        pytest.param("月3日", id="zh no figure before"),
        pytest.param("10月3", id="zh no word for the day"),
        pytest.param("7月7", id="zh at the end"),
    ],
)
def test_what_is_no_day(text):
    assert days(text, "zh" if "月" in text else "en") == []


def test_a_text_may_name_several_days():
    assert days("from October 3 to 5 November") == [(10, 3), (11, 5)]
    assert days("October 3, May 5") == [(10, 3), (5, 5)]


def test_a_day_before_its_month_is_taken_first():
    assert days("3 October 14 people") == [(10, 3)]


def test_a_day_knows_the_words_that_name_it():
    tokens = tokenize("The court met on the 3rd of October").tokens
    (day,) = days_in(tokens)
    assert [tokens[at] for at in day.at] == ["3", "October"]


@pytest.mark.parametrize("token", ["", "3", "_", "-", "र", "\ud800", "'", "октябр" * 1000])
def test_what_names_no_month(token):
    assert month_of(token) == 0


@given(st.lists(st.text(min_size=1, max_size=9)))
def test_any_tokens_name_days_that_there_are(tokens):
    for day in days_in([*tokens, "3", *tokens, "October", *tokens]):
        assert 1 <= day.month <= 12
        assert 1 <= day.day <= 31
        assert all(0 <= at < 3 * len(tokens) + 2 for at in day.at)


# ── facts ──


def test_what_a_text_states():
    assert stated("Lavrov told the seventh meeting in Kazakhstan on October 3 that the court ruled on the ban") == Facts(
        dates=frozenset({(10, 3)}),
        ordinals=frozenset({7}),
        states=frozenset({"place:kz"}),
        people=frozenset({"person:lavrov"}),
        stages=frozenset({"decided"}),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the seventh meeting", {7}, id="a meeting's number"),
        pytest.param("the second meeting", set(), id="a second time numbers no meeting"),
        pytest.param("seven meetings", set(), id="a count is no ordinal"),
        pytest.param("the third of October", set(), id="of a day"),
    ],
)
def test_ordinals(text, expected):
    assert stated(text).ordinals == expected


def test_what_is_decided_was_asked_before():
    assert stated("On the ministry's petition the court ruled").stages == {"decided"}
    assert stated("A petition of the ministry").stages == {"asked"}
    assert stated("On the ministry's petition the court refused").stages == {"asked", "denied"}


def test_two_texts_state_together_what_each_states():
    one, other = stated("Lavrov in Kazakhstan, October 3"), stated("The seventh meeting in China was postponed")
    together = both(one, other)
    assert together.states == {"place:kz", "place:cn"}
    assert (together.dates, together.people, together.ordinals) == (one.dates, one.people, other.ordinals)
    assert together.stages == one.stages | other.stages
    assert both(one, Facts()) == both(Facts(), one) == one

"""What of an article is alike in every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article
from monitor.stories.glossary import shipped
from monitor.stories.signs import LEAD, LEAD_WORDS, TITLE, dateline_end, signs_of
from monitor.text.words import read, tokenize


def signs(title="", lead="", body="", language="en"):
    return signs_of(read(Article(title=title, lead=lead, body=body, language=language)), shipped())[0]


@pytest.mark.parametrize(
    ("lead", "language", "first"),
    [
        pytest.param("MOSCOW, October 4. /TASS/. Judges met", "en", "Judges", id="agency between strokes"),
        pytest.param("KABUL — Judges met", "en", "Judges", id="a dash"),
        pytest.param("МОСКВА, 4 октября. /ТАСС/. Судьи собрались", "ru", "Судьи", id="ru"),
        pytest.param("АСТАНА – Судьялар жиналды", "kk", "Судьялар", id="kk"),
        pytest.param("کابل — قاضیان", "fa", "قاضیان", id="a script without capitals"),
        pytest.param("Judges met in Moscow", "en", "Judges", id="none"),
        pytest.param("Judges met — in Moscow", "en", "Judges", id="a dash in a sentence"),
        pytest.param("قاضیان دیوان — گفتند", "fa", "قاضیان", id="no place before the dash"),
        pytest.param("Kabul", "en", "Kabul", id="a place alone"),
    ],
)
def test_a_dateline_is_left_out(lead, language, first):
    words = tokenize(lead)
    assert words.tokens[dateline_end(words, shipped(), language)] == first


def test_where_an_agency_sits_is_no_sign():
    assert "place:ru" not in signs(lead="MOSCOW, October 4. /TASS/. Judges met in Kazakhstan.")
    assert "place:kz" in signs(lead="MOSCOW, October 4. /TASS/. Judges met in Kazakhstan.")


def test_what_the_headline_names_counts_more():
    found = signs("Kazakhstan", "China met Kazakhstan on October 3")
    assert found["place:kz"] == TITLE
    assert found["place:cn"] == found["date:10-3"] == LEAD
    assert not {sign for sign in found if sign.startswith("count:")}  # the 3 is of the day


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        pytest.param([("Zorbanov", "en"), ("Зорбанов", "ru"), ("Zorbanow", "de")], "name:zrbnf", id="a name that no glossary has"),
        pytest.param([("1234 gone", "en"), ("۱۲۳۴ نفر", "fa"), ("१२३४ लोग", "hi"), ("1234人", "zh")], "count:1234", id="a number"),
        pytest.param([("Kazakhstan", "en"), ("哈萨克斯坦", "zh"), ("Қазақстанда", "kk"), ("قزاقستان", "fa")], "place:kz", id="a place"),
        pytest.param([("October 3", "en"), ("10月3日", "zh"), ("३ अक्टूबर", "hi"), ("3-oktabr", "uz")], "date:10-3", id="a day"),
        pytest.param([("Lavrov", "en"), ("لاوروف", "fa"), ("拉夫罗夫", "zh"), ("Лавровым", "ru")], "person:lavrov", id="a person"),
    ],
)
def test_one_sign_in_many_languages(texts, sign):
    assert [sign in signs(text, language=language) for text, language in texts] == [True] * len(texts)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("", id="nothing"),
        pytest.param("Very", id="a common word with a capital"),
        pytest.param("zorbanov", id="no capital"),
        pytest.param("Ba", id="too few consonants"),
        pytest.param("7", id="a digit alone"),
        pytest.param("1234567890123", id="longer than a number is"),
        pytest.param("½ — !", id="no words"),
    ],
)
def test_what_is_no_sign(title):
    assert signs(title) == {}


def test_without_a_lead_the_text_is_looked_at():
    assert signs(body="Kazakhstan signed") == signs(lead="Kazakhstan signed") != {}


def test_what_comes_late_is_not_looked_at():
    long = "so " * LEAD_WORDS
    assert signs(f"{long} Kazakhstan", f"{long} China", "Lavrov") == signs(long, long)


@given(st.text(), st.text(), st.sampled_from(["en", "ru", "zh", "fa", "hi", "uz", "", "xx"]))
def test_any_text_has_signs_of_known_kinds(title, lead, language):
    for sign, weight in signs(title, lead, language=language).items():
        assert weight in {TITLE, LEAD}
        assert shipped().share(sign) is not None or sign.partition(":")[0] in {"name", "count", "date"}

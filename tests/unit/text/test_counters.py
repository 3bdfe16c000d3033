from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.counters import telling_words

SAME = [
    pytest.param("Talks go on (12)", "Talks go on (13)", id="counter in brackets"),
    pytest.param("[3] Talks go on", "[1 204] Talks go on", id="counter in front"),
    pytest.param("Talks go on\n12 comments", "Talks go on\n1,313 comments", id="comments on a line of their own"),
    pytest.param("Talks go on. 12 comments", "Talks go on. 113 Comments", id="comments behind a sentence"),
    pytest.param("Переговоры идут. Просмотров: 12", "Переговоры идут. Просмотров: 3 512", id="views in Russian"),
    pytest.param("مذاکرات ادامه دارد\n۱۲ نظر", "مذاکرات ادامه دارد\n۲۳ نظر", id="comments in Persian"),
    pytest.param("会谈继续\n阅读 120", "会谈继续\n阅读 3400", id="reads in Chinese"),
    pytest.param("Talks go on\nUpdated 12:45", "Talks go on\nUpdated 13:10", id="a clock on a line of its own"),
    pytest.param("Talks go on https://a.example/x?utm=1", "Talks go on  https://a.example/x?utm=2", id="an address"),
    pytest.param("Ёлка “зелёная”", 'елка "зеленая"\u200b', id="spelling"),
]
TOLD = [
    pytest.param("5 killed in Kabul", "12 killed in Kabul", id="a headline's figure"),
    pytest.param("At least 5 people were killed.\nRain fell.", "At least 12 people were killed.\nRain fell.", id="a sentence's figure"),
    pytest.param("Talks may begin", "Talks begin", id="a word less"),
    pytest.param("12", "13", id="nothing but a figure"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_is_counted_anew_says_nothing(before: str, after: str) -> None:
    assert telling_words(before) == telling_words(after) != []


@pytest.mark.parametrize(("before", "after"), TOLD)
def test_what_a_sentence_counts_is_told(before: str, after: str) -> None:
    assert telling_words(before) != telling_words(after)


@given(st.text(max_size=200))
def test_any_text_has_words_or_none(text: str) -> None:
    assert all(telling_words(text))


@pytest.mark.parametrize("text", ["1 " * 100_000, "(1 " * 70_000, "comments " * 25_000, "https://" * 25_000, "1" * 200_000])
def test_a_long_row_of_anything_is_read_in_no_time(text: str) -> None:
    began = time.process_time()
    telling_words(text)
    assert time.process_time() - began < 5

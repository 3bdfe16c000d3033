"""Which words are common beforehand: every table that comes with the product is read whole."""

from __future__ import annotations

from importlib.resources import files

import pytest

from monitor.stories.prior import read_table, shares_of

TABLES = sorted(file.name.partition(".")[0] for file in files("monitor.stories.prior").iterdir() if file.name.endswith(".txt"))


@pytest.mark.parametrize("tongue", TABLES)
def test_a_table_holds_shares_of_articles(tongue):
    shares = shares_of(tongue)
    assert len(shares) > 50
    assert all(key and 0 < share <= 1 for key, share in shares.items())


@pytest.mark.parametrize("tongue", ["", "xx", "../en", "en-US", "__init__", "ُ"])
def test_a_language_without_a_table_has_no_common_words(tongue):
    assert shares_of(tongue) == {}


def test_function_words_are_common_and_names_are_not():
    shares = shares_of("en")
    assert shares["en:the"] > 0.9 > shares["en:court"] > shares.get("en:petition", 0.0)


def test_forms_of_one_word_add_up_to_a_certainty_at_most():
    assert read_table("0.25 court courts\n0.1 ban\n0.8 the\n0.8 The", "en") == {"en:court": 0.5, "en:ban": 0.1, "en:the": 1.0}


def test_chinese_characters_count_in_pairs():
    assert read_table("0.25 塔利班 法\n0.5 塔利", "zh") == {"塔利": 0.75, "利班": 0.25}


def test_nothing_is_read_from_an_empty_table():
    assert read_table("", "en") == {}

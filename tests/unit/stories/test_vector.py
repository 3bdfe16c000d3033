"""What each word of an article counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article
from monitor.stories import vector
from monitor.stories.vector import LEAD_WORDS, WORDS, word_weights
from monitor.text.words import read


def weights(title="", lead="", body="", language="en"):
    return word_weights(read(Article(title=title, lead=lead, body=body, language=language)))


@pytest.mark.parametrize(
    ("title", "language", "key", "weight"),
    [
        pytest.param("talks", "en", "en:talk", 3.0, id="a word, by its stem"),
        pytest.param("Talks", "en", "en:talk", 3.0 * 1.6, id="written as a name"),
        pytest.param("talks Talk", "en", "en:talk", 3.0 * 2.6, id="both"),
        pytest.param("2026", "en", "2026", 3.0 * 1.6, id="a number"),
        pytest.param("塔利班", "zh", "塔利", 3.0, id="Chinese counts in pairs"),
        pytest.param("Toshkentdagi", "uz", "uz:toshkent", 3.0 * 1.6, id="an Uzbek word by its base"),
    ],
)
def test_what_a_word_counts(title, language, key, weight):
    assert weights(title, language=language)[key] == pytest.approx(weight)


def test_a_headline_counts_more_than_a_lead_and_that_more_than_a_text():
    counted = weights("alpha", "beta " + "word " * LEAD_WORDS + "gamma", "delta")
    assert [counted[f"en:{word}"] for word in ("alpha", "beta", "gamma", "delta")] == [3.0, 2.0, 1.0, 1.0]


@pytest.mark.parametrize("title", ["", "a b", "a 塔 b", "班", "5", "— !"])
def test_letters_alone_count_nothing(title):
    assert weights(title) == {}


def test_characters_of_two_words_make_no_pair():
    assert set(weights("塔利 ban 班塔", language="zh")) == {"塔利", "en:ban", "班塔"}


def test_what_comes_late_is_not_looked_at():
    long = "word " * WORDS
    assert weights("long " * WORDS + "omega", long + "omega", "omega") == weights("long " * WORDS, long)
    assert weights(body=long + "omega") == weights(body=long)


@given(st.text(), st.text(), st.text(), st.sampled_from(["en", "ru", "zh", "fa", "hi", "uz", "", "xx"]))
def test_any_text_has_weights_above_nothing(title, lead, body, language):
    assert all(key and weight > 0 for key, weight in weights(title, lead, body, language).items())


def test_a_lone_surrogate_is_a_letter_like_others():
    assert all(weight > 0 for weight in weights("Ta\ud800liban \udfff court").values())


def test_words_are_forgotten_when_they_are_too_many(monkeypatch):
    monkeypatch.setattr(vector, "_REMEMBERED", 2)
    assert weights("alpha beta gamma", "alpha", language="de") == weights("alpha beta gamma", "alpha", language="de")
    assert len(vector._known("de")) <= 2

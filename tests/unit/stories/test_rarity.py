"""What is rare tells more, and what the stream shows is remembered in a bounded size."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories import rarity
from monitor.stories.glossary import Entry, Glossary
from monitor.stories.profile import Profile
from monitor.stories.rarity import Rarity, cosine, length


def profile(words="", signs="", tongue="en"):
    return Profile(tongue=tongue, words=dict.fromkeys(words.split(), 3.0), signs=dict.fromkeys(signs.split(), 1.5))


def unit(vector):
    return {key: weight / length(vector) for key, weight in vector.items()}


VECTORS = st.dictionaries(st.text(max_size=3), st.floats(0.01, 50), max_size=20)


def test_a_word_common_in_its_language_counts_less():
    words = Rarity().weigh(profile("en:the en:court en:estoppel")).words
    assert words["en:the"] < words["en:court"] < words["en:estoppel"]
    assert words["en:the"] > 0


def test_a_word_that_the_stream_is_full_of_counts_less():
    stream = Rarity()
    for _ in range(500):
        stream.learn(profile("en:estoppel", "name:zrbnf"))
    weighed = stream.weigh(profile("en:estoppel en:demurrage", "name:zrbnf name:krmzf"))
    assert weighed.words["en:estoppel"] < weighed.words["en:demurrage"]
    assert weighed.signs["name:zrbnf"] < weighed.signs["name:krmzf"]


def test_a_sign_counts_by_its_rarity_in_the_glossary():
    own = Glossary([(Entry("place:here", 0.12), {}), (Entry("deed:never", 0.003), {})])
    signs = Rarity(own).weigh(profile(signs="place:here deed:never date:10-3 count:44 name:zrbnf")).signs
    assert signs["place:here"] < signs["date:10-3"] == signs["count:44"] < signs["name:zrbnf"] < signs["deed:never"]


def test_what_comes_more_often_in_an_article_counts_more():
    article = Profile(tongue="en", words={"en:estoppel": 1.0, "en:demurrage": 9.0, "en:laches": 0.5})
    words = Rarity(Glossary([])).weigh(article).words
    assert words["en:laches"] == words["en:estoppel"] < words["en:demurrage"] < 9 * words["en:estoppel"]


def test_vectors_are_of_length_1_and_those_of_few_words_or_signs_shorter():
    few = Rarity().weigh(profile("en:court en:ban", "place:kz"))
    many = Rarity().weigh(profile(" ".join(f"en:{number}" for number in range(250)), " ".join(f"name:{number}" for number in range(20))))
    assert [length(vector) for vector in (many.words, many.signs)] == pytest.approx([1, 1])
    assert length(few.words) < 0.2
    assert length(few.signs) < 0.9


def test_an_empty_article_weighs_nothing():
    weighed = Rarity().weigh(Profile())
    assert weighed.words == weighed.signs == {}


def test_no_more_is_remembered_than_was_agreed(monkeypatch):
    monkeypatch.setattr(rarity, "KNOWN", 10)
    stream = Rarity()
    for number in range(200):
        stream.learn(profile(f"en:court en:{number}", f"place:kz name:{number}"))
        assert len(stream._words) <= 10
        assert len(stream._signs) <= 10
    assert stream._words["en:court"] == stream._signs["place:kz"] == 200


@given(VECTORS, VECTORS)
def test_the_cosine_is_the_same_both_ways_and_1_at_most(one, other):
    alike = cosine(unit(one), unit(other))
    assert alike == pytest.approx(cosine(unit(other), unit(one)))
    assert 0 <= alike <= 1 + 1e-9
    assert cosine(unit(one), unit(one)) == pytest.approx(1.0 if one else 0.0)


def test_vectors_of_nothing():
    nothing = Rarity().weigh(Profile())
    assert nothing.words == nothing.signs == {}
    assert length({}) == 1.0
    assert cosine({"a": 1.0}, {}) == 0.0
    assert cosine({"a": 1.0, "b": 1.0}, {"a": 5.0, "c": 1.0}) == 5.0
    assert math.isclose(length({"a": 3.0, "b": 4.0}), 5.0)

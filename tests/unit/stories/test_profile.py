"""What an article is compared by."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import Article
from monitor.stories.facts import Facts
from monitor.stories.glossary import Entry, Glossary
from monitor.stories.profile import Profile, profile_of
from monitor.text.words import read

OCTOBER = datetime(2026, 10, 3, tzinfo=UTC)


def profile(title="", lead="", body="", language="en", **given):
    return profile_of(read(Article(title=title, lead=lead, body=body, language=language)), **given)


def test_a_profile_has_words_signs_facts_and_its_day():
    made = profile("Kazakhstan lifts ban", "The seventh meeting ended.", published=OCTOBER)
    assert made.words["en:ban"] == 3.0
    assert made.signs["place:kz"] == 1.5
    assert made.facts.ordinals == {7}
    assert (made.tongue, made.published) == ("en", OCTOBER)


def test_a_glossary_of_ones_own():
    made = profile("Herons nest", glossary=Glossary([(Entry("bird:heron", 0.003), {"en": "heron"})]))
    assert set(made.signs) == {"bird:heron"}


def test_an_empty_article_has_an_empty_profile():
    assert profile(language="") == Profile(tongue="", words={}, signs={}, facts=Facts(), published=None)


@pytest.mark.parametrize("title", ["Taliban", "塔利班", "7", "\ud800", "!", "a" * 100_000])
def test_one_word_is_enough_and_too_little_is_no_error(title):
    assert profile(title, language="").facts == Facts(states=profile(title, language="").facts.states)


def test_of_a_text_of_a_million_words_the_first_are_looked_at():
    first = "The court in Kazakhstan ruled on October 3. " * 100
    assert profile("Court rules", first + "Lavrov spoke in China. " * 250_000) == profile("Court rules", first)

"""What a story is compared by: it grows with its articles in what it knows, and not in size."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.facts import Facts
from monitor.stories.outline import SIGNS, SIGNS_KEPT, WORDS_KEPT, Cohesion, Outline, begun, from_json, grown, to_json, together
from monitor.stories.profile import Profile
from monitor.stories.rarity import Weighed, length

OCTOBER = datetime(2026, 10, 3, tzinfo=UTC)


def weighed(words=(), signs=(), tongue="en", facts=None, published=None):
    profile = Profile(tongue=tongue, facts=facts or Facts(), published=published)
    return Weighed(profile, dict.fromkeys(words, 0.5), dict.fromkeys(signs, 0.5))


def test_a_story_is_the_sum_of_its_articles():
    story = begun(weighed(["court"], ["place:kz"], facts=Facts(ordinals=frozenset({6})), published=OCTOBER))
    story = grown(
        story, weighed(["court", "ban"], ["place:cn"], facts=Facts(stages=frozenset({"asked"})), published=OCTOBER - timedelta(1))
    )
    story = grown(story, weighed(["суд"], ["place:kz"], tongue="ru"))
    assert story.members == 3
    assert story.words == {"en": {"court": 1.0, "ban": 0.5}, "ru": {"суд": 0.5}}
    assert story.signs == {"place:kz": 1.0, "place:cn": 0.5}
    assert story.facts == Facts(ordinals=frozenset({6}), stages=frozenset({"asked"}))
    assert story.newest == OCTOBER


def test_the_lengths_are_those_of_the_sums():
    story = grown(begun(weighed(["court", "ban"], ["place:kz"], tongue="")), weighed(["суд"], ["place:kz", "place:cn"], tongue="ru"))
    assert story.lengths == {"": length(story.words[""]), "ru": length(story.words["ru"]), SIGNS: length(story.signs)}


def test_nothing_is_changed_in_place():
    before = begun(weighed(["court"], ["place:kz"]))
    kept = to_json(before)
    grown(before, weighed(["court", "ban"], ["place:kz"]))
    assert to_json(before) == kept


def test_how_close_a_story_is():
    story = begun(weighed(["court"]))
    assert (story.by_words, story.by_signs) == (Cohesion(), Cohesion())
    story = grown(grown(story, weighed(["court"]), 0.4), weighed(["court"]), 0.8)
    story = grown(story, weighed(["суд"], tongue="ru"), 0.5, by_words=False)
    assert (story.by_words.mean, story.by_words.joins) == (pytest.approx(0.6), 2)
    assert (story.by_signs.mean, story.by_signs.joins) == (0.5, 1)


def test_what_people_put_together_says_nothing_of_how_close_it_is():
    articles = [weighed(["court"]), weighed(["ban"]), weighed(["суд"], tongue="ru")]
    story = together(articles)
    assert (story.members, story.by_words.joins, story.by_signs.joins) == (3, 0, 0)
    assert story == grown(grown(begun(articles[0]), articles[1]), articles[2], by_words=False)
    assert together([]) == Outline()


def test_the_size_does_not_grow_with_the_articles():
    story = Outline()
    for number in range(10_000):
        own = [f"word{number * 20 + at}" for at in range(20)]
        story = grown(story, weighed(["court", *own], ["place:kz", f"name:{number}"]), 0.5)
    assert story.members == 10_000
    assert len(story.words["en"]) <= 2 * WORDS_KEPT
    assert len(story.signs) <= 2 * SIGNS_KEPT
    assert len(json.dumps(to_json(story))) < 20_000
    assert max(story.words["en"], key=story.words["en"].__getitem__) == "court"  # what all tell is kept
    assert story.by_words.mean == pytest.approx(0.5)


VECTORS = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.floats(0, 100).map(lambda x: round(x, 4)))
FACTS = st.builds(
    Facts,
    dates=st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 31))),
    ordinals=st.frozensets(st.integers(3, 20)),
    states=st.frozensets(st.sampled_from(["place:kz", "place:kg"])),
    people=st.frozensets(st.sampled_from(["person:putin", "person:lavrov"])),
    stages=st.frozensets(st.sampled_from(["asked", "decided", "denied"])),
)
COHESIONS = st.builds(Cohesion, st.floats(0, 1).map(lambda x: round(x, 4)), st.integers(0, 10**6))
OUTLINES = st.builds(
    Outline,
    members=st.integers(0, 10**6),
    words=st.dictionaries(st.sampled_from(["en", "ru", "zh", ""]), VECTORS),
    signs=VECTORS,
    lengths=VECTORS,
    facts=FACTS,
    by_words=COHESIONS,
    by_signs=COHESIONS,
    newest=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(OUTLINES)
def test_json_gives_back_what_was_put_in(story):
    assert from_json(json.loads(json.dumps(to_json(story)))) == story


def test_json_is_the_same_however_often_it_is_written():
    moscow = OCTOBER.astimezone(datetime.strptime("+0300", "%z").tzinfo)
    story = begun(weighed(["court"] * 3, ["place:kz"], published=moscow))
    written = to_json(story)
    assert written["newest"] == "2026-10-03T00:00:00+00:00"
    assert to_json(from_json(written)) == written

"""Reasons become exclusions, once enough people give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.load import Catalog
from monitor.catalog.settings import Settings
from monitor.model import Exclusion, FeedSpec, Source, SourceId, SubscriberId, Topic, TopicId
from monitor.review.proposals_wish import LONGEST, change_of, edited, has_exclusion, wishes
from monitor.storage.feedback import Objection
from monitor.topics.syntax import parse

FAIRS = Topic(
    id=TopicId("fairs"), query="fair OR bazaar", title={"en": "Fairs"}, exclusions=(Exclusion(query='"Trade  Mission"', because="x"),)
)
OFF = Topic(id=TopicId("off"), query="fair", enabled=False)
POST = Source(id=SourceId("post"), name="Post", feeds=(FeedSpec(url="https://post.example/rss"),))
CATALOG = Catalog(topics=(FAIRS, OFF), sources=(POST,), settings=Settings.model_validate({"telegram": {"operators": [7]}}))


@pytest.mark.parametrize(
    ("because", "change"),
    [
        ("term:cricket", "cricket"),
        ("term:  Cricket ", "cricket"),
        ("term:cricket squads", '"cricket squads"'),
        ("term:«Талибан»", "талибан"),
        ("term:طالبان", "طالبان"),
        ("term:\u2068طالبان\u2069", "طالبان"),
        ("term:塔利班", "塔利班"),
        ("term:रूस", '"रूस"'),  # its vowel signs are no letters: in quotes it is sure to be one word
        ("term:covid-19", '"covid-19"'),
        ("term:NOT", "not"),
        ("term:O'Neil", '"o\'neil"'),
        ('term:"fair" OR *', '"fair or"'),
        ("term:title:x @y #z", '"title x y z"'),
        ("term:…", ""),
        ("term:", ""),
        (f"term:{'x' * (LONGEST + 1)}", ""),
        ("source:post", "source:post"),
        ("source:gone", ""),
        ("source:post OR fair", ""),
        ("topic", ""),
        ("", ""),
        ("cricket", ""),
    ],
)
def test_a_reason_asks_for_an_exclusion(because, change):
    assert change_of(because, {POST.id}) == change


@given(st.text(max_size=30))
def test_whatever_a_reader_gives_is_a_query_of_words_or_nothing(text):
    change = change_of(f"term:{text}", set())
    if change:
        assert "Or(" not in (tree := repr(parse(change)))
        assert "Not(" not in tree
        assert "Filter(" not in tree


def said(because: str, *chats: int, topic: str = "fairs") -> list[Objection]:
    return [Objection(topic=TopicId(topic), because=because, subscriber=SubscriberId(chat), chat_id=chat) for chat in chats]


@pytest.mark.parametrize(
    ("objections", "expected"),
    [
        pytest.param(said("term:cricket", 1), [], id="one-is-too-few"),
        pytest.param(
            said("term:cricket", 1, 2), [("cricket", "Not about this because of these words, say 2 subscribers.")], id="two-are-enough"
        ),
        pytest.param(
            said("term:Cricket", 1) + said("term:cricket", 1, 2, 3),
            [("cricket", "Not about this because of these words, say 3 subscribers.")],
            id="spellings-count-together-and-people-once",
        ),
        pytest.param(
            said("source:post", 7),
            [("source:post", "Not about this because of this source, says an operator.")],
            id="an-operator-is-enough",
        ),
        pytest.param(
            said("source:post", 1, 7, 8),
            [("source:post", "Not about this because of this source, say an operator and 2 more.")],
            id="an-operator-and-others",
        ),
        pytest.param(said("term:cricket", 1) + said("term:chess", 2), [], id="of-different-terms"),
        pytest.param(said("term:trade mission", 1, 2), [], id="what-the-topic-excludes-already"),
        pytest.param(said("term:cricket", 1, 2, topic="off"), [], id="of-a-topic-that-is-off"),
        pytest.param(said("term:cricket", 1, 2, topic="gone"), [], id="of-a-topic-that-is-gone"),
        pytest.param(said("source:gone", 1, 2), [], id="of-a-source-that-is-gone"),
    ],
)
def test_a_change_is_wished_for_when_enough_say_so(objections, expected):
    assert [(wish.change, wish.because) for wish in wishes(objections, CATALOG)] == expected


def test_a_catalog_with_an_exclusion_more_differs_in_that_alone():
    after = edited(CATALOG, FAIRS.id, "cricket", "Squads have fairs too.")
    assert after.topics[0].exclusions == (*FAIRS.exclusions, Exclusion(query="cricket", because="Squads have fairs too."))
    assert (after.topics[1:], after.sources) == (CATALOG.topics[1:], CATALOG.sources)
    assert has_exclusion(after.topics[0], "Cricket")
    assert not has_exclusion(FAIRS, "cricket")

"""Reasons become exclusions, once enough people give them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.load import Catalog
from monitor.catalog.settings import Settings
from monitor.model import Exclusion, FeedSpec, Source, SourceId, SubscriberId, Topic, TopicId
from monitor.review.proposals_text import as_lines, as_row, cost
from monitor.review.proposals_wish import LONGEST, change_of, edited, has_exclusion, wishes
from monitor.storage.feedback import Objection
from monitor.storage.proposals import Proposal, ProposalState
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


HIT = {
    "article": 1,
    "source": "post",
    "language": "en",
    "seen": "2026-03-01T12:00:00+00:00",
    "url": "",
    "headline": "Cricket\n" + "x" * 200,
}
TRIED = {
    "days": 30, "articles": 8_000, "then": 1_200, "now": 1_193, "gained": 0, "lost": 7, "alerts_then": 9, "alerts_now": 5,
    "lost_hits": [HIT | {"headline": f"Lost {number}", "language": ""} for number in range(5)],
    "right": 9, "right_lost": 1, "wrong": 5, "wrong_lost": 4, "right_hits": [HIT], "examples": [],
}  # fmt: skip


def proposal(state: ProposalState = ProposalState.OPEN, **tried) -> Proposal:
    return Proposal(
        id=4,
        at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        topic=FAIRS.id,
        change="cricket",
        because="Not about this because of these words, say 2 subscribers.",
        backtest=TRIED | tried,
        state=state,
    )


@pytest.mark.parametrize(
    ("tried", "said"),
    [
        ({}, "7 of 1,200 hits in 30 days, 4 of 5 wrong alerts, 1 of 9 right alerts"),
        ({"right": 0, "right_lost": 0}, "7 of 1,200 hits in 30 days, 4 of 5 wrong alerts, no alert was called right yet"),
        ({"wrong": 0, "examples": ["x"]}, "7 of 1,200 hits in 30 days, 1 of 9 right alerts; an example fails"),
    ],
)
def test_what_it_would_cost_is_said_in_a_line(tried, said):
    assert cost(proposal(**tried)) == said


def test_a_proposal_whole():
    assert list(as_lines(proposal(examples=["topics/fairs.yaml:9:5: the example “x” is not found"]))) == [
        "proposal 4, open: fairs without cricket",
        "  Not about this because of these words, say 2 subscribers.",
        "",
        "  tried 2026-03-01 12:00 on 8,000 articles of 30 days",
        "  hits     then 1,200, now 1,193: 0 gained, 7 lost",
        "  alerts   then 9, now 5",
        "  judged   of 5 alerts called wrong it would have spared 4, of 9 called right it would have lost 1",
        "  right alerts it would have lost:",
        f"    2026-03-01 · post · en: Cricket {'x' * 91}…",
        "  lost:",
        *(f"    2026-03-01 · post: Lost {number}" for number in range(5)),
        "    and 2 more",
        "  example  topics/fairs.yaml:9:5: the example “x” is not found",
        "",
        "  monitor proposals take 4    or    monitor proposals refuse 4",
    ]


def test_one_that_is_settled_and_was_never_judged():
    lines = list(as_lines(proposal(ProposalState.TAKEN, lost=0, lost_hits=[], right=0, right_lost=0, right_hits=[], wrong=0, wrong_lost=0)))
    assert lines[-1] == "  judged   no alert of the topic was called right or wrong yet"
    row = as_row(proposal(ProposalState.TAKEN))
    assert (row["proposal"], row["state"], row["exclusion"], row["backtest"]) == (4, "taken", "cricket", TRIED)

"""What subscribers say of alerts, and what is proposed for it, over both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.catalog.load import Catalog
from monitor.catalog.settings import Settings
from monitor.catalog.topics import Example
from monitor.model import AlertId, Exclusion, FeedSpec, Source, SourceId, Topic, TopicId
from monitor.review.proposals import HEARD, propose, propose_aside
from monitor.review.proposals_wish import wishes
from monitor.storage.feedback import LONGEST, Objection, Vote, feedback_of, objections, say, verdicts
from monitor.storage.proposals import ProposalState, find_proposal, keep_proposal, list_proposals, settle

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)


async def alert_of(newsroom, source: str = "post", topic: str = "fairs", **values):
    return await newsroom.alert(await newsroom.article(await newsroom.feed(source), **values), topic)


async def test_the_last_word_counts(database, newsroom, now):
    alert, reader = await alert_of(newsroom), await newsroom.reader()
    assert await database.run(say, alert.id, reader.id, good=True, at=now)
    assert await database.run(say, alert.id, reader.id, good=False, because="term:cricket", at=now + MINUTE)
    assert await database.read(feedback_of, alert.id) == [
        Vote(alert=alert.id, subscriber=reader.id, at=now + MINUTE, good=False, because="term:cricket")
    ]


async def test_to_say_the_same_again_is_to_say_nothing(database, newsroom, now):
    alert, reader = await alert_of(newsroom), await newsroom.reader()
    for again in range(3):
        new = await database.run(say, alert.id, reader.id, good=False, because="topic", at=now + again * MINUTE)
        assert new is (again == 0)
    assert [(vote.at, vote.because) for vote in await database.read(feedback_of, alert.id)] == [(now, "topic")]


async def test_of_what_is_good_no_reason_is_kept_and_of_a_reason_not_too_much(database, newsroom, now):
    alert, one, other = await alert_of(newsroom), await newsroom.reader(1), await newsroom.reader(2)
    await database.run(say, alert.id, one.id, good=True, because="topic", at=now)
    await database.run(say, alert.id, other.id, good=False, because="term:\n a\0  b " + "x" * 999, at=now)
    assert [vote.because for vote in await database.read(feedback_of, alert.id)] == ["", ("term: a\ufffd b " + "x" * 999)[:LONGEST]]


async def test_of_an_alert_that_is_not_there_nothing_can_be_said(database, newsroom, now):
    reader = await newsroom.reader()
    assert not await database.run(say, AlertId(99), reader.id, good=True, at=now)
    assert await database.read(feedback_of, AlertId(99)) == []


async def test_verdicts_count_each_alert_once_by_what_its_article_is(database, newsroom, now):
    readers = [await newsroom.reader(chat) for chat in range(3)]
    liked = await alert_of(newsroom, "post", language="en")
    split = await alert_of(newsroom, "vest", language="ru-RU", topic="mines")
    await alert_of(newsroom, "vest")
    for reader in readers:
        await database.run(say, liked.id, reader.id, good=reader is not readers[2], at=now)
    for reader in readers[:2]:
        await database.run(say, split.id, reader.id, good=reader is readers[0], at=now + MINUTE)
    found = await database.read(verdicts, since=now)
    assert [(one.alert, one.topic, one.source, one.language, one.good, one.bad, one.right) for one in found] == [
        (liked.id, "fairs", "post", "en", 2, 1, True),
        (split.id, "mines", "vest", "ru-RU", 1, 1, False),
    ]
    assert [one.article for one in found] == [liked.article, split.article]
    assert [one.alert for one in await database.read(verdicts, since=now + MINUTE)] == [split.id]
    assert [one.alert for one in await database.read(verdicts, since=now, until=now + MINUTE)] == [liked.id]
    assert [one.alert for one in await database.read(verdicts, since=now, topic=split.topic)] == [split.id]


async def test_objections_are_each_subscribers_once_a_topic_and_reason(database, newsroom, now):
    one, other = await newsroom.reader(1), await newsroom.reader(2)
    alerts = [await alert_of(newsroom) for _ in range(4)]
    await database.run(say, alerts[0].id, one.id, good=False, because="term:cricket", at=now)
    await database.run(say, alerts[1].id, one.id, good=False, because="term:cricket", at=now)
    await database.run(say, alerts[1].id, other.id, good=False, because="source:post", at=now)
    await database.run(say, alerts[2].id, other.id, good=False, because="topic", at=now)
    await database.run(say, alerts[2].id, one.id, good=False, at=now)
    await database.run(say, alerts[3].id, one.id, good=True, because="term:cricket", at=now)
    assert await database.read(objections, since=now) == [
        Objection(topic=alerts[0].topic, because="source:post", subscriber=other.id, chat_id=2),
        Objection(topic=alerts[0].topic, because="term:cricket", subscriber=one.id, chat_id=1),
    ]
    assert await database.read(objections, since=now + MINUTE) == []


# ── what is proposed for it ────────────────────────────────────────────────────────────────────────

FAIRS = Topic(id=TopicId("fairs"), query="fair", title={"en": "Fairs"})
POST = Source(id=SourceId("post"), name="post", feeds=(FeedSpec(url="https://post.example/feed"),))
CATALOG = Catalog(topics=(FAIRS,), sources=(POST,), settings=Settings.model_validate({"telegram": {"operators": [7]}}))


@pytest.fixture
async def judged(database, newsroom, now):
    """Eight articles of one topic; of five there are alerts: two of cricket called wrong by two people, one of cricket liked, two others liked."""
    feed, readers = await newsroom.feed("post"), [await newsroom.reader(chat) for chat in (1, 2)]
    titles = ["Cricket fair", "A fair opens", "Cricket squads at the fair", "The book fair", "Fair weather for cricket"]
    articles = [await newsroom.article(feed, title=title, language="en") for title in titles]
    for title in ("A cricket fair again", "The fair closes", "Cricket alone"):
        await newsroom.article(feed, title=title, language="en")
    alerts = [await newsroom.alert(article, "fairs") for article in articles]
    for number, alert in enumerate(alerts):
        for reader in readers:
            wrong = number in {0, 2}
            await database.run(say, alert.id, reader.id, good=not wrong, because="term:cricket" if wrong else "", at=now)
    return alerts


async def test_what_two_readers_object_to_is_proposed_with_what_it_would_cost(database, judged, now):
    (proposal,) = await propose(database, CATALOG, now=now + MINUTE)
    assert (proposal.topic, proposal.change, proposal.at, proposal.state) == ("fairs", "cricket", now + MINUTE, ProposalState.OPEN)
    assert proposal.because == "Not about this because of these words, say 2 subscribers."
    cost = dict(proposal.backtest)
    lost, right = cost.pop("lost_hits"), cost.pop("right_hits")
    assert cost == {
        "days": 30, "articles": 8, "then": 7, "now": 3, "gained": 0, "lost": 4, "alerts_then": 7, "alerts_now": 3,
        "right": 3, "right_lost": 1, "wrong": 2, "wrong_lost": 2, "examples": [],
    }  # fmt: skip
    assert [one["headline"] for one in lost] == [
        "A cricket fair again", "Fair weather for cricket", "Cricket squads at the fair", "Cricket fair",
    ]  # fmt: skip
    assert [(one["headline"], one["source"], one["language"]) for one in right] == [("Fair weather for cricket", "post", "en")]
    assert await database.read(find_proposal, proposal.id) == proposal


async def test_nothing_is_proposed_twice_whatever_became_of_it(database, newsroom, judged, now):
    (proposal,) = await propose(database, CATALOG, now=now)
    assert await propose(database, CATALOG, now=now) == []
    another = await newsroom.reader(3)
    await database.run(say, judged[0].id, another.id, good=False, because="term:Cricket", at=now)
    assert await propose(database, CATALOG, now=now) == []
    (open_one,) = await database.read(list_proposals)
    assert open_one.because == "Not about this because of these words, say 3 subscribers."  # who asks for it is told as it is
    assert await database.run(settle, proposal.id, ProposalState.REFUSED, was=[ProposalState.OPEN])
    assert not await database.run(settle, proposal.id, ProposalState.TAKEN, was=[ProposalState.OPEN])
    await database.run(say, judged[2].id, another.id, good=False, because="term:cricket", at=now)
    assert await propose(database, CATALOG, now=now) == []
    assert await database.read(list_proposals, states=[ProposalState.OPEN]) == []
    assert [one.state for one in await database.read(list_proposals)] == [ProposalState.REFUSED]
    assert await database.run(keep_proposal, FAIRS.id, "cricket", because="x", backtest={}, at=now) is None


async def test_one_reader_is_too_few_an_operator_is_enough(database, newsroom, now):
    alert = await newsroom.alert(await newsroom.article(await newsroom.feed("post"), title="A fair"), "fairs")
    reader, operator = await newsroom.reader(5), await newsroom.reader(7)
    await database.run(say, alert.id, reader.id, good=False, because="source:post", at=now)
    assert await propose(database, CATALOG, now=now) == []
    await database.run(say, alert.id, operator.id, good=False, because="source:post", at=now)
    (proposal,) = await propose_aside(database, CATALOG, now=now + MINUTE)
    assert (proposal.change, proposal.backtest["lost"], proposal.backtest["wrong_lost"]) == ("source:post", 1, 1)


async def test_what_was_said_long_ago_asks_for_nothing(database, judged, now):
    assert await propose(database, CATALOG, now=now + HEARD + MINUTE) == []


async def test_an_exclusion_that_breaks_an_example_says_so(database, judged, now):
    example = Example(
        topic=FAIRS.id,
        matches=True,
        language="en",
        title="Cricket and the fair",
        lead="",
        body="",
        file="topics/fairs.yaml",
        line=9,
        column=5,
    )
    (proposal,) = await propose(database, replace(CATALOG, examples=(example,)), now=now)
    (problem,) = proposal.backtest["examples"]
    assert problem.startswith("topics/fairs.yaml:9:5: the example “Cricket and the fair” is not found")


async def test_the_narrower_way_is_proposed_where_it_costs_fewer_right_alerts(database, newsroom, now):
    feed, readers = await newsroom.feed("post"), [await newsroom.reader(chat) for chat in (1, 2)]
    wrong = await newsroom.alert(await newsroom.article(feed, title="Cricket fair", language="en"), "fairs")
    body = "Stalls sold cricket bats."
    right = await newsroom.alert(await newsroom.article(feed, title="The fair opens", body=body, language="en"), "fairs")
    for reader in readers:
        await database.run(say, wrong.id, reader.id, good=False, because="term:cricket", at=now)
        await database.run(say, right.id, reader.id, good=True, at=now)
    (proposal,) = await propose(database, CATALOG, now=now + MINUTE)
    assert (proposal.change, proposal.backtest["wrong_lost"], proposal.backtest["right_lost"]) == ("title:cricket OR lead:cricket", 1, 0)
    assert await propose(database, CATALOG, now=now + MINUTE) == []
    taken = Exclusion(query="title:cricket OR lead:cricket", because="")
    assert wishes(await database.read(objections, since=now), replace(CATALOG, topics=(replace(FAIRS, exclusions=(taken,)),))) == []

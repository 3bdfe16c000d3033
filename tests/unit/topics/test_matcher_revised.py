"""Topics come and go while the matcher stands: what it finds is what a matcher made anew finds."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from monitor.errors import QueryInvalid
from monitor.model import Article, Concept, Exclusion, FeedSpec, Source, SourceId, Stage, StageQuery, Topic, TopicId
from monitor.topics.matcher import LEARNED_FROM, STALE, Matcher

WORDS = ["kabul", "moscow", "taliban", "format", "talks", "list", "ban", "envoy", "court", "trade"]


def topic(name: str, query: str, **more) -> Topic:
    return Topic(id=TopicId(name), query=query, **more)


def found(matcher: Matcher, text: str, body: str = "") -> list[str]:
    return [match.topic for match in matcher.match(Article(title=text, body=body, language="en"))]


def test_a_topic_added_is_found_and_the_matcher_before_knows_nothing_of_it():
    before = Matcher([topic("a", "taliban")])
    after = before.with_topic(topic("b", "moscow"))
    assert found(after, "Taliban in Moscow") == ["a", "b"]
    assert found(before, "Taliban in Moscow") == ["a"]
    assert found(after.without_topic(TopicId("a")), "Taliban in Moscow") == ["b"]
    assert found(after, "Taliban in Moscow") == ["a", "b"]
    assert found(after.without_topic(TopicId("nobody's")), "Taliban in Moscow") == ["a", "b"]


def test_a_topic_edited_stands_in_its_place():
    matcher = Matcher([topic("a", "taliban"), topic("b", "moscow")]).with_topic(topic("a", "kabul"))
    assert found(matcher, "Moscow, Kabul") == ["a", "b"]
    assert found(matcher, "Taliban") == []
    assert found(matcher.with_topic(topic("b", "moscow", enabled=False)), "Moscow, Kabul") == ["a"]


def test_a_topic_that_cannot_be_added_changes_nothing():
    matcher = Matcher([topic("a", "taliban")])
    with pytest.raises(QueryInvalid):
        matcher.with_topic(topic("b", "moscow AND"))
    with pytest.raises(QueryInvalid):
        matcher.revised([topic("a", "@nobody")])
    assert found(matcher, "Taliban in Moscow") == ["a"]


def test_revised_compiles_what_differs_alone():
    listed = [topic("a", "taliban"), topic("b", "moscow"), topic("c", "kabul", enabled=False)]
    matcher = Matcher(listed)
    after = matcher.revised([replace(listed[0]), topic("b", "format"), replace(listed[2], enabled=True), topic("d", "envoy")])
    assert found(after, "Taliban envoy, Moscow format, Kabul") == ["a", "b", "c", "d"]
    assert found(after.revised([]), "Taliban") == []


def test_revised_for_other_concepts_is_made_anew():
    named = topic("a", "@place")
    matcher = Matcher([named], [Concept(id="place", terms={"en": ("kabul",)})])
    after = matcher.revised([named], [Concept(id="place", terms={"en": ("moscow",)})])
    assert (found(matcher, "Moscow"), found(after, "Moscow")) == ([], ["a"])


def test_revised_for_sources_with_other_feeds_compiles_nothing():
    asked = topic("a", "taliban tag:state")
    outlet = Source(id=SourceId("x"), name="X", tags=("state",))
    matcher = Matcher([asked], [], [outlet])
    other = matcher.revised([asked], [], [replace(outlet, name="Y", feeds=(FeedSpec(url="https://x.example/feed"),))])
    assert other._lexicon is matcher._lexicon
    article = Article(title="Taliban", source=SourceId("x"), language="en")
    assert [len(each.match(article)) for each in (other, other.revised([asked], [], [replace(outlet, tags=())]))] == [1, 0]


def test_words_of_queries_that_are_gone_do_not_pile_up():
    matcher = Matcher([topic("a", "taliban")])
    sizes = []
    for number in range(STALE * 3):
        matcher = matcher.revised([topic("a", f"taliban{chr(97 + number)}")])
        sizes.append(matcher._lexicon.size)
    assert max(sizes) <= STALE + 1


def test_edits_at_random_leave_what_a_new_matcher_has():
    chance = random.Random(4)
    texts = [" ".join(chance.choices(WORDS, k=12)) for _ in range(LEARNED_FROM + 40)]
    standing: dict[str, Topic] = {}
    matcher = Matcher([])
    for step, text in enumerate(texts):
        name = chance.choice("abcdefgh")
        if chance.random() < 0.3 and standing:
            standing.pop(name, None)
            matcher = matcher.without_topic(TopicId(name))
        else:
            a, b, c = chance.sample(WORDS, 3)
            standing[name] = topic(name, chance.choice([f"{a} {b}", f"{a} NEAR/2 {b}", f'"{a} {b}"', f"({a} OR {b}) NOT {c}"]))
            matcher = matcher.with_topic(standing[name])
        assert sorted(found(matcher, text)) == sorted(found(Matcher(standing.values()), text)), step


def test_an_article_of_which_an_exclusion_is_true_is_none_of_the_topics():
    sports = Exclusion(query="cricket OR squad", because="the national team")
    matcher = Matcher([topic("a", "taliban NEAR/3 removed", exclusions=(sports,))])
    assert found(matcher, "Taliban removed from the list") == ["a"]
    assert found(matcher, "Taliban removed from the list", body="Two batsmen left the squad.") == []


STAGES = (
    StageQuery(stage=Stage.DENIED, query="denies NEAR/6 lift"),
    StageQuery(stage=Stage.PROPOSED, query="may NEAR/3 lift"),
    StageQuery(stage=Stage.DECIDED, query="=lifted OR lift"),
)


@pytest.mark.parametrize(
    ("title", "body", "stage"),
    [
        ("Court may lift the ban on the Taliban", "", Stage.PROPOSED),
        ("Court lifted the ban on the Taliban", "", Stage.DECIDED),
        ("Kremlin denies it will lift the ban on the Taliban", "It may lift it later.", Stage.DENIED),
        ("Court lifted the ban on the Taliban", "Nobody denies that it may lift others.", Stage.DECIDED),
        ("Taliban ban is discussed", "", None),
        ("Weather", "The court may lift the ban on the Taliban.", Stage.PROPOSED),
    ],
)
def test_the_stage_is_the_first_that_is_told_where_the_match_is(title: str, body: str, stage: Stage | None):
    (match,) = Matcher([topic("a", "taliban ban", stages=STAGES)]).match(Article(title=title, body=body, language="en"))
    assert match.stage is stage


def test_what_is_wrong_with_an_exclusion_or_a_stage_is_said_by_its_own_place():
    wrong = topic(
        "a",
        "taliban",
        file="topics/a.yaml",
        exclusions=(Exclusion(query="cricket OR", because="sport", line=7, column=14),),
        stages=(StageQuery(stage=Stage.DECIDED, query="\n(lifted", line=10, column=5), StageQuery(stage=Stage.DENIED, query="@nobody")),
    )
    with pytest.raises(QueryInvalid) as caught:
        Matcher([wrong])
    assert [(each.file, each.line, each.column) for each in caught.value.problems] == [
        ("topics/a.yaml", 1, 1),  # no place was known
        ("topics/a.yaml", 7, 22),
        ("topics/a.yaml", 11, 5),
    ]

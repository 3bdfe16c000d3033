"""Explanations as an operator reads them: a table of queries, articles and sentences."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.errors import QueryInvalid
from monitor.model import Article, Concept, Exclusion, FeedId, Source, SourceId, Stage, StageQuery, StoryId, Topic, TopicId
from monitor.topics.explain import Explainer, explain
from monitor.topics.explained.values import Explained, Explanation, Kind

CONCEPTS = (
    Concept(
        id="birds",
        terms={"en": ("swan", "black swan of =Tarn"), "ru": ("лебедь", "белый лебедь"), "zh": ("天鹅",)},
        not_only=("pub", "ship"),
    ),
    Concept(id="pub", terms={"any": ("the swan inn",)}),
    Concept(id="ship", terms={"any": ("swan of the sea", "hms")}),
    Concept(id="lake", terms={"": ("lake", "mere*", "==Tarn", "=tarns", "po?l")}),
    Concept(id="ice", terms={"zh": ("冰",)}),
)
SOURCES = (Source(id=SourceId("herald"), name="Herald", type="agency", tags=("north",)),)
ARTICLE = Article(language="en")


def of(query: str, **article) -> Explanation:
    return explain(Topic(id=TopicId("t"), query=query), replace(ARTICLE, **article), CONCEPTS, SOURCES)


def told(explanation: Explanation) -> list[str]:
    return [clause.sentence for clause in explanation.wanting]


WORDS = [
    pytest.param("heron", {"title": "A stork"}, "no heron in the text", id="absent"),
    pytest.param("title:heron", {"lead": "Herons came"}, "no heron in the title; it stands in the lead (“Herons”)", id="another-field"),
    pytest.param(
        "lead:heron",
        {"title": "Herons", "body": "heron"},
        "no heron in the lead; it stands in the title and body (“Herons”)",
        id="other-fields",
    ),
    pytest.param("body:heron", {"title": "x"}, "no heron in the body, nor elsewhere", id="absent-from-body"),
    pytest.param(
        "lead:title:heron", {"title": "heron"}, "no heron in the place that is asked for; it stands in the title (“heron”)", id="no-field"
    ),
    pytest.param("cormorant", {"title": "A cormarant"}, "no cormorant in the text; the nearest word is “cormarant”", id="misspelt"),
    pytest.param("=heron", {"title": "Herons"}, "no =heron in the text; “Herons” is there, and = asks for this very form", id="form"),
    pytest.param(
        "==Heron",
        {"title": "HERON"},
        "no ==Heron in the text; “HERON” is there, and == asks for capitals and small letters as written",
        id="case",
    ),
    pytest.param(
        "==Heron", {"title": "herons"}, "no ==Heron in the text; “herons” is there, and = asks for this very form", id="case-form"
    ),
    pytest.param(
        "=grey-heron",
        {"title": "grey herons"},
        "no =grey-heron in the text; “grey” is there, without “heron” (“herons” is there, and = asks for this very form)",
        id="two",
    ),
    pytest.param("her?n", {"title": "A stork"}, "no her?n in the text", id="pattern"),
    pytest.param("#GreyHeron", {"title": "grey"}, "no #GreyHeron in the text; “grey” is there, without “Heron”", id="hashtag"),
    pytest.param("天鹅", {"title": "天空", "language": "zh"}, "no 天鹅 in the text", id="chinese"),
]
PHRASES = [
    pytest.param('"grey heron"', {"title": "x"}, 'no "grey heron" in the text', id="none"),
    pytest.param(
        '"grey heron"',
        {"title": "A grey heronn"},
        'no "grey heron" in the text; “grey” is there, without “heron” (the nearest word is “heronn”)',
        id="one",
    ),
    pytest.param(
        '"grey heron"',
        {"title": "The heron was grey"},
        'no "grey heron" in the text; its words are there, but not side by side; nearest: 1 other word among them (“heron was grey”)',
        id="apart",
    ),
    pytest.param(
        '"grey heron"',
        {"title": "Grey\nHeron"},
        'no "grey heron" in the text; its words are there, but not side by side; '
        "nearest: 0 other words among them, but not in one sentence (“Grey Heron”)",
        id="border",
    ),
    pytest.param(
        "“grey heron”~2",
        {"title": "Grey", "lead": "Heron"},
        "no “grey heron”~2 in the text; its words are there, but not side by side; they stand in different fields",
        id="fields",
    ),
    pytest.param(
        '"==Grey ==Heron"',
        {"title": "GREY HERON"},
        'no "==Grey ==Heron" in the text; “GREY” is there, and == asks for capitals and small letters as written',
        id="phrase-case",
    ),
]
CONCEPT_NAMES = [
    pytest.param("@birds", {"title": "x"}, "no @birds in the text (“black swan of =Tarn”, “swan”)", id="few-terms"),
    pytest.param("@lake", {"title": "x"}, "no @lake in the text (5 terms for en)", id="many-terms"),
    pytest.param("@birds", {"title": "12", "language": ""}, "no @birds in the text (5 terms)", id="no-language"),
    pytest.param("@ice", {"title": "x"}, "no @ice in the text; it has no terms for a text in en", id="no-terms"),
    pytest.param("@birds", {"title": "At the Swan Inn"}, "no @birds in the text; “the Swan Inn” counts as @pub (not_only)", id="sibling"),
    pytest.param(
        "@birds",
        {"title": "Лебедь", "lead": "x", "language": "ru"},
        "",
        id="there",
    ),
    pytest.param(
        "@pub",
        {"title": "the old swan of an inn"},
        "no @pub in the text; the words of its term “the swan inn” are there, but not side by side; "
        "nearest: 3 other words among them (“the old swan of an inn”)",
        id="apart",
    ),
    pytest.param("@pub", {"title": "the inn", "body": "a swan"}, "no @pub in the text (“the swan inn”)", id="far-apart"),
    pytest.param(
        "террорист*",
        {"title": "Силы (организация признана террористической) ушли", "language": "ru"},
        "no террорист* in the text; it stands only in a disclaimer, which is taken out before: (организация признана террористической)",
        id="disclaimer",
    ),
    pytest.param(
        "title:(@birds OR террорист*)",
        {"lead": "Силы (организация признана террористической) ушли", "language": "ru"},
        "none of @birds, террорист* in the title",
        id="disclaimer-elsewhere",
    ),
    pytest.param(
        '"организация террористическая"',
        {"title": "Силы (организация признана террористической) ушли", "language": "ru"},
        'no "организация террористическая" in the text',
        id="disclaimer-not-side-by-side",
    ),
    pytest.param(
        '"террористической организация"~3',
        {"title": "Силы (организация признана террористической) ушли", "language": "ru"},
        'no "террористической организация"~3 in the text',
        id="disclaimer-window",
    ),
]
NEAR = [
    pytest.param(
        "heron NEAR/2 pike",
        {"title": "A heron took all of its time over the pike"},
        "no heron within 2 words of pike; nearest: 7 words (“heron took all of its time over the pike”)",
        id="far",
    ),
    pytest.param(
        "heron W/1 pike",
        {"title": "Heron waits. Pike waits"},
        "no heron within 1 word of pike; nearest: 1 word, but in another sentence (“Heron waits. Pike”)",
        id="sentence",
    ),
    pytest.param(
        "heron NEAR/2 pike",
        {"title": "Heron a b c d e pike. Pike"},
        "no heron within 2 words of pike; nearest: 5 words (“Heron a b c d e pike”)",
        id="near-enough",
    ),
    pytest.param(
        "heron NEAR/2 pike",
        {"title": "Heron", "lead": "Pike"},
        "no heron within 2 words of pike; the first stands in the title, the second in the lead",
        id="fields",
    ),
    pytest.param(
        "heron adj3 pike",
        {"title": "A pike before a heron"},
        "no pike behind heron with at most 3 words between; they stand the other way round: “pike before a heron”",
        id="order",
    ),
    pytest.param(
        "heron ONEAR/1 pike",
        {"title": "A pike far far away from any heron"},
        "no pike behind heron with at most 1 word between; nearest: 5 words (“pike far far away from any heron”)",
        id="order-and-far",
    ),
    pytest.param(
        "heron SENTENCE pike",
        {"title": "Heron. Pike"},
        "heron and pike stand in no sentence together; nearest: 0 words, but in another sentence (“Heron. Pike”)",
        id="sentences",
    ),
    pytest.param(
        "heron PARAGRAPH (pike OR perch)",
        {"title": "Heron\nPerch"},
        "heron and (pike OR perch) stand in no paragraph together; nearest: 0 words, but in another paragraph or item (“Heron Perch”)",
        id="paragraphs",
    ),
    pytest.param("heron NEAR/2 her*", {"title": "heron"}, "no heron within 2 words of her*; they are the same words", id="same"),
    pytest.param("heron NEAR/2 pike", {"title": "a pike"}, "no heron in the text", id="one-side"),
    pytest.param("heron NEAR/2 @ice", {"title": "x"}, "no heron in the text and no @ice in the text", id="both-sides"),
    pytest.param(
        "title:(=herons NEAR/2 (pike OR carp))",
        {"title": "heron", "lead": "carp"},
        "no =herons in the title and none of pike, carp in the title; "
        "=herons: “heron” is there, and = asks for this very form, and carp: it stands in the lead (“carp”)",
        id="both-sides-elsewhere",
    ),
    pytest.param(
        "天鹅 NEAR/1 冰",
        {"title": "天鹅不能在水面结冰", "language": "zh"},
        "no 天鹅 within 1 word of 冰; nearest: 6 characters (3 count as a word) (“天鹅不能在水面结冰”)",
        id="characters",
    ),
    pytest.param(
        "天鹅 NEAR/0 冰",
        {"title": "天鹅的冰", "language": "zh"},
        "no 天鹅 within 0 words of 冰; nearest: 1 character (3 count as a word) (“天鹅的冰”)",
        id="character",
    ),
    pytest.param(
        "(heron pike eel)~1",
        {"title": "heron and then a pike and an eel"},
        "no (heron pike eel)~1: its parts do not stand so near in one sentence; "
        "nearest: 5 other words among them (“heron and then a pike and an eel”)",
        id="together",
    ),
    pytest.param("(heron pike)~1", {"title": "heron"}, "no pike in the text", id="together-lacks-one"),
]
TRUTHS = [
    pytest.param(
        "heron NOT pike", {"title": "heron", "lead": "pike, pikes"}, "NOT pike leaves it out; found in the lead: “pike”, “pikes”", id="not"
    ),
    pytest.param(
        "heron -(pike eel)", {"title": "heron pike eel"}, "-(pike eel) leaves it out; found in the title: “pike”, “eel”", id="not-all"
    ),
    pytest.param("heron NOT lang:en", {"title": "heron"}, "NOT lang:en leaves it out; its language is en", id="not-filter"),
    pytest.param("heron lang:ru", {"title": "heron"}, "its language is en, and lang:ru is asked for", id="language"),
    pytest.param(
        "heron lang:(ru OR fa)", {"title": "heron"}, "its language is en, and one of lang:ru, lang:fa is asked for", id="languages"
    ),
    pytest.param("heron country:ru", {"title": "heron"}, "its country is not known, and country:ru is asked for", id="country"),
    pytest.param("heron source:x", {"title": "heron", "source": "herald"}, "its source is herald, and source:x is asked for", id="source"),
    pytest.param("heron type:x", {"title": "heron", "source": "herald"}, "its type is agency, and type:x is asked for", id="type"),
    pytest.param("heron tag:x", {"title": "heron", "source": "herald"}, "its tag is north, and tag:x is asked for", id="tag"),
    pytest.param(
        "heron type:x", {"title": "heron"}, "its source is not known, and so its type is not, and type:x is asked for", id="no-source"
    ),
    pytest.param("heron feed:2", {"title": "heron", "feed": FeedId(1)}, "its feed is 1, and feed:2 is asked for", id="feed"),
    pytest.param("heron story:2", {"title": "heron", "story": StoryId(1)}, "its story is 1, and story:2 is asked for", id="story"),
    pytest.param(
        'heron author:"A B"', {"title": "heron", "authors": ("C", "D")}, 'its author is C, D, and author:"A B" is asked for', id="author"
    ),
    pytest.param(
        "heron domain:b.example",
        {"title": "heron", "url": "https://a.example/1", "canonical_url": "https://a.example/2"},
        "its URL is https://a.example/1 and https://a.example/2, and domain:b.example is asked for",
        id="domain",
    ),
    pytest.param("heron url:x", {"title": "heron"}, "its URL is not known, and url:x is asked for", id="url"),
    pytest.param(
        "heron date:2024-01..2024-02",
        {"title": "heron", "published": datetime(2026, 3, 1, 12, tzinfo=UTC)},
        "it was published 2026-03-01 12:00 UTC, and date:2024-01..2024-02 is asked for",
        id="published",
    ),
    pytest.param(
        "heron before:2024",
        {"title": "heron", "seen": datetime(2026, 3, 1, 12, tzinfo=UTC)},
        "it is undated, and was first seen 2026-03-01 12:00 UTC, and before:2024 is asked for",
        id="seen",
    ),
    pytest.param("heron date:[* TO 2024}", {"title": "heron"}, "it is undated, and date:[* TO 2024} is asked for", id="undated"),
    pytest.param("heron title:re:/pi.e/", {"title": "heron"}, "its title is “heron”, and title:re:/pi.e/ is asked for", id="regex"),
    pytest.param("heron{2}", {"title": "heron"}, "heron stands once in the text, and 2 times are asked for", id="count"),
    pytest.param(
        "title:ATLEAST/3(heron OR pike)",
        {"title": "heron pike"},
        "heron OR pike stands 2 times in the title, and 3 times are asked for",
        id="counts",
    ),
    pytest.param(
        '"=so =so"{2}', {"title": "so so so"}, '"=so =so" stands once in the text, and 2 times are asked for', id="count-overlapping"
    ),
    pytest.param("heron{2}", {"title": "hewon"}, "no heron in the text; the nearest word is “hewon”", id="count-none"),
]
LISTS = [
    pytest.param("heron OR @ice OR pike", {"title": "x"}, ["none of heron, @ice, pike in the text"], id="none"),
    pytest.param(
        "title:(heron OR pike)",
        {"lead": "pike"},
        ["none of heron, pike in the title; pike: it stands in the lead (“pike”)"],
        id="elsewhere",
    ),
    pytest.param(
        "a1 OR b1 OR c1 OR d1 OR e1 OR f1 OR g1 OR h1", {"title": "x"}, ["none of a1, b1, c1, d1, e1, f1 and 2 more in the text"], id="many"
    ),
    pytest.param("(a1 OR b1 OR c1)@2", {"title": "c1"}, ["only c1 of the 2 needed of a1, b1, c1 in the text"], id="too-few"),
    pytest.param("(a1 OR b1 OR c1)@2", {"title": "x"}, ["none of the 2 needed of a1, b1, c1 in the text"], id="two-and-none"),
    pytest.param(
        "x1 (lang:ru OR lang:fa OR country:RU)@2",
        {"title": "x1", "country": "RU"},
        ["its language is en and its country is RU, and 2 of lang:ru, lang:fa, country:RU are asked for"],
        id="filters",
    ),
    pytest.param("((a1 b1) OR (c1 d1) OR e1)@2", {"title": "a1 c1 d1"}, ["no b1 in the text"], id="best-branch"),
    pytest.param("(a1 b1 c1) OR (d1 e1)", {"title": "a1 b1"}, ["no c1 in the text"], id="nearest-branch"),
    pytest.param("(a1 b1) OR (c1 NOT d1)", {"title": "c1 d1"}, ["NOT d1 leaves it out; found in the title: “d1”"], id="not-branch"),
    pytest.param("a1 b1 c1^2", {"title": "b1"}, ["no a1 in the text", "no c1 in the text"], id="two-lacking"),
]


@pytest.mark.parametrize(("query", "article", "sentence"), [*WORDS, *PHRASES, *CONCEPT_NAMES, *NEAR, *TRUTHS])
def test_what_is_lacking_is_said_in_a_sentence(query, article, sentence):
    found = of(query, **article)
    if not sentence:
        assert found.matched
        return
    (only,) = told(found)
    assert only == sentence


@pytest.mark.parametrize(("query", "article", "sentences"), LISTS)
def test_of_several_ways_the_nearest_is_told(query, article, sentences):
    assert told(of(query, **article)) == sentences


def nodes(tree: Explained):
    yield tree
    for part in tree.parts:
        yield from nodes(part)


WRITTEN = [
    pytest.param("title:(=heron OR pike*) NOT @ice", "title:(=heron OR pike*) NOT @ice", id="brackets"),
    pytest.param("intitle:heron && !pike", "intitle:heron !pike", id="aliases"),
    pytest.param("heron AROUND(3) (pike W/2 eel)", "heron AROUND(3) (pike W/2 eel)", id="near"),
    pytest.param('«grey heron» OR "=heron"', "«grey heron» OR =heron", id="quotes"),
    pytest.param("heron ((pike eel) OR carp)", "heron ((pike eel) OR carp)", id="and-in-or"),
    pytest.param("(heron OR pike){2} eel^2", "ATLEAST/2(heron OR pike) eel^2", id="counts"),
    pytest.param("(heron eel)~3 (a1 OR b1)@2", "(heron eel)~3 (a1 OR b1)@2", id="suffixes"),
    pytest.param('near3:"heron eel" date:2024..', '"heron eel"~3 date:2024..', id="within"),
    pytest.param("heron date:[2024 TO 2025}", "heron date:[2024 TO 2025}", id="range"),
    pytest.param('heron author:"A B"', 'heron author:"A B"', id="author"),
    pytest.param("lang:(en OR ru) (==Heron)", "(lang:en OR lang:ru) ==Heron", id="spread"),
    pytest.param(" ".join(["heron"] * 100), "heron heron", id="long"),
]


@pytest.mark.parametrize(("query", "says"), WRITTEN)
def test_a_clause_is_told_as_it_is_written(query, says):
    tree = of(query).query
    assert tree.says == says or (tree.says.startswith(says) and tree.says.endswith("…") and len(tree.says) <= 300)


def test_a_clause_is_placed_in_the_file_of_its_topic():
    topic = Topic(id=TopicId("t"), query="heron\n  NEAR/3 pike # fish\nOR @birds\n", file="topics/t.yaml", line=5, column=3)
    tree = explain(topic, ARTICLE, CONCEPTS).query
    places = {node.says: (node.line, node.column) for node in nodes(tree)}
    assert places == {
        "heron NEAR/3 pike OR @birds": (5, 3),
        "heron NEAR/3 pike": (5, 3),
        "heron": (5, 3),
        "pike": (6, 12),
        "@birds": (7, 6),
    }
    assert (of("a1 OR\n b1").query.parts[1].line, of("a1 OR\n b1").query.parts[1].column) == (2, 2)


def test_what_is_true_says_where_and_by_which_term():
    found = of("@birds SENTENCE @lake", title="Лебеди", lead="Two swans of the Mereside, a pool and Tarn; swan of the sea")
    assert found.matched
    assert found.field == "lead"
    (near,) = [found.query]
    assert [spot.written for spot in near.spots] == ["swans … Mereside", "swans … pool", "swans … Tarn"]
    birds, lake = near.parts
    assert [(spot.written, spot.term) for spot in birds.spots] == [("Лебеди", "лебедь"), ("swans", "swan")]
    assert [(spot.written, spot.sibling) for spot in birds.taken] == [("swan of the sea", "ship")]
    assert [(spot.written, spot.term) for spot in lake.spots] == [("Mereside", "mere*"), ("pool", "po?l"), ("Tarn", "==Tarn")]
    assert birds.count == 2
    assert near.sentence == ""


def test_a_chinese_term_is_told_in_one_word():
    (spot,) = of("@birds", title="黑天鹅", language="zh").query.spots
    assert (spot.written, spot.term) == ("天鹅", "天鹅")


def test_of_many_places_ten_are_told():
    found = of("heron NOT pike", title="heron " * 30 + "pike " * 30)
    heron, pike = found.query.parts
    assert (len(heron.spots), heron.count, len(pike.spots), pike.count) == (10, 30, 10, 30)
    assert len(of("@birds", title="the swan inn " * 30).query.taken) == 10


def test_a_long_place_is_cut_in_the_middle():
    (spot,) = of("heron SENTENCE pike", title=f"heron {'and ' * 100}pike").query.spots
    assert spot.written == "heron … pike"
    (only,) = told(of("heron NEAR/2 pike", title=f"heron {'and ' * 100}pike"))
    assert "nearest: 100 words (“heron and and" in only
    assert len(only) < 300


def test_a_match_in_the_body_alone_says_what_title_and_lead_lack():
    found = of("heron pike", title="heron", body="pike")
    assert (found.matched, found.field, found.wanting) == (True, "body", ())
    assert found.head is not None
    assert [part.sentence for part in found.head.parts] == ["", "no pike in the title or lead; it stands in the body (“pike”)"]
    assert of("heron", title="heron").head is None


def test_a_true_filter_says_what_was_found():
    assert of("heron lang:en", title="heron").query.parts[1].reason == "its language is en"


def test_nothing_in_common():
    assert of("(heron pike) OR eel", title="x").unrelated
    assert not of("title:heron", lead="heron").unrelated
    assert not of("heron pike", title="heron").unrelated
    assert not of("heron", title="heron").unrelated


TOPIC = Topic(
    id=TopicId("herons"),
    query="heron",
    exclusions=(Exclusion(query="rugby", because="a club is called so"), Exclusion(query="title:pub", because="pubs are too")),
    stages=(StageQuery(stage=Stage.DENIED, query="denied"), StageQuery(stage=Stage.DECIDED, query="decided")),
    enabled=False,
)


def test_an_exclusion_says_why_and_where():
    found = explain(TOPIC, replace(ARTICLE, title="Herons win", body="the rugby cup"))
    assert (found.matched, found.field, found.stage, found.enabled) == (False, "", None, False)
    assert [(one.because, one.query.spots[0].written) for one in found.excluded] == [("a club is called so", "rugby")]
    assert found.wanting == (found.excluded[0].query,)
    assert not found.unrelated


def test_the_first_stage_told_of_where_the_match_is_counts():
    article = replace(ARTICLE, title="Heron: decided", body="denied")
    found = explain(TOPIC, article)
    assert found.stage is Stage.DECIDED
    assert [(one.stage, one.query.holds) for one in found.stages] == [(Stage.DENIED, False), (Stage.DECIDED, True)]
    assert explain(TOPIC, replace(article, title="decided", body="heron denied")).stage is Stage.DENIED
    assert explain(TOPIC, replace(article, title="heron", body="")).stage is None


def test_several_topics_are_explained_in_their_order():
    topics = [Topic(id=TopicId(name), query=name) for name in ("heron", "pike")]
    assert [(one.topic, one.matched) for one in Explainer(topics).explain(replace(ARTICLE, title="pike"))] == [
        ("heron", False),
        ("pike", True),
    ]


@pytest.mark.parametrize("query", ["(heron", "@nobody"])
def test_what_the_matcher_refuses_is_refused(query):
    with pytest.raises(QueryInvalid):
        of(query)


def test_a_concept_that_is_wrong_is_refused():
    with pytest.raises(QueryInvalid):
        explain(TOPIC, ARTICLE, [Concept(id="empty", terms={})])


def test_a_large_query_and_a_long_text_take_no_long_time():
    query = " OR ".join(f"word{n} NEAR/3 wort{n}" for n in range(300))
    began = time.process_time()
    assert not of(query, title="word " * 2, body="words wort wordy " * 2_000).matched
    assert of("heron NEAR/3 heron OR heron{500}", body="heron " * 20_000).matched
    assert time.process_time() - began < 15


def test_any_text_can_be_explained():
    for text in ("\ud800", "\x00", "(" * 10_000, "ﷺ" * 300, "\u202eabc", "#" * 500, "(признан " * 2000):
        assert of("heron OR @birds", title=text, body=text).query.kind is Kind.SOME

"""Many topics at once: what is found, where, by which words, and what is said of a config that is wrong."""

from __future__ import annotations

import random
import time

import pytest

from monitor.errors import QueryInvalid
from monitor.model import Article, Concept, Match, Span, Topic, TopicId
from monitor.text.words import read
from monitor.topics import lexicon, matcher
from monitor.topics.matcher import Matcher
from monitor.topics.standing import check


def topic(name: str, query: str, **kwargs: object) -> Topic:
    return Topic(id=TopicId(name), query=query, **kwargs)


def only(query: str, article: Article, concepts: tuple[Concept, ...] = ()) -> Match | None:
    found = Matcher([topic("t", query)], concepts).match(article)
    return found[0] if found else None


def words_of(match: Match | None, article: Article) -> list[str]:
    assert match is not None
    return [getattr(article, span.field)[span.start : span.end] for span in match.spans]


TALIBAN = Concept(id="taliban", terms={"en": ("taliban", "islamic emirate"), "": ("talib*",)}, not_only=("other",))
OTHER = Concept(id="other", terms={"": ("pakistani taliban", "ttp")})


# ── where ──


@pytest.mark.parametrize(
    ("title", "lead", "body", "field"),
    [
        ("Taliban", "", "", "title"),
        ("", "Taliban", "", "lead"),
        ("", "", "Taliban", "body"),
        ("Taliban", "Taliban", "Taliban", "title"),
    ],
)
def test_the_field_is_the_strongest(title: str, lead: str, body: str, field: str) -> None:
    match = only("taliban", Article(title=title, lead=lead, body=body))
    assert match is not None
    assert match.field == field
    assert all((span.field == "body") is (field == "body") for span in match.spans)


def test_what_needs_the_body_is_of_the_body() -> None:
    match = only("taliban list", Article(title="Taliban", body="a list"))
    assert match is not None
    assert match.field == "body"
    assert match.spans == (Span("title", 0, 7), Span("body", 2, 6))


def test_not_looks_at_the_whole_article_unless_under_a_field() -> None:
    article = Article(title="Taliban", body="cricket")
    assert only("taliban NOT cricket", article) is None
    assert only("taliban NOT title:cricket", article) is not None
    assert only("taliban title:(NOT cricket)", article) is not None
    assert only("taliban body:(NOT cricket)", article) is None


def test_near_and_phrases_stay_within_a_field_and_an_item() -> None:
    assert only('"moscow format"', Article(title="Moscow", lead="Format")) is None
    assert only("moscow PARAGRAPH format", Article(title="Moscow", lead="Format")) is None
    assert only('"moscow format"', Article(lead="Moscow\nFormat")) is None
    assert only("taliban NEAR/9 list", Article(lead="Taliban bans chess; court clears its list")) is None


def test_boilerplate_is_not_there_and_parts_nothing() -> None:
    article = Article(lead="Движение «Талибан» (запрещено в РФ) исключено из списка", language="ru")
    match = only('"талибан исключить"', article)
    assert words_of(match, article) == ["Талибан» (запрещено в РФ) исключено"]
    assert only("запретить", article) is None
    assert only("исключить SENTENCE список", article) is not None


def test_chinese_counts_three_characters_a_word() -> None:
    article = Article(title="塔利班今天移出名单", language="zh")
    assert only("塔利班 NEAR/1 名单", article) is None
    assert only("塔利班 NEAR/2 名单", article) is not None
    assert only("塔利班 ONEAR/2 名单", article) is not None


# ── by which words ──


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("taliban OR format OR ban", ["Taliban", "ban"]),
        ("taliban NEAR/2 ban", ["Taliban", "ban"]),
        ('"russia lifts" taliban NOT cricket', ["Russia lifts", "Taliban"]),
        ("taliban ban^2 russia", ["ban", "Russia", "Taliban"]),
        ("russia (taliban ban NOT x)^3", ["Taliban", "ban", "Russia"]),
        ("russia (taliban OR NOT x)", ["Russia", "Taliban"]),
        ("russia (x OR NOT y)", ["Russia"]),
        ("(russia OR x OR ban)@2", ["Russia", "ban"]),
        ("ban{1} lang:en", ["ban"]),
        ("russia (ban{2} OR taliban)", ["Russia", "Taliban"]),
        ("title:(russia NEAR/3 taliban)", ["Russia", "Taliban"]),
        ("title:(russia taliban)", ["Russia", "Taliban"]),
        ("russia (title:(x y) OR ban)", ["Russia", "ban"]),
        ("russia ((x OR y OR z)@2 OR ban)", ["Russia", "ban"]),
    ],
)
def test_the_spans_prove_it(query: str, words: list[str]) -> None:
    article = Article(title="Russia lifts Taliban ban", language="en")
    assert words_of(only(query, article), article) == words


def test_spans_are_not_without_number() -> None:
    match = only("taliban", Article(body="Taliban " * 500))
    assert match is not None
    assert len(match.spans) == matcher.MOST_SPANS


# ── words ──

WRITTEN = [
    ("=format", "formats", False),
    ("=format", "FORMAT", True),
    ("==Format", "format", False),
    ("==Format", "Form\u00adat", True),
    ("=kabul", "Kabul's", True),
    ("form*", "formation", True),
    ("form?t", "formats", False),
    ("form?t", "formet", True),
    ("form?t*", "formats", True),
    ("Moscow-format", "moscow formats", True),
    ("anti-talib*", "Anti-Talibans", True),
    ("塔利*", "塔利班", True),
    ("(a b)~1", "b x a", True),
    ("(a b)~0", "b x a", False),
    ("(a a)~1", "x a x", False),
    ('"a a"~1', "a x a", True),
    ("a NEAR/1 b NEAR/1 a", "a b", False),
    ("(day then)~2", "Day. Then", False),
    ('("a b" OR b) NEAR/0 c', "a b c", True),
    ('a NEAR/0 ("b c d" OR e)', "e x a. B c d", False),
]


@pytest.mark.parametrize(("query", "text", "expected"), WRITTEN)
def test_how_words_meet(query: str, text: str, expected: bool) -> None:
    assert (only(query, Article(lead=text, language="en")) is not None) is expected


# ── concepts ──


def test_a_concept_is_its_words_and_phrases_in_any_language() -> None:
    article = Article(title="Islamic Emirate", lead="Talibs", language="en")
    assert words_of(only("@taliban", article, (TALIBAN, OTHER)), article) == ["Islamic Emirate", "Talibs"]
    assert words_of(only("lead:@taliban", article, (TALIBAN, OTHER)), article) == ["Talibs"]


def test_what_belongs_to_a_sibling_does_not_count() -> None:
    assert only("@taliban", Article(title="Pakistani Taliban"), (TALIBAN, OTHER)) is None
    article = Article(title="Taliban and Pakistani Taliban")
    assert words_of(only("@taliban", article, (TALIBAN, OTHER)), article) == ["Taliban"]
    assert words_of(only("@other @taliban", article, (TALIBAN, OTHER)), article) == ["Taliban", "Pakistani Taliban"]


# ── many ──


def test_topics_come_in_their_order_and_disabled_ones_not_at_all() -> None:
    several = [topic("b", "taliban"), topic("a", "taliban OR x"), topic("c", "taliban", enabled=False), topic("d", "x")]
    assert [match.topic for match in Matcher(several).match(Article(title="Taliban"))] == ["b", "a"]


def test_learning_which_words_are_rare_changes_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matcher, "LEARNED_FROM", 20)
    chance = random.Random(5)
    words = [f"{a}{b}{c}" for a in "bdf" for b in "aeo" for c in "klm"]
    several = [topic(str(n), " ".join(chance.choices(words, k=2))) for n in range(40)]
    learning = Matcher(several)
    for _ in range(60):
        article = Article(lead=" ".join(chance.choices(words, k=8)), language="en")
        assert learning.match(article, read(article)) == Matcher(several).match(article)


def test_the_cache_of_tokens_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "CACHED_TOKENS", 3)
    one = Matcher([topic("t", "taliban")])
    assert [bool(one.match(Article(lead=f"Taliban {number} x y z"))) for number in range(5)] == [True] * 5


@pytest.mark.parametrize(
    "query",
    [
        "a NEAR/100 a NEAR/100 a NEAR/100 a",
        "(a OR b) SENTENCE (a OR b) SENTENCE (a OR b)",
        '"a a a a a a"~100',
        "(a b a b a b)~100",
        "ATLEAST/3(a PARAGRAPH b)",
        '"a a a a b"',
    ],
)
def test_time_is_linear_in_the_article(query: str) -> None:
    one = Matcher([topic("t", query)])

    def taken(times: int) -> float:
        article = Article(body="a b a " * times, language="en")
        reading = read(article)
        start = time.process_time()
        one.match(article, reading)
        return time.process_time() - start

    taken(10)
    assert taken(4_000) < 1.5 + 30 * taken(400)


# ── what is wrong ──


def test_every_problem_is_raised_with_its_place_in_the_file() -> None:
    several = [
        topic("a", "x AND", file="topics/a.yaml", line=4, column=3),
        topic("b", "x\n@talban", file="topics/b.yaml", line=7, column=5),
        topic("c", "@nothing-like-it", file="topics/c.yaml"),
        topic("d", "x " * 60_000, file="topics/d.yaml", line=3, column=3),
    ]
    concepts = (
        Concept(id="taliban", terms={"en": ("*x", "taliban")}, not_only=("talibann", "taliban"), file="concepts/t.yaml", line=2),
        Concept(id="empty", terms={"": ()}, file="concepts/e.yaml", line=1),
    )
    with pytest.raises(QueryInvalid) as caught:
        Matcher(several, concepts)
    problems = caught.value.problems
    assert [(p.file, p.line, p.column) for p in problems] == [
        ("concepts/e.yaml", 1, 0),
        ("concepts/t.yaml", 2, 0),
        ("concepts/t.yaml", 2, 0),
        ("concepts/t.yaml", 2, 0),
        ("topics/a.yaml", 4, 5),
        ("topics/b.yaml", 8, 5),
        ("topics/c.yaml", 1, 1),
        ("topics/d.yaml", 3, 0),
    ]
    said = "\n".join(p.message for p in problems)
    assert 'unknown concept "@talban": did you mean "taliban"?' in said
    assert 'unknown concept "@nothing-like-it": write it in the folder of concepts' in said
    assert 'names no other concept: "talibann"; did you mean "taliban"?' in said
    assert 'concept "empty" has no terms' in said


def test_check_says_errors_and_warnings_without_raising() -> None:
    several = [topic("a", "@taliban and x", file="a"), topic("b", "(", file="b"), topic("c", "x", file="c", enabled=False)]
    found = check(several, (TALIBAN, OTHER), ["en", "", "ru"])
    assert [(p.file, p.severity) for p in found] == [("a", "warning"), ("b", "error")]
    speechless = Concept(id="taliban", terms={"en": ("taliban",), "fa": ()})
    (first, second) = check(several[:1], (speechless,), ["fa", "en", "ru"])
    assert "@taliban has no terms in fa, ru" in first.message
    assert '"and" is searched as a word' in second.message


def test_what_an_article_must_have_to_be_a_topics():
    matcher = Matcher([Topic(id=TopicId("t"), query='(taliban OR talib*) "moscow format" NOT cricket')])
    words = {frozenset((word.text, word.how.value) for word in each) for each in matcher.required_words(TopicId("t"))}
    assert words == {
        frozenset({("taliban", "forms"), ("talib", "prefix")}),
        frozenset({("moscow", "forms")}),
        frozenset({("format", "forms")}),
    }
    assert matcher.required_words(TopicId("other")) == []


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ('ATLEAST/3(bim OR "zug zug"~2)', "Zug bim bim zug.", True),  # the pair's words are not those between
        ('ATLEAST/3(bim OR "zug bim")', "Zug bim bim zug.", False),
        ("ATLEAST/2(zug NEAR/3 bim)", "Zug bim zug bim.", True),
        ("ATLEAST/2(zug NEAR/3 bim)", "Zug zug bim.", False),
    ],
)
def test_places_are_counted_by_their_words(query: str, text: str, expected: bool):
    assert bool(Matcher([Topic(id=TopicId("t"), query=query)]).match(Article(lead=text, language="en"))) is expected


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ('"گروه تروریستی"', "این گروه های تروریستی منحل شدند", True),
        ('"گروه های تروریستی"', "این گروه‌های تروریستی منحل شدند", True),
        ("گروه NEAR/0 تروریستی", "این گروه های تروریستی منحل شدند", True),
        ('"گروه تروریستی"', "این گروه بد تروریستی", False),
    ],
)
def test_an_ending_that_stands_alone_parts_no_words(query: str, text: str, expected: bool):
    assert bool(Matcher([Topic(id=TopicId("t"), query=query)]).match(Article(lead=text, language="fa"))) is expected


def test_a_hit_beside_an_entity_is_where_it_stands():
    (match,) = Matcher([Topic(id=TopicId("t"), query='"moscow format"')]).match(
        Article(title="The &laquo;Moscow&nbsp;Format&raquo;", language="en")
    )
    assert [(span.start, span.end) for span in match.spans] == [(11, 29)]

"""The grammar: what each way of writing means, and what is said of one that means nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryInvalid
from monitor.model import Article, Exclusion, Stage, StageQuery, Topic, TopicId
from monitor.topics.cursor import MAX_DEPTH, MAX_EXPRESSIONS, MAX_TERMS
from monitor.topics.doubts import lacking_terms
from monitor.topics.matcher import Matcher
from monitor.topics.standing import check
from monitor.topics.syntax import MAX_BYTES, parse, warnings_of
from tests.unit.topics.trees import tree

MEANINGS = [
    ("a b", "(and a b)"),
    ("a AND b && c & d", "(and a b c d)"),
    ("a OR b | c || d", "(or a b c d)"),
    ("a b OR c d", "(or (and a b) (and c d))"),
    ("a (b OR c)", "(and a (or b c))"),
    ("a NOT b", "(and a (not b))"),
    ("a AND NOT b", "(and a (not b))"),
    ("a -b !c", "(and a (not b) (not c))"),
    ("a NOT NOT b", "(and a (not (not b)))"),
    ("+a +b", "(and a b)"),
    ("x-ray", "x-ray"),
    ('"AND-gate" ORB', "(and AND-gate ORB)"),
    ("AT&T", "AT&T"),
    ("a&&b", "(and a b)"),
    ("NOT a NEAR b c", "(and (not (near/4 a b)) c)"),
    ("a NEAR b", "(near/4 a b)"),
    ("a NEAR/2 b NEAR/3 c", "(near/3 (near/2 a b) c)"),
    ("a NEAR/2f b", "(onear/2 a b)"),
    ("a ONEAR/2 b", "(onear/2 a b)"),
    ("a W/2 b", "(near/2 a b)"),
    ("a w/2 b", "(onear/2 a b)"),
    ("a AROUND(2) b", "(near/2 a b)"),
    ("a near2 b adj3 c", "(onear/3 (near/2 a b) c)"),
    ("a SENTENCE b", "(sentence a b)"),
    ("a PARAGRAPH b", "(paragraph a b)"),
    ('(a OR "b c") NEAR @d', '(near/4 (or a "b c") @d)'),
    ("title:a NEAR title:b", "(near/4 (title a) (title b))"),
    ('"a b"', '"a b"'),
    ("“a b” „c d“ «e f»", '(and "a b" "c d" "e f")'),
    ('"a"', "a"),
    ('"a – b"', '"a b"'),
    ('"a AND b"', '"a AND b"'),
    ('"a b"~3', '"a b"~3'),
    ('near3:"a b"', '"a b"~3'),
    ('near3:"a"', "a"),
    ("(a b)~3", "(within/3 a b)"),
    ("(a OR b OR c)@2", "(2-of a b c)"),
    ("ATLEAST/3(a OR b)", "(atleast/3 (or a b))"),
    ("atleast3 a", "(atleast/3 a)"),
    ("repeat3:a", "(atleast/3 a)"),
    ("repeat3 a", "(atleast/3 a)"),
    ("a{3}", "(atleast/3 a)"),
    ("a^2 b", "(and (prefer/2 a) b)"),
    ('"a b"~1^1.5', '(prefer/1.5 "a b"~1)'),
    ("@taliban-other", "@taliban-other"),
    ("=a ==B cc* d?e", "(and =a ==B cc* d?e)"),
    ("title:a", "(title a)"),
    ("intitle:a headline:b ingress:c content:d", "(and (title a) (title b) (lead c) (body d))"),
    ("InTitle:(a OR b)", "(title (or a b))"),
    ("a lang:ru sourcecountry:KZ", "(and a lang=ru country=KZ)"),
    ("a lang:(ru OR fa)", "(and a (or lang=ru lang=fa))"),
    ("a country:(NOT RU)", "(and a (not country=RU))"),
    ('a author:("X Y" AND Z)', '(and a (and author="X Y" author=Z))'),
    ('a author:"X Y"', '(and a author="X Y")'),
    ("a date:2024-10-01..2024-10-07", "(and a date=2024-10-01..2024-10-07)"),
    ("a date:2024..", "(and a date=2024..)"),
    ("a date:[2024-10 TO 2025}", "(and a date=2024-10..2025))"),
    ("a date:[* TO 2025]", "(and a date=..2025)"),
    ("a since:2024 before:2025-02-28", "(and a since=2024 before=2025-02-28)"),
    ("#MoscowFormat", "#MoscowFormat"),
    ("a # a remark ( that is ignored\nb", "(and a b)"),
    ("a #", "a"),
    ("near and or", "(and near and or)"),
    ("http://x.org", "http://x.org"),
    ("俄*", "俄*"),
    ("a (b)c", "(and a b c)"),
    ("a&b", "a&b"),
    ("a &b", "(and a b)"),
    ("(a)AND(b)OR(c)", "(or (and a b) c)"),
    ('"a"OR"b"NEAR/2"c"', "(or a (near/2 b c))"),
    ("a NEAR5 b ADJ2 c", "(onear/2 (near/5 a b) c)"),
    ("ATLEAST3 a", "(atleast/3 a)"),
    ('repeat3"a b"', '(atleast/3 "a b")'),
    ("NEAR3:“a b”", '"a b"~3'),
    ("a NEAR/٣ b", "(near/3 a b)"),
    ("a (c OR d)@1", "(and a (or c d))"),
    ("a@b.org", "a@b.org"),
    ("title: a lang: ru", "(and (title a) lang=ru)"),
    ("title:re:/a.b/ c", "(and (title title=/a.b/) c)"),
    (r"c url:re:/\/(a|b)\//", r"(and c url=/\/(a|b)\//)"),
    ("c title:(re:/a/ OR d) url:(re:/a/ OR b)", "(and c (title (or title=/a/ d)) (or url=/a/ url=b))"),
    ("a site:https://x.org/ site:*.ru domain:.kz", "(and a domain=x.org domain=ru domain=kz)"),
    ('a site:"http://www.x.org" domain:мид.рф', "(and a domain=www.x.org domain=мид.рф)"),
    ("a url:*b* url:c/d?e=f", "(and a url=b url=c/d?e=f)"),
    ("a language:ru until:2025 publication_date:[2024 TO 2025] tags:x", "(and a lang=ru before=2025 date=2024..2025 tag=x)"),
    ("a 2024-10-01..2024-10-07", "(and a date=2024-10-01..2024-10-07)"),
    ("a 2024-10-01..", "(and a date=2024-10-01..)"),
    ("a [2024 TO 2025]", "(and a date=2024..2025)"),
    ("a date:(2024-01..2024-02 OR 2025)", "(and a (or date=2024-01..2024-02 date=2025))"),
    ("a date:2024-10..2024", "(and a date=2024-10..2024)"),
    ("2019... 3..4", "(and 2019... 3..4)"),
    ("a <<< a remark (\n>>> b<<<c>>>", "(and a b)"),
    ("a\u00a0AND\u200bb\u200f OR\ufeff c", "(or (and a b) c)"),
    ("می\u200cشود", "می\u200cشود"),
    ("（塔利班 OR “莫斯科”）－标题", "(and (or 塔利班 莫斯科) (not 标题))"),
    ("a –b", "(and a (not b))"),
    ("date of birth", "(and date of birth)"),
]


@pytest.mark.parametrize(("query", "expected"), MEANINGS)
def test_what_a_query_means(query: str, expected: str) -> None:
    assert tree(parse(query)) == expected


REFUSALS = [
    ("", 1, 1, "the query is empty"),
    ("# only a remark", 1, 1, "the query is empty"),
    ("~", 1, 1, '"~" stands behind'),
    ("a date: {", 1, 3, "date: has nothing behind it: add a word"),
    ("a~", 1, 2, '"~" stands behind'),
    ("a +~", 1, 4, '"~" stands behind'),
    ("titel:x", 1, 1, 'unknown field "titel": did you mean "title"?'),
    ("Кабулов: решение", 1, 1, "the fields are title, lead"),
    ("a\nAND", 2, 1, "nothing stands behind AND"),
    ("a OR", 1, 3, "nothing stands behind OR"),
    ("NOT", 1, 1, "nothing stands behind NOT"),
    ("OR a", 1, 1, "a word was expected before OR"),
    ("a NEAR", 1, 3, "nothing stands behind NEAR"),
    ("title:", 1, 1, "title: has nothing behind it"),
    ("(a OR b", 1, 1, "never closed"),
    ("(a AROUND", 1, 1, "never closed"),
    ("a ~", 1, 3, '"~" stands behind "several words" or (a b)'),
    ("a)", 1, 2, "closes nothing"),
    ("(a NEAR/2 b))", 1, 13, "closes nothing"),
    ("()", 1, 1, "nothing in these brackets"),
    ('a "b', 1, 3, "this quote is never closed"),
    ('""', 1, 1, "no word in these quotes"),
    ("*a", 1, 1, "begins with a wildcard: write the beginning of the word, a*"),
    ("?", 1, 1, "begins with a wildcard"),
    ("a*", 1, 1, "a prefix of one letter"),
    ("to*day", 1, 1, "write to*, or ? for one letter"),
    ("=ab*", 1, 1, "both exact and a prefix"),
    ("–", 1, 1, "nothing to search"),
    ("- a", 1, 1, '"-" standing alone'),
    ("NOT a", 1, 1, "true without any word"),
    ("lang:ru", 1, 6, "true without any word"),
    ("a OR lang:ru", 1, 11, "true without any word"),
    ("a OR (b OR NOT c)", 1, 12, "true without any word"),
    ("(a OR b OR NOT c)@2 OR title:(NOT d)", 1, 31, "true without any word"),
    ("(a b) NEAR c", 1, 7, "NEAR cannot stand over AND"),
    ("a NEAR (NOT b)", 1, 3, "NEAR cannot stand over NOT"),
    ("a NEAR lang:ru", 1, 3, "NEAR cannot stand over a filter"),
    ("a NEAR/1001 b", 1, 3, "at most 1000 words between"),
    ('"a b"~1001', 1, 6, "at most 1000 words between"),
    ("a~2", 1, 2, '~2 stands behind "several words"'),
    ("a@2", 1, 2, "@2 counts the parts of a list"),
    ("(a OR b)@3", 1, 9, "@3 counts the parts of a list"),
    ("(a b){2}", 1, 6, "{2} counts a word"),
    ("ATLEAST/0 a", 1, 1, "asks for none"),
    ("ATLEAST/2(NOT a)", 1, 1, "ATLEAST/2 counts a word"),
    ("near3:a", 1, 1, "near3: takes a phrase"),
    ("re:/a/", 1, 1, "stands behind title: or url: alone"),
    ("a lead:(title:re:/b/)", 1, 15, "stands behind title: or url: alone"),
    ("a lang:re:/b/", 1, 8, "stands behind title: or url: alone"),
    ("title:re:/b/", 1, 7, "true without any word"),
    ("a title:re:/b(c/", 1, 13, 'missing ), says re2 of "b(c"'),
    (r"a url:re:/b\1/", 1, 12, 'invalid escape sequence, says re2 of "\\1"'),
    ("a url:re:/b\\/", 1, 7, "is never closed"),
    ("a title:re:/((b{99}){99}){99}/", 1, 26, "says re2"),
    ("a title:re:/b*/", 1, 13, "true of an empty text"),
    ("a title:re://", 1, 13, "true of an empty text"),
    (f"a title:re:/{'b' * 501}/", 1, 513, "at most 500 characters"),
    ("a NEAR title:re:/b/", 1, 3, "NEAR cannot stand over a regular expression"),
    ("2024-01..2024-02", 1, 1, "true without any word"),
    ("a [b TO c]", 1, 3, '"b" is no date'),
    ("a lang:(2024..2025)", 1, 9, "lang: takes one value; a range stands behind date:"),
    ("a since:2024..2025", 1, 9, "since: takes one value"),
    ("a date:2024-02-31", 1, 8, "is no date: write"),
    ("a date:20241004", 1, 8, "is no date here: write 2024-10-04"),
    ("a date:04.10.2024", 1, 8, "is no date here: write 2024-10-04"),
    ("a date:2024-10-04T12:00:00Z", 1, 8, "is no date here: write 2024-10-04"),
    ("a date:2024/13/04", 1, 8, '"2024/13/04" is no date: write'),
    ('a lang:""', 1, 8, "lang: has no value"),
    ("a site:https://x.org/y", 1, 8, "more than a domain: write url:x.org/y"),
    ('a domain:"http://[x"', 1, 10, "more than a domain: write url:[x"),
    ("a url:b*c", 1, 7, "write url: for each part"),
    ("a source:tass*", 1, 10, "has a wildcard"),
    ("a lang:[b TO c]", 1, 8, "lang: takes one value"),
    ("a date:[b]", 1, 8, "a range is written"),
    ("a date:[* TO *]", 1, 8, "needs at least one end"),
    ("a date:2025..2024", 1, 8, "runs backwards: write 2024..2025"),
    ("a date:2024-13", 1, 8, "is no date"),
    ("a date:x..", 1, 8, "is no date"),
    ("a lang:русский", 1, 8, "is no language code"),
    ("a country:Russia", 1, 11, "is no country code"),
    ("a feed:x", 1, 8, "takes a number"),
    ("a lang:(title:b)", 1, 9, "lang: takes values"),
    ("a }", 1, 3, '"}" stands behind'),
    ('(author:"x"^2 a)', 1, 12, "a word was expected before ^2"),
    ("a ]", 1, 3, '"]" means nothing here'),
    ("a NEAR/" + "9" * 5_000 + " b", 1, 3, "at most 1000 words between"),
    ("a ATLEAST/3(lang:ru)", 1, 3, "ATLEAST/3 counts a word, a phrase, a concept or (a OR b), not a filter"),
    ("((a OR b)@2) NEAR c", 1, 14, "cannot stand over a list with a number behind it"),
    ("(a OR (b c)) NEAR d", 1, 14, "NEAR cannot stand over AND"),
    ("title:(a b) NEAR c", 1, 13, "NEAR cannot stand over AND"),
    ("a{2} NEAR c", 1, 6, "NEAR cannot stand over a count"),
    ("a NOT NEAR/5 b", 1, 3, "NOT NEAR/5 is not there: write a AND NOT (a NEAR/5 b)"),
    ("(a OR b)~3", 1, 9, "write a NEAR/3 b between others"),
    ("a~0.8", 1, 2, "~0.8 takes a whole number"),
    ("(a OR b) @2", 1, 10, "stands right behind a list, without a space"),
    ("a <<< b", 1, 3, "this remark is never closed"),
    ("[a b]", 1, 1, "a range is written"),
    ("[a b", 1, 1, "a square bracket begins a range"),
    ("①", 1, 1, "nothing to search"),
    ("a" * 301, 1, 1, "longer than 300 characters"),
    ("a/b/" * 99, 1, 1, "longer than 300 characters"),
    ("/tal.b/", 1, 1, "a regular expression stands behind title: or url:, as re:/tal.b/"),
    (r"a\:b", 1, 1, "a backslash makes no sign plain here"),
    ("raw:Google", 1, 1, 'unknown field "raw": write ==Word'),
    ("author.name:x", 1, 1, "write author:name"),
    ("hd=taliban", 1, 1, "Factiva's hd=…: write title:(…)"),
    ("a date from 20240101", 1, 3, "Factiva's date from …: write date:"),
    ("a SAME b", 1, 3, 'SAME is another product\'s: write PARAGRAPH; as a word it is written "SAME"'),
    ("a title:[2024 TO 2025]", 1, 9, "title: takes words; a range stands behind date:"),
    ("a title:2024..2025", 1, 9, "title: takes words; a range stands behind date:"),
    ("{BRICS} a", 1, 1, "a word in this case is written ==BRICS, without brackets"),
    ("a {3}", 1, 3, "{3} stands right behind a word, without a space: word{3}"),
    ("a date:{2024 TO 2025]", 1, 8, "a range begins with a square bracket"),
    ("/a/ b", 1, 1, "a regular expression stands behind title: or url:, as re:/a/"),
    ("/F50/ b", 1, 1, "write (title:a OR lead:a)"),
    ('"a * b"', 1, 4, 'leave the gap, "the list"~1'),
    ("a ( b “c", 1, 7, "this quote is never closed"),
    ("a NEAR NOT b", 1, 3, "NEAR cannot stand over NOT"),
    ("a title:-b", 1, 9, "- stands before a field, not behind it: NOT title:word, or title:(a NOT b)"),
    ("a site:-x.org", 1, 8, "- stands before the field, not behind it: -domain:x.org"),
    ("a AND-b", 1, 3, 'write a space behind AND; as a word it is written "AND-b"'),
    ("a OR@b", 1, 3, "write a space behind OR"),
    ("a NEAR/5#b", 1, 3, "write a space behind NEAR/5"),
    ("a PRE/3 b", 1, 3, "write ONEAR/3"),
    ("a lang:(b{2})", 1, 9, "lang: takes values"),
]


@pytest.mark.parametrize(("query", "line", "column", "message"), REFUSALS)
def test_what_is_refused_and_how(query: str, line: int, column: int, message: str) -> None:
    with pytest.raises(QueryInvalid) as caught:
        parse(query)
    problem = caught.value.problems[0]
    assert message in problem.message
    assert (problem.line, problem.column) == (line, column)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(QueryInvalid) as caught:
        parse("*a titel:b c*\nx*y")
    assert [(p.line, p.column) for p in caught.value.problems] == [(1, 1), (1, 4), (1, 12), (2, 1)]


def test_an_error_shows_the_text_around() -> None:
    with pytest.raises(QueryInvalid, match=r"at “…ta gamma delta OR ⮞x[*] AND epsilon zet…”"):
        parse("alpha beta gamma delta OR x* AND epsilon zeta eta")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a " * (MAX_BYTES // 2 + 1), "longer than 100 kB"),
        ("a " * (MAX_TERMS + 1), "more than 5000 terms"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "nested deeper"),
        ("a " + "NOT " * (MAX_DEPTH + 2) + "b", "too many NOTs"),
        ("title:" * 3_000 + "a", "nested deeper"),
        ("ATLEAST/2 " * 3_000 + "a", "nested deeper"),
        (" NEAR ".join("a" * 3_000), "operands in a row"),
        ("a" + "^2" * 3_000, "suffixes in a row"),
        ('"' + "a " * (MAX_TERMS + 1) + '"', "more than 5000 terms"),
        ("(+(a^1^1^1^1)) " * 4_999, "more than 20000 words and signs"),
        ('"" ' * (MAX_TERMS + 1), "no word in these quotes"),
        ("a " + "title:re:/b/ " * (MAX_EXPRESSIONS + 1), "more than 100 regular expressions"),
        ("a " + ("(b " + "NOT " * 50) * 50 + "b" + ")" * 50, "nested deeper"),
    ],
)
def test_what_is_too_much(query: str, message: str) -> None:
    with pytest.raises(QueryInvalid, match=message):
        parse(query)


DOUBTS = [
    ("a and b", 1, 3, '"and" is searched as a word: operators are in capitals, AND'),
    ("a\nOr b", 2, 1, '"Or" is searched as a word: operators are in capitals, OR'),
    ("a near/5 b", 1, 3, '"near/5" is searched as a word: operators are in capitals, NEAR/5'),
    ("a onear/5f b", 1, 3, "operators are in capitals, ONEAR/5f"),
    ("(a same b) c", 1, 4, "operators are in capitals, PARAGRAPH"),
    ("a not b", 1, 3, "operators are in capitals, NOT"),
    ("a Mоscow", 1, 3, '"Mоscow" mixes Latin and Cyrillic letters that look alike'),
    ('"a βb"', 1, 4, "mixes Latin and Greek letters"),
    ("IT-компaния", 1, 1, '"компaния" mixes Latin and Cyrillic'),
    ("a NEAR/100 b", 1, 3, "100 words apart says little more than AND"),
    ('"a b"~60', 1, 1, "60 words apart says little more than AND"),
    ("a (b OR NOT c)", 1, 9, "this branch of OR has no word"),
    ("a (b OR title:(lang:ru OR country:RU)^2)", 1, 9, "this branch of OR has no word"),
    ("a (b OR title:re:/c/)", 1, 9, "this branch of OR has no word"),
    ('a "@taliban list"', 1, 4, '"@taliban" in quotes is a plain word: a concept stands outside them'),
    ("a NOT NOT b", 1, 3, "NOT NOT is no exclusion"),
    ("a –b", 1, 3, '"–" is read as NOT'),
    ("a 'b c'", 1, 3, "single quotes make no phrase"),
    ("‘a b’ c", 1, 1, "single quotes make no phrase"),
    ("a OR b NOT c", 1, 8, "excluded from the last branch of OR alone: (a OR b) NOT c"),
    ("d (a OR (b OR c)\n-e)", 2, 1, "excluded from the last branch of OR alone"),
    ("HLEAD(a)", 1, 1, '"HLEAD(" is no function here: write a field, title:(…)'),
    ("a or(b c)", 1, 3, "operators are in capitals, OR"),
    ("a (b OR NOT (c OR lang:ru))", 1, 9, "this branch of OR has no word"),
    ("a, b", 1, 1, '"," joins nothing: write OR'),
]


@pytest.mark.parametrize(("query", "line", "column", "message"), DOUBTS)
def test_what_is_accepted_with_a_warning(query: str, line: int, column: int, message: str) -> None:
    (warning,) = warnings_of(query)
    assert message in warning.message
    assert (warning.line, warning.column, warning.severity) == (line, column, "warning")


@pytest.mark.parametrize(
    "query",
    [
        "a b",
        "a lang:(ru OR fa)",
        "=and =or x",
        "and a",
        "a AND",
        "title:and b =and c",
        '"a, b; c"',
        "a b,",
        "O'Neil 's a",
        "IT-компания",
        "(a (NOT b)) OR c",
        "a OR (\n  # a remark (of its own)\n  b -c)",
        "a b OR c NOT d",
        "a OR title:(b NOT c)",
        '"a b"~3',
        "a NEAR/49 b",
        "a SENTENCE b",
    ],
)
def test_what_has_no_warning(query: str) -> None:
    assert warnings_of(query) == []


def test_what_is_asked_of_matches_alone_needs_no_word() -> None:
    """An exclusion and a stage are asked of what the topic's query found."""
    wordless = "lang:ru OR site:x.org OR NOT moscow"
    topic = Topic(
        id=TopicId("t"),
        query="taliban",
        exclusions=(Exclusion(query="lang:ru OR (kabul OR site:x.org)", because="ours"),),
        stages=(StageQuery(stage=Stage.DENIED, query=wordless), StageQuery(stage=Stage.DECIDED, query="title:re:/mosc/")),
    )
    assert check([topic]) == []
    matcher = Matcher([topic])
    assert matcher.match(Article(title="Taliban", language="ru")) == []
    assert [match.stage for match in matcher.match(Article(title="Taliban", language="en"))] == [Stage.DENIED]
    assert [match.stage for match in matcher.match(Article(title="Taliban, Moscow", language="en"))] == [Stage.DECIDED]
    assert "true without any word" in check([replace(topic, query=wordless)])[0].message


def test_a_concept_without_terms_is_doubted_where_it_is_named() -> None:
    query = "@a\nOR (@b NEAR @a)"
    (first, second) = lacking_terms(query, parse(query), {"a": ["fa", "ru"], "b": []})
    assert "@a has no terms in fa, ru, which sources here write in" in first.message
    assert [(p.line, p.column, p.severity) for p in (first, second)] == [(1, 1, "warning"), (2, 13, "warning")]


@pytest.mark.parametrize(("query", "first", "last"), [("*a " * 50, 1, 58), ("a " + "or b " * 50 + "c", 3, 98)])
def test_the_first_twenty_are_told_and_how_many_more_there_are(query: str, first: int, last: int) -> None:
    try:
        parse(query)
        told = warnings_of(query)
    except QueryInvalid as error:
        told = list(error.problems)
    assert len(told) == 20
    assert (told[0].column, told[-1].column) == (first, last)
    assert "(and 30 more in this query)" in told[-1].message


def test_nobody_reads_on_where_hundreds_of_things_are_wrong() -> None:
    with pytest.raises(QueryInvalid) as caught:
        parse("titel:x " * 4_000)
    assert "(and 480 or more others in this query)" in caught.value.problems[-1].message
    warnings = warnings_of("Mоscow " * 2_000)
    assert [warning.column for warning in warnings] == [1 + 7 * number for number in range(20)]
    assert "(and 480 or more others in this query)" in warnings[-1].message


def test_a_message_can_be_printed_whatever_the_query_holds() -> None:
    with pytest.raises(QueryInvalid) as caught:
        parse("a\x1b[31m \ud800:x \u202e* *\x00 " + "*" + "z" * 200)
    for problem in caught.value.problems:
        problem.message.encode()
        assert problem.message.isprintable()
        assert len(problem.message) < 300


PIECES = st.sampled_from(
    [
        *'()"~^{}[]|&-+!*?=@#:/.1ab«”',
        "AND",
        "OR",
        "NOT",
        "NEAR/3",
        "ONEAR",
        "SENTENCE",
        "ATLEAST/2",
        "near2:",
        "title:",
        "lang:",
        "date:",
        "ab*",
        "@c",
        " ",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join) | st.lists(PIECES, max_size=10).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_query_or_is_refused_with_a_place(text: str) -> None:
    with suppress(QueryInvalid):
        parse(text)
        return
    with pytest.raises(QueryInvalid) as caught:
        parse(text)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in caught.value.problems)

"""The grammar: what each way of writing means, and what is said of one that means nothing."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryInvalid
from monitor.topics.nodes import (
    And,
    ConceptName,
    Count,
    Filter,
    InField,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Range,
    Scope,
    Together,
    Word,
)
from monitor.topics.parser import MAX_DEPTH, MAX_TERMS
from monitor.topics.syntax import MAX_BYTES, parse, warnings_of


def shown(node: Node) -> str:  # noqa: PLR0911 - one return a kind of node
    """The tree in one line."""
    match node:
        case Word(text=text, exact=exact, cased=cased, prefix=prefix):
            return "=" * (exact + cased) + text + "*" * prefix
        case Phrase(words=words, within=within):
            return f'"{" ".join(map(shown, words))}"' + ("" if within is None else f"~{within}")
        case ConceptName(name=name):
            return f"@{name}"
        case And(parts=parts):
            return f"and({', '.join(map(shown, parts))})"
        case Or(parts=parts, least=least):
            return f"{'or' if least == 1 else f'or{least}'}({', '.join(map(shown, parts))})"
        case Not(part=part):
            return f"not({shown(part)})"
        case Near(left=left, right=right, words=words, ordered=ordered, scope=scope):
            name = ("then" if ordered else "near") + (str(words) if words is not None else "")
            return f"{name}{'' if scope is Scope.SENTENCE else '¶'}({shown(left)}, {shown(right)})"
        case Together(parts=parts, words=words):
            return f"within{words}({', '.join(map(shown, parts))})"
        case InField(field=field, part=part):
            return f"{field}:{shown(part)}"
        case Filter(field=field, value=value):
            return f"{field}={value}"
        case Range(field=field, low=low, high=high, closed=closed):
            return f"{field}={low}..{high}{'' if closed else ' open'}"
        case Count(part=part, least=least):
            return f"{shown(part)}×{least}"
        case Prefer(part=part, weight=weight):
            return f"{shown(part)}^{weight:g}"


MEANINGS = [
    ("a b", "and(a, b)"),
    ("a AND b && c & d", "and(a, b, c, d)"),
    ("a OR b | c || d", "or(a, b, c, d)"),
    ("a b OR c d", "or(and(a, b), and(c, d))"),
    ("a (b OR c)", "and(a, or(b, c))"),
    ("a NOT b", "and(a, not(b))"),
    ("a AND NOT b", "and(a, not(b))"),
    ("a -b !c", "and(a, not(b), not(c))"),
    ("a NOT NOT b", "and(a, not(not(b)))"),
    ("+a +b", "and(a, b)"),
    ("x-ray", "x-ray"),
    ("AT&T", "AT&T"),
    ("a&&b", "and(a, b)"),
    ("NOT a NEAR b c", "and(not(near4(a, b)), c)"),
    ("a NEAR b", "near4(a, b)"),
    ("a NEAR/2 b NEAR/3 c", "near3(near2(a, b), c)"),
    ("a NEAR/2f b", "then2(a, b)"),
    ("a ONEAR/2 b", "then2(a, b)"),
    ("a W/2 b", "near2(a, b)"),
    ("a w/2 b", "then2(a, b)"),
    ("a AROUND(2) b", "near2(a, b)"),
    ("a near2 b adj3 c", "then3(near2(a, b), c)"),
    ("a SENTENCE b", "near(a, b)"),
    ("a PARAGRAPH b", "near¶(a, b)"),
    ('(a OR "b c") NEAR @d', 'near4(or(a, "b c"), @d)'),
    ("title:a NEAR title:b", "near4(title:a, title:b)"),
    ('"a b"', '"a b"'),
    ("“a b” „c d“ «e f»", 'and("a b", "c d", "e f")'),
    ('"a"', "a"),
    ('"a – b"', '"a b"'),
    ('"a AND b"', '"a AND b"'),
    ('"a b"~3', '"a b"~3'),
    ('near3:"a b"', '"a b"~3'),
    ('near3:"a"', "a"),
    ("(a b)~3", "within3(a, b)"),
    ("(a OR b OR c)@2", "or2(a, b, c)"),
    ("ATLEAST/3(a OR b)", "or(a, b)×3"),
    ("atleast3 a", "a×3"),
    ("repeat3:a", "a×3"),
    ("repeat3 a", "a×3"),
    ("a{3}", "a×3"),
    ("a^2 b", "and(a^2, b)"),
    ('"a b"~1^1.5', '"a b"~1^1.5'),
    ("@taliban-other", "@taliban-other"),
    ("=a ==B cc* d?e", "and(=a, ==B, cc*, d?e)"),
    ("title:a", "title:a"),
    ("intitle:a headline:b ingress:c content:d", "and(title:a, title:b, lead:c, body:d)"),
    ("InTitle:(a OR b)", "title:or(a, b)"),
    ("a lang:ru sourcecountry:KZ", "and(a, lang=ru, country=KZ)"),
    ("a lang:(ru OR fa)", "and(a, or(lang=ru, lang=fa))"),
    ("a country:(NOT RU)", "and(a, not(country=RU))"),
    ('a author:("X Y" AND Z)', "and(a, and(author=X Y, author=Z))"),
    ('a author:"X Y"', "and(a, author=X Y)"),
    ("a site:https://x.org/y", "and(a, domain=https://x.org/y)"),
    ("a date:2024-10-01..2024-10-07", "and(a, date=2024-10-01..2024-10-07)"),
    ("a date:2024..", "and(a, date=2024..)"),
    ("a date:[2024-10 TO 2025}", "and(a, date=2024-10..2025 open)"),
    ("a date:[* TO 2025]", "and(a, date=..2025)"),
    ("a since:2024 before:2025-02-28", "and(a, since=2024, before=2025-02-28)"),
    ("#MoscowFormat", "#MoscowFormat"),
    ("a # a remark ( that is ignored\nb", "and(a, b)"),
    ("a #", "a"),
    ("near and or", "and(near, and, or)"),
    ("http://x.org", "http://x.org"),
    ("俄*", "俄*"),
]


@pytest.mark.parametrize(("query", "expected"), MEANINGS)
def test_what_a_query_means(query: str, expected: str) -> None:
    assert shown(parse(query)) == expected


REFUSALS = [
    ("", 1, 1, "the query is empty"),
    ("# only a remark", 1, 1, "the query is empty"),
    ("titel:x", 1, 1, 'unknown field "titel": did you mean "title"?'),
    ("Кабулов: решение", 1, 1, "the fields are title, lead"),
    ("a\nAND", 2, 1, "nothing stands behind AND"),
    ("a OR", 1, 3, "nothing stands behind OR"),
    ("NOT", 1, 1, "nothing stands behind NOT"),
    ("OR a", 1, 1, "a word was expected before OR"),
    ("a NEAR", 1, 3, "nothing stands behind NEAR"),
    ("title:", 1, 1, "nothing stands behind title:"),
    ("(a OR b", 1, 1, "never closed"),
    ("(a AROUND", 1, 1, "never closed"),
    ("a ~", 1, 3, '"~" stands behind a word'),
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
    ("re:/a/", 1, 1, "regular expressions are not available yet"),
    ("title:re:/a.*/", 1, 7, "regular expressions are not available yet"),
    ("a url:re:/b/", 1, 7, "regular expressions are not available yet"),
    ("2024-01..2024-02", 1, 1, "a range needs its field: date:2024-01..2024-02"),
    ("a [b TO c]", 1, 3, "a range needs its field"),
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
        ("a" + "^2" * 3_000, "nested deeper"),
        ("a " + ("(b " + "NOT " * 50) * 50 + "b" + ")" * 50, "nested deeper"),
    ],
)
def test_what_is_too_much(query: str, message: str) -> None:
    with pytest.raises(QueryInvalid, match=message):
        parse(query)


DOUBTS = [
    ("a and b", '"and" is searched as a word'),
    ("a near/5 b", '"near/5" is searched as a word'),
    ("Mоscow", "mixes Latin and Cyrillic letters"),
    ("a NEAR/100 b", "100 words apart"),
    ('"a b"~60', "60 words apart"),
    ("a (b OR NOT c)", "this branch of OR has no word"),
    ("a (b OR title:(lang:ru OR country:RU))", "this branch of OR has no word"),
]


@pytest.mark.parametrize(("query", "message"), DOUBTS)
def test_what_is_accepted_with_a_warning(query: str, message: str) -> None:
    (warning,) = warnings_of(query)
    assert message in warning.message
    assert warning.severity == "warning"


@pytest.mark.parametrize("query", ["a b", "a lang:(ru OR fa)", "=and =or x", "and a", "a AND", "title:and b =and c"])
def test_what_has_no_warning(query: str) -> None:
    assert warnings_of(query) == []


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

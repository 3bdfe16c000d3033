from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.excerpt import sentence_around
from monitor.alerts.passage import Passage, clean, right_to_left, shorten, units

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)


def bracketed(passage: Passage) -> str:
    return "".join(f"[{piece}]" if hit else piece for piece, hit in passage.pieces())


def found(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("abc", 3), ("Талибан", 7), ("😀", 2), ("a😀b", 4), ("🇦🇫", 4)],
)
def test_units_are_those_of_utf_16(text: str, length: int) -> None:
    assert units(text) == length


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Taliban", False), ("طالبان", True), ("Kabul کابل", True), ("תל אביב", True), ("中文", False), ("ﻃﺎﻟﺐ", True)],
)
def test_which_texts_run_from_right_to_left(text: str, answer: bool) -> None:
    assert right_to_left(text) is answer


@pytest.mark.parametrize(
    ("text", "hits", "expected"),
    [
        pytest.param("  a \n\t b  ", [(5, 6)], "a b", id="a-hit-on-white-space-is-none"),
        pytest.param(" one\n two ", [(6, 9)], "one [two]", id="hits-move-along"),
        pytest.param("ab\u202ecd", [(0, 5)], "[abcd]", id="overrides-are-dropped"),
        pytest.param("nul\x00bell\x07", [], "nulbell", id="controls-are-dropped"),
        pytest.param("half\ud83d pair", [], "half pair", id="half-a-surrogate-pair-is-dropped"),
        pytest.param("می\u200cخواهد", [(0, 8)], "[می\u200cخواهد]", id="a-non-joiner-stays"),
        pytest.param("one two", [(0, 3), (2, 7)], "[one two]", id="overlapping-hits-are-one"),
        pytest.param("one two", [(4, 7), (0, 3)], "[one] [two]", id="hits-are-put-in-order"),
        pytest.param("one two", [(-1, 3), (4, 99), (3, 3), (5, 4)], "one two", id="hits-outside-are-dropped"),
        pytest.param("one two  ", [(3, 9)], "one [two]", id="blanks-at-the-edge-are-no-part-of-a-hit"),
        pytest.param("one two", [(0, 4)], "[one] two", id="nor-a-blank-at-its-end"),
    ],
)
def test_cleaning(text: str, hits: list[tuple[int, int]], expected: str) -> None:
    assert bracketed(clean(text, hits)) == expected


@pytest.mark.parametrize(
    ("text", "hits", "limit", "expected"),
    [
        pytest.param("short", [], 5, "short", id="nothing-to-cut"),
        pytest.param("alpha beta gamma", [], 12, "alpha beta…", id="after-a-whole-word"),
        pytest.param("alpha beta gamma", [(0, 5)], 6, "[alpha]…", id="right-after-the-word"),
        pytest.param("alpha beta gamma delta", [(17, 22)], 12, "…[delta]", id="the-end-stays-with-its-hit"),
        pytest.param("alpha beta gamma delta epsilon", [(11, 16)], 14, "…[gamma] delta…", id="both-ends"),
        pytest.param("塔利班代表团在喀布尔与莫斯科就制裁问题举行会谈", [(11, 14)], 9, "…与[莫斯科]就制裁…", id="a-script-without-blanks"),
        pytest.param("x" * 40, [(0, 40)], 10, f"[{'x' * 9}]…", id="a-hit-too-long"),
        pytest.param("ab" + "e\u0301" * 9, [], 6, "abe\u0301…", id="an-accent-stays-with-its-letter"),
        pytest.param("aa👨\u200d👩\u200d👧 b", [], 8, "aa…", id="a-family-is-not-torn"),
        pytest.param("🇦🇫" * 5, [], 7, "🇦🇫🇦…", id="astral-characters-count-twice"),
        pytest.param("e" + "\u0301" * 30 + "z", [(31, 32)], 8, "…[z]", id="no-lone-accents-before-the-hit"),
    ],
)
def test_shortening(text: str, hits: list[tuple[int, int]], limit: int, expected: str) -> None:
    assert bracketed(shorten(clean(text, hits), limit)) == expected


@given(st.text(st.sampled_from(list("a. \t\n\u2028\u00a0\x1c\x85\x00\u200f\ufeff\U0001f600\ud800é")), max_size=30))
def test_a_text_is_cleaned_alike_with_a_hit_and_without(text: str) -> None:
    assert clean(text).text == clean(text, [(0, 1)]).text
    assert units(text) == len(text) + sum(char > "\uffff" for char in text)


@given(ANY_TEXT, st.lists(st.tuples(st.integers(-3, 420), st.integers(-3, 420)), max_size=6), st.integers(4, 120))
def test_any_text_fits_and_keeps_its_hits_in_order(text: str, hits: list[tuple[int, int]], limit: int) -> None:
    passage = shorten(clean(text, hits), limit)
    assert units(passage.text) <= limit
    assert "".join(piece for piece, _ in passage.pieces()) == passage.text
    edges = [edge for hit in passage.hits for edge in hit]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(passage.text) for start, end in passage.hits)
    passage.text.encode()


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        pytest.param("One. Two is here! Three.", ["Two"], "[Two] is here!", id="the-middle-one"),
        pytest.param("One. Two is here! Three.", ["One"], "[One].", id="the-first"),
        pytest.param("One. Two is here! Three", ["Three"], "[Three]", id="the-last-without-a-point"),
        pytest.param("The first. The second.", [], "The first.", id="no-hit"),
        pytest.param("  \n The first. The second.", [], "The first.", id="no-hit-and-a-blank-beginning"),
        pytest.param("", [], "", id="no-text"),
        pytest.param(
            "Head\nThe U.S. envoy met Mr. Khan in Kabul. He left.", ["Khan"], "The U.S. envoy met Mr. [Khan] in Kabul.", id="short-forms"
        ),
        pytest.param(
            "Было так. В 2026 г. Москва и им. Ленина, 3 млн. рублей. Потом.",
            ["Ленина"],
            "В 2026 г. Москва и им. [Ленина], 3 млн. рублей.",
            id="ru-short-forms",
        ),
        pytest.param("Курс 3.5 рубля. Ставка 7.2 процента", ["7.2"], "Ставка [7.2] процента", id="numbers"),
        pytest.param("他说了。塔利班代表团抵达莫斯科。会谈开始。", ["莫斯科"], "塔利班代表团抵达[莫斯科]。", id="zh"),
        pytest.param("पहला वाक्य। तालिबान मास्को में। तीसरा।", ["तालिबान"], "[तालिबान] मास्को में।", id="hi"),
        pytest.param("کیا ہوا؟ طالبان ماسکو پہنچے۔ بس۔", ["طالبان"], "[طالبان] ماسکو پہنچے۔", id="ur"),
        pytest.param("He said “stop.” Then the Taliban left.", ["Taliban"], "Then the [Taliban] left.", id="a-closing-quote"),
        pytest.param("One two. Three four. Five.", ["two. Three"], "One [two. Three] four.", id="a-hit-across-sentences"),
        pytest.param(
            "Taliban here. And Taliban there, Moscow too.", ["there", "Moscow"], "And Taliban [there], [Moscow] too.", id="two-hits"
        ),
        pytest.param("Envoys met. Ministers left. Talks end.", ["Envoys", "Talks"], "[Envoys] met.", id="a-hit-elsewhere"),
    ],
)
def test_the_sentence_of_the_first_hit(text: str, words: list[str], expected: str) -> None:
    assert bracketed(sentence_around(text, found(text, *words), 500)) == expected


@given(ANY_TEXT, st.lists(st.tuples(st.integers(-3, 420), st.integers(-3, 420)), max_size=6), st.integers(4, 60))
def test_a_sentence_of_any_text_fits(text: str, hits: list[tuple[int, int]], limit: int) -> None:
    assert units(sentence_around(text, hits, limit).text) <= limit


def test_a_long_text_is_not_read_whole() -> None:
    text = "word " * 400_000
    assert bracketed(sentence_around(text, [(1_000_000, 1_000_004)], 40)).count("[word]") == 1

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.diff import (
    Change,
    Piece,
    SentenceDiff,
    changes,
    headline_diff,
    headline_pieces,
    patch_of,
    restored,
    sentence_diff,
    sentences,
    similarity,
)

CHANGES = [
    pytest.param("abc", "abc", [], id="the same"),
    pytest.param("", "ab", [Change(0, 0, 0, 2)], id="all new"),
    pytest.param("ab", "", [Change(0, 2, 0, 0)], id="all gone"),
    pytest.param("abcd", "abxd", [Change(2, 3, 2, 3)], id="one for another"),
    pytest.param("abcd", "abcxyd", [Change(3, 3, 3, 5)], id="two added"),
    pytest.param("aaa", "aa", [Change(2, 3, 2, 2)], id="one of a run"),
    pytest.param("abcabba", "cbabac", None, id="as in the paper"),
]


def applied(before, after, found):
    made, at = [], 0
    for change in found:
        made += [*before[at : change.start], *after[change.new_start : change.new_end]]
        at = change.end
    return [*made, *before[at:]]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_changes(before: str, after: str, expected: list[Change] | None) -> None:
    found = changes(before, after)
    assert applied(before, after, found) == list(after)
    assert expected is None or found == expected


@given(st.text("abc", max_size=30), st.text("abc", max_size=30), st.integers(0, 8))
def test_changes_lead_from_one_to_the_other_whatever_the_bound(before: str, after: str, most: int) -> None:
    found = changes(before, after, most=most)
    assert applied(before, after, found) == list(after)
    for earlier, later in pairwise(found):
        assert earlier.end <= later.start
        assert earlier.new_end <= later.new_start
        assert (earlier.end, earlier.new_end) != (later.start, later.new_start)


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_no_shorter_way_is_missed(before: str, after: str) -> None:
    cost = [[i + j for j in range(len(after) + 1)] for i in range(len(before) + 1)]
    for i in range(1, len(before) + 1):
        for j in range(1, len(after) + 1):
            same = before[i - 1] == after[j - 1]
            cost[i][j] = cost[i - 1][j - 1] if same else 1 + min(cost[i - 1][j], cost[i][j - 1])
    found = changes(before, after)
    assert sum(c.end - c.start + c.new_end - c.new_start for c in found) == cost[-1][-1]


texts = st.lists(st.sampled_from(["word ", "other ", "Слово.\n", "\n", " ", "塔利班。", "x"]), max_size=40).map("".join) | st.text(
    max_size=60
)


@given(texts, texts)
def test_a_patch_restores_what_was_there(now: str, before: str) -> None:
    assert restored(now, patch_of(now, before)) == before


def test_a_small_edit_of_a_long_text_is_a_small_patch() -> None:
    before = "\n".join(f"Paragraph {n} says what happened on that day in some words." for n in range(300))
    now = before.replace("Paragraph 150 says", "Paragraph 150 said").replace("Paragraph 9 ", "Paragraph nine ")
    patch = patch_of(now, before)
    assert [before for _, _, before in patch] == ["9", "says"]
    assert restored(now, patch) == before


def test_a_patch_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        restored("short", ((2, 90, "x"),))


def test_texts_with_nothing_in_common_end_soon() -> None:
    chance = random.Random(5)
    one, other = ([chance.choice("abcdefgh") for _ in range(30_000)] for _ in range(2))
    began = time.process_time()
    assert len(changes(one, other)) == 1
    assert time.process_time() - began < 5


SIMILAR = [
    pytest.param("", "", 1.0, id="nothing and nothing"),
    pytest.param("a b c d", "a b c d", 1.0, id="the same"),
    pytest.param("a b c d", "d c b a", 1.0, id="in another order"),
    pytest.param("a b c d", "a b x y", 0.5, id="half"),
    pytest.param("a", "", 0.0, id="nothing left"),
]


@pytest.mark.parametrize(("before", "after", "expected"), SIMILAR)
def test_similarity(before: str, after: str, expected: float) -> None:
    assert similarity(before.split(), after.split()) == expected


def test_a_headline_before_and_after() -> None:
    assert headline_diff("Envoys may meet", "Envoys met") == "Envoys may meet → Envoys met"
    assert headline_diff("Envoys met", "Envoys met") == "Envoys met"


PIECES = [
    pytest.param(
        "Envoys may meet in Doha",
        "Envoys met in Doha today",
        (Piece("Envoys", "same"), Piece("may meet", "removed"), Piece("met", "added"), Piece("in Doha", "same"), Piece("today", "added")),
        id="en",
    ),
    pytest.param("Ёлка — здесь", "Елка — здесь", (Piece("Елка — здесь", "same"),), id="another spelling is no change"),
    pytest.param("A", "", (Piece("A", "removed"),), id="nothing left"),
    pytest.param("", "", (), id="none"),
]


@pytest.mark.parametrize(("before", "after", "expected"), PIECES)
def test_a_headline_in_pieces(before: str, after: str, expected: tuple[Piece, ...]) -> None:
    assert headline_pieces(before, after) == expected


SENTENCES = [
    pytest.param("He left. “She stayed.” Then rain!", ["He left.", "“She stayed.”", "Then rain!"], id="quotes stay with their sentence"),
    pytest.param(
        "Mr. Lavrov spoke.\n\nA line without a stop\n— “Quoted”", ["Mr. Lavrov spoke.", "A line without a stop", "— “Quoted”"], id="lines"
    ),
    pytest.param("莫斯科会谈。塔利班参加。", ["莫斯科会谈。", "塔利班参加。"], id="chinese"),
    pytest.param("ماسکو میں اجلاس ہوا۔ طالبان شریک تھے۔", ["ماسکو میں اجلاس ہوا۔", "طالبان شریک تھے۔"], id="urdu"),
    pytest.param("… — !", [], id="no words"),
    pytest.param("", [], id="empty"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(texts)
def test_sentences_hold_every_word_of_a_text(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split()) or sentences(text) == []


DIFFS = [
    pytest.param(
        "Five died. The talks go on. Rain fell.",
        "Twelve died. The talks go on. Rain fell. A report follows.",
        SentenceDiff(("Five died.",), ("Twelve died.", "A report follows.")),
        id="one corrected, one added",
    ),
    pytest.param("One came. Two left.", "Two left.  One CAME!", SentenceDiff(), id="moved and respelt"),
    pytest.param("Go. Go. Go.", "Go.", SentenceDiff(("Go.", "Go."), ()), id="repeated"),
    pytest.param("", "A text.", SentenceDiff((), ("A text.",)), id="from nothing"),
]


@pytest.mark.parametrize(("before", "after", "expected"), DIFFS)
def test_sentences_that_went_and_came(before: str, after: str, expected: SentenceDiff) -> None:
    assert sentence_diff(before, after) == expected

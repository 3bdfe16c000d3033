"""Floors of inflection on the shared corpora: what was reached, so that a change for one language does not cost another."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from monitor.text.inflect import term_keys, token_keys
from monitor.text.words import tokenize

pytestmark = pytest.mark.shared

_token_keys = cache(token_keys)
_PART = re.compile(r'"[^"]+"|NEAR/\d+|\S+')


def _places(words: Sequence[str], tokens: Sequence[str], language: str) -> list[int]:
    filed = [set(term_keys(word, language)) for word in words]
    last = len(tokens) - len(words) + 1
    return [at for at in range(last) if all(not keys.isdisjoint(_token_keys(tokens[at + n], language)) for n, keys in enumerate(filed))]


def _matches(query: str, text: str, language: str) -> bool:
    """Words, phrases and NEAR/k of the corpora: enough of a matcher to measure keys."""
    tokens = tokenize(text).tokens
    before: list[int] = []
    reach = 0
    for part in _PART.findall(query):
        if part.startswith("NEAR/"):
            reach = int(part.removeprefix("NEAR/")) + 1
            continue
        places = _places(tokenize(part).tokens, tokens, language)
        if reach:
            places = [at for at in places if any(abs(at - other) <= reach for other in before)]
        if not places:
            return False
        before, reach = places, 0
    return True


def _figures(path: Path) -> dict[str, tuple[float, float]]:
    """F1 and precision by language, and over all."""
    counts: dict[str, Counter[tuple[bool, bool]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        outcome = row["match"], _matches(row["query"], row["text"], row["lang"])
        for key in ("all", row["lang"]):
            counts.setdefault(key, Counter())[outcome] += 1
    figures = {}
    for key, count in counts.items():
        hit, false, missed = count[True, True], count[False, True], count[True, False]
        figures[key] = 2 * hit / (2 * hit + false + missed), hit / (hit + false)
    return figures


@pytest.mark.parametrize(
    ("name", "f1", "precision", "worst"),
    [
        pytest.param("inflect_dev.jsonl", 0.985, 0.985, 0.95, id="ours"),
        pytest.param("inflect_ud_dev.jsonl", 0.97, 0.955, 0.93, id="native"),
    ],
)
def test_floors(shared: Path, name: str, f1: float, precision: float, worst: float) -> None:
    figures = _figures(shared / "corpora" / "text" / name)
    assert figures["all"][0] >= f1
    assert figures["all"][1] >= precision
    assert min(figure for figure, _ in figures.values()) >= worst

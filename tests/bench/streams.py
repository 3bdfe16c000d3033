"""Streams of documents with the groups they belong to, and how well and how fast an engine finds the groups.

For bench_copies.py, and for whatever else puts documents together.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.model import Article
from monitor.stories.fingerprint import told
from monitor.text.words import Reading, read


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the group of copies it belongs to."""

    reading: Reading
    group: int
    kind: str = "original"


Engine = Callable[[Sequence[Document]], Iterator[int]]
"""Says of each document of a stream, in turn, what group it is in, by the number of the first document of it."""


def reading(text: str, language: str = "en", title: str = "") -> Reading:
    article = Article(title=title, lead=text, language=language)
    found = read(article)
    told(found)  # words are folded here, for every engine alike
    return found


def shared(name: str, *, group: str) -> list[Document]:
    """A set of the shared corpora, with the field that names a document's group; nothing where they are not there."""
    path = Path(os.environ.get("MONITOR_SHARED", "../shared")) / "corpora/text" / name
    if not path.exists():
        return []
    groups: dict[object, int] = {}
    rows = [json.loads(line) for line in path.open(encoding="utf8")]
    return [Document(reading(row["text"], row["lang"]), groups.setdefault(row[group], len(groups)), row.get("kind", "")) for row in rows]


@dataclass(frozen=True, slots=True)
class Score:
    """How well groups were found, by pairs, and how fast."""

    precision: float
    recall: float
    f1: float
    a_second: float


def scored(engine: Engine, documents: Sequence[Document]) -> Score:
    start = time.process_time()
    found = list(engine(documents))
    took = time.process_time() - start
    true, told_, right = (
        sum(count * (count - 1) // 2 for count in Counter(some).values())
        for some in ((one.group for one in documents), found, zip((one.group for one in documents), found, strict=True))
    )
    return Score(right / max(1, told_), right / max(1, true), 2 * right / max(1, true + told_), len(documents) / took)


def line(what: str, name: str, which: str, score: Score) -> str:
    return (
        f"| {what} | {which} | {name} | {score.a_second:,.0f} documents/s | F1 {score.f1:.3f} | "
        f"precision {score.precision:.4f}, recall {score.recall:.3f} |"
    )

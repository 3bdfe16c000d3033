"""The text of an article by where its paragraphs stand: quick, exact on pages of the usual build, empty or wrong on others.

Paragraphs lend their weight to the elements around them, the nearest most. The heaviest element is the article's, or one around it where
that holds much more; what stands beside the article in it (link lists, captions, what names itself so) is taken out, the rest is the
text. Weighing paragraphs this way goes back to Arc90's Readability; the figures here are our own, and flat around their values.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.pages.labels import CONSENT, NEVER_TEXT, is_beside, is_body
from monitor.pages.weight import weight_of
from monitor.text.html import strip_tags

_BLOCKS: Final = "p,li,dd,blockquote,pre,td,div,section,article,main"
_INLINE: Final = "span,font,center,b"  # where the writer used nothing else
_LEAVES: Final = frozenset(("p", "li", "dd", "blockquote", "pre"))  # paragraphs themselves; other blocks may hold several
_PRUNED: Final = "ul,ol,dl,table,div,section,p,li,h2,h3,h4,small,cite"
_RUNNING: Final = frozenset(("p", "h2", "h3", "h4"))
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।۔」』”\"»’')：:]$")

_SHORTEST: Final = {"p": 25, "li": 60}  # weights below which an element is no paragraph
_SHORTEST_OTHER: Final = 40
_FEWEST: Final = 8  # characters; fewer weigh too little in any script
_SHORT: Final = 80  # a paragraph lighter than this may be a caption or a button
_LENDING: Final = (1.0, 0.9, 0.75, 0.6, 0.45)  # what share of a paragraph's weight its ancestors get, the nearest first
_BESIDE_SHARE: Final = 0.4  # an element with more than this share of all text is not beside the article, whatever its name
_NAMED: Final = 1.25  # an element that names itself an article's counts so much more
_CLIMB: Final = 1.25  # an element around it must hold so much more to be taken instead
_LINKED: Final = 0.5  # share of its text in links above which a block is a list of links
_LINKED_RUNNING: Final = 0.6  # the same for paragraphs and headings
_EDGE: Final = 30  # lines at the edges lighter than this that are no sentence are bylines, dates, buttons
_LITTLE: Final = 200  # weight of all paragraphs below which inline elements are tried


@dataclass(slots=True)
class _Weights:
    """The elements around paragraphs, by memory id: what weighs right in them, and the way from each up to the body."""

    nodes: dict[int, LexborNode] = field(default_factory=dict)
    right_in: dict[int, float] = field(default_factory=dict)
    ways: dict[int, list[int]] = field(default_factory=dict)
    total: float = 0.0

    def add(self, weight: float, nearest: LexborNode, body: int) -> None:
        """Add a paragraph by its nearest container; the outermost is the body."""
        key = nearest.mem_id
        if key not in self.ways:
            self.ways[key] = self._way(nearest, body)
        self.right_in[key] = self.right_in.get(key, 0.0) + weight
        self.total += weight

    def _way(self, node: LexborNode | None, body: int) -> list[int]:
        way: list[int] = []
        while node is not None:
            key = node.mem_id
            way.append(key)
            self.nodes.setdefault(key, node)
            node = node.parent if key != body else None
        return way

    def within(self, beside: Collection[int] = ()) -> dict[int, float]:
        """Return the weight of all paragraphs within each element; those in what is beside the article count little."""
        found: dict[int, float] = {}
        for key, weight in self.counted(beside):
            for around in self.ways[key]:
                found[around] = found.get(around, 0.0) + weight
        return found

    def counted(self, beside: Collection[int]) -> Iterator[tuple[int, float]]:
        """Give the elements that hold paragraphs, with what those count."""
        for key, weight in self.right_in.items():
            yield key, weight if not beside or set(self.ways[key]).isdisjoint(beside) else weight / 10


def main_text(tree: LexborHTMLParser) -> str:
    """Return the article's text, a line a paragraph, or an empty string. The tree is used up: parts of it are cut out."""
    article = main_element(tree)
    if article is None:
        return ""
    _prune(article)
    return "\n".join(_without_edges(strip_tags(article.html or "").split("\n")))


def main_element(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds the article and perhaps more, or None. What never is text is cut out of the tree."""
    body = tree.body
    if body is None:
        return None
    beside = body.css(NEVER_TEXT) + [node for node in body.css(CONSENT) if not node.css_first("h1,article")]
    for node in beside:
        if node.tag != "body":
            node.decompose()
    weights = _weigh(body, _BLOCKS)
    if weights.total < _LITTLE:
        weights = _weigh(body, f"{_BLOCKS},{_INLINE}")
    return _heaviest(weights) if weights.right_in else None


def _weigh(body: LexborNode, selector: str) -> _Weights:
    weights = _Weights()
    own = body.mem_id
    for node, weight in _paragraphs(body, selector):
        weights.add(weight, (node.parent if node.tag in _LEAVES else None) or node, own)
    return weights


def _paragraphs(body: LexborNode, selector: str) -> Iterator[tuple[LexborNode, float]]:
    """Yield elements with running text and what it weighs: less where it is short, full of links, or ends like no sentence."""
    for node in body.css(selector):
        tag = node.tag or ""
        raw = node.text(deep=tag == "p")
        if len(raw) < _FEWEST:
            continue
        text = " ".join(raw.split())
        size = weight_of(text)
        if size < _SHORTEST.get(tag, _SHORTEST_OTHER):
            continue
        linked = _linked(node) / len(text) if tag == "p" else 0.1
        if linked <= _LINKED:
            doubt = 0.3 if size < _SHORT else 1.0 if _SENTENCE_END.search(text) else 0.6
            yield node, size * (1 - linked) * doubt


def _linked(node: LexborNode) -> int:
    return sum(len(" ".join(link.text().split())) for link in node.css("a"))


def _heaviest(weights: _Weights) -> LexborNode:
    """Return the element that holds the article."""
    limit = _BESIDE_SHARE * weights.total
    all_within = weights.within()
    beside = {key for key, node in weights.nodes.items() if all_within[key] < limit and is_beside(node)}
    score: dict[int, float] = {}
    for nearest, weight in weights.counted(beside):
        for key, share in zip(weights.ways[nearest], _LENDING, strict=False):
            score[key] = score.get(key, 0.0) + weight * share
    best = max(score, key=lambda key: score[key] * (_NAMED if is_body(weights.nodes[key]) else 1.0))
    return _climbed(weights.nodes[best], weights.within(beside) if beside else all_within)


def _climbed(node: LexborNode, within: Mapping[int, float]) -> LexborNode:
    """Return the element around ``node`` that holds much more of the text, up to the end of an ``<article>`` or ``<main>``."""
    best, around = node, node
    while around.tag not in {"article", "main"} and (outer := around.parent) is not None and outer.mem_id in within:
        around = outer
        if within[around.mem_id] > _CLIMB * within[best.mem_id]:
            best = around
    return best


def _prune(article: LexborNode) -> None:
    """Cut out of the article what stands beside it: what is named so, and blocks that are mostly links."""
    limit = _BESIDE_SHARE * len(article.text())
    for heading in article.css("h1"):
        heading.decompose()
    linked = _linked_within(article)
    for node in article.css(_PRUNED):
        raw = node.text()
        if len(raw) >= limit:
            continue
        links = linked.get(node.mem_id, 0)
        share = _LINKED_RUNNING if node.tag in _RUNNING else _LINKED
        if is_beside(node) or links > share * len(" ".join(raw.split())):
            node.decompose()


def _linked_within(article: LexborNode) -> dict[int, int]:
    """Return the characters in links within each element of the article, by memory id."""
    linked: dict[int, int] = {}
    own = article.mem_id
    for link in article.css("a"):
        length = len(" ".join(link.text().split()))
        around = link.parent
        while length and around is not None and around.mem_id != own:
            key = around.mem_id
            linked[key] = linked.get(key, 0) + length
            around = around.parent
    return linked


def _without_edges(lines: list[str]) -> list[str]:
    """Drop short lines at both ends that are no sentences; all of them stay where there are no others."""
    first = next((number for number, line in enumerate(lines) if _is_told(line)), None)
    if first is None:
        return lines
    last = next(number for number in range(len(lines) - 1, -1, -1) if _is_told(lines[number]))
    return lines[first : last + 1]


def _is_told(line: str) -> bool:
    return len(line) >= _EDGE or weight_of(line) >= _EDGE or _SENTENCE_END.search(line) is not None

"""What a web page offers to someone who wants to follow it: feeds that it names, a list of articles, a table of entries.

A list of articles is found by its repeated structure: every link with the text of a headline stands in some element, the elements of one
list are named alike (tag and class), and hold one headline each. The name under which most is told is the list.
Nothing depends on the language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.model import Selectors
from monitor.pages.document import page_text, why_unreadable
from monitor.pages.links import absolute, base_of
from monitor.text.dates import quick_date
from monitor.text.markup import parse_html

MIN_ROWS: Final = 4
MAX_LINKS: Final = 2_000  # of a page; what comes after is not looked at
MAX_FEEDS: Final = 12
_LEVELS: Final = 6  # elements around a link that may be its row
_DEEP: Final = 40  # elements around a link that are looked at
_NAMES: Final = 4  # classes of an element that may name its row
_HEADLINE: Final = range(20, 301)  # weight of a text, see _weight
_MOST: Final = 0.8  # of the rows of a list have one headline
_OFTEN: Final = 0.6  # of the rows have a part that is worth a selector
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z_-]*")  # a class with digits numbers something
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # a character that says as much as three letters
_FEED_TYPE: Final = re.compile(r"application/(rss|atom|rdf|feed)\+(xml|json)", re.IGNORECASE)
_FEED_PATH: Final = re.compile(r"/(rss|feeds?|atom|rdf)([/_-][\w/-]*)?(\.(xml|php|aspx|rss|rdf))?/?$|\.(rss|rdf|atom)$", re.IGNORECASE)
_FRAME: Final = frozenset(("nav", "header", "footer", "aside", "form"))
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_TIMES: Final = ("time", "[class*=date]", "[class*=time]")
_SAMPLE: Final = 200  # rows and ways to their links that are looked at closely
_DATED: Final = 30  # rows in which dates are looked for
_PARTS: Final = 60  # elements of such a row
_LONGEST_DATE: Final = 40  # characters
_TABLES: Final = 20
_TABLE_ROWS: Final = 8
_TABLE_CELLS: Final = 3
_RUNNING: Final = re.compile(r"(\d{1,6})[.)]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of many rows with equally many cells; columns count from 1."""

    rows: int
    name: int = 1  # the column with the name
    without: tuple[int, ...] = ()  # columns of running numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a page offers; everything is empty where it offers nothing."""

    title: str = ""
    language: str = ""
    feeds: tuple[str, ...] = ()  # absolute URLs, those the page declares first
    selectors: Selectors | None = None  # of its list of articles
    table: Table | None = None  # that looks like a register


@dataclass(slots=True)
class _Rows:
    """The elements of one name: the headlines in each, by URL."""

    headlines: dict[int, dict[str, str]] = field(default_factory=dict)
    depth: int = 0

    def told(self) -> dict[str, str]:
        """Return the headlines of the rows that have just one, by URL."""
        return {url: text for texts in self.headlines.values() if len(texts) == 1 for url, text in texts.items()}

    def score(self) -> float:
        """Return how much is told, 0 where this is no list; of equals, the wider row holds time and summary as well."""
        told = self.told()
        if len(told) < MIN_ROWS or len(told) < _MOST * len(self.headlines):
            return 0.0
        return sum(min(_weight(text), 80) for text in told.values()) * (1 + self.depth / 100)


def look_over(body: bytes, *, url: str, content_type: str = "") -> Offer:
    """Return what a page at ``url`` offers; an empty offer where the bytes are no page."""
    text = "" if why_unreadable(body) else page_text(body, content_type)
    if not text:
        return Offer()
    tree = parse_html(text)
    title, root = tree.css_first("head title"), tree.css_first("html")
    language = (root.attributes.get("lang") if root else "") or ""
    return Offer(
        title=_text(title) if title else "",
        language=language.strip().partition("-")[0].lower(),
        feeds=_feeds(tree, base_of(tree, url)),
        selectors=_listing(tree, base_of(tree, url)),
        table=_table(tree),
    )


def find_listing(body: bytes, *, url: str, content_type: str = "") -> Selectors | None:
    """Return where a page keeps its list of articles, or None where no structure repeats."""
    text = "" if why_unreadable(body) else page_text(body, content_type)
    if not text:
        return None
    tree = parse_html(text)
    return _listing(tree, base_of(tree, url))


def _feeds(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    declared = [one for one in tree.css("link[rel~=alternate][href]") if _FEED_TYPE.search(one.attributes.get("type") or "")]
    links = [one for one in tree.css("a[href]")[:MAX_LINKS] if _FEED_PATH.search((one.attributes["href"] or "").partition("?")[0])]
    found = (absolute(one.attributes["href"] or "", base) for one in (*declared, *links))
    return tuple(dict.fromkeys(filter(None, found)))[:MAX_FEEDS]


def _table(tree: LexborHTMLParser) -> Table | None:
    """Return the table with most rows of equally many cells, None where none has many."""
    best: Table | None = None
    for table in tree.css("table")[:_TABLES]:
        lines = [[_text(cell) for cell in row.iter() if cell.tag == "td"] for row in table.css("tr")[:MAX_LINKS]]
        width, rows = max(Counter(map(len, lines)).items(), key=lambda one: one[1], default=(0, 0))
        if width >= _TABLE_CELLS and rows >= _TABLE_ROWS and rows >= _MOST * (len(lines) - 1) and rows > (best.rows if best else 0):
            best = _described([line for line in lines if len(line) == width][:_SAMPLE], rows)
    return best


def _described(lines: Sequence[Sequence[str]], rows: int) -> Table:
    """Say which columns are running numbers, and which of the others is the first with words in most rows."""
    columns = list(enumerate(zip(*lines, strict=True), 1))
    numbers = tuple(n for n, texts in columns if _runs(texts))
    worded = (
        n for n, texts in columns if n not in numbers and sum(sum(map(str.isalpha, text)) >= 2 for text in texts) >= _OFTEN * len(texts)
    )
    return Table(rows=rows, name=next(worded, 1), without=numbers)


def _runs(texts: Sequence[str]) -> bool:
    """Tell whether most texts are numbers, each one more than the last."""
    numbers = [int(found[1]) if (found := _RUNNING.fullmatch(text)) else -2 for text in texts]
    return sum(after - before == 1 for before, after in pairwise(numbers)) >= _MOST * (len(numbers) - 1)


def _listing(tree: LexborHTMLParser, base: str) -> Selectors | None:
    groups: dict[str, _Rows] = {}
    for link in tree.css("a[href]")[:MAX_LINKS]:
        url, text = absolute(link.attributes["href"] or "", base), _headline(link)
        around = list(islice(_around(link), _DEEP))
        if not url or _weight(text) not in _HEADLINE or any(node.tag in _FRAME for node in around):
            continue
        for depth, node in enumerate(around[:_LEVELS]):
            for name in _names(node, around[depth + 1 : depth + _LEVELS]):
                rows = groups.setdefault(name, _Rows())
                rows.headlines.setdefault(node.mem_id, {})[url] = text
                rows.depth = max(rows.depth, depth)
    best = max(groups, key=lambda name: groups[name].score(), default="")
    if not best or not groups[best].score():
        return None
    return _selectors(tree.css(best)[:_SAMPLE], best, groups[best].told(), base)


def _selectors(found: Sequence[LexborNode], item: str, told: dict[str, str], base: str) -> Selectors:
    """Say where the parts of the rows are."""
    rows = [
        (row, links) for row in found if (links := [a for a in row.css("a[href]") if absolute(a.attributes["href"] or "", base) in told])
    ]
    ways = Counter(way for _, links in rows for way in {way for a in links if _headline(a) in told.values() for way in _ways(a)})

    def fits(way: str) -> int:
        first = [row.css_first(way) for row, _ in rows]
        return sum(told.get(absolute(a.attributes["href"] or "", base)) == _headline(a) for a in first if a)

    link = max(("a[href]", *(way for way, _ in ways.most_common(_SAMPLE // 10))), key=fits)
    often = _OFTEN * len(rows)
    heading = next((h for h in _HEADINGS if sum(row.css_first(h) is not None for row, _ in rows) >= often), "")
    time = _time_of([row for row, _ in rows])
    summary = "p" if sum(_is_summary(row.css_first("p")) for row, _ in rows) >= often else ""
    return Selectors(item=item, link=link, title=heading, time=time, summary=summary)


def _time_of(rows: Sequence[LexborNode]) -> str:
    """Return where the rows have their dates: elements whose text is one, else those whose name says so; empty where there are none."""
    often = _OFTEN * len(rows)
    dated = Counter(name for row in rows[:_DATED] for name in _dated(row))
    for place in (*_TIMES, *(name for name, _ in dated.most_common(_NAMES))):
        first = [row.css_first(place) for row in rows[:_DATED]]
        if sum(node is not None and _is_date(node) for node in first) >= _OFTEN * len(first):
            return place
    return next((place for place in _TIMES if sum(row.css_first(place) is not None for row in rows) >= often), "")


def _dated(row: LexborNode) -> set[str]:
    """Return the selectors of a row's elements whose own text is a date."""
    found = [node for node in row.css("*")[:_PARTS] if _is_date(node, deep=False)]
    return {own for node in found for own in [f"{node.tag}.{name}" for name in _classes(node)] or [node.tag or "*"]}


def _is_date(node: LexborNode, *, deep: bool = True) -> bool:
    """Tell whether an element that is no link gives a date, in an attribute for machines or as all of its text."""
    text = node.text(deep=deep)[: 2 * _LONGEST_DATE].strip()
    stated = (node.attributes.get("datetime") or "", text)
    return node.tag != "a" and any(quick_date(one) is not None for one in stated if 6 <= len(one) <= _LONGEST_DATE)


def _ways(link: LexborNode) -> Iterator[str]:
    """Give the selectors that may tell the link of a headline from the others of its row."""
    yield from (f"a.{name}[href]" for name in _classes(link))
    yield from (f"{parent.tag} > a[href]" for parent in list(_around(link))[1:2])


def _is_summary(node: LexborNode | None) -> bool:
    return node is not None and not node.css("a[href]") and _weight(_text(node)) >= _HEADLINE.start


def _around(link: LexborNode) -> Iterator[LexborNode]:
    """Give the link and the elements around it, inside out, below the body."""
    node: LexborNode | None = link
    while node is not None and node.tag not in {"body", "html", "-document"}:
        yield node
        node = node.parent


def _names(node: LexborNode, above: Sequence[LexborNode]) -> Iterator[str]:
    """Give the selectors under which elements like this one may be found."""
    own = _classes(node)
    yield from (f"{node.tag}.{name}" for name in own)
    if not own:
        place = next((f"{one.tag}.{names[0]} " for one in above if (names := _classes(one))), "")
        yield f"{place}{node.tag}"


def _classes(node: LexborNode) -> list[str]:
    return [name for name in (node.attributes.get("class") or "").split() if _NAME.fullmatch(name)][:_NAMES]


def _headline(link: LexborNode) -> str:
    """Return the text of a link, its heading's where a whole card is the link."""
    heading = link.css_first(",".join(_HEADINGS))
    return _text(heading or link)


def _weight(text: str) -> int:
    """Return how much a text says, in letters; a Chinese character says as much as three."""
    return len(text) + 2 * len(_WIDE.findall(text))


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())

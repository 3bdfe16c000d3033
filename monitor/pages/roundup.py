"""A page or text that tells of several happenings, split into them: the day in brief, the week's main news, numbered items.

Precision first: an article with subheadings tells one story. So the title must say that it is a digest, and the text must show where its
items begin: by numbers, bullets or rules, by headings with links of their own, or by headings under which the subject of the title does
not come again and again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.model import Page
from monitor.pages.digests import is_digest, subject
from monitor.pages.document import page_text
from monitor.pages.heuristic import main_element
from monitor.pages.labels import is_beside
from monitor.pages.links import absolute, base_of
from monitor.pages.weight import weight_of
from monitor.text.markup import parse_html

MIN_ITEMS: Final = 3
MAX_ITEMS: Final = 60
_TITLE: Final = 200  # characters of an item's title
_HEADLINE: Final = 160  # weight of a line that may be a heading
_TEXT: Final = 40  # weight of what must stand under a heading
_MOST: Final = 0.8  # of the headings have a text under them
_MOST_TOLD: Final = 0.6  # of the text is in items
_RECURS: Final = 0.6  # share of the items in which a word of the title is their common subject
_COMMON: Final = 2  # so many words make it one story

_BULLET: Final = re.compile(r"[•‣●○▪■◆◇►▶➤🔹🔸🔺▫✅📌❗🔻*–—-]\ufe0f?\s+(?=\S)")
_NUMBER: Final = re.compile(
    r"(?:№\s?)?([0-9۰-۹०-९٠-٩]{1,2})(?:[.)\]:،、．]|\ufe0f?\u20e3|\s[-–—])\s*(?=\S)|([一二三四五六七八九十]{1,3})[、．.]\s*(?=\S)"
)
_RULE: Final = re.compile(r"(?:[*＊•·#~_=⁂◆◇—–-]\s*){3,}|[*⁂◆◇—–-]")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟۔।][\"'”»’)\]」』）]*$")
_SENTENCE: Final = re.compile(r".+?(?:[.!?…؟۔।][\"'”»’)\]]*(?=\s)|[。！？][”」』）]*|$)", re.DOTALL)
_WORD: Final = re.compile(r"[^\W\d_]{4,}|[\u3400-\u9fff]{2}")
_CHINESE_NUMBERS: Final = "一二三四五六七八九十"
_HEADINGS: Final = ("h2", "h3", "h4", "h5")
_PIECES: Final = "h1,h2,h3,h4,h5,h6,p,li,dd,blockquote,hr"
_MAX_PIECES: Final = 3_000
_ITEM_ELEMENTS: Final = frozenset(("div", "section", "article", "li"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One happening of several: ``text`` is plain, a line a paragraph, empty where the title says all; ``url`` is where to read it."""

    title: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, heading or rule of a page."""

    kind: str  # h2 …, bold, rule, text
    text: str
    link: str = ""
    anchor: str = ""


def split(body: bytes, page: Page, *, url: str, content_type: str = "") -> tuple[Item, ...]:
    """Return the items of a round-up page, in its order; () where it is none.

    ``url`` of an item is the link of its heading, else the page's URL with the heading's fragment, else the page's URL.

    Args:
        body: the page.
        page: what was read from it.
        url: where it came from.
        content_type: the HTTP header, verbatim.
    """
    if page.stub or not is_digest(page.title):
        return ()
    own = page.canonical_url or url
    tree = parse_html(page_text(body, content_type))
    base = base_of(tree, url)
    pieces = _pieces(tree, base)
    items = _by_headings(pieces, page.title, own) or split_text(page.title, "\n".join(piece.text for piece in pieces))
    return tuple(replace(item, url=item.url or own) for item in items or split_text(page.title, page.text))


def split_text(title: str, text: str) -> tuple[Item, ...]:
    """Return the items of a round-up given as plain text, a line a paragraph; () where it is none. They have no URL."""
    if not is_digest(title):
        return ()
    lines = [stripped for line in text.split("\n") if (stripped := line.strip())]
    for blocks in (_ruled(lines), _marked(lines, _numbers(lines)), _marked(lines, [bool(_BULLET.match(line)) for line in lines])):
        if items := _enough([_item(block) for block in blocks], text):
            return items
    headed = _headed(lines)
    items = _enough([Item(title=block[0], text="\n".join(block[1:])) for block in headed], text)
    return () if _one_subject(title, items) else items


# ── plain text ─────────────────────────────────────────────────────────────────────────────────────


def _ruled(lines: Sequence[str]) -> list[list[str]]:
    """Return what stands between lines of asterisks and the like; what little stands before the first is no item."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if _RULE.fullmatch(line):
            blocks.append([])
        else:
            blocks[-1].append(line)
    blocks = [block for block in blocks if block]
    return blocks[1:] if blocks and weight_of(" ".join(blocks[0])) < _TEXT else blocks


def _marked(lines: Sequence[str], begins: Sequence[bool]) -> list[list[str]]:
    """Return the lines from each that begins an item to the next; what stands before the first is no item."""
    blocks: list[list[str]] = []
    for line, begin in zip(lines, begins, strict=True):
        if begin:
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
    return blocks


def _numbers(lines: Sequence[str]) -> list[bool]:
    """Tell which lines begin with 1, 2, 3 and so on, in that order."""
    found, expected = [], 1
    for line in lines:
        begin = _number(line) == expected
        expected += begin
        found.append(begin)
    return found


def _number(line: str) -> int:
    """Return the number that a line begins with, 0 where it begins with none."""
    found = _NUMBER.match(line)
    if not found:
        return 0
    return int(found[1]) if found[1] else _CHINESE_NUMBERS.find(found[2]) + 1


def _headed(lines: Sequence[str]) -> list[list[str]]:
    """Return headlines, each with the text under it."""
    short = [weight_of(line) <= _HEADLINE and not _SENTENCE_END.search(line) and bool(_WORD.search(line)) for line in lines]
    return _marked(lines, [is_short and not after for is_short, after in zip(short, [*short[1:], True], strict=False)])


def _item(block: Sequence[str]) -> Item:
    """Return an item of its lines: the first is its title where it is a headline, else the first sentence."""
    first = _unmarked(block[0])
    if len(block) > 1 and weight_of(first) <= _HEADLINE and not _SENTENCE_END.search(first):
        return Item(title=first[:_TITLE], text="\n".join(block[1:]))
    sentence = _SENTENCE.match(first)
    title = sentence[0].strip() if sentence else first
    text = "\n".join(filter(None, (first[len(title) :].strip(), *block[1:])))
    return Item(title=title[:_TITLE], text=text)


def _unmarked(line: str) -> str:
    """Return a line without the bullet and number it begins with."""
    for mark in (_BULLET, _NUMBER):
        found = mark.match(line)
        line = line[found.end() :] if found else line
    return line


def _enough(items: Sequence[Item], text: str) -> tuple[Item, ...]:
    """Return the items where they are as many and as long as those of a round-up, and hold most of the text; else ()."""
    sizes = [weight_of(item.title) + weight_of(item.text) for item in items]
    told = sum(size >= _TEXT for size in sizes)
    if not MIN_ITEMS <= len(items) <= MAX_ITEMS or told < _MOST * len(items) or sum(sizes) < _MOST_TOLD * weight_of(text):
        return ()
    return tuple(items)


def _one_subject(title: str, items: Sequence[Item]) -> bool:
    """Tell whether words of the title come again in most items: then they are chapters of one story."""
    words = _stems(subject(title))
    told = [_stems(f"{item.title} {item.text}") for item in items]
    return sum(sum(word in stems for stems in told) >= _RECURS * len(told) for word in words) >= _COMMON


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(text.casefold()))


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────


def _pieces(tree: LexborHTMLParser, base: str) -> list[_Piece]:
    """Return the paragraphs, headings and rules of the page's article, in order, without what stands beside it."""
    article = main_element(tree)
    if article is None:
        return []
    limit = _MOST * len(article.text())
    for node in article.css("div,section,ul,ol"):
        if is_beside(node) and len(node.text()) < limit:
            node.decompose()
    found = article.css(_PIECES)[:_MAX_PIECES]
    innermost = [node for node, after in zip(found, [*found[1:], None], strict=False) if after is None or not _holds(node, after)]
    return [piece for node in innermost if (piece := _piece(node, base)).text]


def _holds(outer: LexborNode, inner: LexborNode) -> bool:
    """Tell whether an element stands within another."""
    around = inner.parent
    while around is not None and around.mem_id != outer.mem_id:
        around = around.parent
    return around is not None


def _piece(node: LexborNode, base: str) -> _Piece:
    tag = node.tag or ""
    text = _words(node)
    if tag == "hr" or (text and _RULE.fullmatch(text)):
        return _Piece("rule", "***")
    bold = "" if tag in _HEADINGS else " ".join(_words(part) for part in node.css("b,strong"))
    kind = tag if tag in _HEADINGS else "bold" if bold == text and weight_of(text) <= _HEADLINE else "text"
    text = f"• {text}" if tag == "li" and kind == "text" and not _NUMBER.match(text) else text
    link = next((found for a in node.css("a[href]") if (found := absolute(a.attributes["href"] or "", base))), "")
    return _Piece(kind, text, link, _anchor(node) if kind != "text" else "")


def _anchor(node: LexborNode) -> str:
    """Return the fragment under which a heading is found: its own, or that of the element which it opens."""
    around = node.parent
    first = next(around.iter(), None) if around is not None and around.tag in _ITEM_ELEMENTS else None
    opened = (around,) if around is not None and first is not None and first.mem_id == node.mem_id else ()
    marks = (node, *node.css("a[name],a[id],span[id]"), *opened)
    return next((mark for one in marks if (mark := one.attributes.get("id") or one.attributes.get("name") or "")), "")


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _by_headings(pieces: Sequence[_Piece], title: str, own: str) -> tuple[Item, ...]:
    """Return the sections under the headings of that rank which has most of them."""
    best: tuple[Item, ...] = ()
    whole = "\n".join(piece.text for piece in pieces)
    for rank, kind in enumerate(ranks := (*_HEADINGS, "bold")):
        sections = _sections(pieces, kind, frozenset(ranks[:rank]))
        items = _enough([_section_item(section, own) for section in sections], whole)
        told = sum(len(section) > 1 for section in sections)
        if len(items) > len(best) and told >= _MOST * len(items) and _are_apart(sections, items, title):
            best = items
    return best


def _sections(pieces: Sequence[_Piece], kind: str, higher: Collection[str]) -> list[list[_Piece]]:
    """Return each heading of a kind with what stands under it, up to the next or a higher one."""
    sections: list[list[_Piece]] = []
    within = False
    for piece in pieces:
        if piece.kind == kind:
            sections.append([piece])
            within = True
        elif piece.kind in higher:
            within = False
        elif within and piece.kind != "rule":
            sections[-1].append(piece)
    return sections


def _section_item(section: Sequence[_Piece], own: str) -> Item:
    heading = section[0]
    place = f"{own.partition('#')[0]}#{heading.anchor}" if heading.anchor and own else ""
    title = _unmarked(heading.text)
    return Item(title=title[:_TITLE], text="\n".join(piece.text for piece in section[1:]), url=heading.link or place)


def _are_apart(sections: Sequence[Sequence[_Piece]], items: Sequence[Item], title: str) -> bool:
    """Tell whether sections are happenings of their own: by links of their headings, by numbers, or by their subjects."""
    headings = [section[0] for section in sections]
    linked = len({heading.link for heading in headings if heading.link})
    if linked >= _MOST * len(headings) or all(_numbers([heading.text for heading in headings])):
        return True
    return not _one_subject(title, items)

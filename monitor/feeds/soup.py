"""Broken markup becomes well-formed XML: a tolerant tokenizer for feeds that no XML parser accepts.

One pass, linear in the length of the text, whatever it is. Illegal characters go, bare ampersands and HTML's named entities become what
they mean, elements left open are closed, stray end tags are dropped, undeclared prefixes are declared, everything before the root and
after it is left out. Text and structure survive; comments, processing instructions and document types do not.
"""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import Final

from monitor.feeds.names import NAMESPACES, prefix_of

MAX_DEPTH: Final = 120  # deeper elements are left out, their text stays; libxml2 refuses 256
MAX_TAGS: Final = 400_000
_MAX_ATTRIBUTES: Final = 60  # of one element
_MAX_TEXT: Final = 500_000  # characters between two tags
_MAX_PREFIXES: Final = 200

_ROOT: Final = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:rss|feed|rdf|urlset|sitemapindex|channel|entry)(?=[\s>/])", re.IGNORECASE)
_HTML: Final = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
_HTML_TYPE: Final = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_ENTITY: Final = re.compile(r"<!ENTITY\s+([A-Za-z][\w.-]*)\s+(?:\"([^\"&%<]{0,200})\"|'([^'&%<]{0,200})')\s*>")
_CONTROLS: Final = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_START: Final = re.compile(r"""<([A-Za-z_][A-Za-z0-9_.-]*+(?::[A-Za-z_][A-Za-z0-9_.-]*+)?)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_LOOSE_START: Final = re.compile(r"<([A-Za-z_][A-Za-z0-9_.-]*+(?::[A-Za-z_][A-Za-z0-9_.-]*+)?)(?=[\s/>])([^<>]*+)>")
_END: Final = re.compile(r"</\s*+([A-Za-z_][A-Za-z0-9_.:-]*+)[^<>]*+>?")
_ATTRIBUTE: Final = re.compile(
    r"""([A-Za-z_][A-Za-z0-9_.-]*+(?::[A-Za-z_][A-Za-z0-9_.-]*+)?)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?"""
)
_BARE: Final = re.compile(r"&(?!(?:#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});)")
_REFERENCE: Final = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)(?:#([0-9]+|[xX][0-9A-Fa-f]+)|([A-Za-z][A-Za-z0-9]+));")
_CDATA_END: Final = re.compile(r"\]\](?:>|\s{1,8}>)")

_WELL_KNOWN: Final = {**NAMESPACES, "rss": "purl.org/rss/1.0"}
_ITEMS: Final = frozenset(("item", "entry", "url"))
# Elements that hold text only; another field beginning inside one means that its end tag was lost.
_TEXTS: Final = frozenset(
    (
        "title", "link", "guid", "id", "pubdate", "published", "updated", "issued", "modified", "description", "summary", "dc:date",
        "dc:title", "dc:creator", "dc:description", "content:encoded", "category", "comments", "content", "loc", "lastmod", "news:title",
        "news:publication_date",
    )
)  # fmt: skip
_BODIES: Final = frozenset(("description", "summary", "content", "content:encoded"))
_FIELDS: Final = _TEXTS | {"author", "enclosure", "source", "media:content", "media:thumbnail", "media:group", "atom:link"}
# These are elements of HTML too: inside XHTML content they are no sign of a lost end tag.
_HTML_TOO: Final = frozenset(("title", "link", "summary", "source"))


def looks_like_html(text: str) -> bool:
    """Tell an HTML page from a feed by which of their first elements comes first; feeds with HTML's document type exist."""
    page, root = _HTML.search(text), _ROOT.search(text)
    if root is None:
        return page is not None or _HTML_TYPE.search(text) is not None
    return page is not None and page.start() < root.start()


def has_root(text: str) -> bool:
    """Tell whether an element that could be the root of a feed begins anywhere."""
    return _ROOT.search(text) is not None


def well_formed(text: str) -> str:
    """Return the first feed in the text as well-formed XML without a declaration, or an empty string where no root begins."""
    root = _ROOT.search(text)
    if root is None:
        return ""
    entities = {name: html.unescape(double or single or "") for name, double, single in _ENTITY.findall(text[: root.start()])}
    return _Soup(_legal(text[root.start() :]), entities).read()


def _legal(text: str) -> str:
    """Return the text without what XML 1.0 (2.2) forbids; unpaired surrogates become "?"."""
    return text.encode("utf-8", "replace").translate(None, _CONTROLS).decode("utf-8").replace("\ufffe", "").replace("\uffff", "")


class _Soup:
    """One reading of one text: what is open, what was written, which prefixes were used."""

    __slots__ = (
        "begun",
        "cdata_closed",
        "cdata_end",
        "comment_closed",
        "declared",
        "entities",
        "last_close",
        "open",
        "out",
        "prefixes",
        "root",
        "tags",
        "text",
    )

    def __init__(self, text: str, entities: dict[str, str]) -> None:
        self.text = text
        self.entities = entities
        self.out: list[str] = []
        self.open: list[str] = []  # names as written
        self.begun: list[int] = []  # for each of them, where its start tag is in ``out``
        self.root: tuple[str, dict[str, str]] | None = None
        self.declared: dict[str, str] = {}
        self.prefixes: set[str] = set()
        self.tags = 0
        self.last_close = text.rfind(">")
        self.cdata_end: re.Match[str] | None = None
        self.comment_closed = self.cdata_closed = True  # False once no further end was found: looking again would be quadratic

    def read(self) -> str:
        text, at = self.text, 0
        while self.tags < MAX_TAGS:
            tag = text.find("<", at)
            if tag < 0:
                self.write_text(text[at:])
                break
            if tag > at:
                self.write_text(text[at:tag])
            at = self.read_markup(tag)
            if self.root is not None and not self.open:
                break
        self.cut_short()
        while self.open:
            self.close_top()
        return self.assemble()

    def cut_short(self) -> None:
        """Leave out a title, link or id in the midst of which the text ends: half of one is worse than none. So is an item without any."""
        for depth, name in enumerate(self.open):
            if name.lower() in _TEXTS and name.lower() not in _BODIES:
                self.forget(depth)
                break
        if self.open and _local(self.open[-1]) in _ITEMS and not "".join(self.out[self.begun[-1] + 1 :]).strip():
            self.forget(len(self.open) - 1)

    def forget(self, depth: int) -> None:
        del self.out[self.begun[depth] :]
        del self.open[depth:]
        del self.begun[depth:]

    def read_markup(self, at: int) -> int:
        """Read what begins with ``<`` at this offset and return where it ends."""
        text = self.text
        mark = text[at + 1 : at + 2]
        if mark == "/":
            found = _END.match(text, at)
            if found:
                self.end(found[1])
                return found.end()
        elif mark == "!":
            return self.read_declaration(at)
        elif mark == "?":
            end = text.find(">", at)
            return end + 1 if end >= 0 else len(text)
        else:
            found = _START.match(text, at) or _LOOSE_START.match(text, at)
            if found:
                self.start(found[1], found[2])
                return found.end()
        if at > self.last_close:  # a tag in the midst of which the text ends
            return len(text)
        self.write_text("<")
        return at + 1

    def read_declaration(self, at: int) -> int:
        text = self.text
        if text.startswith("<![CDATA[", at):
            return self.read_cdata(at + 9)
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4) if self.comment_closed else -1
            if end >= 0:
                return end + 3
            self.comment_closed = False
            return at + 4
        end = text.find(">", at)
        return end + 1 if end >= 0 else len(text)

    def read_cdata(self, at: int) -> int:
        """Copy a CDATA section. Where its end was lost it ends before the end tag of its element, so that it does not swallow others."""
        text = self.text
        found = self.cdata_end
        if found is None or found.start() < at:  # else the end that was found last is still ahead: looking again would be quadratic
            found = self.cdata_end = _CDATA_END.search(text, at) if self.cdata_closed else None
            self.cdata_closed = found is not None
        end, after = (found.start(), found.end()) if found else (len(text), len(text))
        again = text.find("<![CDATA[", at, end)
        if (again >= 0 or found is None) and self.open:
            lost = text.find(f"</{self.open[-1]}", at, again if again >= 0 else end)
            if lost >= 0:
                end = after = lost
        self.out.append(html.escape(text[at : min(end, at + _MAX_TEXT)], quote=False))
        return after

    def start(self, name: str, attributes: str) -> None:
        self.tags += 1
        lower = name.lower()
        local = lower.rpartition(":")[2]
        if local in _ITEMS and self.root is not None:
            self.close_to(next((i for i, other in enumerate(self.open) if _local(other) == local), -1))
        elif lower in _FIELDS:
            self.close_to(self.lost_text(lower))
        prefix = name.partition(":")[0] if ":" in name else ""
        if len(self.open) >= MAX_DEPTH or (prefix and prefix not in self.prefixes and len(self.prefixes) >= _MAX_PREFIXES):
            return
        empty = attributes.endswith("/")
        pairs = self.read_attributes(attributes)
        if prefix:
            self.prefixes.add(prefix)
        if self.root is None:
            self.root = (name, pairs)
            if empty:
                return
            begun = 0
        else:
            begun = len(self.out)
            self.out.append(f"<{name}{''.join(map(_attribute, pairs.items()))}{'/>' if empty else '>'}")
            if empty:
                return
        self.open.append(name)
        self.begun.append(begun)

    def lost_text(self, field: str) -> int:
        """Return the depth of an open text element in which this field cannot be, or -1."""
        for depth in range(len(self.open) - 1, 0, -1):
            name = self.open[depth].lower()
            if name in _TEXTS:
                return -1 if field in _HTML_TOO and name in {"content", "summary", "description"} and depth < len(self.open) - 1 else depth
            if name in _ITEMS:
                break
        return -1

    def end(self, name: str) -> None:
        self.tags += 1
        lower = name.lower()
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth].lower() == lower:
                self.close_to(depth)
                return

    def close_to(self, depth: int) -> None:
        while 0 <= depth < len(self.open):
            self.close_top()

    def close_top(self) -> None:
        name = self.open.pop()
        self.begun.pop()
        if self.open:
            self.out.append(f"</{name}>")

    def write_text(self, text: str) -> None:
        if self.open:
            self.out.append(self.escape(text[:_MAX_TEXT]))

    def escape(self, text: str) -> str:
        """Return text as XML has it: references resolved once, the special characters escaped."""
        if "&" in text:
            text = _REFERENCE.sub(self.resolve, _BARE.sub("&amp;", text))
        return text.replace("<", "&lt;").replace(">", "&gt;") if "<" in text or ">" in text else text

    def resolve(self, reference: re.Match[str]) -> str:
        number, name = reference.groups()
        meant = html.unescape(f"&#{number};") if number else html5.get(f"{name};") or self.entities.get(name) or reference[0]
        return html.escape(_legal(meant), quote=False)

    def read_attributes(self, written: str) -> dict[str, str]:
        """Return an element's attributes, escaped, the first of each name; declarations of prefixes are set aside for the root."""
        pairs: dict[str, str] = {}
        if "=" not in written:
            return pairs
        for name, double, single, bare in _ATTRIBUTE.findall(written):
            if name.startswith("xmlns:"):
                if len(self.declared) < _MAX_PREFIXES:
                    self.declared.setdefault(name[6:], html.unescape(double or single or bare))
                continue
            if len(pairs) < _MAX_ATTRIBUTES:
                if ":" in name:
                    self.prefixes.add(name.partition(":")[0])
                pairs.setdefault(name, self.escape(double or single or bare).replace('"', "&quot;"))
        return pairs

    def assemble(self) -> str:
        """Put the root around what was written, with a declaration for each prefix that was used."""
        if self.root is None:
            return ""
        name, pairs = self.root
        default = pairs.get("xmlns", "")
        if default and prefix_of(html.unescape(default)) is None:
            del pairs["xmlns"]  # a namespace that nobody knows: the names are meant as those of the format
        for prefix in sorted(self.prefixes - {"xml", "xmlns"}):
            pairs[f"xmlns:{prefix}"] = html.escape(_legal(self.uri_of(prefix)))
        return f"<{name}{''.join(map(_attribute, pairs.items()))}>{''.join(self.out)}</{name}>"

    def uri_of(self, prefix: str) -> str:
        """Return what a prefix stands for: as declared, unless that is unknown while the prefix is well known."""
        uri = self.declared.get(prefix, "")
        known = _WELL_KNOWN.get(prefix.lower(), "")
        if uri and not (known and prefix_of(uri) is None):
            return uri
        return f"http://{known}" if known else f"urn:undeclared:{prefix}"


def _local(name: str) -> str:
    return name.lower().rpartition(":")[2]


def _attribute(pair: tuple[str, str]) -> str:
    return f' {pair[0]}="{pair[1]}"'

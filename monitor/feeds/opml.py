"""Lists of feeds as other readers write and read them: OPML 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from monitor.errors import NotAFeed

MAX_OUTLINES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of such a list."""

    url: str
    title: str = ""
    language: str = ""  # primary subtag, lower case


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """Return the feeds that a list names, each URL once, however deep it stands in folders.

    No entity is expanded and nothing external is loaded.

    Raises:
        NotAFeed: ``broken`` where it is no XML, ``unknown`` where it is no OPML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAFeed("broken", str(error)) from error
    if str(root.tag).lower() != "opml":
        raise NotAFeed("unknown", f"<{root.tag}>"[:200])
    found: dict[str, Outline] = {}
    for element in root.iter("outline"):
        url = (element.get("xmlUrl") or element.get("xmlurl") or "").strip()
        if url.startswith(("http://", "https://")) and len(found) < MAX_OUTLINES:
            title = " ".join((element.get("title") or element.get("text") or "").split())
            language = (element.get("language") or "").partition("-")[0].strip().lower()
            found.setdefault(url, Outline(url=url, title=title, language=language))
    return tuple(found.values())


def write_opml(outlines: Iterable[Outline], *, title: str) -> bytes:
    """Return these feeds as an OPML document in UTF-8."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for one in outlines:
        facts = {"type": "rss", "text": one.title, "title": one.title, "xmlUrl": one.url, "language": one.language}
        etree.SubElement(body, "outline", {name: value for name, value in facts.items() if value})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)

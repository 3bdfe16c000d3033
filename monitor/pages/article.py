"""An article's page: its text without what surrounds it, and what the page says of it."""

from __future__ import annotations

from monitor.errors import NotAPage
from monitor.model import Page
from monitor.pages.cascade import article_text
from monitor.pages.document import page_text, why_unreadable
from monitor.pages.metadata import read_metadata
from monitor.pages.stub import PAYWALL, stub, teaser
from monitor.text.markup import harmless, tree_of


def read_page(body: bytes, *, url: str, content_type: str = "") -> Page:
    """Return the article of a web page: plain text, a line a paragraph, and what the page says of it.

    Where a wall stands instead of the article, ``stub`` says which, and ``text`` is what stands before a paywall, else empty.

    Args:
        body: the page; what comes after ``MAX_BYTES`` is not read.
        url: where it came from; canonical URL where the page names no other.
        content_type: the HTTP header, verbatim.

    Raises:
        NotAPage: ``empty`` (no bytes), ``binary`` (a picture, a PDF, an archive …) or ``no_text`` (no title either). Nothing else,
            whatever the bytes.
    """
    text = "" if (reason := why_unreadable(body)) else page_text(body, content_type)
    if not text:
        raise NotAPage(reason or "binary")
    markup = harmless(text)
    tree = tree_of(markup)
    facts = read_metadata(tree, url)
    found = article_text(markup, tree, linked=facts.linked_text)
    kind = stub(found, body, markup, facts, url)
    if not found and not facts.title:
        raise NotAPage("no_text")
    return Page(
        title=facts.title,
        text=_given_away(found, kind),
        published=facts.published,
        updated=facts.updated,
        authors=facts.authors,
        language=facts.language,
        canonical_url=facts.canonical_url,
        stub=kind,
    )


def _given_away(text: str, kind: str) -> str:
    """Return what of a text is the article's: all of it, what stands before a paywall, nothing of other walls."""
    if not kind:
        return text
    return teaser(text) if kind == PAYWALL else ""

"""An article's page: its text without what surrounds it, and what the page says of it."""

from __future__ import annotations

import trafilatura

from monitor.errors import NotAPage
from monitor.model import Page
from monitor.pages.document import page_text, parse_html, why_unreadable
from monitor.pages.metadata import read_metadata


def read_page(body: bytes, *, url: str, content_type: str = "") -> Page:
    """Return the article of a web page.

    Raises:
        NotAPage: ``empty``, ``binary`` or ``no_text``.
    """
    markup = "" if (reason := why_unreadable(body)) else page_text(body, content_type)
    if not markup:
        raise NotAPage(reason or "binary")
    tree = parse_html(markup)
    facts = read_metadata(tree, url)
    text = trafilatura.extract(markup, fast=True, include_comments=False) or ""
    if not text and not facts.title:
        raise NotAPage("no_text")
    return Page(
        title=facts.title,
        text=text,
        published=facts.published,
        updated=facts.updated,
        authors=facts.authors,
        language=facts.language,
        canonical_url=facts.canonical_url,
    )

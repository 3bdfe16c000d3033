"""A round-up as the articles it holds: what tells of several happenings is matched, compared and told item by item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.extract import lead_and_body
from monitor.model import Article, ArticleId, Page
from monitor.pages.article import read_page
from monitor.pages.boilerplate import blocks, without
from monitor.pages.roundup import Item, split, split_text
from monitor.text.language import detect
from monitor.urls import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """An article's page, and its items where it is a round-up."""

    page: Page
    items: tuple[Item, ...] = ()

    @property
    def blocks(self) -> tuple[int, ...]:
        """What may be the site's own in it: hashes, see pages/boilerplate.py."""
        return blocks(self.page.text, self.page.title)


def read_article_page(body: bytes, *, url: str, content_type: str) -> PageRead:
    """Read the page of an article.

    Raises:
        NotAPage: the bytes hold none.
    """
    page = read_page(body, url=url, content_type=content_type)
    return PageRead(page=page, items=split(body, page, url=url, content_type=content_type))


def cleaned(page: Page, known: frozenset[int]) -> Page:
    """Return a page without what its site says on many of its pages."""
    return replace(page, text=without(page.text, known, page.title))


def apart(article: Article, items: Sequence[Item], *, seen: datetime | None) -> tuple[Article, ...]:
    """Return a round-up without the text of its items, and an article for each of them, in its order; itself alone where it has none.

    An item has the round-up's guid with its number, its time and language, and its own link where it names one; one that names none has no
    page of its own.
    """
    if not items:
        return (article,)
    return (replace(article, body=""), *(_article_of(item, number, article, seen=seen) for number, item in enumerate(items, 1)))


def split_article(article: Article) -> tuple[Article, ...]:
    """Return an article whose feed gives its text, apart where that is a round-up."""
    return apart(article, split_text(article.title, f"{article.lead}\n{article.body}"), seen=article.seen)


def _article_of(item: Item, number: int, roundup: Article, *, seen: datetime | None) -> Article:
    lead, body = lead_and_body("", item.text)
    url = item.url or roundup.url
    return replace(
        roundup,
        id=ArticleId(0),
        guid=f"{roundup.guid}#{number}",
        url=url,
        canonical_url="" if url.partition("#")[0] == roundup.url.partition("#")[0] else canonical(url),
        title=item.title,
        lead=lead,
        body=body,
        language=detect(f"{item.title}\n{lead}", roundup.language),
        authors=(),
        updated=None,
        seen=seen,
        copy_of=None,
        story=None,
        entry_hash=0,
        page_hash=0,
        page_title_hash=0,
    )

"""``config/sources/*.yaml``: publishers and their feeds, a file for each country or region."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from monitor.catalog.fields import Country, Flag, Id, Language, Line, Selector, Strictly, WebUrl, Word
from monitor.model import FeedKind, FeedSpec, Selectors, Source, SourceId

_CHANNEL = re.compile(r"https?://(?:t|telegram)\.me/(?P<preview>s/)?(?P<name>\w+)/?")


class SelectorsText(Strictly):
    """Where an HTML page keeps its items, as CSS selectors."""

    item: Selector = Field(description="Each item of the list; the others are looked up within it.", examples=["li.news-item"])
    link: Selector = Field(default="a[href]", description="The link to the article.", examples=["a[href]"])
    title: Selector = Field(default="", description="The headline; the link's text where it is not given.", examples=["h3"])
    time: Selector = Field(default="", description="The time of publication.", examples=["time"])
    summary: Selector = Field(default="", description="The text below the headline.", examples=["p"])


class FeedText(Strictly):
    """One URL that is checked again and again."""

    url: WebUrl = Field(description="The address of the feed, listing or channel preview.", examples=["https://example.org/rss"])
    kind: Literal["feed", "listing", "channel", "sitemap"] = Field(
        default="feed",
        description="`feed` is RSS, Atom, RDF or JSON Feed, `listing` a web page, `channel` a Telegram preview, `sitemap` a news sitemap.",
        examples=["feed"],
    )
    language: Language = Field(default="", description="The feed's language, where it is not the source's.", examples=["ru"])
    selectors: SelectorsText | None = Field(
        default=None,
        description="Where a listing keeps its items; found by the page's repeated structure if left out.",
        examples=[{"item": "li.news-item"}],
    )
    pages: Flag = Field(default=True, description="Fetch the article's page where the feed gives no full text.", examples=[True])

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind != "listing" and self.selectors is not None:
            raise ValueError(f"selectors are for listings only: write `kind: listing`, or delete them from this {self.kind}")
        channel = _CHANNEL.fullmatch(self.url)
        if self.kind == "channel" and not (channel and channel["preview"]):
            name = channel["name"] if channel else "name"
            raise ValueError(f"`{self.url}` is not a channel's preview: write `https://t.me/s/{name}`")
        if self.kind != "channel" and channel:
            raise ValueError(f"this is a Telegram channel: write `kind: channel` and `url: https://t.me/s/{channel['name']}`")
        return self

    def noun(self) -> FeedSpec:
        """Return the feed as the rest of the program knows it."""
        chosen = Selectors(**self.selectors.model_dump()) if self.selectors else None
        return FeedSpec(url=self.url, kind=FeedKind(self.kind), language=self.language, selectors=chosen, pages=self.pages)


class SourceText(Strictly):
    """A publisher: outlet, ministry, agency."""

    id: Id = Field(description="The word by which the source is known in commands and queries.", examples=["kz-kazinform"])
    name: Line = Field(description="The name that alerts show.", examples=["Kazinform"])
    country: Country = Field(default="", description="ISO 3166 code of the country; EU and UN stand for themselves.", examples=["KZ"])
    language: Language = Field(default="", description="Its language; nothing where it writes in several.", examples=["kk"])
    type: Word = Field(
        default="outlet",
        description="What it is, in a word: `agency`, `state_agency`, `ministry`, `broadcaster`, `think_tank` or another.",
        examples=["outlet"],
    )
    trust: Literal[1, 2, 3] = Field(
        default=2, description="1 is an official body or an agency, 2 an outlet, 3 an aggregator or a blog.", examples=[2]
    )
    tags: tuple[Id, ...] = Field(default=(), description="Words to choose sources by, in queries and commands.", examples=[["women"]])
    enabled: Flag = Field(default=True, description="`false` keeps it in the file and leaves it alone.", examples=[False])
    feeds: tuple[FeedText, ...] = Field(
        min_length=1, description="Its feeds; several may serve as each other's fallback.", examples=[[{"url": "https://example.org/rss"}]]
    )

    def noun(self) -> Source:
        """Return the source as the rest of the program knows it."""
        return Source(
            id=SourceId(self.id),
            name=self.name,
            country=self.country,
            language=self.language,
            type=self.type,
            trust=self.trust,
            tags=self.tags,
            feeds=tuple(feed.noun() for feed in self.feeds),
            enabled=self.enabled,
        )


class SourcesFile(Strictly):
    """The sources of one country or region."""

    sources: tuple[SourceText, ...] = Field(default=(), description="The sources of this file.", examples=[[]])

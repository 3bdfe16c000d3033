"""``config/sources/*.yaml``: publishers and their feeds, a file for each country or region."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from monitor.catalog.feeds import FeedText
from monitor.catalog.fields import Country, Flag, Id, Language, Line, Strictly, Text, Word
from monitor.model import Source, SourceId, Tier


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
    tier: Literal["A", "B", "C"] = Field(
        default="B",
        description="How often it is worth asking: `A` every 2 to 15 minutes, `B` 5 to 60, `C` 15 minutes to a day, and `C` waits first.",
        examples=["B"],
    )
    quirk: Text = Field(default="", description="What an operator should know of it.", examples=["answers 403 to browsers' headers"])
    tags: tuple[Id, ...] = Field(default=(), description="Words to choose sources by, in queries and commands.", examples=[["women"]])
    enabled: Flag = Field(default=True, description="`false` keeps it in the file and leaves it alone.", examples=[False])
    feeds: tuple[FeedText, ...] = Field(min_length=1, description="Its feeds.", examples=[[{"url": "https://example.org/rss"}]])

    def noun(self) -> Source:
        """Return the source as the rest of the program knows it."""
        return Source(
            id=SourceId(self.id),
            name=self.name,
            country=self.country,
            language=self.language,
            type=self.type,
            trust=self.trust,
            tier=Tier(self.tier),
            quirk=self.quirk,
            tags=self.tags,
            feeds=tuple(feed.noun() for feed in self.feeds),
            enabled=self.enabled,
        )


class SourcesFile(Strictly):
    """The sources of one country or region."""

    sources: tuple[SourceText, ...] = Field(default=(), description="The sources of this file.", examples=[[]])

"""A feed as it is written in ``config/sources/*.yaml``: its kind, how it is read, and what stands in for it while it fails."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, Strict, model_validator

from monitor.catalog.fields import Flag, Language, Number, Path, Selector, Strictly, WebUrl, Whole, nearest
from monitor.model import FeedKind, FeedSpec, Paths, RegisterSpec, Selectors
from monitor.registers.formats import FORMATS

_CHANNEL = re.compile(r"https?://(?:t|telegram)\.me/(?P<preview>s/)?(?P<name>\w+)/?")
_NEWS = re.compile(r"https://news\.google\.com/rss/.+")
_OWN = {"selectors": "listing", "paths": "api", "register": "register"}  # what only one kind of feed has


def _form(text: str) -> str:
    if text in FORMATS:
        return text
    near = nearest(text, FORMATS)
    hint = f"did you mean `{near}`?" if near else f"write one of {', '.join(f'`{name}`' for name in sorted(FORMATS))}"
    raise ValueError(f"`{text}` is not a format of registers: {hint}")


Form = Annotated[str, Strict(), AfterValidator(_form), Field(json_schema_extra={"enum": [*sorted(FORMATS)]})]


class SelectorsText(Strictly):
    """Where an HTML page keeps its items, as CSS selectors."""

    item: Selector = Field(description="Each item of the list; the others are looked up within it.", examples=["li.news-item"])
    link: Selector = Field(default="a[href]", description="The link to the article.", examples=["a[href]"])
    title: Selector = Field(default="", description="The headline; the link's text where it is not given.", examples=["h3"])
    time: Selector = Field(default="", description="The time of publication.", examples=["time"])
    summary: Selector = Field(default="", description="The text below the headline.", examples=["p"])


class PathsText(Strictly):
    """Where a JSON API keeps its items, as JMESPath expressions (https://jmespath.org)."""

    items: Path = Field(description="The list of items; the others are looked up within each.", examples=["data.news"])
    title: Path = Field(description="The headline.", examples=["title"])
    link: Path = Field(default="", description="The link to the article, from the feed's URL on.", examples=["url"])
    id: Path = Field(default="", description="What tells an item from all others; the link where it is not given.", examples=["id"])
    time: Path = Field(default="", description="The time of publication.", examples=["published_at"])
    summary: Path = Field(default="", description="The text below the headline.", examples=["lead"])
    content: Path = Field(default="", description="The whole text.", examples=["body"])


class RegisterText(Strictly):
    """How an official list is read, and what a reading must keep to before it is believed."""

    format: Form = Field(description="The format of the list; `table` is any web page, read by the selectors below.", examples=["un"])
    row: Selector = Field(default="", description="Each row of a `table`: `tr` if left out.", examples=["tr"])
    cell: Selector = Field(default="", description="The cells within a row of a `table`; without them a row is one cell.", examples=["td"])
    name: Whole = Field(default=1, ge=1, le=100, description="The column of a `table` with the name, from 1.", examples=[2])
    key: Whole = Field(
        default=0,
        ge=0,
        le=100,
        description="The column of a `table` with the list's own id; without one a row is known by name.",
        examples=[1],
    )
    note: Whole = Field(default=0, ge=0, le=100, description="The column of a `table` with the note; 0 is none.", examples=[3])
    without: tuple[Whole, ...] = Field(
        default=(), description="Columns of a `table` that say nothing of a row, a running number for example.", examples=[[1]]
    )
    lowest: Whole = Field(default=1, ge=1, description="Fewer rows are a fault, held for a person.", examples=[500])
    highest: Whole = Field(default=1_000_000, ge=1, description="More rows are a fault, held for a person.", examples=[2000])
    shrink: Number = Field(default=0.2, ge=0, le=1, description="The share of rows that may go at once.", examples=[0.2])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lowest > self.highest:
            raise ValueError("`lowest` must not be above `highest`")
        given = [name for name in ("row", "cell", "name", "key", "note", "without") if name in self.model_fields_set]
        if self.format != "table" and given:
            raise ValueError(f"`{given[0]}` is for `format: table` only: delete it from this `{self.format}`")
        return self

    def noun(self) -> RegisterSpec:
        """Return the options as the rest of the program knows them."""
        return RegisterSpec(form=self.format, **self.model_dump(exclude={"format"}))


class FallbackText(Strictly):
    """One URL that is checked again and again."""

    url: WebUrl = Field(description="The address of the feed, listing or channel preview.", examples=["https://example.org/rss"])
    kind: Literal["feed", "listing", "channel", "sitemap", "api", "google_news", "register"] = Field(
        default="feed",
        description="`feed` is RSS, Atom, RDF or JSON Feed, `listing` a web page, `channel` a Telegram preview, `sitemap` a news sitemap "
        "or an index of them, `api` JSON of any shape, `google_news` one of its query feeds, `register` an official list.",
        examples=["feed"],
    )
    language: Language = Field(default="", description="The feed's language, where it is not the source's.", examples=["ru"])
    selectors: SelectorsText | None = Field(
        default=None,
        description="Where a listing keeps its items; found by the page's repeated structure if left out.",
        examples=[{"item": "li.news-item"}],
    )
    paths: PathsText | None = Field(
        default=None, description="Where an `api` keeps its items.", examples=[{"items": "news", "title": "title", "link": "url"}]
    )
    register_: RegisterText | None = Field(
        default=None, alias="register", description="How a `register` is read.", examples=[{"format": "un", "lowest": 500}]
    )
    pages: Flag = Field(default=True, description="Fetch the article's page where the feed gives no full text.", examples=[True])

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for option, kind in _OWN.items():
            given = getattr(self, "register_" if option == "register" else option)
            if given is not None and self.kind != kind:
                raise ValueError(f"`{option}` is for `kind: {kind}` only: write that kind, or delete `{option}` from this {self.kind}")
            if given is None and self.kind == kind and kind != "listing":
                raise ValueError(f"`kind: {kind}` needs `{option}`: docs/sources.md shows how to write it")
        channel = _CHANNEL.fullmatch(self.url)
        if self.kind == "channel" and not (channel and channel["preview"]):
            name = channel["name"] if channel else "name"
            raise ValueError(f"`{self.url}` is not a channel's preview: write `https://t.me/s/{name}`")
        if self.kind != "channel" and channel:
            raise ValueError(f"this is a Telegram channel: write `kind: channel` and `url: https://t.me/s/{channel['name']}`")
        if self.kind == "feed" and _NEWS.fullmatch(self.url):
            raise ValueError("this is a query of Google News: write `kind: google_news`, for its entries are other publishers' articles")
        return self

    def noun(self) -> FeedSpec:
        """Return the feed as the rest of the program knows it."""
        return FeedSpec(
            url=self.url,
            kind=FeedKind(self.kind),
            language=self.language,
            selectors=Selectors(**self.selectors.model_dump()) if self.selectors else None,
            paths=Paths(**self.paths.model_dump()) if self.paths else None,
            register=self.register_.noun() if self.register_ else None,
            pages=self.pages and self.kind not in {"google_news", "register"},
        )


class FeedText(FallbackText):
    """One URL that is checked again and again, and what stands in for it while it fails."""

    fallbacks: tuple[FallbackText, ...] = Field(
        default=(),
        description="What is read while the feed fails or falls silent, in order; it goes back by itself.",
        examples=[[{"url": "https://t.me/s/example", "kind": "channel"}]],
    )

    @model_validator(mode="after")
    def _not_for_registers(self) -> Self:
        if self.fallbacks and "register" in {self.kind, *(one.kind for one in self.fallbacks)}:
            raise ValueError("a register has no fallbacks and is none: two lists differ in more than what is news")
        return self

    def noun(self) -> FeedSpec:
        """Return the feed as the rest of the program knows it."""
        return replace(super().noun(), fallbacks=tuple(one.noun() for one in self.fallbacks))

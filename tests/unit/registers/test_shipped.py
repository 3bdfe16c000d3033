"""The official lists of config/sources: all of the domain pack, each with bounds that its readers know of."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from monitor.catalog.load import load
from monitor.extract import article_of
from monitor.model import Feed, FeedId, FeedKind, Source
from monitor.registers.diff import Change, diff
from monitor.registers.formats import FORMATS
from monitor.registers.rows import Row
from monitor.registers.told import describe
from monitor.topics.matcher import Matcher

CONFIG = Path(__file__).parents[3] / "config"
WRITTEN = "".join(file.read_text("utf8") for file in sorted((CONFIG / "sources").glob("*.yaml")))
CATALOG = load(CONFIG)
LISTS = [(source, feed) for source in CATALOG.sources for feed in source.feeds if feed.kind is FeedKind.REGISTER]


def test_each_format_but_the_spare_ones_is_in_use() -> None:
    assert {feed.register.form for _, feed in LISTS if feed.register} == set(FORMATS) - {"ofac-sdn", "eu-csv"}


def test_each_has_bounds_and_a_quirk() -> None:
    assert [source.id for source, feed in LISTS if not feed.register or feed.register.lowest < 10 or feed.register.highest > 50_000] == []
    assert [source.id for source, _ in LISTS if not source.quirk or source.type != "register"] == []


@pytest.mark.shared
def test_all_of_the_domain_pack_is_accounted_for(shared: Path) -> None:
    listed = [one for one in yaml.safe_load((shared / "domain/sources.yaml").read_text("utf8"))["sources"] if one["type"] == "list"]
    left_out = set(re.findall(r"^\s*# domain:(list_\w+) \S.{10,}$", WRITTEN, re.MULTILINE))
    urls = {feed.url for _, feed in LISTS}
    assert {one["id"] for one in listed if one["url"] not in urls} == left_out


# ── what a change in any of them says is what the topic of delistings asks for ────────────────────

AT = datetime(2026, 11, 24, tzinfo=UTC)
COURT = (("3", "Верховный Суд Российской Федерации, 14.02.2003, № ГКПИ 03-116"),)
OTHERS = {"ru": Row(key="o", name="Исламская партия Туркестана", cells=COURT), "en": Row(key="o", name="Some Bank", cells=(("city", "X"),))}
ITS = {"ru": Row(key="t", name="Движение «Талибан»", cells=COURT), "en": Row(key="t", name="TALIBAN", cells=(("city", "Kabul"),))}
MEMBER = Row(key="m", name="ABDUL HAI HAZEM", cells=(("UN_LIST_TYPE", "Taliban"), ("LISTED_ON", "2001-01-25")))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([topic for topic in CATALOG.topics if topic.id == "delisting"], CATALOG.concepts)


def matched(matcher: Matcher, source: Source, changes: tuple[Change, ...]) -> list[bool]:
    feed = Feed(id=FeedId(1), source=source.id, url="https://x.example", language=source.language, next_at=AT)
    entries = [describe(one, source.language, register=source.name, url=feed.url, seen=AT, at=AT) for one in changes]
    return [bool(matcher.match(article_of(entry, feed, seen=AT))) for entry in entries]


def turns(row: Row) -> tuple[Change, ...]:
    """The row goes, comes, gets a note and gets another name."""
    return (
        *diff([row], []),
        *diff([], [row]),
        *diff([row], [replace(row, note="*")]),
        *diff([row], [replace(row, name=f"{row.name} (X)")]),
    )


@pytest.mark.parametrize("source", [source for source, _ in LISTS], ids=[source.id for source, _ in LISTS])
def test_the_topic_of_delistings_hears_of_the_taliban_and_of_nobody_else(matcher: Matcher, source: Source) -> None:
    assert matched(matcher, source, turns(ITS[source.language])) == [True] * 4
    assert matched(matcher, source, turns(OTHERS[source.language])) == [False] * 4
    assert matched(matcher, source, diff([MEMBER], [])) == [True]

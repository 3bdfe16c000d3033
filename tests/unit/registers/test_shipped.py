"""The official lists of config/sources: all of the domain pack, each with bounds that its readers know of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from monitor.catalog.load import load
from monitor.model import FeedKind
from monitor.registers.formats import FORMATS

CONFIG = Path(__file__).parents[3] / "config"
WRITTEN = "".join(file.read_text("utf8") for file in sorted((CONFIG / "sources").glob("*.yaml")))
LISTS = [(source, feed) for source in load(CONFIG).sources for feed in source.feeds if feed.kind is FeedKind.REGISTER]


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

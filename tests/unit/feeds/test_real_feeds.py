"""The real snapshots: every entry that feedparser reads is read, with the same link; differences are listed here and explained."""

import calendar
import io
import tarfile
import warnings
from pathlib import Path

import feedparser
import pytest

from monitor.feeds.parse import parse_feed

EXPLAINED = {
    "7ef13a42fa7e177a": "its XML declaration is malformed and its root has an attribute without quotes: feedparser reads nothing, we read 35 entries",
}


@pytest.fixture(scope="module")
def snapshots(shared: Path) -> dict[str, bytes]:
    with tarfile.open(shared / "corpora/real_feeds.tar.xz") as tar:
        return {Path(member.name).name: file.read() for member in tar if member.isfile() and (file := tar.extractfile(member))}


@pytest.mark.long
@pytest.mark.shared
def test_every_entry_that_feedparser_reads_is_read(snapshots: dict[str, bytes]) -> None:
    different = {}
    for name, body in snapshots.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries
        ours = parse_feed(body).entries
        links = [entry.get("link", "") for entry in theirs]
        instants = [(entry.get("published_parsed"), mine.published) for entry, mine in zip(theirs, ours, strict=False)]
        if links != [entry.url for entry in ours]:
            different[name] = f"{len(theirs)} entries there, {len(ours)} here"
        elif any(when and not (mine and abs(calendar.timegm(when) - mine.timestamp()) < 1) for when, mine in instants):
            different[name] = "another date"
    assert different.keys() == EXPLAINED.keys()
    assert len(snapshots) == 138


@pytest.mark.shared
def test_nearly_every_entry_has_a_title(snapshots: dict[str, bytes]) -> None:
    entries = [entry for body in snapshots.values() for entry in parse_feed(body).entries]
    titled = [entry for entry in entries if entry.title]
    assert len(titled) >= 0.99 * len(entries)


@pytest.mark.shared
def test_xml_attacks_are_no_feeds(shared: Path) -> None:
    from monitor.errors import NotAFeed

    samples = sorted((shared / "harness/xml").glob("*.xml"))
    assert samples
    for sample in samples:
        with pytest.raises(NotAFeed):
            parse_feed(sample.read_bytes())

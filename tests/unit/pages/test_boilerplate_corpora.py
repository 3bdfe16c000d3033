"""What is learnt of real sites: of the feeds of the shared corpora, which give many texts each, and of sites with several pages."""

from __future__ import annotations

import json
import tarfile
from collections import Counter, defaultdict
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from monitor.errors import NotAFeed, NotAPage
from monitor.feeds.parse import parse_feed
from monitor.pages.article import read_page
from monitor.pages.boilerplate import SEEN_ON, blocks, is_boilerplate, without
from monitor.text.html import strip_tags


def learnt(texts: dict[str, str]) -> frozenset[int]:
    counts = Counter(key for text, title in texts.items() for key in blocks(text, title))
    return frozenset(key for key, stories in counts.items() if is_boilerplate(stories, len(texts)))


def members(path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: file.read() for member in tar if member.isfile() and (file := tar.extractfile(member))}


@pytest.mark.long
@pytest.mark.shared
def test_of_real_feeds_the_notes_go_and_the_texts_stay(shared):
    before = after = changed = 0
    for name, body in members(shared / "corpora/real_feeds.tar.xz").items():
        with suppress(NotAFeed):
            entries = parse_feed(body, url=f"https://example.org/{name}").entries
            texts = {strip_tags(entry.content or entry.summary): strip_tags(entry.title) for entry in entries}
            known = learnt(texts) if len(texts) >= 2 * SEEN_ON else frozenset()
            left = {text: without(text, known, title) for text, title in texts.items()}
            before, after = before + sum(map(len, left)), after + sum(map(len, left.values()))
            changed += sum(text != kept for text, kept in left.items())
            for kept in left.values():
                assert "Published in Dawn, " not in kept
                assert not kept.endswith("appeared first on Boston.com.")
    assert changed > 500
    assert 0.98 < after / before < 0.995


def shingles(text: str) -> Counter:
    words = text.split()
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def f1(text: str, expected: str) -> float:
    ours, theirs = shingles(text), shingles(expected)
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


@pytest.mark.shared
def test_of_sites_with_several_pages_no_text_is_worse(shared):
    sites = defaultdict(list)
    for name in ("articles_aeb", "articles_fundus"):
        files = members(shared / f"corpora/{name}.tar.xz")
        for line in map(json.loads, files[f"{name}/golden.jsonl"].splitlines()):
            sites[urlsplit(line["url"]).hostname].append((line, files[line["file"]]))
    pages = 0
    for found in sites.values():
        if len(found) < SEEN_ON:
            continue
        with suppress(NotAPage):
            read = [(read_page(body, url=line["url"]), line["body"]) for line, body in found]
            known = learnt({page.text: page.title for page, _ in read})
            for page, expected in read:
                pages += 1
                assert f1(without(page.text, known, page.title), expected) >= f1(page.text, expected)
    assert pages >= 40

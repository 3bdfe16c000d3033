"""What config/sources ships: all that the domain pack lists, each source with what an operator needs to know of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from monitor.catalog.load import load
from monitor.feeds.api import read_api
from monitor.model import FeedKind, FeedSpec, Source
from monitor.pages.listing import read_listing
from monitor.urls import canonical

CONFIG = Path(__file__).parents[3] / "config"
FILES = sorted((CONFIG / "sources").glob("*.yaml"))
SOURCES = load(CONFIG).sources
WRITTEN: list[dict[str, Any]] = [source for file in FILES for source in yaml.safe_load(file.read_text("utf8"))["sources"]]
LEFT_OUT = re.compile(r"^\s*# domain:(?P<id>\w+) (?P<reason>\S.{10,})$", re.MULTILINE)

NEEDS_NO_FALLBACK = {FeedKind.CHANNEL, FeedKind.REGISTER}
CHAIN = [FeedKind.FEED, FeedKind.API, FeedKind.SITEMAP, FeedKind.LISTING, FeedKind.CHANNEL, FeedKind.GOOGLE_NEWS]
"""From what tells most, and tells it itself, to what tells least."""
EDITIONS = {"zh-CN": "zh-Hans"}  # where `ceid` spells the language of `hl` another way

FEEDS = [(source, feed) for source in SOURCES for feed in source.feeds]
LINKS = [(source, link) for source, feed in FEEDS for link in (feed, *feed.fallbacks)]


def test_each_states_its_language_trust_and_tier():
    stated = {"name", "country", "type", "trust", "tier", "feeds"}
    unstated = {source["id"]: stated - source.keys() for source in WRITTEN if not stated <= source.keys()}
    assert unstated == {}
    assert [one["id"] for one in WRITTEN if not one.get("language") and not all(feed.get("language") for feed in one["feeds"])] == []


def test_a_quirk_is_a_sentence():
    assert [source.quirk for source in SOURCES if source.quirk and not re.fullmatch(r"[A-Z].{15,300}\.", source.quirk)] == []


def test_each_feed_has_what_stands_in_for_it():
    alone = [(source, feed.url) for source, feed in FEEDS if not feed.fallbacks and feed.kind not in NEEDS_NO_FALLBACK]
    assert [url for source, url in alone if "fallback" not in source.quirk] == []


def test_no_feed_relies_on_google_news_alone():
    """Its robots.txt forbids queries to every robot, so that they are refused where `fetch.robots` is on."""
    own = {feed.url: {link.kind for link in feed.fallbacks} - {FeedKind.GOOGLE_NEWS} for _, feed in FEEDS if feed.kind == FeedKind.FEED}
    assert [url for url, kinds in own.items() if not kinds] == []
    assert [feed.url for _, feed in FEEDS if feed.kind == FeedKind.GOOGLE_NEWS] == []


def test_a_chain_ends_in_what_tells_least():
    chains = {feed.url: [CHAIN.index(link.kind) for link in feed.fallbacks] for _, feed in FEEDS}
    assert [url for url, chain in chains.items() if chain != sorted(chain)] == []


def test_a_fallback_speaks_the_language_of_its_feed():
    spoken = {(source.language, feed.language, link.language, link.url) for source, feed in FEEDS for link in feed.fallbacks}
    assert [url for source, feed, link, url in spoken if (link or source) != (feed or source)] == []


def test_posts_of_channels_are_whole():
    assert [link.url for _, link in LINKS if link.kind == FeedKind.CHANNEL and link.pages] == []


def test_a_query_of_google_news_names_a_site_and_an_edition():
    for query in [parse_qs(urlsplit(link.url).query) for _, link in LINKS if link.kind == FeedKind.GOOGLE_NEWS]:
        (language,), (country,), (edition,) = query["hl"], query["gl"], query["ceid"]
        assert edition == f"{country}:{EDITIONS.get(language, language.partition('-')[0])}"
        assert re.search(r"\bsite:[\w.-]+\.\w+", query["q"][0]), query


def feed_at(url: str) -> FeedSpec:
    """The feed of config/sources with this address."""
    (found,) = [link for _, link in LINKS if link.url == url]
    return found


def test_the_api_of_a_president_is_read():
    url = "https://controlpanel.president.tj/api/home-event?event_type=news&lang_id=1"
    item = {"id": 31207, "title": "Мулоқот", "publish_date": "2026-10-07 10:30:00", "news_flickr_image_relation": None}
    spec = feed_at(url)
    assert spec.paths is not None
    (entry,) = read_api(json.dumps({"success": True, "data": [item]}).encode(), spec.paths, url=url, language="tg").entries
    assert (entry.guid, entry.url, entry.title) == ("31207", "https://president.tj/event/news/31207", "Мулоқот")
    assert entry.published == datetime(2026, 10, 7, 10, 30, tzinfo=UTC)


def picture(href: str) -> str:
    """A link that holds a picture alone, as lists put one before the headline's own."""
    return f'<a href="{href}"><img src="/a.jpg" alt=""></a>'


ROWS = [
    pytest.param(
        "https://mfa.tj/tg/main/ittiloot/khabarho-va-ruidodho",
        '<li><a href="/tg/main">Асосӣ</a></li><li><a href="https://mfa.tj/tg/main/view/16001/vokhuri">Вохӯрӣ бо сафир</a>'
        ' <div class="text">Дар рафти вохӯрӣ</div><span class="date">07.10.2026 16:05</span></li>',
        ("https://mfa.tj/tg/main/view/16001/vokhuri", "Вохӯрӣ бо сафир", "Дар рафти вохӯрӣ", datetime(2026, 10, 7, 16, 5, tzinfo=UTC)),
        id="mfa-tj",
    ),
    pytest.param(
        "https://www.mfa.gov.cn/web/wjdt_674879/fyrbt_674889/",
        '<li><a href="../wjbxw_674885/">新闻</a></li><li><a href="./202608/t20260820_12007399.shtml">发言人主持例行记者会</a></li>',
        ("https://www.mfa.gov.cn/web/wjdt_674879/fyrbt_674889/202608/t20260820_12007399.shtml", "发言人主持例行记者会", "", None),
        id="mfa-cn",
    ),
    pytest.param(
        "https://english.news.cn/world/index.htm",
        picture("/20260926/0a/c.html") + '<a href="/20260926/0a/c.html">Talks held in Moscow</a><a href="/world/">World</a>',
        ("https://english.news.cn/20260926/0a/c.html", "Talks held in Moscow", "", None),
        id="xinhua",
    ),
    pytest.param(
        "https://www.globaltimes.cn/world/index.html",
        picture("/page/202609/1.shtml") + '<a href="https://www.globaltimes.cn/page/202609/1.shtml">Talks held in Moscow</a>',
        ("https://www.globaltimes.cn/page/202609/1.shtml", "Talks held in Moscow", "", None),
        id="global-times",
    ),
    pytest.param(
        "https://www.vsrf.ru/press_center/news/",
        '<a href="/press_center/news/">Новости</a>' + picture("/press_center/news/7/") + '<a href="/press_center/news/7/">Запрет снят</a>',
        ("https://www.vsrf.ru/press_center/news/7/", "Запрет снят", "", None),
        id="supreme-court",
    ),
    pytest.param(
        "https://www.bakhtarnews.af/en/category/news/",
        '<ul id="posts-container"><li class="post-item"><a href="/en/a/"><img></a><div class="post-details"><h2><a href="/en/a/">'
        "Minister leaves for Moscow</a></h2><p>The delegation</p></div></li></ul>",
        ("https://www.bakhtarnews.af/en/a/", "Minister leaves for Moscow", "The delegation", None),
        id="bakhtar",
    ),
    pytest.param(
        "https://ofac.treasury.gov/press-releases",
        '<table class="views-table"><tr><th>Date</th><th>Title</th></tr><tr><td><time datetime="2026-10-07T12:00:00Z">07/10/2026</time>'
        '</td><td><a href="https://home.treasury.gov/news/press-releases/jy1">Treasury acts</a></td></tr></table>',
        ("https://home.treasury.gov/news/press-releases/jy1", "Treasury acts", "", datetime(2026, 10, 7, 12, tzinfo=UTC)),
        id="ofac",
    ),
]


@pytest.mark.parametrize(("url", "rows", "expected"), ROWS)
def test_a_listing_is_read_by_its_selectors(url, rows, expected):
    spec = feed_at(url)
    assert spec.selectors is not None
    entries = read_listing(f"<body>{rows}</body>".encode(), spec.selectors, url=url).entries
    assert [(entry.url, entry.title, entry.summary, entry.published) for entry in entries] == [expected]


@pytest.fixture(scope="session")
def listed(shared: Path) -> list[dict[str, str]]:
    """What the domain pack lists: outlets, ministries, official lists and channels."""
    return list(yaml.safe_load((shared / "domain/sources.yaml").read_text("utf8"))["sources"])


@pytest.fixture(scope="session")
def shipped() -> dict[str, list[tuple[Source, FeedSpec]]]:
    """Each address of config/sources, in its canonical form."""
    found: dict[str, list[tuple[Source, FeedSpec]]] = {}
    for source, link in LINKS:
        found.setdefault(canonical(link.url), []).append((source, link))
    return found


@pytest.fixture(scope="session")
def left_out() -> dict[str, str]:
    """What a comment of config/sources leaves out, by its id in the domain pack, with the reason."""
    return {match["id"]: match["reason"] for file in FILES for match in LEFT_OUT.finditer(file.read_text("utf8"))}


@pytest.mark.shared
def test_all_of_the_domain_pack_is_accounted_for(listed, shipped, left_out):
    assert [one["id"] for one in listed if not shipped.get(canonical(one["url"])) and one["id"] not in left_out] == []


@pytest.mark.shared
def test_nothing_is_left_out_that_is_there_or_unknown(listed, shipped, left_out):
    absent = {one["id"] for one in listed if not shipped.get(canonical(one["url"]))}
    assert left_out.keys() == absent


@pytest.mark.shared
def test_each_speaks_the_language_of_the_domain_pack(listed, shipped):
    wrong = [
        (one["id"], link.language or source.language)
        for one in listed
        for source, link in shipped.get(canonical(one["url"]), ())
        if (link.language or source.language) != one["lang"]
    ]
    assert wrong == []


@pytest.mark.shared
def test_each_trap_is_told_in_a_quirk(listed, shipped):
    untold = [one["id"] for one in listed if "note" in one for source, _ in shipped.get(canonical(one["url"]), ()) if not source.quirk]
    assert untold == []

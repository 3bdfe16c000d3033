from __future__ import annotations

import gzip

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.sitemap import MAX_SITEMAPS, read_index

INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://a.example/undated.xml</loc></sitemap>
<sitemap><loc>https://a.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
<sitemap><loc>/new.xml</loc><lastmod>2026-01-01</lastmod></sitemap><sitemap/><other/></sitemapindex>"""
NEWEST = ("https://a.example/new.xml", "https://a.example/old.xml", "https://a.example/undated.xml")


@pytest.mark.parametrize("body", [INDEX, gzip.compress(INDEX)], ids=["plain", "gzipped"])
def test_sitemaps_come_newest_first(body):
    assert read_index(body, url="https://a.example/sitemap.xml") == NEWEST


def test_a_sitemap_is_no_index():
    assert read_index(b"<urlset/>", url="https://a.example/") == ()


def test_an_index_has_a_bound():
    many = b"".join(b"<sitemap><loc>https://a.example/%d</loc></sitemap>" % n for n in range(300))
    assert len(read_index(b"<sitemapindex>" + many + b"</sitemapindex>", url="")) == MAX_SITEMAPS


def test_a_page_is_none():
    with pytest.raises(NotAFeed):
        read_index(b"<!doctype html><html><p>x", url="")

"""Canonical URLs and the domain that politeness counts by."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.urls import canonical, host_key

SAME = [
    pytest.param("HTTP://EXAMPLE.org:80/a#top", "http://example.org/a", id="case-port-fragment"),
    pytest.param("  https://example.org/a\n", "https://example.org/a", id="white-space-around"),
    pytest.param("https://example.org", "https://example.org/", id="root"),
    pytest.param("https://example.org/news/1/", "https://example.org/news/1", id="slash-at-the-end"),
    pytest.param("https://example.org./a", "https://example.org/a", id="dot-after-host"),
    pytest.param("https://user:secret@example.org/a", "https://example.org/a", id="no-credentials"),
    pytest.param("https://example.org:8443/a", "https://example.org:8443/a", id="own-port"),
    pytest.param("https://example.org/a/../b/./c", "https://example.org/b/c", id="dots"),
    pytest.param("https://пример.рф/статья", "https://xn--e1afmkfd.xn--p1ai/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F", id="idn"),
    pytest.param("https://example.org/%7euser/%d1%81", "https://example.org/~user/%D1%81", id="escapes"),
    pytest.param("https://example.org/a?utm_source=rss&id=7&utm_medium=x", "https://example.org/a?id=7", id="utm"),
    pytest.param("https://example.org/a?fbclid=1&gclid=2&yclid=3&ysclid=4", "https://example.org/a", id="click-ids"),
    pytest.param("https://example.org/a?UTM_Campaign=x", "https://example.org/a", id="tracking-in-capitals"),
    pytest.param("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1", id="order-stays"),
    pytest.param("https://example.org/a?", "https://example.org/a", id="empty-query"),
    pytest.param("https://example.org/a?x=%c3%a9&&y", "https://example.org/a?x=%C3%A9&y", id="query-escapes"),
    pytest.param("https://example.org/a?PHPSESSID=77&p=5", "https://example.org/a?p=5", id="php-session"),
    pytest.param("https://example.org/a;jsessionid=AB12?p=5", "https://example.org/a?p=5", id="java-session"),
    pytest.param("https://m.example.org/a", "https://example.org/a", id="mobile-host"),
    pytest.param("https://en.m.example.org/a", "https://en.example.org/a", id="mobile-within"),
    pytest.param("https://amp.example.co.uk/a", "https://example.co.uk/a", id="amp-host"),
    pytest.param("https://m.amp.example.org/a/amp/print//", "https://example.org/a", id="twins-of-twins"),
    pytest.param("https://amp.com.au/a", "https://amp.com.au/a", id="a-company-called-amp"),
    pytest.param("https://example.org/a/amp/", "https://example.org/a", id="amp-path"),
    pytest.param("https://example.org/a?amp=1", "https://example.org/a", id="amp-parameter"),
    pytest.param("https://example.org/a/print", "https://example.org/a", id="print"),
    pytest.param("https://example.org/amp", "https://example.org/amp", id="a-page-called-amp"),
    pytest.param("https://amp.dev/a", "https://amp.dev/a", id="a-site-called-amp"),
    pytest.param("https://a.m.org/x", "https://a.m.org/x", id="a-site-called-m"),
    pytest.param("https://www.google.com/amp/s/example.org/a.html", "https://example.org/a.html", id="amp-viewer"),
    pytest.param("https://example-org.cdn.ampproject.org/c/s/example.org/a?utm_source=x", "https://example.org/a", id="amp-cache"),
    pytest.param("https://example-org.cdn.ampproject.org/c/example.org/a", "http://example.org/a", id="amp-cache-http"),
    pytest.param("https://www.google.com/amp/s/[.x/a", "https://www.google.com/amp/s/[.x/a", id="amp-viewer-of-nothing"),
    pytest.param("https://www.google.com/amp/www.google.com/amp/s/example.org/a", "https://example.org/a", id="amp-within-amp"),
    pytest.param("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a", id="ipv6"),
    pytest.param("http://m.127.0.0.1/a", "", id="no-such-host"),
]


@pytest.mark.parametrize(("url", "same"), SAME)
def test_spellings_of_one_url_become_one(url: str, same: str) -> None:
    assert canonical(url) == same


@pytest.mark.parametrize(
    "url",
    ["", "not a url", "http://", "/relative", "//example.org/a", "ftp://example.org/a", "javascript:alert(1)", "data:text/html,x",
     "file:///etc/passwd", "mailto:a@example.org", "tg://resolve?domain=x", "http://[::1", "http://.", "http://a..b/", "http://1../", "https://example.org/" + "a" * 20_000, "http://\ud800/"],
)  # fmt: skip
def test_what_is_no_absolute_http_url_is_empty(url: str) -> None:
    assert canonical(url) == ""
    assert host_key(url) == ""


@pytest.mark.parametrize(
    ("url", "base", "whole"),
    [
        ("/a", "https://example.org/feed/", "https://example.org/a"),
        ("a?x=1", "https://example.org/feed/", "https://example.org/feed/a?x=1"),
        ("//example.net/a", "https://example.org/feed", "https://example.net/a"),
        ("javascript:alert(1)", "https://example.org/", ""),
        ("/a", "mailto:x", ""),
    ],
)
def test_relative_urls_are_resolved(url: str, base: str, whole: str) -> None:
    assert canonical(url, base) == whole


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://feeds.example.org/a", "example.org"),
        ("https://example.org", "example.org"),
        ("https://EXAMPLE.org.", "example.org"),
        ("https://a.b.example.co.uk/", "example.co.uk"),
        ("https://mfa.gov.kz/", "mfa.gov.kz"),
        ("https://www.mfa.gov.kz/", "mfa.gov.kz"),
        ("https://gov.kz/", "gov.kz"),
        ("https://news.example.com.pk/", "example.com.pk"),
        ("https://someone.blogspot.com/feed", "someone.blogspot.com"),
        ("https://t.me/s/channel", "t.me"),
        ("https://xn--e1afmkfd.xn--p1ai/", "xn--e1afmkfd.xn--p1ai"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[::1]:8080/", "[::1]"),
        ("http://localhost:8080/", "localhost"),
    ],
)
def test_politeness_counts_by_the_registered_name(url: str, key: str) -> None:
    assert host_key(url) == key


URLS = st.from_regex(
    r"https?://(m\.|amp\.|www\.)?[a-z0-9.-]{1,20}(:[0-9]{1,5})?(/[a-zA-Z0-9%./;~-]{0,30})?(\?[a-z_=&%0-9]{0,30})?", fullmatch=True
)


@example("https://m.m.example.org/a/print/amp//?utm_source=1&amp=1")
@given(URLS | st.text(max_size=60))
def test_a_canonical_url_is_its_own_canonical_form(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert "#" not in once

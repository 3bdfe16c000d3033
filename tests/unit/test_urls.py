"""Canonical URLs and the domain that politeness counts by."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from monitor.urls import canonical, host_key, speaks_for
from monitor.urls.parameters import EVERYWHERE, PREFIXES
from monitor.urls.parsed import parsed
from monitor.urls.wrapped import REDIRECTORS, unwrapped

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
    pytest.param("https://example.org/a.amp.html", "https://example.org/a.html", id="amp-before-the-ending"),
    pytest.param("https://example.org/a.amp", "https://example.org/a", id="amp-as-an-ending"),
    pytest.param("https://example.org/a/amp.html", "https://example.org/a", id="amp-as-a-file"),
    pytest.param("https://example.org/guitar-amp", "https://example.org/guitar-amp", id="an-article-on-amplifiers"),
    pytest.param("https://example.org/a?outputType=amp&output=amp&format=print&x=1", "https://example.org/a?x=1", id="twins-by-parameter"),
    pytest.param("https://example.org/a?view=full&output=2", "https://example.org/a?view=full&output=2", id="no-twins"),
    pytest.param("https://someone.blogspot.com/2026/03/a.html?m=1", "https://someone.blogspot.com/2026/03/a.html", id="mobile-blogspot"),
    pytest.param("https://example.org/a?m=1", "https://example.org/a?m=1", id="m-of-another-site"),
    pytest.param("https://touch.example.org/a", "https://example.org/a", id="touch-host"),
    pytest.param("https://wap.example.com.pk/a", "https://example.com.pk/a", id="wap-host"),
    pytest.param("https://mobile.example.org/a/print.html", "https://example.org/a", id="print-of-the-mobile"),
    pytest.param("https://example.org//news///1", "https://example.org/news/1", id="slashes-twice"),
    pytest.param(
        "https://web.archive.org/web/2026/https://example.org/a", "https://web.archive.org/web/2026/https://example.org/a", id="an-archive"
    ),
    pytest.param("https://example.org/news/index.html", "https://example.org/news", id="index"),
    pytest.param("https://example.org/Default.aspx?utm_source=x", "https://example.org/", id="index-of-a-site"),
    pytest.param("https://example.org/index.php?id=7", "https://example.org/index.php?id=7", id="a-program-that-is-asked"),
    pytest.param("https://example.org/#!/news/7", "https://example.org/#!/news/7", id="route"),
    pytest.param("https://example.org/#/news/7", "https://example.org/#/news/7", id="newer-route"),
    pytest.param("https://example.org/a#:~:text=x", "https://example.org/a", id="a-place-in-the-text"),
    pytest.param("https://example.org/(S(abc12))/a.aspx", "https://example.org/a.aspx", id="asp-session"),
    pytest.param("https://example.org/..;jsessionid=1", "https://example.org/", id="dots-bared"),
    pytest.param(f"https://example.org/a?sid={'0af3' * 8}&PHPSESSID=1", "https://example.org/a", id="session"),
    pytest.param("https://example.org/article.php?sid=77", "https://example.org/article.php?sid=77", id="sid-of-an-article"),
    pytest.param("https://example.org/a?from=rss&ref=twitter_share&source=telegram", "https://example.org/a", id="referrers"),
    pytest.param("https://example.org/a?from=kabul&ref=77", "https://example.org/a?from=kabul&ref=77", id="no-referrers"),
    pytest.param("https://www.rbc.ru/politics/1?from=newsfeed", "https://www.rbc.ru/politics/1", id="a-site's-own"),
    pytest.param("https://x.com/someone/status/1?s=20&t=abc", "https://x.com/someone/status/1", id="a-network's-own"),
    pytest.param("https://example.org/a?s=20&t=abc", "https://example.org/a?s=20&t=abc", id="the-same-elsewhere"),
    pytest.param("https://example.org/a?%75tm_source=x", "https://example.org/a", id="tracking-escaped"),
    pytest.param("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a", id="ipv6"),
    pytest.param("http://m.127.0.0.1/a", "", id="no-such-host"),
]


@pytest.mark.parametrize(("url", "same"), SAME)
def test_spellings_of_one_url_become_one(url: str, same: str) -> None:
    assert canonical(url) == same


def google_news(url: str, *, length: int | None = None) -> str:
    """A link as Google News wrote them: protobuf in base64."""
    size = len(url) if length is None else length
    sized = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    held = b"\x08\x13\x22" + sized + url.encode() + b"\xd2\x01\x00"
    return "https://news.google.com/rss/articles/" + base64.urlsafe_b64encode(held).decode().rstrip("=")


WITHIN = "https%3A%2F%2Fexample.org%2Fa%3Fid%3D7%26utm_source%3Dx"
LONG = "https://example.org/" + "a" * 150


@pytest.mark.parametrize(
    ("url", "within"),
    [
        (f"https://l.facebook.com/l.php?u={WITHIN}&h=AT1", "https://example.org/a?id=7"),
        (f"https://lm.facebook.com/l.php?u={WITHIN}", "https://example.org/a?id=7"),
        (f"https://m.facebook.com/l.php?u={WITHIN}", "https://example.org/a?id=7"),
        (f"https://l.instagram.com/?u={WITHIN}&e=1", "https://example.org/a?id=7"),
        (f"https://www.google.com/url?sa=t&url={WITHIN}&usg=1", "https://example.org/a?id=7"),
        (f"https://www.google.co.uk/url?q={WITHIN}", "https://example.org/a?id=7"),
        (f"https://google.com.pk/url?q=relative&url={WITHIN}", "https://example.org/a?id=7"),
        (f"https://news.google.com/news/url?url={WITHIN}", "https://example.org/a?id=7"),
        (f"https://t.me/iv?url={WITHIN}&rhash=1", "https://example.org/a?id=7"),
        (f"https://vk.com/away.php?to={WITHIN}&post=1", "https://example.org/a?id=7"),
        (f"https://m.vk.com/away?to={WITHIN}", "https://example.org/a?id=7"),
        (f"https://wap.vk.com/away?to={WITHIN}", "https://example.org/a?id=7"),
        (f"https://out.reddit.com/t3_abc?token=1&url={WITHIN}", "https://example.org/a?id=7"),
        (f"https://www.bing.com/news/apiclick.aspx?ref=x&url={WITHIN}", "https://example.org/a?id=7"),
        ("https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9leGFtcGxlLm9yZy9h&ntb=1", "https://example.org/a"),
        (f"https://r.search.yahoo.com/_ylt=A/RV=2/RU={WITHIN}/RK=2/RS=1-", "https://example.org/a?id=7"),
        (f"https://nam02.safelinks.protection.outlook.com/?url={WITHIN}&amp;data=1", "https://example.org/a?id=7"),
        (f"https://yandex.ru/turbo?text={WITHIN}", "https://example.org/a?id=7"),
        ("https://yandex.ru/turbo/example.org/s/news/1", "https://example.org/news/1"),
        ("https://example-org.turbopages.org/turbo/example.org/s/news/1?lite=1&utm_source=x", "https://example.org/news/1"),
        (f"https://example-org.turbopages.org/?text={WITHIN}", "https://example.org/a?id=7"),
        (f"https://dzen.ru/away?to={WITHIN}", "https://example.org/a?id=7"),
        (f"https://translate.google.com/translate?sl=fa&tl=en&u={WITHIN}", "https://example.org/a?id=7"),
        ("https://www-my--site-org.translate.goog/a?id=7&_x_tr_sl=fa&_x_tr_tl=en", "https://www.my-site.org/a?id=7"),
        ("https://cdn.ampproject.org/c/s/example.org/a", "https://example.org/a"),
        ("https://www-example-org.bing-amp.com/c/s/www.example.org/a/amp", "https://www.example.org/a"),
        (f"https://l.facebook.com/l.php?u=https%3A%2F%2Ft.me%2Fiv%3Furl%3D{WITHIN.replace('%', '%25')}", "https://example.org/a?id=7"),
        (f"https://vk.com/away.php?to={WITHIN.replace('%', '%25')}", "https://example.org/a?id=7"),
        (google_news("https://example.org/a?id=7"), "https://example.org/a?id=7"),
        (google_news(LONG) + "?oc=5", LONG),
        (google_news("https://example.org/a").replace("/rss/articles/", "/read/"), "https://example.org/a"),
    ],
)
def test_a_url_within_a_url_is_taken_out(url: str, within: str) -> None:
    assert canonical(url) == within


@pytest.mark.parametrize(
    "url",
    [
        "https://t.co/AbC123",
        "https://feedproxy.google.com/~r/site/~3/AbC/a",
        "https://news.google.com/rss/articles/CBMiAFBVV95cUxQbEZ3RzR4UDk4VFV3WnlzQ3lm",
        google_news("https://example.org/a", length=90),
        google_news("ftp://example.org/a"),
        google_news(""),
        "https://news.google.com/rss/articles/aaaaaaaaa",
        "https://l.facebook.com/l.php",
        "https://vk.com/away.php?to=javascript:alert(1)",
        "https://vk.com/away.php?to=https://[",
        "https://www.bing.com/ck/a?u=a1AAAAAAAAA",
        "https://r.search.yahoo.com/RU=x/RK=2",
        "https://example.org/url?q=https://example.net/a",
        "https://www.facebook.com/someone/posts/1",
        "https://x.turbopages.example.org/a",
        "https://-.translate.goog/a",
    ],
)
def test_what_says_no_other_url_stays(url: str) -> None:
    assert canonical(url) == url


@pytest.mark.parametrize("name", sorted(EVERYWHERE | {f"{prefix}x" for prefix in PREFIXES}))
def test_what_senders_hang_on_is_left_out(name: str) -> None:
    assert canonical(f"https://example.org/a?{name}=1&id=7&{name.upper()}=2") == "https://example.org/a?id=7"


@pytest.mark.parametrize(
    ("page", "claimed", "may"),
    [
        ("https://amp.example.org/a", "https://www.example.org/a", True),
        ("https://example.org/a", "https://example.net/a", False),
        ("https://www.msn.com/en-us/news/a", "https://example.net/a", True),
        ("https://news.yahoo.com/a-1.html", "https://example.net/a", True),
        ("https://one.blogspot.com/a", "https://two.blogspot.com/a", False),
        ("https://example.org/a", "", False),
        ("", "", False),
    ],
)
def test_a_page_speaks_for_its_site_and_a_syndicator_for_its_publisher(page: str, claimed: str, may: bool) -> None:
    assert speaks_for(page, claimed) is may


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


PATH = [
    "/",
    "//",
    "a",
    "news",
    "amp",
    "print",
    ".amp",
    ".html",
    "index.html",
    ";jsessionid=1",
    "(S(x))",
    "..",
    ".",
    "%2e",
    "%61mp",
    "%D1%81",
    "turbo",
    "s",
    "c",
    "l.php",
    "url",
    "away",
    "iv",
]
QUERY = [
    "?",
    "&",
    "=",
    "utm_source=1",
    "u=",
    "q=",
    "to=",
    "url=",
    "text=",
    "amp",
    "m=1",
    "%",
    "id=7",
    "from=rss",
    "https://",
    "https%3A%2F%2F",
]
HOSTS = ["example.org", "m.", "en.m.", "amp.", "www.", "wap.", "x.co.uk", "someone.blogspot.com", "cdn.ampproject.org", "-a.translate.goog"]
HOSTS += [host.replace("*", "com") for host in REDIRECTORS]
PARTS = st.lists(st.sampled_from([*HOSTS, *PATH, *QUERY, "#!/a", "#a", ":80", "user@", "[::1]", "127.0.0.1"]), max_size=14).map("".join)
URLS = PARTS.map("https://".__add__) | st.text(max_size=60) | st.builds("https://{}/{}?{}".format, st.sampled_from(HOSTS[:1]), PARTS, PARTS)


@example("https://m.m.example.org/a/print/amp//?utm_source=1&amp=1")
@example("https://user@www.google.com/amp/s/example.org/..;jsessionid=1")
@given(URLS)
def test_a_canonical_url_is_its_own_canonical_form(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once


@given(URLS)
def test_a_canonical_url_is_of_no_other_site(url: str) -> None:
    read = parsed(url)
    assume(read is not None and not unwrapped(read))
    once = canonical(url)
    assume(not unwrapped(parsed(once)))
    assert host_key(once) == host_key(url)

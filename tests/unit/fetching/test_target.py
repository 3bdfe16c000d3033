"""Where a redirect may lead."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.policy import ExchangeFailed
from monitor.fetching.target import redirected, target
from monitor.model import Failure

HERE = target("https://reader:s%C3%A9cret@example.org/feeds/all.xml?x=1#top")


def test_credentials_become_a_header_and_leave_the_url() -> None:
    assert HERE.url == "https://example.org/feeds/all.xml?x=1"
    assert (HERE.secure, HERE.host, HERE.port) == (True, "example.org", 443)
    assert HERE.authorization == "Basic cmVhZGVyOnPDqWNyZXQ="
    assert HERE.at("/robots.txt").url == "https://example.org/robots.txt"


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("file:///etc/passwd", Failure.BLOCKED),
        ("ftp://example.org/", Failure.BLOCKED),
        ("javascript:alert(1)", Failure.BLOCKED),
        ("example.org/feed", Failure.NETWORK),
        ("", Failure.NETWORK),
        ("http://[::1", Failure.NETWORK),
        ("http://example.org/" + "a" * 20_000, Failure.NETWORK),
        ("http://\ud800/", Failure.NETWORK),
    ],
)
def test_what_is_no_http_url_is_refused_before_anything_is_sent(url: str, failure: Failure) -> None:
    with pytest.raises(ExchangeFailed) as failed:
        target(url)
    assert failed.value.outcome.failure is failure


FOLLOWED = [
    pytest.param("/new", "https://example.org/new", True, id="path"),
    pytest.param("new.xml", "https://example.org/feeds/new.xml", True, id="beside"),
    pytest.param("?y=2", "https://example.org/feeds/all.xml?y=2", True, id="query"),
    pytest.param("//example.net/feed", "https://example.net/feed", False, id="other-host-takes-no-credentials"),
    pytest.param("https://feeds.example.org/", "https://feeds.example.org/", False, id="nor-does-a-host-below"),
    pytest.param("https://example.org:8443/", "https://example.org:8443/", False, id="nor-another-port"),
    pytest.param("https://other:pair@example.org/", "https://example.org/", True, id="credentials-of-a-redirect-are-dropped"),
    pytest.param("https://example.org\t/ne\nw", "https://example.org/new", True, id="tabs-and-newlines"),
    pytest.param("https://127。0。0。1/", "https://127.0.0.1/", False, id="an-address-in-disguise"),
    pytest.param("https://2130706433/", "https://127.0.0.1/", False, id="an-address-as-a-number"),
    pytest.param("/a?b=\\c", "https://example.org/a?b=\\c", True, id="a-backslash-in-the-query"),
]


@pytest.mark.parametrize(("location", "url", "credentials"), FOLLOWED)
def test_redirects_are_followed(location: str, url: str, credentials: bool) -> None:
    there = redirected(HERE, location, 302)
    assert there.url == url
    assert there.authorization == (HERE.authorization if credentials else "")


def test_credentials_stay_with_a_server_that_turns_to_https() -> None:
    plain = target("http://reader:secret@example.org/feed")
    assert redirected(plain, "https://example.org/feed", 302).authorization == plain.authorization
    assert not redirected(plain, "https://example.org:444/feed", 302).authorization


@pytest.mark.parametrize(
    "location",
    ["http://example.org/feed", "file:///etc/passwd", "FiLe:///etc/passwd", "gopher://example.org/", "data:text/xml,<rss/>", "http+unix://%2Fx/info",
     "https://example.org:99999/", "https://[fe80::1%25lo]/", "https://example.net\\@example.org/", "\\\\example.net/feed", "https://",
     "https://example.org/" + "a" * 20_000, "https://exa mple.org/", "https://example.org%00/"],
)  # fmt: skip
def test_some_redirects_are_not_followed(location: str) -> None:
    with pytest.raises(ExchangeFailed) as failed:
        redirected(HERE, location, 302)
    assert (failed.value.outcome.failure, failed.value.outcome.status) == (Failure.REDIRECT, 302)
    assert "secret" not in str(failed.value)


@given(st.text())
def test_any_location_leads_to_https_or_nowhere(location: str) -> None:
    try:
        there = redirected(HERE, location, 302)
    except ExchangeFailed:
        return
    assert there.url.startswith("https://")
    assert there.host in there.url


HOSTS = st.text("abAZ09-._~%:@[]①。é\t xn", min_size=1, max_size=12)


@given(HOSTS, st.text(max_size=8))
def test_both_parsers_see_the_same_host_and_path(host: str, path: str) -> None:
    """The one that vets and the one that writes the request must not differ, or the guard could be led round."""
    try:
        there = target(f"http://{host}/{path}")
    except ExchangeFailed:
        return
    url = httpx.URL(there.url)
    assert url.raw_host.decode() == there.host.strip("[]")
    assert (80 if url.port is None else url.port) == there.port
    assert there.url.endswith(url.raw_path.decode())

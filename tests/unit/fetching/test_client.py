"""One fetch, against a loopback site that answers well or badly."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from monitor.fetching.client import Fetcher
from monitor.model import Failure, Fetched, FetchFailed, NotModified
from tests.unit.fetching.loopback import Site, answer

pytestmark = pytest.mark.anyio


async def test_a_body_comes_decoded_with_what_its_headers_say(site: Site, fetcher: Fetcher) -> None:
    url = site.on(
        "/feed",
        answer(
            body=gzip.compress(b"<rss/>"),
            Content_Type="application/rss+xml; charset=utf-8",
            Content_Encoding="gzip",
            ETag='W/"a,b"',
            Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT",
            Cache_Control="public, max-age=600",
        ),
    )

    outcome = await fetcher.fetch(url)

    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.status, outcome.body) == (url, 200, b"<rss/>")
    assert outcome.content_type == "application/rss+xml; charset=utf-8"
    assert (outcome.etag, outcome.last_modified) == ('W/"a,b"', "Tue, 24 Nov 2026 10:00:00 GMT")
    assert outcome.max_age == timedelta(minutes=10)
    assert not outcome.moved_to
    assert outcome.elapsed > timedelta()


async def test_validators_go_out_verbatim_and_304_is_an_outcome(site: Site, fetcher: Fetcher) -> None:
    url = site.on("/feed", answer("304 Not Modified", ETag='"b"'))

    outcome = await fetcher.fetch(url, etag='W/"a,b"', last_modified="yesterday")

    assert isinstance(outcome, NotModified)
    assert outcome.etag == '"b"'
    assert (site.header("If-None-Match"), site.header("If-Modified-Since")) == ('W/"a,b"', "yesterday")


async def test_an_internal_address_is_blocked_unless_its_network_is_allowed(site: Site, make_fetcher) -> None:
    outcome = await make_fetcher(allow_networks=()).fetch(site.url("/"))

    assert isinstance(outcome, FetchFailed)
    assert outcome.failure is Failure.BLOCKED
    assert site.requests == []

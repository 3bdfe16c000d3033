"""Pages that ask whether we are human, told from pages that speak of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.challenge import HEADERS, MARKS, TITLES, WIDGETS, challenge

TALK = "The agency spoke at length of how its site keeps robots out, and of what readers think about that. " * 40


def page(*, title: str = "News", head: str = "", body: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


CHALLENGES = [
    pytest.param(
        page(title="Just a moment...", body="<noscript>Enable JavaScript</noscript><script>window._cf_chl_opt={cvId:'3'}</script>"),
        id="cloudflare",
    ),
    pytest.param(page(title="DDOS-GUARD", head="<script src=/.well-known/ddos-guard/js-challenge/index.js></script>"), id="ddos-guard"),
    pytest.param(b"<html><head><script src='/__qrator/qauth_utm_v2.js'></script></head><body></body></html>", id="qrator"),
    pytest.param(page(title="", body="<div id='sec-if-cpt-container' role='main'></div>"), id="akamai"),
    pytest.param(
        b'<html><body><iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9&xinfo=1&incident_id=2">Request unsuccessful.</iframe>',
        id="imperva",
    ),
    pytest.param(b"<html><title>You are being redirected</title><script>var s={},u,c,sucuri_cloudproxy_js=''</script>", id="sucuri"),
    pytest.param(page(title="", head="<script>window.gokuProps = {'key':'A'};</script>"), id="aws-waf"),
    pytest.param(page(title="example.org", body="<script>var dd={'host':'geo.captcha-delivery.com'}</script>"), id="datadome"),
    pytest.param(page(title="Making sure you&rsquo;re not a bot!", body="<script id='anubis_challenge'>{}</script>"), id="anubis"),
    pytest.param(page(title="Making sure you’re not a bot!", body="<script src=x.js></script>"), id="a-title-and-a-script"),
    pytest.param(page(title=" Проверка\n браузера… ", body="<form method=post><button>Войти</button></form>"), id="a-title-in-russian"),
    pytest.param(
        page(title="site.example", body="<p>Почти готово</p><div class='g-recaptcha' data-sitekey='x'></div>"), id="a-captcha-alone"
    ),
    pytest.param(b"<script>document.cookie='__test='+toHex(slowAES.decrypt(c,2,a,b))</script>", id="a-script-alone"),
    pytest.param(page(head="<script>var gokuProps" + " " * 70_000, body="never read"), id="a-script-without-end"),
]


@pytest.mark.parametrize("body", CHALLENGES)
def test_a_page_that_asks(body: bytes) -> None:
    assert challenge(body, {})


@pytest.mark.parametrize(("name", "value"), HEADERS)
def test_a_header_says_it_all(name: str, value: str) -> None:
    assert challenge(b"", {name: f" {value.title()} "})
    assert not challenge(b"", {name: "none"})


OTHERS = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"Just a moment...", id="no-page"),
    pytest.param(b'{"error": "g-recaptcha missing"}', id="json"),
    pytest.param(b"<rss><channel><title>Captcha</title><item/></channel></rss>", id="a-feed-of-that-title"),
    pytest.param(page(body=f"<p>{TALK}</p><div class='g-recaptcha'></div>"), id="an-article-with-a-captcha-for-comments"),
    pytest.param(page(body="<article>Short.</article><div class='g-recaptcha'></div>"), id="a-short-article-with-one"),
    pytest.param(page(title="Log in", body="<form><input type=password><div class='h-captcha'></div></form>"), id="a-log-in"),
    pytest.param(page(title="Captcha", body=f"<article>{TALK}</article><script></script>"), id="an-article-of-that-title"),
    pytest.param(page(title="Captcha"), id="a-title-and-nothing-that-asks"),
    pytest.param(page(body=f"{TALK}<pre>window._cf_chl_opt</pre>"), id="an-article-that-shows-the-code"),
    pytest.param(page(body="<p>Look for <code>_cf_chl_opt</code> in the source.</p>"), id="a-note-that-shows-the-code"),
    pytest.param(page(body=f"<p>{TALK}</p><script>var x='_cf_chl_opt'</script>"), id="a-mark-behind-much-to-read"),
    pytest.param(page(body="<p>Forbidden</p>", title="403 Forbidden"), id="a-plain-refusal"),
    pytest.param(page(body="<p>Sorry, you have been blocked</p>", title="Attention Required! | Cloudflare"), id="blocked-for-good"),
    pytest.param(page(body="<script src='/recaptcha/api.js'></script>" + "<br>" * 20_000), id="a-long-page"),
    pytest.param(
        page(body="<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"), id="what-cloudflare-puts-on-any-page"
    ),
]


@pytest.mark.parametrize("body", OTHERS)
def test_a_page_that_does_not(body: bytes) -> None:
    assert not challenge(body, {"server": "cloudflare"})


def test_signs_are_written_as_they_are_looked_for() -> None:
    for sign in (*MARKS, *WIDGETS, *TITLES):
        assert sign == sign.strip().lower()
        assert sign


PIECES = [*MARKS, *WIDGETS, "<script", "</script>", "<!--", "-->", "<title>", "captcha", "<", ">", "<html>", "x", "\xff"]


@given(st.binary(max_size=400) | st.lists(st.sampled_from(PIECES)).map(lambda pieces: "".join(pieces).encode("latin-1")))
def test_any_bytes_are_answered(body: bytes) -> None:
    assert challenge(body, {}) in {True, False}


@pytest.mark.parametrize("piece", [b"<script", b"<!--", b"<title", b"<a ", b"<title>captcha"])
def test_no_page_takes_long(piece: bytes) -> None:
    assert not challenge(b"<html>g-recaptcha" + piece * 9_000, {})

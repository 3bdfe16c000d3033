"""One spelling for each URL, to tell articles apart by; and the domain that politeness counts by.

The canonical form is a key that can also be followed. It follows the WHATWG URL standard (through ada) and then: no credentials, no
fragment, no tracking or session parameters, the others in their order, no slash at the end of a path, no default port, no dot after
the host, escapes in capitals and only where needed, the article itself instead of its AMP, mobile or print twin. Scheme and "www."
stay: leaving them out would merge more, but the result could not be followed everywhere.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import ada_url

LONGEST = 16_384

_TRACKING = """
    _ga _gl _hsenc _hsmi _openstat at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_medium cmpid dclid dicbo ef_id epik
    fb_action_ids fb_action_types fb_ref fb_source fbclid frommedia ftag gad_source gbraid gclid gclsrc gs_l hmb_campaign hmb_medium
    hmb_source igsh igshid li_fat_id mc_cid mc_eid mibextid mkt_tok msclkid ncid oly_anon_id oly_enc_id rb_clickid s_cid smid
    spm srsltid taid traffic_source tse_id ttclid twclid vero_conv vero_id wbraid wickedid wt.mc_id xtor yadclid ybaip yclid ymclid
    ysclid

    phpsessid jsessionid sessionid session_id

    amp outputtype print
"""
TRACKING = frozenset(_TRACKING.split())
"""Parameters that tell where a reader came from, which session it is, or which twin of the page is meant."""
TRACKING_PREFIXES = ("utm_", "utm-", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "aspsessionid", "__twitter_", "__tn__")
TWIN_HOST = re.compile(r"^(?:(?:m|mobile|amp)|([^.]+\.)m)\.([^.]+\..+)$")
TWIN_PATH = re.compile(r"(?<=.)(?:/(?:amp|print))+/*$", re.IGNORECASE)
SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
AMP_CACHE = re.compile(r"^https?://(?:www\.google\.[a-z.]{2,6}/amp|[a-z0-9-]+\.cdn\.ampproject\.org/[a-z])/(s/)?([^/]+\..+)$")
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_SECOND_LEVEL = "ac asn biz co com edu gen go gob gouv gov govt gv id info int ltd mil msk ne net nic nom or org plc sch spb"
SECOND_LEVEL = frozenset(_SECOND_LEVEL.split())
"""Labels under which a country's registry gives out names: example.com.pk, example.gov.kz."""
_SHARED_HOSTS = """
    blogspot.com github.io gitlab.io livejournal.com medium.com netlify.app pages.dev substack.com tumblr.com ucoz.ru vercel.app
    weebly.com wixsite.com wordpress.com
"""
SHARED_HOSTS = frozenset(_SHARED_HOSTS.split())
"""Where each name below is another publisher."""


def canonical(url: str, base: str = "") -> str:
    """Return the canonical form of ``url``, resolved against ``base``; empty where it is no absolute http(s) URL."""
    parsed = _parsed(url, base)
    if parsed is None:
        return ""
    while twin := AMP_CACHE.match(parsed.href):
        article = _parsed(f"{'https' if twin[1] else 'http'}://{twin[2]}", "")
        if article is None:
            break
        parsed = article
    host = _without_twin(parsed.hostname.removesuffix("."))
    port = f":{parsed.port}" if parsed.port else ""
    path = ESCAPE.sub(_escape, SESSION_PATH.sub("", parsed.pathname))
    path = TWIN_PATH.sub("", path).rstrip("/") or "/"
    return f"{parsed.protocol}//{host}{port}{path}{_query(parsed.search)}"


def host_key(url: str) -> str:
    """Return the name that its owner registered: ``example.co.uk`` of ``https://feeds.example.co.uk/``.

    An address is returned as it is, and nothing of what is no http(s) URL.
    """
    parsed = _parsed(url, "")
    if parsed is None:
        return ""
    host = parsed.hostname.removesuffix(".")
    labels = host.split(".")
    if host.startswith("[") or labels[-1].isdigit():
        return host
    return ".".join(labels[-_registered(labels) :])


def _registered(labels: list[str]) -> int:
    """How many of a host's labels make the name that its owner registered."""
    if len(labels) <= 2:
        return 2
    under_country = len(labels[-1]) == len("uk") and labels[-2] in SECOND_LEVEL
    return 3 if under_country or ".".join(labels[-2:]) in SHARED_HOSTS else 2


def _parsed(url: str, base: str) -> ada_url.URL | None:
    if len(url) > LONGEST:
        return None
    try:
        parsed = ada_url.URL(url, base or None)
    except ValueError:
        return None
    if parsed.protocol not in {"http:", "https:"} or "" in parsed.hostname.removesuffix(".").split("."):
        return None
    return parsed


def _without_twin(host: str) -> str:
    while (twin := TWIN_HOST.match(host)) and twin[2].count(".") + 1 >= _registered(host.split(".")):
        host = f"{twin[1] or ''}{twin[2]}"
    return host


def _query(search: str) -> str:
    kept = [pair for pair in search.removeprefix("?").split("&") if pair and not _is_tracking(pair)]
    return "?" + ESCAPE.sub(_escape, "&".join(kept)) if kept else ""


def _is_tracking(pair: str) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _escape(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter in UNRESERVED else match[0].upper()

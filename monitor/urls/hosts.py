"""Whose a host is: the name that its owner registered, and who may say that his page is another's."""

from __future__ import annotations

from monitor.urls.parsed import parsed

_SECOND_LEVEL = "ac asn biz co com edu gen go gob gouv gov govt gv id info int ltd mil msk ne net nic nom or org plc sch spb"
SECOND_LEVEL = frozenset(_SECOND_LEVEL.split())
"""Labels under which a country's registry gives out names: example.com.pk, example.gov.kz."""
_SHARED_HOSTS = """
    blogspot.com github.io gitlab.io livejournal.com medium.com netlify.app pages.dev substack.com tumblr.com ucoz.ru vercel.app
    weebly.com wixsite.com wordpress.com
"""
SHARED_HOSTS = frozenset(_SHARED_HOSTS.split())
"""Where each name below is another publisher."""
_SYNDICATORS = """
    ampproject.org aol.com dailyhunt.in dzen.ru flipboard.com google.com headtopics.com inkl.com microsoftstart.com msn.com newsbreak.com
    newsnow.co.uk pressreader.com smartnews.com turbopages.org ulektz.com upday.com yahoo.com yandex.ru
"""
SYNDICATORS = frozenset(_SYNDICATORS.split())
"""Who shows publishers' articles under addresses of his own, and says where they are from."""


def host_key(url: str) -> str:
    """Return the name that its owner registered: ``example.co.uk`` of ``https://feeds.example.co.uk/``.

    An address is returned as it is, and nothing of what is no http(s) URL.
    """
    read = parsed(url)
    return "" if read is None else site_of(read.hostname.removesuffix("."))


def site_of(host: str) -> str:
    """Return the registered name of a host, and an address as it is."""
    labels = host.split(".")
    if host.startswith("[") or labels[-1].isdigit():
        return host
    return ".".join(labels[-registered(labels) :])


def registered(labels: list[str]) -> int:
    """Return how many of a host's labels make the name that its owner registered."""
    if len(labels) <= 2:
        return 2
    under_country = len(labels[-1]) == len("uk") and labels[-2] in SECOND_LEVEL
    return 3 if under_country or ".".join(labels[-2:]) in SHARED_HOSTS else 2


def speaks_for(page: str, claimed: str) -> bool:
    """Return whether a page may say that its article is the one at another URL: within its site, or as a syndicator of its publisher's."""
    own, theirs = host_key(page), host_key(claimed)
    return bool(own and theirs) and (own == theirs or own in SYNDICATORS)

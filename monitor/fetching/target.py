"""Where a request goes, and where a redirect may lead (the WHATWG URL standard through ada; RFC 9110, section 15.4)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

import ada_url

from monitor.fetching.policy import ExchangeFailed
from monitor.model import Failure

SCHEMES = {"http:": 80, "https:": 443}
LONGEST_URL = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An http(s) URL taken apart. ``url`` holds no credentials and no fragment; ``authorization`` is the header they make.

    ``authority`` is host and port as a request says them, the port only where it is not the scheme's; ``path`` has the query.
    """

    url: str
    secure: bool
    host: str
    port: int
    authority: str
    path: str
    authorization: str = ""

    @property
    def name(self) -> str:
        """The host as resolvers and certificates write it: an IPv6 address without brackets."""
        return self.host.strip("[]")

    def at(self, path: str) -> Target:
        """Return another path, beginning with a slash, of the same server."""
        return replace(self, url=self.url[: len(self.url) - len(self.path)] + path, path=path)


def target(url: str) -> Target:
    """Read an operator's URL. ExchangeFailed(BLOCKED) where it is not http(s), (NETWORK) where it is no URL."""
    try:
        return _target(url, None)
    except ValueError as error:
        raise ExchangeFailed(Failure.NETWORK, "not a URL") from error
    except KeyError as error:
        raise ExchangeFailed(Failure.BLOCKED, "not an http or https URL") from error


def redirected(current: Target, location: str, status: int) -> Target:
    """Follow the Location header of a response with ``status``. ExchangeFailed(REDIRECT) where it must not be followed.

    Refused: what is not http(s), https to http, and a backslash before the query, which parsers read in different ways.
    Credentials in a Location are dropped; those of the operator stay with the server that they were given for.
    """
    if "\\" in location.partition("?")[0].partition("#")[0]:
        raise ExchangeFailed(Failure.REDIRECT, "redirect with a backslash", status=status)
    try:
        there = _target(location, current.url)
    except ValueError as error:
        raise ExchangeFailed(Failure.REDIRECT, "redirect to something that is no URL", status=status) from error
    except KeyError as error:
        raise ExchangeFailed(Failure.REDIRECT, "redirect away from http and https", status=status) from error
    if current.secure and not there.secure:
        raise ExchangeFailed(Failure.REDIRECT, f"redirect from https to http on {there.host}", status=status)
    trusted = there.host == current.host and (there.port == current.port or (current.port, there.port) == (80, 443))
    return replace(there, authorization=current.authorization if trusted else "")


def _target(url: str, base: str | None) -> Target:
    if len(url) > LONGEST_URL:
        raise ValueError("too long")
    parsed = ada_url.URL(url, base)
    port = int(parsed.port or SCHEMES[parsed.protocol])
    authorization = ""
    if parsed.username or parsed.password:
        pair = unquote_to_bytes(parsed.username) + b":" + unquote_to_bytes(parsed.password)
        authorization = f"Basic {base64.b64encode(pair).decode('ascii')}"
    path = f"{parsed.pathname}{parsed.search}"
    return Target(
        url=f"{parsed.protocol}//{parsed.host}{path}",
        secure=parsed.protocol == "https:",
        host=parsed.hostname,
        port=port,
        authority=parsed.host,
        path=path,
        authorization=authorization,
    )

"""What a fetch may do and how much of everything it may take, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.errors import MonitorError
from monitor.model import Failure, FetchFailed

PRODUCT = "monitor"
"""The product token that robots.txt files may name."""

PUBLIC_PORTS = (80, 443, 8080, 8443)
"""Where public web servers listen. Other ports of public addresses are not dialled unless an operator allows them."""


def user_agent(contact: str = "") -> str:
    """Return a User-Agent that says what we are and, where ``contact`` (a page's URL) is set, whom to ask about us."""
    return f"{PRODUCT}/0.1 (+{contact})" if contact else f"{PRODUCT}/0.1 (media monitor)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """The limits of every fetch.

    Attributes:
        allow_networks: CIDRs that may be dialled although they are not public, on any port.
        allow_ports: ports that may be dialled on public addresses.
        user_agent: sent with each request; see :func:`user_agent`.
        max_bytes: of a body, both as it comes over the wire and decoded.
        large_max_bytes: the same of an official list, some of which have a hundred megabytes.
        max_header_bytes: of a response's head.
        total_seconds: for everything: names, connections, TLS, redirects, body.
        large_total_seconds: the same of an official list.
        connect_seconds: for one address, TLS included.
        max_redirects: hops followed.
        per_host: visits to one site (a registered name) at the same time.
        per_address: visits to one address at the same time, whatever sites it serves.
        spacing_seconds: between the starts of two visits to one site.
        patience_seconds: how long a fetch may wait for its turn before it gives up with RATE_LIMITED.
        robots: whether robots.txt is asked first.
    """

    allow_networks: tuple[str, ...] = ()
    allow_ports: tuple[int, ...] = PUBLIC_PORTS
    user_agent: str = user_agent()
    max_bytes: int = 10 << 20
    large_max_bytes: int = 192 << 20
    max_header_bytes: int = 100 << 10
    total_seconds: float = 15.0
    large_total_seconds: float = 180.0
    connect_seconds: float = 6.0
    max_redirects: int = 5
    per_host: int = 2
    per_address: int = 8
    spacing_seconds: float = 5.0
    patience_seconds: float = 120.0
    robots: bool = False


class ExchangeFailed(MonitorError):
    """Inside this package only: a fetch ends here. The client turns it into a FetchFailed value."""

    def __init__(self, failure: Failure, detail: str, *, status: int = 0, retry_after: timedelta | None = None) -> None:
        super().__init__(f"{failure}: {detail}")
        self.outcome = FetchFailed(failure=failure, detail=detail, status=status, retry_after=retry_after)

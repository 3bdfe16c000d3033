"""Which addresses may be dialled: public ones on web ports, and what an operator allows.

The lists follow IANA's special-purpose address registries (RFC 6890 and its updates). ``ipaddress.is_global`` is not enough: it lets
multicast, NAT64, 6to4 and Teredo through, all of which can lead to an internal IPv4 address.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from monitor.fetching.policy import FetchPolicy

Address = IPv4Address | IPv6Address

NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT, and a cloud's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's wire server
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
GLOBAL_UNICAST_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the 6bone, given back
        "3fff::/20",  # documentation
    )
)
NAT64 = IPv6Network("64:ff9b::/96")


def plain(text: str) -> Address:
    """Read an address; ``::ffff:127.0.0.1`` comes out as the IPv4 address that it dials. ValueError where it is none."""
    address = ip_address(text)
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def literal(host: str) -> Address | None:
    """Return the address that a host is written as, or None where it is a name. No name ends in a digit (WHATWG URL standard)."""
    if not host[-1:].isdigit() and ":" not in host:
        return None
    try:
        return plain(host)
    except ValueError:
        return None


class Guard:
    """Says whether one address and port may be dialled under one policy."""

    def __init__(self, policy: FetchPolicy) -> None:
        """ValueError where ``policy.allow_networks`` holds something that is no CIDR."""
        self._allowed = tuple(ip_network(network, strict=False) for network in policy.allow_networks)
        self._ports = frozenset(policy.allow_ports)

    def at_home(self, address: Address | None) -> bool:
        """Return whether this is an address on the operator's own networks."""
        return address is not None and any(address in network for network in self._allowed)

    def refusal(self, address: Address, port: int) -> str:
        """Return why this must not be dialled, or an empty string where it may be."""
        if self.at_home(address):
            if isinstance(address, IPv6Address) and address in NAT64:
                return self.refusal(IPv4Address(int(address) & 0xFFFFFFFF), port)
            return ""
        if not is_public(address):
            return f"{address} is not a public address"
        if port not in self._ports:
            return f"port {port} is not allowed"
        return ""


def is_public(address: Address) -> bool:
    """Whether this is an address of a server on the Internet. Ways round through translators and tunnels are not."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_4)
    if address.scope_id or address not in GLOBAL_UNICAST_6:
        return False
    return not any(address in network for network in NOT_PUBLIC_6)

"""Which addresses are never dialled, however they are written."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.guard import Guard, is_public, literal, plain
from monitor.fetching.policy import FetchPolicy

INTERNAL = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.254",
    "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.31.196.1",
    "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::",
    "2002:808:808::", "2620:4f:8000::1", "3ffe::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo",
    "fec0::1", "ff02::1", "ff0e::1", "2606:4700::1%eth0",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.0.1.1", "198.17.0.1", "223.255.255.255",
          "::ffff:8.8.8.8", "2001:4860:4860::8888", "2400:cb00::1", "2606:4700::1111", "2a00:1450::1", "3ffd::1"]  # fmt: skip


@pytest.mark.parametrize("address", INTERNAL)
def test_internal_addresses_are_refused(address: str) -> None:
    assert "not a public address" in Guard(FetchPolicy()).refusal(plain(address), 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_dialled(address: str) -> None:
    assert Guard(FetchPolicy()).refusal(plain(address), 443) == ""


def test_public_addresses_are_dialled_on_web_ports_only() -> None:
    guard = Guard(FetchPolicy())
    assert [port for port in (22, 25, 80, 443, 6379, 8080, 8443, 8801) if not guard.refusal(plain("1.1.1.1"), port)] == [
        80,
        443,
        8080,
        8443,
    ]
    assert Guard(FetchPolicy(allow_ports=(8801,))).refusal(plain("1.1.1.1"), 8801) == ""


ALLOWED = [
    pytest.param("127.0.0.2/32", "127.0.0.2", 9999, True, id="on-any-port"),
    pytest.param("127.0.0.2/32", "127.0.0.1", 80, False, id="and-no-neighbour"),
    pytest.param("127.0.0.2/32", "::ffff:127.0.0.2", 80, True, id="mapped-is-what-it-dials"),
    pytest.param("10.0.0.1/8", "10.9.8.7", 80, True, id="host-bits-are-ignored"),
    pytest.param("fd00::/8", "fd00::1", 80, True, id="ipv6"),
    pytest.param("64:ff9b::/96", "64:ff9b::808:808", 443, True, id="nat64-to-a-public-address"),
    pytest.param("64:ff9b::/96", "64:ff9b::7f00:1", 443, False, id="nat64-to-an-internal-address"),
    pytest.param("64:ff9b::/96", "64:ff9b::808:808", 22, False, id="nat64-to-another-port"),
]


@pytest.mark.parametrize(("network", "address", "port", "allowed"), ALLOWED)
def test_an_operator_may_allow_networks(network: str, address: str, port: int, allowed: bool) -> None:
    assert (Guard(FetchPolicy(allow_networks=(network,))).refusal(plain(address), port) == "") is allowed


def test_a_network_that_is_none_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Guard(FetchPolicy(allow_networks=("nonsense",)))


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_never_public_here(address: IPv4Address | IPv6Address) -> None:
    dialled = plain(str(address))
    if dialled.is_private or dialled.is_multicast or dialled.is_reserved or dialled.is_link_local:
        assert not is_public(dialled)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_within_ipv6_is_never_a_way_round(address: IPv4Address) -> None:
    number = int(address)
    for wrapped in (number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80, 0x20010000 << 96 | number):
        assert not is_public(IPv6Address(wrapped))
    assert plain(str(IPv6Address(0xFFFF << 32 | number))) == ip_address(number)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("10.2.0.1", False),
        ("1.1.1.1", False),
        ("intranet.example", False),
        ("intranet.1", False),
    ],
)
def test_an_address_on_the_operators_own_network_is_at_home(host: str, expected: bool) -> None:
    assert Guard(FetchPolicy(allow_networks=("10.1.0.0/16",))).at_home(literal(host)) is expected

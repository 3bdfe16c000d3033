"""What one robots.txt allows (RFC 9309), also as Google and Protego read it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from monitor.fetching.rules import Rules, matches, rules_of

RULES = [
    pytest.param("User-agent: *\nDisallow: /private/\n", "/private/a", False, id="disallowed"),
    pytest.param("User-agent: *\nDisallow: /private/\n", "/public", True, id="not-mentioned"),
    pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: monitor\nDisallow: /admin\n", "/feed", True, id="our-own-group-wins"),
    pytest.param("User-agent: MONITOR/2.0 (x)\nDisallow: /\n", "/feed", False, id="our-name-in-capitals-with-a-version"),
    pytest.param("User-agent: monitoring\nDisallow: /\n", "/feed", True, id="a-longer-name-is-not-ours"),
    pytest.param("User-agent: *\nDisallow: /\nAllow: /feed\n", "/feed", True, id="the-longer-path-wins"),
    pytest.param("User-agent: *\nDisallow: /*.xml$\n", "/feed.xml", False, id="wildcards"),
    pytest.param(
        "User-agent: monitor\nSitemap: https://example.org/s\nUser-agent: other\nDisallow: /\n",
        "/feed",
        False,
        id="other-lines-part-no-group",
    ),
    pytest.param("\ufeffUser-agent: *\nDisallow: /\n", "/feed", False, id="byte-order-mark"),
    pytest.param("User-agent: *\rDisallow: /\r", "/feed", False, id="old-line-ends"),
    pytest.param("user-agent : * # all\ndisallow / # everything\n", "/feed", False, id="written-carelessly"),
    pytest.param("User-agent: 360\nDisallow: /\n", "/feed", True, id="a-name-that-is-none"),
    pytest.param("Disallow: /\n", "/feed", True, id="rules-for-nobody"),
    pytest.param("<html><body>Disallow: /</body></html>", "/feed", True, id="a-page-instead"),
    pytest.param("\x00\x01\x02", "/feed", True, id="no-text"),
    pytest.param("User-agent: *\nAllow: /\n" + "# pad\n" * 90_000 + "Disallow: /\n", "/feed", True, id="what-stands-beyond-the-limit"),
]


@pytest.mark.parametrize(("text", "path", "allowed"), RULES)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert rules_of(text.encode(), "monitor").allows(path) is allowed


PATTERNS = [
    ("/", "/", True),
    ("/a", "/ab", True),
    ("/a$", "/ab", False),
    ("/a$", "/a", True),
    ("/a$b", "/a$bc", True),
    ("*", "/a", True),
    ("*b", "/ab", True),
    ("/*.xml$", "/a.xml.gz.xml", True),
    ("/*.xml$", "/a.xml?b", False),
    ("/a*a$", "/a", False),
    ("/a*$", "/a", True),
    ("/a**b", "/ab", True),
    ("/a*b*c", "/a1b2c3", True),
    ("/a*b*c", "/a1c2b3", False),
    ("a", "/a", False),
]


@pytest.mark.parametrize(("pattern", "path", "fits"), PATTERNS)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    assert matches(pattern, path) is fits


def test_a_robots_file_may_always_be_asked_for() -> None:
    rules = rules_of(b"User-agent: *\nDisallow: /\n", "monitor")
    assert [rules.allows(path) for path in ("/robots.txt", "/robots.txt?a", "/robots.txtx")] == [True, True, False]


def test_rules_that_are_hard_to_match_take_no_time() -> None:
    rules = rules_of(b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"$\n", "monitor")
    assert rules.allows("/" + "a" * 16_000 + "b")


@pytest.mark.shared
def test_googles_vectors_are_read_as_google_reads_them(shared: Path) -> None:
    vectors = json.loads((shared / "harness/robots/google_vectors.json").read_bytes())
    differ = []
    for vector in vectors:
        url = urlsplit(vector["url"])
        path = f"{url.path or '/'}{'?' * bool(url.query)}{url.query}"
        if rules_of(vector["robots"].encode(), vector["ua"]).allows(path) is not vector["allowed"]:
            differ.append((vector["test"], path))
    # Google's matcher leaves escapes of letters to its caller; RFC 9309 says that /%62%61%7A and /baz are one path (section 2.2.2).
    assert differ == [("ID_Encoding", "/foo/bar/baz")]


LINES = st.sampled_from(
    ["User-agent: *", "User-agent: monitor", "User-agent: other", "Allow: /", "Allow: /a", "Allow: /a*c$", "Disallow:", "Disallow: /", "Disallow: /a",
     "Disallow: /ab", "Disallow: /*b", "Disallow: /a$", "Disallow: /%7Ea", "Sitemap: https://example.org/s", "# nothing", ""],
)  # fmt: skip
PATHS = st.text("abc~/", max_size=4).map(lambda path: f"/{path}")


@given(st.lists(LINES, max_size=12), PATHS)
def test_plain_files_are_read_as_protego_reads_them(lines: list[str], path: str) -> None:
    text = "\n".join(lines)
    known = [line for line in lines if line.startswith(("User", "Allow", "Disallow"))]  # to Protego, others end a row of agents
    theirs = Protego.parse("\n".join(known)).can_fetch(f"https://example.org{path}", "monitor")
    assert rules_of(text.encode(), "monitor").allows(path) is theirs


@given(st.binary(max_size=300) | st.lists(st.sampled_from(["user-agent:*\r", "disallow: ", "%", "%4", "*", "$", "/", "\n", "\xff", "#"])).map(
    lambda pieces: "".join(pieces).encode("latin-1")
), st.text(max_size=20))  # fmt: skip
def test_any_bytes_are_rules(body: bytes, path: str) -> None:
    rules = rules_of(body, "monitor")
    assert isinstance(rules, Rules)
    assert rules.allows(path) in {True, False}

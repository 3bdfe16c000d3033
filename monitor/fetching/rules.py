"""The rules of one robots.txt for one crawler (RFC 9309), without I/O.

Where the standard is silent we read as Google does, whose matcher most files are written for: misspelt fields, a missing colon, ``Allow:
/index.html`` that means the folder. Protego, which serves as an oracle in the tests, takes a group for ``mon`` as meant for ``monitor``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_BYTES = 500 << 10
"""What of a file is read (section 2.5)."""

_LINE_END = re.compile(r"\r\n?|\n")
_LINE = re.compile(
    r"[ \t]*(?:(?P<agent>user[ -]?agent)|(?P<allow>allow)|disall[oa]w|dissall?ow|disalow|diasllow)(?:[ \t]*:|[ \t])[ \t]*(?P<value>[^#]*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\*(?!\S)|[A-Za-z_-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_FOLDER = re.compile(r"(.*/)index\.html?[^/]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rules:
    """Patterns of paths, the longest first."""

    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    def allows(self, path: str) -> bool:
        """Whether a path, with its query and percent-encoded as it is asked for, may be fetched.

        The longest pattern that fits decides; of two that are equally long, the one that allows.
        """
        if path.partition("?")[0] == "/robots.txt":
            return True
        path = _unescaped(path)
        against = next((len(pattern) for pattern in self.forbidden if matches(pattern, path)), 0)
        return not against or any(matches(pattern, path) for pattern in self.allowed if len(pattern) >= against)


def rules_of(body: bytes, agent: str) -> Rules:
    """Read the rules for a crawler that calls itself ``agent``, a product token. Never raises."""
    ours: tuple[list[str], list[str]] = ([], [])  # allowed, forbidden
    everyones: tuple[list[str], list[str]] = ([], [])
    group: list[tuple[list[str], list[str]]] = []
    found_us = False
    naming = False  # the last line named an agent, and the next one that does belongs to the same group
    for line in _LINE_END.split(body[:MOST_BYTES].decode("utf-8-sig", "replace")):
        said = _LINE.match(line)
        if said is None:
            continue
        value = said["value"].strip(" \t")
        if said["agent"]:
            group = group if naming else []
            naming = True
            token = _TOKEN.match(value)
            if token and token[0] == "*":
                group.append(everyones)
            elif token and token[0].lower() == agent.lower():
                found_us = True
                group.append(ours)
            continue
        naming = False
        for allowed, forbidden in group:
            if said["allow"]:
                allowed.extend(_patterns(value, folder=True))
            else:
                forbidden.extend(_patterns(value, folder=False))
    allowed, forbidden = ours if found_us else everyones
    return Rules(_longest_first(allowed), _longest_first(forbidden))


def matches(pattern: str, path: str) -> bool:
    """Whether ``path`` begins as ``pattern`` says; ``*`` stands for anything, ``$`` at the end for the end. Linear in both."""
    whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not whole or len(path) == len(first)
    at = len(first)
    last = others.pop() if whole else ""
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return path.endswith(last) and len(path) - len(last) >= at


def _patterns(value: str, *, folder: bool) -> list[str]:
    pattern = _unescaped(_NOT_ASCII.sub(_escaped, value))
    found = _FOLDER.fullmatch(pattern) if folder else None
    return [pattern, f"{found[1]}$"] if found else [pattern] if pattern else []


def _longest_first(patterns: list[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(patterns), key=len, reverse=True))


def _escaped(letters: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in letters[0].encode())


def _unescaped(path: str) -> str:
    """Undo what need not be escaped, and write the other escapes in capitals (section 2.2.2)."""
    return _ESCAPE.sub(_written, path) if "%" in path else path


def _written(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in _UNRESERVED else escape[0].upper()

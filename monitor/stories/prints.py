"""Fingerprints of originals that others were compared with lately: of a report that all repeat, the text is read once."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from dataclasses import dataclass

from monitor.stories.fingerprint import Fingerprint

KEPT = 2_000  # fingerprints at least, and twice as many at most: some 15 MB


@dataclass(frozen=True, slots=True)
class Packed:
    """A fingerprint in a quarter of the memory."""

    shingles: array[int]
    rest: Fingerprint

    @classmethod
    def of(cls, one: Fingerprint) -> Packed:
        """Pack a fingerprint."""
        return cls(array("q", one.shingles), Fingerprint(frozenset(), one.head, one.numbers, one.names))

    def unpacked(self) -> Fingerprint:
        """Return it as it was."""
        return Fingerprint(frozenset(self.shingles), self.rest.head, self.rest.numbers, self.rest.names)


class Prints:
    """Fingerprints by what tells one text of an article from another, so that nobody need say when one has changed."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._newer: dict[Hashable, Packed] = {}
        self._older: dict[Hashable, Packed] = {}

    def get(self, key: Hashable) -> Fingerprint | None:
        """Return a fingerprint that was put in lately; None where it is forgotten."""
        found = self._newer.get(key) or self._older.get(key)
        return None if found is None else found.unpacked()

    def put(self, key: Hashable, one: Fingerprint) -> None:
        """Keep a fingerprint for a while. May be called from several threads."""
        if len(self._newer) >= self._kept:
            self._older, self._newer = self._newer, {}
        self._newer[key] = Packed.of(one)

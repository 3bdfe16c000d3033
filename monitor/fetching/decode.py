"""Content codings undone in small bounded pieces, so that no body is ever larger than allowed, not even for a moment.

A kilobyte of gzip within gzip can hold gigabytes: each coding is a stage with its own limit, and no stage makes more than
64 KB at once. Codings: gzip, deflate (zlib or raw), br, identity (RFC 9110, section 8.4).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types

from monitor.fetching.policy import ExchangeFailed
from monitor.model import Failure

ACCEPTED = "gzip, deflate, br"
PIECE = 1 << 16
BROTLI_LIMIT = 32_000
"""The library ends a piece after the block that crosses the limit: blocks of 32 KB, then 64 KB."""

MOST_CODINGS = 2
MOST_MEMBERS = 1_000
GZIP_MAGIC = b"\x1f\x8b\x08"
NO_CODING = frozenset({"", "identity", "none", "binary", "utf-8"})
"""Said by servers that mean no coding at all."""


class Coding(Protocol):
    """One coding being undone."""

    def feed(self, encoded: bytes) -> Iterator[bytes]:
        """Yield what can be decoded by now, in pieces of at most PIECE bytes (longer only where nothing was to be decoded)."""

    def end(self) -> bytes:
        """Return what was held back. ExchangeFailed where the coding's own end was not seen."""


class Inflate:
    """zlib's format, with or without its header, or gzip of one or more members."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._members = 1
        self._inflate = zlib.decompressobj(wbits)
        self._between = b""  # after a member: what may begin the next
        self._over = False

    def feed(self, encoded: bytes) -> Iterator[bytes]:  # noqa: D102 - see Coding
        encoded, self._between = self._between + encoded, b""
        while encoded and not self._over:
            if self._inflate.eof and not self._next_member(encoded):
                return
            piece = self._inflate.decompress(encoded, PIECE)
            encoded = self._inflate.unconsumed_tail or self._inflate.unused_data
            yield piece
            while len(piece) == PIECE and not encoded:
                piece = self._inflate.decompress(b"", PIECE)
                encoded = self._inflate.unused_data
                yield piece

    def end(self) -> bytes:  # noqa: D102 - see Coding
        return b"" if self._inflate.eof else _cut_short()

    def _next_member(self, encoded: bytes) -> bool:
        """Begin the next member where its magic stands; what stands there else is padding."""
        if len(encoded) < len(GZIP_MAGIC):
            self._between = encoded
            return False
        if not encoded.startswith(GZIP_MAGIC):
            self._over = True
            return False
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise ExchangeFailed(Failure.NETWORK, f"more than {MOST_MEMBERS} gzip members")
        self._inflate = zlib.decompressobj(self._wbits)
        return True


class Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._begun = False
        self._brotli = brotli.Decompressor()

    def feed(self, encoded: bytes) -> Iterator[bytes]:  # noqa: D102 - see Coding
        self._begun = True
        piece = self._brotli.process(encoded, output_buffer_limit=BROTLI_LIMIT)
        while piece or not self._brotli.can_accept_more_data():
            yield piece
            piece = self._brotli.process(b"", output_buffer_limit=BROTLI_LIMIT)

    def end(self) -> bytes:  # noqa: D102 - see Coding
        return b"" if self._brotli.is_finished() or not self._begun else _cut_short()


class Plain:
    """No coding."""

    def feed(self, encoded: bytes) -> Iterator[bytes]:  # noqa: D102 - see Coding
        yield encoded

    def end(self) -> bytes:  # noqa: D102 - see Coding
        return b""


class Sniffed:
    """A coding that only its first bytes tell."""

    def __init__(self, choose: Callable[[bytes], Coding]) -> None:
        self._choose = choose
        self._head = b""
        self._coding: Coding | None = None

    def feed(self, encoded: bytes) -> Iterator[bytes]:  # noqa: D102 - see Coding
        if self._coding is None:
            encoded = self._head + encoded
            self._head = encoded
            if len(encoded) < len(GZIP_MAGIC):
                return
            self._head = b""
            self._coding = self._choose(encoded)
        yield from self._coding.feed(encoded)

    def end(self) -> bytes:  # noqa: D102 - see Coding
        return self._head if self._coding is None else self._coding.end()


def gzip_or_plain(head: bytes) -> Coding:
    """Gzip where its magic stands: servers say gzip and send none, or send a .gz file and say nothing."""
    return Inflate(16 + zlib.MAX_WBITS) if head.startswith(GZIP_MAGIC) else Plain()


def zlib_or_raw(head: bytes) -> Coding:
    """Deflate is to have zlib's header (RFC 9110) and often has not."""
    has_header = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2]) % 31 == 0
    return Inflate(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def coding(name: str) -> Coding:
    """Return a fresh stage for a coding's name. ExchangeFailed where we do not know it."""
    match name:
        case "gzip" | "x-gzip":
            return Sniffed(gzip_or_plain)
        case "deflate":
            return Sniffed(zlib_or_raw)
        case "br":
            return Brotli()
        case _:
            raise ExchangeFailed(Failure.NETWORK, f"unknown content coding {name[:40]!r}")


def _cut_short() -> bytes:
    raise ExchangeFailed(Failure.NETWORK, "the coded body was cut short")


class Decoder:
    """Undoes the codings that a Content-Encoding header names, and a gzip that it does not name."""

    def __init__(self, content_encoding: str, *, max_bytes: int) -> None:
        """ExchangeFailed where a coding is not known, or there are more of them than anyone needs."""
        names = [name for part in content_encoding.lower().split(",") if (name := part.strip()) not in NO_CODING]
        if len(names) > MOST_CODINGS:
            raise ExchangeFailed(Failure.NETWORK, f"{len(names)} content codings, one upon another")
        self._stages = [*map(coding, reversed(names)), Sniffed(gzip_or_plain)]
        self._made = [0] * len(self._stages)
        self._most = max_bytes
        self._pieces: list[bytes] = []

    def feed(self, encoded: bytes) -> None:
        """Take bytes off the wire. ExchangeFailed where they are no such coding, or hold more than allowed."""
        self._push(encoded, 0)

    def body(self) -> bytes:
        """Return the whole body. ExchangeFailed where a coding was cut short."""
        for number, stage in enumerate(self._stages):
            if held := stage.end():
                self._push(held, number + 1)
        return self.so_far()

    def so_far(self) -> bytes:
        """Return what was decoded by now."""
        return b"".join(self._pieces)

    def _push(self, encoded: bytes, number: int) -> None:
        if number == len(self._stages):
            self._pieces.append(encoded)
            return
        try:
            for piece in self._stages[number].feed(encoded):
                room = self._most - self._made[number]
                self._made[number] += len(piece)
                if len(piece) > room:
                    self._push(piece[:room], number + 1)
                    raise ExchangeFailed(Failure.TOO_LARGE, f"more than {self._most} bytes")
                self._push(piece, number + 1)
        except (zlib.error, brotli.error) as error:
            raise ExchangeFailed(Failure.NETWORK, f"broken content coding: {error}") from error

"""Content codings undone within a limit."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching import decode
from monitor.fetching.decode import PIECE, Decoder
from monitor.fetching.policy import ExchangeFailed
from monitor.model import Failure

TEXT = b"<rss>" + bytes(range(256)) * 80 + b"</rss>"
ZEROS = bytes(3 << 20)


def raw_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(body) + squeeze.flush()


def decoded(encoding: str, wire: bytes, *, step: int = 1 << 16, most: int = 1 << 20) -> bytes:
    decoder = Decoder(encoding, max_bytes=most)
    for start in range(0, len(wire), step):
        decoder.feed(wire[start : start + step])
    return decoder.body()


RIGHT = [
    pytest.param("", TEXT, id="none"),
    pytest.param("identity", TEXT, id="identity"),
    pytest.param("UTF-8", TEXT, id="not-a-coding-at-all"),
    pytest.param("gzip", gzip.compress(TEXT), id="gzip"),
    pytest.param("X-GZIP", gzip.compress(TEXT), id="x-gzip"),
    pytest.param("gzip", gzip.compress(TEXT[:999]) + gzip.compress(TEXT[999:]), id="gzip-of-two-members"),
    pytest.param("gzip", gzip.compress(TEXT) + bytes(512), id="gzip-with-padding"),
    pytest.param("gzip", gzip.compress(TEXT) + b"\0\0\0" + gzip.compress(b"more"), id="nothing-counts-after-padding"),
    pytest.param("gzip", TEXT, id="says-gzip-and-is-not"),
    pytest.param("", gzip.compress(TEXT), id="is-gzip-and-does-not-say"),
    pytest.param("deflate", zlib.compress(TEXT), id="deflate"),
    pytest.param("deflate", raw_deflate(TEXT), id="deflate-without-its-header"),
    pytest.param("br", brotli.compress(TEXT, quality=1), id="brotli"),
    pytest.param("br, gzip", gzip.compress(brotli.compress(TEXT, quality=1)), id="brotli-within-gzip"),
]


@pytest.mark.parametrize("step", [1, 77, 1 << 20])
@pytest.mark.parametrize(("encoding", "wire"), RIGHT)
def test_a_body_comes_out_whole_however_it_is_cut(encoding: str, wire: bytes, step: int) -> None:
    assert decoded(encoding, wire, step=step) == TEXT


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br", "gzip, gzip"])
def test_nothing_stays_nothing(encoding: str) -> None:
    assert decoded(encoding, b"") == b""


@pytest.mark.parametrize("wire", [b"a", b"ab", b"\x1f\x8b"])
def test_what_is_too_short_to_be_known_is_a_body_too(wire: bytes) -> None:
    assert decoded("gzip", wire) == wire


BOMBS = [
    pytest.param("gzip", gzip.compress(ZEROS), id="gzip"),
    pytest.param("", gzip.compress(ZEROS), id="gzip-that-does-not-say"),
    pytest.param("deflate", zlib.compress(ZEROS), id="deflate"),
    pytest.param("deflate", raw_deflate(ZEROS), id="raw-deflate"),
    pytest.param("br", brotli.compress(ZEROS, quality=1), id="brotli"),
    pytest.param("gzip, gzip", gzip.compress(gzip.compress(ZEROS)), id="gzip-within-gzip"),
    pytest.param("gzip", gzip.compress(gzip.compress(ZEROS)), id="gzip-within-gzip-half-said"),
    pytest.param("", ZEROS, id="no-coding"),
]


@pytest.mark.parametrize(("encoding", "wire"), BOMBS)
def test_a_body_that_grows_too_large_is_dropped(encoding: str, wire: bytes) -> None:
    with pytest.raises(ExchangeFailed) as failed:
        decoded(encoding, wire)
    assert failed.value.outcome.failure is Failure.TOO_LARGE


def test_no_stage_makes_more_than_one_piece_at_a_time() -> None:
    for name, wire in (("gzip", gzip.compress(ZEROS)), ("deflate", zlib.compress(ZEROS)), ("br", brotli.compress(ZEROS, quality=1))):
        assert max(map(len, decode.coding(name).feed(wire))) <= PIECE


def test_the_first_bytes_are_kept_where_a_body_is_too_large() -> None:
    decoder = Decoder("gzip", max_bytes=10_000)
    with pytest.raises(ExchangeFailed):
        decoder.feed(gzip.compress(TEXT))
    assert decoder.so_far() == TEXT[:10_000]


BROKEN = [
    pytest.param("gzip", gzip.compress(TEXT)[:-9], id="gzip-cut-short"),
    pytest.param("deflate", zlib.compress(TEXT)[:-5], id="deflate-cut-short"),
    pytest.param("br", brotli.compress(TEXT, quality=1)[:-5], id="brotli-cut-short"),
    pytest.param("gzip", gzip.compress(TEXT)[:-8] + bytes(8), id="gzip-with-a-wrong-sum"),
    pytest.param("deflate", b"\x78\x9cnonsense", id="deflate-of-nonsense"),
    pytest.param("br", b"\xff\xff\xffnonsense", id="brotli-of-nonsense"),
    pytest.param("br", brotli.compress(TEXT, quality=1) + b"more", id="brotli-and-more"),
    pytest.param("zstd", TEXT, id="unknown"),
    pytest.param(", ".join(["gzip"] * 500), gzip.compress(TEXT), id="five-hundred-codings"),
    pytest.param("gzip", gzip.compress(b"") * 1_001, id="a-thousand-members"),
]


@pytest.mark.parametrize(("encoding", "wire"), BROKEN)
def test_a_broken_coding_is_a_failure_of_the_network(encoding: str, wire: bytes) -> None:
    with pytest.raises(ExchangeFailed) as failed:
        decoded(encoding, wire)
    assert failed.value.outcome.failure is Failure.NETWORK


@given(st.sampled_from(["", "gzip", "deflate", "br", "br, gzip"]), st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_are_a_body_within_bounds_or_a_failure(encoding: str, wire: bytes, step: int) -> None:
    try:
        body = decoded(encoding, wire, step=step, most=1000)
    except ExchangeFailed:
        return
    assert len(body) <= 1000

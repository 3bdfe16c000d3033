"""JSON lines on standard input and output, flushed line by line so that a pipe streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson


def lines_in() -> Iterator[str]:
    """Return the lines of standard input as they come; bytes that are no UTF-8 become U+FFFD."""
    for line in sys.stdin.buffer:
        text = line.decode("utf8", "replace").strip()
        if text:
            yield text


def lines_out(rows: Iterable[Mapping[str, Any]]) -> None:
    """Write each row as one JSON line at once; where the reader has seen enough (`| head`), stop without a word."""
    try:
        for row in rows:
            sys.stdout.buffer.write(orjson.dumps(row, default=str) + b"\n")
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

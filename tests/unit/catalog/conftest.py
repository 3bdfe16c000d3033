"""A config folder written by the test, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from monitor.catalog.load import load
from monitor.errors import ConfigInvalid

TOPIC = 'id: moscow-format\ntitle: {en: Moscow Format}\nquery: |\n  "moscow format"\n'
CONCEPT = "id: taliban\nterms:\n  en: [Taliban]\n"
SOURCES = "sources:\n  - id: tass\n    name: TASS\n    country: RU\n    language: ru\n    feeds:\n      - url: https://example.org/rss\n"

Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files into a fresh config folder, by their names in it."""

    def written(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return written


@pytest.fixture
def said(write: Write) -> Callable[[Mapping[str, str | bytes]], list[str]]:
    """What load says of these files, errors and warnings, one line each."""

    def lines(files: Mapping[str, str | bytes]) -> list[str]:
        try:
            return [str(one) for one in load(write(files)).warnings]
        except ConfigInvalid as error:
            return [str(one) for one in error.problems]

    return lines

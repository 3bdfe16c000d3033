"""Each example of docs/sources.md is a file that config/sources accepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.catalog.load import load

PAGE = Path(__file__).parents[3] / "docs/sources.md"
EXAMPLES = re.findall(r"^## (.+?)\n.*?```yaml\n(.*?)```", PAGE.read_text("utf8"), re.DOTALL | re.MULTILINE)


def test_there_is_one_for_each_kind():
    assert [title for title, _ in EXAMPLES] == ["A feed", "A listing", "A channel", "A sitemap", "A Google News query"]


@pytest.mark.parametrize(("title", "text"), EXAMPLES)
def test_an_example_loads(write, title, text):
    catalog = load(write({"sources/example.yaml": text}))
    assert len(catalog.sources) == 1, title

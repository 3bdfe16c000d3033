"""`monitor inspect topics`: texts against a folder of topics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli.inspect_topics import run
from monitor.errors import ConfigInvalid


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "topics").mkdir()
    (tmp_path / "sources").mkdir()
    (tmp_path / "topics/quiet.yaml").write_text("id: quiet\ntitle: {en: Quiet}\nquery: taliban\n", encoding="utf8")
    (tmp_path / "topics/loud.yaml").write_text("id: loud\ntitle: {en: Loud}\nquery: taliban\nbody: alert\n", encoding="utf8")
    (tmp_path / "topics/since.yaml").write_text("id: since\ntitle: {en: Since}\nquery: taliban since:2025\n", encoding="utf8")
    return tmp_path


def rows(config: Path, *asked: dict[str, object]) -> list[dict[str, object]]:
    return list(run(map(json.dumps, asked), config))


def test_topics_and_spans_by_topic(config: Path) -> None:
    (row,) = rows(config, {"id": 1, "lang": "en", "title": "Taliban", "text": "", "published": "2025-04-17"})
    assert row == {
        "id": 1,
        "topics": ["loud", "quiet", "since"],
        "stages": {},
        "spans": {key: [["title", 0, 7]] for key in ["loud", "quiet", "since"]},
    }


def test_a_hit_in_the_body_alone_is_listed_only_where_it_alerts(config: Path) -> None:
    (row,) = rows(config, {"id": 1, "lang": "en", "title": "Cricket", "text": "A match", "body": "The Taliban", "source": "bbc"})
    assert row["topics"] == ["loud"]
    assert row["spans"] == {"loud": [["body", 4, 11]]}


@pytest.mark.parametrize("bad", [{"title": 5}, {"published": "yesterday"}])
def test_a_bad_line_is_an_error_and_the_stream_goes_on(config: Path, bad: dict[str, object]) -> None:
    first, second = rows(config, {"id": 1, **bad}, {"id": 2, "title": "Taliban", "published": "2025-04-17T09:00:00Z"})
    assert first["id"] == 1
    assert "error" in first
    assert second["topics"] == ["loud", "quiet", "since"]


def test_a_query_that_is_refused_refuses_the_config(config: Path) -> None:
    (config / "topics/quiet.yaml").write_text("id: quiet\ntitle: {en: Quiet}\nquery: |\n  taliban AND\n  @talban\n", encoding="utf8")
    with pytest.raises(ConfigInvalid) as caught:
        rows(config)
    assert "topics/quiet.yaml:5:3: unknown concept" in str(caught.value)

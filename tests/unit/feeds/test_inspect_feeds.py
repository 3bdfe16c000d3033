import json
from pathlib import Path

from monitor.cli.inspect_feeds import run

FIXTURES = Path(__file__).parents[2] / "data/feeds"


def test_a_feed_and_its_entries_are_rows() -> None:
    file = str(FIXTURES / "rss2.xml")
    head, first, second = run([json.dumps({"file": file, "url": "https://river.example/rss", "content_type": None})])
    assert head == {"file": file, "type": "feed", "title": "River Gazette", "link": "https://river.example/"}
    assert first["type"] == "entry"
    assert (first["id"], first["link"]) == ("river:7", "https://river.example/2026/03/format")
    assert (first["published"], first["updated"]) == ("2026-03-03T07:15:00+00:00", None)
    assert (first["authors"], first["language"]) == (["Ada Byron"], "en-GB")
    assert second["title"] == "Harvest begins"


def test_what_cannot_be_read_is_a_row_and_the_next_line_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_bytes(b"<html></html>")
    lines = ["nonsense", "[]", '{"file": 5}', '{"file": "no/such"}', '{"file": "a\\u0000"}', json.dumps({"file": str(page)})]
    rows = list(run([*lines, json.dumps({"file": str(FIXTURES / "rss1.rdf")})]))
    assert [row["type"] for row in rows] == ["error"] * 6 + ["feed", "entry"]
    assert rows[5] == {"file": str(page), "type": "error", "error": "html"}


def test_rows_come_as_lines_come() -> None:
    def lines():
        yield json.dumps({"file": str(FIXTURES / "rss1.rdf")})
        raise AssertionError("a row was due before the next line")

    assert next(run(lines()))["type"] == "feed"

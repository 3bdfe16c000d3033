import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from monitor import cli


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.delenv("MONITOR_DATABASE_URL", raising=False)
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path / 'monitor.db'}\n")
    return lambda *words: CliRunner().invoke(cli.monitor, [*words, "--config", str(folder)])


def test_the_database_is_brought_to_its_form_and_then_reviewed(call, tmp_path):
    assert call("db", "upgrade").output == "The database has this version's form.\n"
    assert (tmp_path / "monitor.db").exists()
    assert call("review", "2026-11-24").output.startswith("Review of 2026-11-24 (UTC)\n\nFetched    0 checks of 0 feeds")


def test_without_a_date_it_is_today_and_machines_get_json(call):
    row = json.loads(call("review", "--json").output)
    assert row["day"] == datetime.now(UTC).date().isoformat()
    assert row["alerts"] == {"raised": 0, "held": {}}


def test_a_day_that_is_none_is_a_usage_error(call):
    assert call("review", "yesterday").exit_code == 2

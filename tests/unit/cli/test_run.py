from __future__ import annotations

from click.testing import CliRunner

from monitor.cli import CONFIG_INVALID
from monitor.cli.run import command


def test_what_is_wrong_with_a_config_is_named_from_where_the_operator_stands(tmp_path):
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "talks.yaml").write_text("id: talks\ntitle: {en: Talks}\nquery: |\n  talks AND (border\n")
    ended = CliRunner().invoke(command, ["--once", "--config", str(tmp_path)], standalone_mode=False)
    assert ended.return_value == CONFIG_INVALID
    assert f"{tmp_path}/topics/talks.yaml:4:" in ended.output


def test_a_folder_that_is_not_there_is_named_once(tmp_path):
    ended = CliRunner().invoke(command, ["--config", str(tmp_path / "nowhere")], standalone_mode=False)
    assert ended.return_value == CONFIG_INVALID
    assert ended.output.count("nowhere") == 1

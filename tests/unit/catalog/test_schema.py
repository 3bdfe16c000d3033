"""The committed schemas are those of the models, and every committed file passes both."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.catalog.load import load
from monitor.catalog.schema import FILES, main, rendered, write
from monitor.catalog.tree import read_yaml

CONFIG = Path(__file__).parents[3] / "config"
KINDS = {"": "monitor", "topics": "topic", "concepts": "concept", "sources": "sources"}
COMMITTED = sorted(path.relative_to(CONFIG).as_posix() for path in CONFIG.rglob("*.yaml"))


def kind_of(name: str) -> str:
    return KINDS[name.rpartition("/")[0]]


def accepts(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Validate by the part of JSON Schema that our own schemas use."""
    if "$ref" in schema:
        return accepts(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root)
    if "anyOf" in schema:
        return any(accepts(one, value, root) for one in schema["anyOf"])
    types = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    wanted = schema.get("type")
    if wanted and (not isinstance(value, types[wanted]) or (isinstance(value, bool) and wanted != "boolean")):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, str):
        return bool(re.search(schema.get("pattern", ""), value)) and len(value) >= schema.get("minLength", 0)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value) and value > schema.get("exclusiveMinimum", value - 1)
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(accepts(schema.get("items", {}), one, root) for one in value)
    if isinstance(value, dict):
        known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        inner = [known.get(key, rest) for key in value]
        if not all(re.search(schema.get("propertyNames", {}).get("pattern", ""), key) for key in value):
            return False
        all_keys = set(schema.get("required", ())) <= set(value)
        return all_keys and all(
            one is not False and (one is True or accepts(one, value[key], root)) for key, one in zip(value, inner, strict=True)
        )
    return True


@pytest.mark.parametrize("name", FILES)
def test_committed_schemas_are_up_to_date(name):
    assert (CONFIG / "schema" / f"{name}.json").read_text(encoding="utf-8") == rendered(FILES[name]), (
        "run: python -m monitor.catalog.schema config/schema"
    )


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_files_pass_their_schema(name):
    schema = json.loads(rendered(FILES[kind_of(name)]))
    read = read_yaml((CONFIG / name).read_text(encoding="utf-8"), name=name)
    assert read.root is not None
    assert accepts(schema, read.root.value, schema)


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_files_name_their_schema_in_line_1(name):
    first = (CONFIG / name).read_text(encoding="utf-8").split("\n")[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found is not None
    assert ((CONFIG / name).parent / found[1]).resolve() == CONFIG / "schema" / f"{kind_of(name)}.json"


def test_the_committed_config_loads():
    catalog = load(CONFIG)
    assert len(catalog.sources) > 100
    assert len({feed.url for source in catalog.sources for feed in source.feeds}) > 130


REFUSED = [
    pytest.param("sources", {"sources": [{"id": "Upper Case", "name": "x", "feeds": [{"url": "https://example.org/"}]}]}, id="id"),
    pytest.param("sources", {"sources": [{"id": "a", "name": "x", "feeds": []}]}, id="no-feeds"),
    pytest.param("sources", {"sources": [{"id": "a", "name": "x", "feeds": [{"url": "ftp://example.org/"}]}]}, id="not-web"),
    pytest.param("topic", {"id": "a", "title": {"en": "A"}, "query": 5}, id="query-is-a-number"),
    pytest.param("topic", {"id": "a", "title": {"en": "A"}, "query": "x", "examples": {"matches": [["x"]]}}, id="example-is-a-list"),
    pytest.param("topic", {"id": "a", "title": {"en": "A"}}, id="no-query"),
    pytest.param("concept", {"id": "a", "terms": {"English": ["a"]}}, id="not-a-language"),
    pytest.param("monitor", {"fetch": {"at_once": 0}}, id="too-few"),
    pytest.param("monitor", {"fetches": {}}, id="unknown-key"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_the_schemas_refuse_what_is_wrong(name, value):
    schema = json.loads(rendered(FILES[name]))
    assert not accepts(schema, value, schema)


def test_the_schemas_accept_an_empty_section():
    schema = json.loads(rendered(FILES["monitor"]))
    assert accepts(schema, {"fetch": None, "locale": "ru", "alerts": {"fresh_hours": 0.5}}, schema)


def test_they_are_written_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path / "schema")]) == 0
    write(tmp_path / "other")
    assert {path.name for path in (tmp_path / "other").iterdir()} == {f"{name}.json" for name in FILES}
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_module_is_a_command(tmp_path: Path):
    ended = subprocess.run([sys.executable, "-m", "monitor.catalog.schema", str(tmp_path)], cwd=CONFIG.parent, timeout=60)
    assert ended.returncode == 0
    assert len(list(tmp_path.iterdir())) == len(FILES)

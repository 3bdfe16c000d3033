"""Settings, and that docs/configuration.md tells of every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from monitor.catalog.concepts import ConceptFile
from monitor.catalog.feeds import SelectorsText
from monitor.catalog.fields import spelled
from monitor.catalog.load import load
from monitor.catalog.settings import FetchSettings, PollingSettings, Settings
from monitor.catalog.sources import SourceText
from monitor.catalog.topics import TopicFile

ROOT = Path(__file__).parents[3]
DOCS = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n# config/(\S+)\n(.*?)```", DOCS, re.DOTALL)

LENGTHS = [
    pytest.param("30s", timedelta(seconds=30), "30s", id="seconds"),
    pytest.param("2m", timedelta(minutes=2), "2m", id="minutes"),
    pytest.param("90m", timedelta(minutes=90), "90m", id="minutes-over-an-hour"),
    pytest.param("1h30m", timedelta(minutes=90), "90m", id="two-units"),
    pytest.param("24h", timedelta(days=1), "24h", id="a-day-in-hours"),
    pytest.param("7d", timedelta(days=7), "7d", id="days"),
]


@pytest.mark.parametrize(("written", "length", "again"), LENGTHS)
def test_lengths_of_time(written, length, again):
    settings = PollingSettings.model_validate({"shortest": written, "longest": "31d"})
    assert settings.shortest == length
    assert spelled(settings.shortest) == again


def test_settings_may_be_made_by_code():
    assert PollingSettings(shortest=timedelta(seconds=1)).shortest == timedelta(seconds=1)
    assert FetchSettings(allow_networks=("127.0.0.1", "fd00::/8")).allow_networks == ("127.0.0.1/32", "fd00::/8")


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError):
        Settings().locale = "ru"


def keys(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, object]]:
    """Every setting by its full name, with its default."""
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield from keys(type(field.default), f"{before}{name}.")
        else:
            yield f"{before}{name}", field.default


@pytest.mark.parametrize(("name", "default"), list(keys(Settings)))
def test_every_setting_is_in_the_docs_with_its_default(name, default):
    match default:
        case timedelta():
            shown = spelled(default)
        case bool():
            shown = str(default).lower()
        case float():
            shown = f"{default:g}"
        case () | "":
            shown = "nothing"
        case _:
            shown = str(default)
    assert re.search(rf"^\| `{re.escape(name)}` \| `?{re.escape(shown)}`? \|", DOCS, re.MULTILINE)


@pytest.mark.parametrize("model", [TopicFile, ConceptFile, SourceText, SelectorsText])
def test_every_key_of_the_other_files_is_in_the_docs(model):
    for name in model.model_fields:
        assert f"`{name}`" in DOCS


def test_every_variable_is_in_the_docs():
    for name in ("MONITOR_TELEGRAM_TOKEN", "MONITOR_DATABASE_URL", "MONITOR_WEB_PASSWORD"):
        assert f"`{name}`" in DOCS
        assert f"`{name}_FILE`" in DOCS


def test_no_setting_is_in_the_docs_that_does_not_exist():
    told = set(re.findall(r"^\| `([a-z_.]+)` \| .* \| ", DOCS.split("## Topics")[0], re.MULTILINE))
    assert told == {name for name, _ in keys(Settings)}


def test_the_examples_in_the_docs_are_a_config(write):
    assert {name.split("/")[0] for name, _ in EXAMPLES} == {"monitor.yaml", "topics", "concepts", "sources"}
    catalog = load(write(dict(EXAMPLES)))
    assert catalog.warnings == ()
    assert (len(catalog.topics), len(catalog.concepts), len(catalog.sources)) == (1, 2, 2)

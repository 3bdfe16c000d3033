from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.catalog.load import digest_of, load
from monitor.errors import ConfigInvalid
from monitor.model import Body, FeedKind

TOPIC = 'id: moscow-format\ntitle: {en: Moscow Format, ru: Московский формат}\nquery: |\n  "moscow format"\nbody: ignore\n'
CONCEPT = "id: taliban\nterms:\n  any: [IEA]\n  ru: [Талибан]\nnot_only: [ttp]\n"
SIBLING = "id: ttp\nterms:\n  en: [TTP]\n"
SOURCES = "sources:\n  - id: tass\n    name: TASS\n    country: ru\n    language: ru\n    feeds:\n      - url: https://example.org/rss\n"


def test_a_folder_becomes_a_catalog(write):
    catalog = load(
        write(
            {
                "topics/a.yaml": TOPIC,
                "concepts/a.yaml": CONCEPT,
                "concepts/b.yaml": SIBLING,
                "sources/a.yaml": SOURCES,
                "monitor.yaml": "fetch:\n  at_once: 7\n",
            }
        )
    )
    (topic,), (concept, _), (source,) = catalog.topics, catalog.concepts, catalog.sources
    assert (topic.id, topic.query, topic.body, topic.title["ru"]) == (
        "moscow-format",
        '"moscow format"\n',
        Body.IGNORE,
        "Московский формат",
    )
    assert (topic.file, topic.line, topic.column) == ("topics/a.yaml", 4, 3)
    assert (concept.id, dict(concept.terms), concept.not_only) == ("taliban", {"": ("IEA",), "ru": ("Талибан",)}, ("ttp",))
    assert (concept.file, concept.line) == ("concepts/a.yaml", 2)
    assert (source.id, source.country, source.feeds[0].kind, source.feeds[0].pages) == ("tass", "RU", FeedKind.FEED, True)
    assert catalog.settings.fetch.at_once == 7
    assert catalog.settings.polling.longest == timedelta(hours=24)
    assert catalog.database_url == "sqlite:///var/monitor.db"


def test_a_missing_folder_is_one_problem(tmp_path: Path):
    with pytest.raises(ConfigInvalid) as refused:
        load(tmp_path / "none")
    assert "--config" in str(refused.value)


def test_the_digest_follows_every_byte(write):
    first = load(write({"sources/a.yaml": SOURCES})).digest
    assert digest_of(write({})) == first
    assert load(write({"sources/a.yaml": SOURCES + "# a comment\n"})).digest != first

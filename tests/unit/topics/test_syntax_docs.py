"""docs/query-language.md is true: what it says can be written can, and the files on it work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.catalog.examples import failing
from monitor.catalog.load import Catalog, load
from monitor.errors import QueryInvalid
from monitor.model import Article, Stage
from monitor.topics.matcher import Matcher
from monitor.topics.syntax import parse

PAGE = (Path(__file__).parents[3] / "docs/query-language.md").read_text("utf8")


def cells(column: str) -> list[str]:
    """What stands in code in one column of every table that has a column of this name."""
    found: list[str] = []
    for table in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", row)[1:-1] for row in table.splitlines()]
        names = [name.strip() for name in rows[0]]
        if column in names:
            found += [code for row in rows[2:] for code in re.findall(r"`([^`]+)`", row[names.index(column)].replace(r"\|", "|"))]
    return found


@pytest.mark.parametrize("query", [*cells("you write"), *cells("here")])
def test_what_is_said_to_be_written_can_be(query: str) -> None:
    parse(f"word {query}")


def test_what_other_products_write_is_partly_ours_and_partly_refused() -> None:
    written = cells("there")
    refused = [query for query in written if not accepted(query)]
    assert len(written) > 25
    assert {"{BRICS}", "hd=a", "negotiat$4", "a W/S b", "allintitle: a b"} <= set(refused)
    assert len(refused) < len(written) / 2


def accepted(query: str) -> bool:
    try:
        parse(query)
    except QueryInvalid:
        return False
    return True


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The files on the page as a config folder."""
    folder = tmp_path_factory.mktemp("page") / "config"
    for name, text in re.findall(r"```yaml\n# config/(\S+)\n(.*?)```", PAGE, re.DOTALL):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    return load(folder)


def test_the_files_on_the_page_load_without_a_doubt(catalog: Catalog) -> None:
    assert [topic.id for topic in catalog.topics] == ["copper-mine"]
    assert len(catalog.concepts) == 2
    assert {warning.file for warning in catalog.warnings} <= {"sources"}  # there are none on the page


def test_the_examples_on_the_page_hold(catalog: Catalog) -> None:
    matcher = Matcher(catalog.topics, catalog.concepts, catalog.sources)
    assert len(catalog.examples) == 6
    assert list(failing(catalog.examples, matcher.match)) == []


CASES = [
    ("The minister Dawlatzai on copper", "", True, None),
    ("The wrestler Daulatzai on copper", "", False, None),
    ("Buddhas of Mes Aynak go to a museum", "", False, None),
    ("Firm denies new talks on Mes Aynak", "", True, Stage.DENIED),
    ("A new offer for the mine at Mes Aynak", "", True, Stage.PROPOSED),
    ("Новости", "Медный рудник в Афганистане ищет хозяина.", True, None),
]


@pytest.mark.parametrize(("title", "lead", "expected", "stage"), CASES)
def test_the_topic_on_the_page_does_what_the_page_says(
    catalog: Catalog, title: str, lead: str, expected: bool, stage: Stage | None
) -> None:
    matches = Matcher(catalog.topics, catalog.concepts, catalog.sources).match(Article(title=title, lead=lead))
    assert bool(matches) is expected
    assert [match.stage for match in matches] == ([stage] if expected else [])


def test_the_page_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 200

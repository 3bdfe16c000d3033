"""Queries pasted from other products: what each must mean, or what must be said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from monitor.errors import Problem, QueryInvalid
from monitor.topics.syntax import parse, warnings_of
from tests.unit.topics.trees import tree

QUERIES = Path(__file__).parents[2] / "data/queries"


def rows(name: str) -> list[object]:
    """Each query of a file with what is expected of it, under the name of its product."""
    groups = yaml.safe_load((QUERIES / name).read_text("utf8"))
    return [pytest.param(row, id=f"{product}-{number}") for product, group in groups.items() for number, row in enumerate(group)]


def told(problems: list[Problem] | tuple[Problem, ...]) -> list[str]:
    """Each problem as the files have it: without the text around its place."""
    return [f"{one.line}:{one.column} {one.message.partition(' — at “')[0]}" for one in problems]


@pytest.mark.parametrize("row", rows("pasted.yaml"))
def test_what_a_pasted_query_means(row: dict[str, str]) -> None:
    assert tree(parse(row["query"])) == row["tree"]
    assert told(warnings_of(row["query"])) == row.get("warns", "").splitlines()


@pytest.mark.parametrize("row", rows("refused.yaml"))
def test_what_is_said_of_a_query_that_means_nothing(row: dict[str, str]) -> None:
    with pytest.raises(QueryInvalid) as caught:
        parse(row["query"])
    assert told(caught.value.problems) == row["says"].splitlines()


@pytest.mark.parametrize(
    ("name", "least", "products"),
    [
        ("pasted.yaml", 20, "meltwater brandwatch talkwalker mediacloud google factiva lucene"),
        ("refused.yaml", 8, "meltwater factiva lucene"),
    ],
)
def test_every_product_has_its_share(name: str, least: int, products: str) -> None:
    groups = yaml.safe_load((QUERIES / name).read_text("utf8"))
    assert all(len(groups[product]) >= least for product in products.split())
    queries = [row["query"] for group in groups.values() for row in group]
    assert len(queries) == len(set(queries))

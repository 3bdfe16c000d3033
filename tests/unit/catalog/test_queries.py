"""A problem of a query stands where its character stands in the file, however the query is written."""

from __future__ import annotations

import pytest

from monitor.catalog.load import load
from monitor.catalog.topics import placed
from monitor.catalog.tree import Place, Text
from monitor.errors import ConfigInvalid, Problem
from monitor.model import Exclusion, Stage, StageQuery

HEAD = "id: a\ntitle: {en: A}\n"
SOURCE = "sources: [{id: a, name: A, language: ru, feeds: [{url: 'https://example.org/'}]}]\n"
WRITTEN = [
    pytest.param("query: moscow AND @nobody\n", "@nobody", id="plain"),
    pytest.param("query: 'moscow AND @nobody'\n", "@nobody", id="in-quotes"),
    pytest.param('query: "moscow AND @nobody"\n', "@nobody", id="in-double-quotes"),
    pytest.param("query: |\n  moscow\n  AND @nobody\n", "@nobody", id="block"),
    pytest.param("query: |-\n\n    moscow\n      AND\n    @nobody\n", "@nobody", id="block-with-deeper-lines"),
    pytest.param("query: |2\n    moscow\n    AND @nobody\n", "@nobody", id="block-with-its-own-indentation"),
    pytest.param("query: >\n  moscow AND\n  format AND @nobody\n\nowner: x\n", "@nobody", id="folded"),
    pytest.param("query: moscow\n  AND format\n    AND @nobody\n", "@nobody", id="plain-over-lines"),
    pytest.param("query: 'moscow\n\n  AND\n  @nobody'\n", "@nobody", id="in-quotes-over-lines"),
    pytest.param("query: |\n  москва AND формат\n  AND @nobody\n", "@nobody", id="cyrillic"),
    pytest.param("query:\n  moscow AND @nobody\n", "@nobody", id="on-the-next-line"),
    pytest.param("query: moscow\n  AND author:(x AND @nobody)\n", "@nobody", id="in-brackets"),
    pytest.param("query: x\nexclusions: [{query: y, because: z}, {query: y @nobody, because: z}]\n", "@nobody", id="exclusion-in-one-line"),
    pytest.param(
        "exclusions:\n  - because: z\n    query: |\n      москва\n      AND @nobody\nquery: x\n", "@nobody", id="exclusion-in-a-block"
    ),
    pytest.param("query: x\nexclusions: [{query: y\n  y @nobody, because: z}]\n", "@nobody", id="exclusion-over-lines"),
    pytest.param("query: x\nstages: {denied: y, proposed: @nobody}\n".replace("@nobody", "'@nobody'"), "@nobody", id="stage-in-one-line"),
    pytest.param("stages:\n  in_force: x\n  denied: >\n    москва\n    AND @nobody\nquery: x\n", "@nobody", id="stage-in-a-block"),
    pytest.param("query: x\nstages:\n  decided: 'a\n    @nobody'\n", "@nobody", id="stage-over-lines"),
]


@pytest.mark.parametrize(("text", "wrong"), WRITTEN)
def test_a_problem_stands_at_its_character(write, text, wrong):
    text = HEAD + text
    folder = write({"topics/a.yaml": text, "sources/a.yaml": SOURCE})
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    (problem,) = refused.value.problems
    before = text[: text.index(wrong)]
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_a_problem_at_the_end_of_a_query_stays_within_it(write):
    folder = write({"topics/a.yaml": HEAD + "query: moscow AND\n  (format OR x\nowner: y\n", "sources/a.yaml": SOURCE})
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    assert all((3, 8) <= (one.line, one.column) <= (4, 15) for one in refused.value.problems)


def test_a_problem_behind_the_last_character_stands_at_the_end():
    node = Text(place=Place(1, 8), end=Place(2, 6), spelling="moscow AND")
    moved = placed(Problem(line=1, column=18, message="x"), "moscow AND", Place(1, 8), node, ["query: moscow", "  AND", "owner: x"])
    assert (moved.line, moved.column) == (2, 6)


def test_the_query_is_what_stands_in_the_block(write):
    text = HEAD + 'query: >\n  a\n    AND b\n  "#BRICS"\n\nowner: x\n'
    (topic,) = load(write({"topics/a.yaml": text, "sources/a.yaml": SOURCE})).topics
    assert topic.query == 'a\n  AND b\n"#BRICS"\n'


def test_exclusions_and_stages_keep_the_order_of_the_file(write):
    text = HEAD + (
        "query: x\nstages:\n  in_force: |\n    held\n    now\n  denied: ~\n  proposed: may\n"
        "exclusions: [{query: a, because: one}, {because: two, query: b}]\n"
    )
    (topic,) = load(write({"topics/a.yaml": text, "sources/a.yaml": SOURCE})).topics
    assert topic.exclusions == (
        Exclusion(query="a", because="one", line=10, column=22),
        Exclusion(query="b", because="two", line=10, column=62),
    )
    assert topic.stages == (
        StageQuery(stage=Stage.IN_FORCE, query="held\nnow\n", line=6, column=5),
        StageQuery(stage=Stage.PROPOSED, query="may", line=9, column=13),
    )


def test_a_problem_of_a_concept_stands_at_its_word(write):
    concept = "id: a\nterms:\n  en: [good]\n  ru: [хороший, '*плохой']\nnot_only: [b, nobody]\n"
    folder = write({"concepts/a.yaml": concept, "concepts/b.yaml": "id: b\nterms: {en: [x]}\n", "sources/a.yaml": SOURCE})
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    assert [(one.line, one.column) for one in refused.value.problems] == [(4, 17), (5, 15)]


def test_a_problem_of_a_whole_concept_stands_at_its_terms(write):
    folder = write({"concepts/a.yaml": "id: a\nterms:\n  en: ['—']\n", "sources/a.yaml": SOURCE})
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    assert [(one.line, one.column) for one in refused.value.problems] == [(2, 1), (3, 8)]


def test_a_concept_without_terms_in_the_sources_language_is_a_warning(write):
    files = {
        "topics/a.yaml": HEAD + "query: '@taliban OR (x AND @taliban)'\n",
        "concepts/t.yaml": "id: taliban\nterms: {en: [Taliban]}\n",
        "sources/a.yaml": SOURCE,
    }
    (warning,) = load(write(files)).warnings
    assert (warning.file, warning.line, warning.column, warning.severity) == ("topics/a.yaml", 3, 9, "warning")
    assert "ru" in warning.message
    files["sources/a.yaml"] = SOURCE.replace("id: a", "id: a, enabled: false")
    assert not any("@taliban" in one.message for one in load(write(files)).warnings)


CONDITIONS = [
    pytest.param("alert_when: sources >= 2 or @offical\n", "@offical", id="plain"),
    pytest.param("alert_when: 'sources >= 2 or @offical'\n", "@offical", id="in-quotes"),
    pytest.param("alert_when: |\n  sources >= 2\n  or @offical\n", "@offical", id="block"),
    pytest.param("alert_when: sources >= 2\n  or @offical\n", "@offical", id="plain-over-lines"),
    pytest.param("alert_when: '@offical'\n", "@offical", id="alone"),
]


@pytest.mark.parametrize(("text", "wrong"), CONDITIONS)
def test_a_problem_of_what_must_stand_behind_a_story_stands_at_its_character(write, text, wrong):
    text = HEAD + "query: x\n" + text
    folder = write({"topics/a.yaml": text, "sources/a.yaml": SOURCE})
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    (problem,) = refused.value.problems
    before = text[: text.index(wrong)]
    assert (problem.file, problem.line, problem.column) == ("topics/a.yaml", before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        pytest.param("", "", id="not-written"),
        pytest.param("alert_when:\n", "", id="nothing-after-it"),
        pytest.param("alert_when: ' '\n", "", id="a-space"),
        pytest.param("alert_when: |\n  sources >= 2\n  or @official\n", "sources >= 2 or @official", id="over-lines"),
    ],
)
def test_what_must_stand_behind_a_story(write, text, condition):
    folder = write({"topics/a.yaml": HEAD + "query: x\n" + text, "sources/a.yaml": SOURCE})
    (topic,) = load(folder).topics
    assert topic.alert_when == condition


@pytest.mark.parametrize(("line", "urgent"), [("urgent: true\n", True), ("urgent: false\n", False), ("", False)])
def test_a_topic_may_be_urgent(write, line, urgent):
    (topic,) = load(write({"topics/a.yaml": HEAD + "query: x\n" + line, "sources/a.yaml": SOURCE}), {}).topics
    assert topic.urgent is urgent


def test_a_condition_that_is_no_text_is_told_once(write):
    folder = write({"topics/a.yaml": HEAD + "query: x\nalert_when: [x]\n", "sources/a.yaml": SOURCE})
    with pytest.raises(ConfigInvalid) as refused:
        load(folder)
    assert [(one.line, one.column) for one in refused.value.problems] == [(4, 1)]

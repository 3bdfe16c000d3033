"""An exclusion is added where a person would write it; all else of the file stays, or nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.exclusion_edit import with_exclusion
from monitor.catalog.list_edit import CannotEdit
from monitor.catalog.tree import read_yaml

SHIPPED = Path(__file__).parent.parent.parent.parent / "config" / "topics"
HEAD = "# ours\nid: fairs   # the word in commands\ntitle: {en: Fairs}\n"
NEW = "  - query: cricket\n    because: Squads have fairs too.\n"
EDITS = [
    pytest.param("query: fair\n", "query: fair\nexclusions:\n" + NEW, id="after-the-query"),
    pytest.param("query: fair", "query: fair\nexclusions:\n" + NEW.rstrip("\n"), id="a-file-without-a-last-line-end"),
    pytest.param("query: fair\nbody: alert\n", "query: fair\nexclusions:\n" + NEW + "body: alert\n", id="before-the-next-key"),
    pytest.param(
        "query: |\n  # every fair\n  fair\n  # or bazaar\n\n# how far\nstages:\n  decided: opened # by then\n",
        "query: |\n  # every fair\n  fair\n  # or bazaar\nexclusions:\n" + NEW + "\n# how far\nstages:\n  decided: opened # by then\n",
        id="remarks-stay-with-what-they-are-of",
    ),
    pytest.param("query: fair\n\n# the end\n", "query: fair\nexclusions:\n" + NEW + "\n# the end\n", id="before-remarks-at-the-end"),
    pytest.param(
        "exclusions:\n  # sport\n  - query: chess   # a game\n    because: x\n  - {query: title:go, because: y}\n\nquery: fair\n",
        "exclusions:\n  # sport\n  - query: chess   # a game\n    because: x\n  - {query: title:go, because: y}\n" + NEW + "\nquery: fair\n",
        id="after-the-last-of-several",
    ),
    pytest.param(
        "query: fair\nexclusions:\n-   query: |\n      chess\n      # a game\n    because: >\n      no\n      fair\nbody: digest\n",
        "query: fair\nexclusions:\n-   query: |\n      chess\n      # a game\n    because: >\n      no\n      fair\n"
        "-   query: cricket\n    because: Squads have fairs too.\nbody: digest\n",
        id="dashes-as-they-are-written-there",
    ),
    pytest.param("query: fair\nexclusions:   # none\nbody: alert\n", "query: fair\nexclusions:   # none\n" + NEW + "body: alert\n",
                 id="a-key-with-nothing"),
    pytest.param("query: fair\nexclusions: [ ] # none\n", "query: fair\nexclusions: # none\n" + NEW, id="an-empty-list"),
    pytest.param("---\nquery: fair\n", "---\nquery: fair\nexclusions:\n" + NEW, id="a-document-mark"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EDITS)
def test_an_exclusion_is_added(text, expected):
    mark = "---\n" if text.startswith("---\n") else ""
    given_text, wanted = (mark + HEAD + some.removeprefix(mark) for some in (text, expected))
    assert with_exclusion(given_text, "cricket", "Squads have fairs too.") == wanted


@pytest.mark.parametrize(("text", "expected"), EDITS)
def test_line_ends_of_windows_stay(text, expected):
    mark = "---\n" if text.startswith("---\n") else ""
    given_text, wanted = ((mark + HEAD + some.removeprefix(mark)).replace("\n", "\r\n") for some in (text, expected))
    assert with_exclusion(given_text, "cricket", "Squads have fairs too.") == wanted


@pytest.mark.parametrize(
    ("query", "spelled"),
    [
        ("source:post", "source:post"),
        ('"cricket squads"', "'\"cricket squads\"'"),
        ('"o\'neil"', "'\"o''neil\"'"),
        ("2024", "'2024'"),
        ("true", "'true'"),
        ("طالبان", "طالبان"),
        ("塔利班", "塔利班"),
    ],
)
def test_what_yaml_would_read_otherwise_stands_in_quotes(query, spelled):
    assert f"  - query: {spelled}\n    because: y\n" in with_exclusion(HEAD + "query: fair\n", query, "y")


def test_an_exclusion_that_is_there_is_not_added_again():
    text = HEAD + "query: fair\nexclusions:\n  - query: |\n      cricket\n    because: x\n"
    assert with_exclusion(text, "cricket", "y") == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD + "query: fair\nexclusions: [{query: chess, because: x}]\n", id="a-list-in-brackets"),
        pytest.param(HEAD + "query: fair\nexclusions: ~\n", id="a-null-that-is-written"),
        pytest.param(HEAD + "query: fair\nexclusions:\n  -\n    query: chess\n    because: x\n", id="a-dash-alone"),
        pytest.param("{id: fairs, title: {en: Fairs}, query: fair}\n", id="all-in-brackets"),
        pytest.param(HEAD + "query: fair\n...\n", id="an-end-mark"),
        pytest.param(HEAD + "query: fair\nexclusions: {query: chess}\n", id="no-list"),
        pytest.param(HEAD + "query: [\n", id="no-yaml"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_cannot_be_edited_is_refused(text):
    with pytest.raises(CannotEdit, match="by hand"):
        with_exclusion(text, "cricket", "Squads have fairs too.")


@given(st.text(min_size=1, max_size=20), st.sampled_from([text for text, _ in [param.values for param in EDITS]]))
def test_any_query_is_read_back_as_it_was_given_or_refused(query, layout):
    before = HEAD + layout.removeprefix("---\n")
    try:
        edited = with_exclusion(before, query, "y")
    except CannotEdit:
        return
    assert read_yaml(edited, name="").root.value["exclusions"][-1] == {"query": query, "because": "y"}


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_shipped_topics_take_one_with_two_lines_more_or_three(file):
    before = file.read_text("utf8").splitlines()
    after = with_exclusion(file.read_text("utf8"), "cricket", "Squads have fairs too.").splitlines()
    added = [line for line in after if line not in before]
    assert [line.strip() for line in added if line != "exclusions:"] == ["- query: cricket", "because: Squads have fairs too."]
    assert [line for line in after if line not in added] == before

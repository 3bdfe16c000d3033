"""An operator is added where a person would write it; all else of monitor.yaml stays, or nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.list_edit import CannotEdit
from monitor.catalog.operator_edit import with_operator
from monitor.catalog.tree import read_yaml

OURS = Path(__file__).parent.parent.parent.parent / "config" / "monitor.yaml"
EDITS = [
    pytest.param("", "telegram:\n  operators: [42]\n", id="nothing"),
    pytest.param("# ours", "# ours\ntelegram:\n  operators: [42]\n", id="a-comment-alone"),
    pytest.param("locale: ru\n", "locale: ru\ntelegram:\n  operators: [42]\n", id="no-telegram"),
    pytest.param("locale: ru # x", "locale: ru # x\ntelegram:\n  operators: [42]", id="no-newline-at-the-end"),
    pytest.param("web: {\n  listen: 127.0.0.1:1 # x\n  } # y\n", "web: {\n  listen: 127.0.0.1:1 # x\n  } # y\ntelegram:\n  operators: [42]\n",
                 id="after-a-mapping-in-brackets"),
    pytest.param("{locale: ru}\n", "{locale: ru, telegram: {operators: [42]}}\n", id="all-in-brackets"),
    pytest.param("{}\n", "{telegram: {operators: [42]}}\n", id="empty-brackets"),
    pytest.param("telegram: # the bot\nlocale: ru\n", "telegram: # the bot\n  operators: [42]\nlocale: ru\n", id="telegram-with-nothing"),
    pytest.param("telegram:\n  # operators: [1]\nlocale: ru\n", "telegram:\n  operators: [42]\n  # operators: [1]\nlocale: ru\n", id="telegram-with-a-comment"),
    pytest.param("telegram: {}\n", "telegram: {operators: [42]}\n", id="telegram-in-empty-brackets"),
    pytest.param("telegram: {access: closed}\n", "telegram: {access: closed, operators: [42]}\n", id="telegram-in-brackets"),
    pytest.param("telegram:\n    access: closed  # x\nlocale: ru\n", "telegram:\n    access: closed  # x\n    operators: [42]\nlocale: ru\n", id="no-operators"),
    pytest.param("telegram:\n  operators:\n  access: open\n", "telegram:\n  operators: [42]\n  access: open\n", id="operators-with-nothing"),
    pytest.param("telegram:\n  operators: []  # x\n", "telegram:\n  operators: [42]  # x\n", id="an-empty-list"),
    pytest.param("telegram:\n  operators: [7]  # x\n", "telegram:\n  operators: [7, 42]  # x\n", id="a-list"),
    pytest.param("telegram:\n  operators:\n    - 7 # Ann\n    - -10 # the desk\nlocale: en\n",
                 "telegram:\n  operators:\n    - 7 # Ann\n    - -10 # the desk\n    - 42\nlocale: en\n", id="a-list-of-dashes"),
    pytest.param("telegram:\n  operators: [7, 42]\n", "telegram:\n  operators: [7, 42]\n", id="there-already"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EDITS)
def test_an_operator_is_added(text, expected):
    assert with_operator(text, 42) == expected


@pytest.mark.parametrize(("text", "expected"), [case for case in EDITS if case.values[0] not in {"", "# ours"}])
def test_line_ends_of_windows_stay(text, expected):
    assert with_operator(text.replace("\n", "\r\n"), 42).replace("\r\n", "\n") == expected


def test_in_the_settings_that_come_with_the_program_one_line_changes():
    before = OURS.read_text("utf8")
    after = with_operator(before, -1001234567890)
    assert [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b] == [
        ("  operators: []", "  operators: [-1001234567890]")
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("telegram: ~\n", id="a-null-that-is-written"),
        pytest.param("telegram: {operators: ~}\n", id="a-list-that-is-null"),
        pytest.param("telegram:\n  operators: 7\n", id="no-list"),
        pytest.param("telegram: [1]\n", id="no-mapping"),
        pytest.param("[1]\n", id="no-settings"),
        pytest.param("telegram: [\n", id="no-yaml"),
        pytest.param("telegram: {colour: red}\n", id="an-unknown-setting"),
    ],
)
def test_what_cannot_be_edited_is_refused(text):
    with pytest.raises(CannotEdit, match=r"by hand|cannot be read|not be settings"):
        with_operator(text, 42)


@given(st.lists(st.integers(-(2**52), 2**52), max_size=40, unique=True), st.integers(-(2**52), 2**52), st.sampled_from(["flow", "block"]))
def test_any_list_is_read_back_with_the_operator_at_its_end(there, chat_id, layout):
    items = f" {there}" if layout == "flow" else "".join(f"\n    - {each}" for each in there)
    edited = with_operator(f"telegram:\n  operators:{items}\n  access: open\n", chat_id)
    assert read_yaml(edited, name="").root.value["telegram"]["operators"] == (there if chat_id in there else [*there, chat_id])

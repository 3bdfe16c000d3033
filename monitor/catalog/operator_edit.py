"""An operator added to the text of monitor.yaml where a person would write it: comments, order and layout stay as they are."""

from __future__ import annotations

from pydantic import ValidationError

from monitor.catalog.list_edit import CannotEdit, with_item
from monitor.catalog.settings import Settings
from monitor.catalog.tree import read_yaml


def with_operator(text: str, chat_id: int) -> str:
    """Return the text of monitor.yaml with a chat among ``telegram.operators``; as it is, where it stands there already.

    Args:
        text: valid settings, without a byte order mark; it may hold nothing.
        chat_id: of a person or a group.

    Raises:
        CannotEdit: what was made is not the same settings with this operator more.
    """
    before = _settings(text)
    telegram = before.telegram
    if chat_id in telegram.operators:
        return text
    edited = with_item(text, ("telegram", "operators"), chat_id)
    expected = telegram.model_copy(update={"operators": (*telegram.operators, chat_id)})
    try:
        if _settings(edited) == before.model_copy(update={"telegram": expected}):
            return edited
    except CannotEdit:
        pass  # what was made is no YAML, or no settings
    raise CannotEdit(f"telegram.operators is not written in a way that can be added to: add {chat_id} by hand")


def _settings(text: str) -> Settings:
    file = read_yaml(text, name="")
    if file.problems:
        raise CannotEdit(f"it cannot be read: {file.problems[0]}")
    try:
        return Settings.model_validate(file.root.value if file.root and file.root.value is not None else {})
    except ValidationError as error:
        raise CannotEdit(f"it would not be settings any more: {error.errors()[0]['msg']}") from error

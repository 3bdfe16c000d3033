"""An exclusion added to the text of a topic's file where a person would write it: comments, order and layout stay as they are."""

from __future__ import annotations

import json
import re

from pydantic import ValidationError

from monitor.catalog.list_edit import CannotEdit
from monitor.catalog.scalars import resolve
from monitor.catalog.topics import TopicFile
from monitor.catalog.tree import Items, Keys, Text, read_yaml

KEY = "exclusions"
DASH = "  - "  # of a list that is begun

_BY_HAND = "the exclusions are not written in a way that can be added to: add this one by hand"
_PLAIN = re.compile(r"[^\W_](?:[\w .,'()/-]|:(?=[^\s]))*(?<!\s)")  # what YAML reads as it stands
_DASHED = re.compile(r"[ ]*-[ ]+")
_EMPTY = re.compile(rf"({KEY}:)[ ]*\[[ ]*\]")
_BETWEEN = re.compile(r"\s*\Z|#")  # a line that may belong to what follows: nothing, or a remark at its beginning


def with_exclusion(text: str, query: str, because: str) -> str:
    """Return the text of a topic's file with an exclusion after those it has, or after the query; as it is, where it has this one.

    Args:
        text: a valid topic file, without a byte order mark.
        query: of the exclusion, in one line.
        because: its reason, in one line.

    Raises:
        CannotEdit: what was made is not the same topic with this exclusion more.
    """
    before = _topic(text)
    if query in {" ".join(one.query.split()) for one in before.exclusions}:
        return text
    edited = _inserted(text, query, because)
    after = _topic(edited)
    added = [(one.query, one.because) for one in after.exclusions[len(before.exclusions) :]]
    if added != [(query, because)] or after.model_copy(update={"exclusions": before.exclusions}) != before:
        raise CannotEdit(_BY_HAND)
    return edited


def _topic(text: str) -> TopicFile:
    file = read_yaml(text, name="")
    try:
        return TopicFile.model_validate(file.root.value if file.root and not file.problems else None)
    except ValidationError as error:
        raise CannotEdit(f"it would not be a topic any more: {error.errors()[0]['msg']}; add the exclusion by hand") from error


def _inserted(text: str, query: str, because: str) -> str:
    root = read_yaml(text, name="").root
    assert isinstance(root, Keys)  # noqa: S101 - a topic has been read from it
    lines = text.splitlines(keepends=True)  # at the same places as libyaml: what else ends a line for Python may not stand in YAML
    listed, dash, begun = root.nodes.get(KEY), DASH, False
    match listed:
        case None:
            at = _after(root, "query", lines)
        case Text():
            at, begun = root.places[KEY].line, True
        case Items(nodes=[]):
            at, begun = root.places[KEY].line, True
            lines[at - 1] = _EMPTY.sub(r"\1", lines[at - 1])
        case Items(nodes=[*_, last]):
            at, begun = _after(root, KEY, lines), True
            dash = lines[last.place.line - 1][: last.place.column - 1]
        case _:
            raise CannotEdit(_BY_HAND)
    if not _DASHED.fullmatch(dash):
        raise CannotEdit(_BY_HAND)
    newline = "\r\n" if "\r\n" in text else "\n"
    written = [*([] if begun else [f"{KEY}:"]), f"{dash}query: {_spelled(query)}", f"{' ' * len(dash)}because: {_spelled(because)}"]
    block = newline.join(written)
    before, after = "".join(lines[:at]), "".join(lines[at:])
    if before.endswith(("\n", "\r")):
        return f"{before}{block}{newline}{after}"
    return f"{before}{newline}{block}"  # the file ends without one, and still does


def _after(root: Keys, key: str, lines: list[str]) -> int:
    """How many lines stand up to the end of a key's value; remarks and empty lines before the next key are that key's."""
    begun = root.places[key].line
    following = [place.line for place in root.places.values() if place.line > begun]
    end = min(following) - 1 if following else len(lines)
    while end > begun and _BETWEEN.match(lines[end - 1]):
        end -= 1
    return end


def _spelled(text: str) -> str:
    """A text as YAML, in quotes where it needs them: in single ones, as queries have double ones of their own."""
    if _PLAIN.fullmatch(text) and isinstance(resolve(text), str):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)

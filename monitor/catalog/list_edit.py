"""An item added to a list of a YAML text where a person would write it: comments, order and layout stay as they are.

Whoever calls reads what was made and sees that it means what was wanted: a text may be written in ways that are not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from monitor.catalog.scalars import resolve
from monitor.catalog.tree import Items, Keys, Node, Place, Text, YamlFile, read_yaml

WIDEST = 140  # characters of a line that a list may fill before it is broken

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_CLOSING = {  # from the last item of a list or mapping in brackets to its end
    opening: re.compile(rf"(?:[\s,]|#[^\r\n]*(?=[\r\n]))*\{closing}") for opening, closing in ("[]", "{}")
}
_SPECIAL = re.compile(r"""[\[\]{},:#&*!|>%@`"'\\]|^[-?=<]|^\s|\s$""")


class CannotEdit(ValueError):
    """The text is written in a way that is better edited by hand."""


def with_item(text: str, path: Sequence[str], item: str | int) -> str:
    """Return the text with an item at the end of the list that these keys lead to; keys that are missing are written as well.

    Args:
        text: YAML that can be read, without a byte order mark; it may hold nothing.
        path: at least one key.
        item: a text is put into quotes where it needs them, or where the last item has them.

    Raises:
        CannotEdit: something else than a list stands there.
    """
    file = read_yaml(text, name="")
    at, written = _beginning(text, path, item) if file.root is None else _place_for(file, path, item)
    return text[:at] + written + text[at:]


def _beginning(text: str, path: Sequence[str], item: str | int) -> tuple[int, str]:
    """Where the first key of a text stands that holds nothing, or comments alone."""
    newline = _newline(text)
    return len(text), ("" if not text or text.endswith(newline) else newline) + _block(path, item, "", newline) + newline


def _place_for(file: YamlFile, path: Sequence[str], item: str | int) -> tuple[int, str]:
    text, node, last = file.text, file.root, len(path) - 1
    for depth, key in enumerate(path):
        if not isinstance(node, Keys):
            break
        under = node.nodes.get(key)
        if under is None:
            return _new_key(file, node, path[depth:], item)
        if isinstance(under, Text):
            return _after_key(text, node.places[key], path[depth:], item)
        if isinstance(under, Items) and depth == last:
            return _after_last(file, under, item) if under.nodes else (_offset(text, under.place) + 1, _spelled(item))
        node = under
    raise CannotEdit(f"`{'.'.join(path)}` is not a list: add {item} by hand")


def _after_key(text: str, key: Place, path: Sequence[str], item: str | int) -> tuple[int, str]:
    """Behind a key that has nothing yet, and what is written there."""
    at = _offset(text, key) + len(path[0]) + 1
    if len(path) == 1:
        return at, f" [{_spelled(item)}]"
    indent = " " * (key.column + 1)
    return _line_end(text, at), f"{_newline(text)}{indent}{_block(path[1:], item, indent, _newline(text))}"


def _new_key(file: YamlFile, keys: Keys, path: Sequence[str], item: str | int) -> tuple[int, str]:
    """Where a further key begins, and what is written there."""
    text = file.text
    flow = text[_offset(text, keys.place)] == "{"
    if not keys.nodes:
        return _offset(text, keys.place) + 1, _flow(path, item)
    at = _end(text, list(keys.nodes.values())[-1])
    if flow:
        return at, f", {_flow(path, item)}"
    indent = " " * (next(iter(keys.places.values())).column - 1)
    return _line_end(text, at), f"{_newline(text)}{indent}{_block(path, item, indent, _newline(text))}"


def _block(path: Sequence[str], item: str | int, indent: str, newline: str) -> str:
    levels = [f"{key}:{newline}{indent}{'  ' * (depth + 1)}" for depth, key in enumerate(path[:-1])]
    return f"{''.join(levels)}{path[-1]}: [{_spelled(item)}]"


def _flow(path: Sequence[str], item: str | int) -> str:
    opened = "".join(f"{key}: {{" for key in path[:-1])
    return f"{opened}{path[-1]}: [{_spelled(item)}]{'}' * (len(path) - 1)}"


def _after_last(file: YamlFile, items: Items, item: str | int) -> tuple[int, str]:
    """Where an item stands behind the last one of a list, and what is written there."""
    text, last = file.text, items.nodes[-1]
    spelling = _spelled(item, quoted=isinstance(last, Text) and bool(last.style))
    at = _end(text, last)
    line = file.lines[_place(text, at).line - 1]
    if text[_offset(text, items.place)] != "[":
        dash = line[: len(line) - len(line.lstrip())] + "- "
        return _line_end(text, at), f"{_newline(text)}{dash}{spelling}"
    if len(line) + len(spelling) + 2 <= WIDEST:
        return at, f", {spelling}"
    indent = len(line) - len(line.lstrip()) + (0 if _place(text, at).line > items.place.line else 2)
    return at, f",{_newline(text)}{' ' * indent}{spelling}"


def _spelled(item: str | int, *, quoted: bool = False) -> str:
    """An item as YAML text, in quotes where it needs them."""
    if isinstance(item, int):
        return str(item)
    plain = not quoted and not _SPECIAL.search(item) and isinstance(resolve(item), str) and item.isprintable()
    return item if plain else json.dumps(item, ensure_ascii=False)


def _end(text: str, node: Node) -> int:
    """The offset behind a node."""
    if isinstance(node, Text):
        return _offset(text, node.end)
    nodes = node.nodes if isinstance(node, Items) else list(node.nodes.values())
    at = _end(text, nodes[-1]) if nodes else _offset(text, node.place) + 1
    bracket = _CLOSING.get(text[_offset(text, node.place)])
    closing = bracket.match(text, at) if bracket else None
    return closing.end() if closing else at


def _offset(text: str, place: Place) -> int:
    start = 0
    for found, _ in zip(_BREAK.finditer(text), range(place.line - 1), strict=False):
        start = found.end()
    return start + place.column - 1


def _place(text: str, offset: int) -> Place:
    ends = [found.end() for found in _BREAK.finditer(text, 0, offset)]
    return Place(len(ends) + 1, offset - (ends[-1] if ends else 0) + 1)


def _line_end(text: str, offset: int) -> int:
    found = _BREAK.search(text, offset)
    return found.start() if found else len(text)


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found[0] if found else "\n"

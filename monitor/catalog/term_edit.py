"""A term added to the text of a concept's file where a person would write it: comments, order and layout stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from pydantic import ValidationError

from monitor.catalog.concepts import ConceptFile
from monitor.catalog.scalars import resolve
from monitor.catalog.tree import Items, Keys, Node, Place, Text, YamlFile, read_yaml

WIDEST = 140  # characters of a line that a list may fill before it is broken

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_CLOSING = re.compile(r"(?:[\s,]|#[^\r\n]*(?=[\r\n]))*\]")  # from the last item of a list in brackets to its end
_SPECIAL = re.compile(r"""[\[\]{},:#&*!|>%@`"'\\]|^[-?=<]|^\s|\s$""")


class CannotEdit(ValueError):
    """The text is written in a way that is better edited by hand."""


def with_terms(text: str, language: str, terms: Iterable[str]) -> str:
    """Return the text of a concept's file with terms at the end of a language's list, which is begun where there is none.

    Args:
        text: a valid concept file, without a byte order mark.
        language: a key of `terms`; ``any`` is one.
        terms: as an operator writes them, in any YAML quoting they need.

    Raises:
        CannotEdit: what was made is not the same concept with these terms more.
    """
    wanted = list(terms)
    before, edited = _concept(text), text
    for term in wanted:
        edited = _with_term(edited, language, term)
    expected = {**before.terms, language: (*before.terms.get(language, ()), *wanted)}
    if _concept(edited) != before.model_copy(update={"terms": expected}):
        raise CannotEdit(f"the list of `{language}` is not written in a way that can be added to: add the term by hand")
    return edited


def _concept(text: str) -> ConceptFile:
    file = read_yaml(text, name="")
    try:
        return ConceptFile.model_validate(file.root.value if file.root and not file.problems else None)
    except ValidationError as error:
        raise CannotEdit(f"it would not be a concept any more: {error.errors()[0]['msg']}") from error


def _with_term(text: str, language: str, term: str) -> str:
    file = read_yaml(text, name="")
    terms, _ = file.node_at(("terms",))
    assert isinstance(terms, Keys)  # noqa: S101 - a concept has been read from it
    node = terms.nodes.get(language)
    if isinstance(node, Items) and node.nodes:
        at, written = _after_last(file, node, term)
    elif isinstance(node, Items):
        at, written = _offset(text, node.place) + 1, _spelled(term)
    elif node is None:
        at, written = _new_list(file, terms, language, term)
    else:
        at, written = _offset(text, terms.places[language]) + len(language) + 1, f" [{_spelled(term)}]"
    return text[:at] + written + text[at:]


def _after_last(file: YamlFile, items: Items, term: str) -> tuple[int, str]:
    """Where a term stands behind the last one of a list, and what is written there."""
    text, last = file.text, items.nodes[-1]
    spelling = _spelled(term, quoted=isinstance(last, Text) and bool(last.style))
    at = _end(text, last)
    line = file.lines[_place(text, at).line - 1]
    if text[_offset(text, items.place)] != "[":
        dash = line[: len(line) - len(line.lstrip())] + "- "
        return _line_end(text, at), f"{_newline(text)}{dash}{spelling}"
    if len(line) + len(spelling) + 2 <= WIDEST:
        return at, f", {spelling}"
    indent = len(line) - len(line.lstrip()) + (0 if _place(text, at).line > items.place.line else 2)
    return at, f",{_newline(text)}{' ' * indent}{spelling}"


def _new_list(file: YamlFile, terms: Keys, language: str, term: str) -> tuple[int, str]:
    """Where the list of a further language begins, and what is written there."""
    text, last = file.text, list(terms.nodes.values())[-1]
    at = _end(text, last)
    if text[_offset(text, terms.place)] == "{":
        return at, f", {language}: [{_spelled(term)}]"
    indent = " " * (next(iter(terms.places.values())).column - 1)
    return _line_end(text, at), f"{_newline(text)}{indent}{language}: [{_spelled(term)}]"


def _spelled(term: str, *, quoted: bool = False) -> str:
    """A term as YAML text, in quotes where it needs them."""
    plain = not quoted and not _SPECIAL.search(term) and isinstance(resolve(term), str) and term.isprintable()
    return term if plain else json.dumps(term, ensure_ascii=False)


def _end(text: str, node: Node) -> int:
    """The offset behind a node."""
    if isinstance(node, Text):
        return _offset(text, node.end)
    nodes = node.nodes if isinstance(node, Items) else list(node.nodes.values())
    at = _end(text, nodes[-1]) if nodes else _offset(text, node.place) + 1
    closing = _CLOSING.match(text, at) if text[_offset(text, node.place)] == "[" else None
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

"""A term added to the text of a concept's file where a person would write it: comments, order and layout stay as they are."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from monitor.catalog.concepts import ConceptFile
from monitor.catalog.list_edit import CannotEdit, with_item
from monitor.catalog.tree import read_yaml


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
        edited = with_item(edited, ("terms", language), term)
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

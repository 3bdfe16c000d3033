"""``config/concepts/*.yaml``: one named list of terms a file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from monitor.catalog.fields import LANGUAGE_KEYS, Id, Language, Line, Strictly, Text
from monitor.model import Concept

ANY = "any"  # the key for terms of every language


def _some_terms(terms: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    if not any(terms.values()):
        raise ValueError("a concept needs at least one term: write for example `en: [Taliban]`")
    return terms


class ConceptFile(Strictly):
    """A named list of terms per language, shared by topics as `@id`."""

    id: Id = Field(description="The word after `@` in queries.", examples=["taliban"])
    terms: Annotated[dict[Language, tuple[Line, ...]], AfterValidator(_some_terms)] = Field(
        description="Lists of words and phrases by language; `any` holds those of every language.",
        examples=[{"en": ["Taliban"]}],
        json_schema_extra=LANGUAGE_KEYS,
    )
    not_only: tuple[Id, ...] = Field(
        default=(), description="Concepts of like names that do not count: `@taliban` is not `@ttp`.", examples=[["ttp"]]
    )
    notes: Text = Field(default="", description="Anything for the next reader; this program does not read it.", examples=["seen in news"])
    owner: Text = Field(default="", description="Who answers for it.", examples=["Aigul"])

    def noun(self, *, file: str, line: int) -> Concept:
        """Return the concept as the matcher knows it; terms of ``any`` are filed under the empty language."""
        terms = {"" if language == ANY else language: words for language, words in self.terms.items()}
        return Concept(id=self.id, terms=terms, not_only=self.not_only, file=file, line=line)

"""Concepts: named lists of terms, compiled once and shared by every query that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.errors import Problem
from monitor.model import Concept
from monitor.topics import clauses
from monitor.topics.lexicon import Lexicon, TermWord, in_a_row, term_words
from monitor.topics.place import nearest
from monitor.topics.written import read_word


def compile_concepts(concepts: Iterable[Concept], lexicon: Lexicon) -> tuple[dict[str, clauses.Concept], list[Problem]]:
    """A clause for each concept by its id, and what is wrong with them. What is wrong with one does not touch the others."""
    listed = list(concepts)
    found: dict[str, clauses.Concept] = {}
    problems: list[Problem] = []
    for concept in listed:
        found[concept.id] = _compiled(concept, lexicon, problems)
    for concept in listed:
        found[concept.id].siblings = tuple(_siblings(concept, found, problems))
    return found, problems


def _compiled(concept: Concept, lexicon: Lexicon, problems: list[Problem]) -> clauses.Concept:
    words: list[TermWord] = []
    phrases: list[clauses.Adjacent] = []
    for language, terms in concept.terms.items():
        for term in terms:
            tokens = _tokens(term, "" if language == "any" else language, concept, problems)
            if len(tokens) == 1:
                words.append(tokens[0])
            elif tokens:
                phrases.append(clauses.Adjacent([lexicon.leaf([token]) for token in tokens]))
    if not words and not phrases:
        problems.append(_problem(concept, f'concept "{concept.id}" has no terms: add some, or take it out'))
    return clauses.Concept(concept.id, clauses.OneWord(lexicon.leaf(words)), phrases, lexicon.costs)


def _tokens(term: str, language: str, concept: Concept, problems: list[Problem]) -> list[TermWord]:
    tokens: list[TermWord] = []
    for written in term.split():
        word, wrong = read_word(written, 0)
        if wrong:
            problems.append(_problem(concept, f'concept "{concept.id}": {wrong}'))
        else:
            tokens.extend(term_words(word, language))
    return in_a_row(tokens)


def _siblings(concept: Concept, known: Mapping[str, clauses.Concept], problems: list[Problem]) -> Iterable[clauses.Concept]:
    for name in concept.not_only:
        if name in known and name != concept.id:
            yield known[name]
        else:
            guess = nearest(name, known) or "write that concept first"
            problems.append(_problem(concept, f'not_only of concept "{concept.id}" names no other concept: "{name}"; {guess}'))


def _problem(concept: Concept, message: str) -> Problem:
    return Problem(file=concept.file, line=concept.line, message=message)

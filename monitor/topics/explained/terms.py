"""The terms of a concept one by one, and the other forms in which an exact word may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.text.scripts import script_of
from monitor.topics.clauses import Adjacent, Concept, Hit, OneWord, Placed
from monitor.topics.explained.seen import Seen
from monitor.topics.lexicon import How, Lexicon, TermWord, term_words
from monitor.topics.nodes import Node, Word, children
from monitor.topics.positions import TEXT


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a concept: as written, and a clause for it and for each of its words."""

    written: str
    language: str  # "" is any
    script: str  # of its letters
    clause: Placed
    words: tuple[Placed, ...]


def terms_of(concept: Concept, lexicon: Lexicon) -> tuple[Term, ...]:
    """The terms of a compiled concept, by language. Asked for before an article is read: it adds to the lexicon."""
    single = [[word] for word in lexicon.words(concept.words.leaf)]
    several = [[word for leaf in phrase.leaves for word in lexicon.words(leaf)] for phrase in concept.phrases]
    return tuple(_term(words, lexicon) for words in sorted([*single, *several], key=_order))


def _order(words: Sequence[TermWord]) -> tuple[str, list[str]]:
    return words[0].language, [_written(word) for word in words]


def _term(words: Sequence[TermWord], lexicon: Lexicon) -> Term:
    clauses = tuple(OneWord(lexicon.leaf([word])) for word in words)
    whole = clauses[0] if len(clauses) == 1 else Adjacent([clause.leaf for clause in clauses])
    gap = "" if all(len(word.text) == 1 and not word.text.isascii() for word in words) else " "  # Chinese
    written = gap.join(map(_written, words))
    return Term(written, words[0].language, script_of(written), whole, clauses)


def _written(word: TermWord) -> str:
    mark = {How.EXACT: "=", How.CASED: "=="}.get(word.how, "")
    return f"{mark}{word.text}{'*' * (word.how is How.PREFIX)}"


def met_by(terms: Sequence[Term], seen: Seen) -> Mapping[Hit, str]:
    """For each place of a concept the term that it meets: one of the text's language where there are several."""
    found: dict[Hit, str] = {}
    for term in sorted(terms, key=lambda term: (term.language != seen.language, term.language)):
        for hit in term.clause.hits(seen.positions, TEXT):
            found.setdefault(hit, term.written)
    return found


def other_forms(word: Word, lexicon: Lexicon) -> Iterator[tuple[Placed, str]]:
    """What an exact word would find if it were less exact, each with why it is not taken.

    First asked for before an article is read: it adds to the lexicon.
    """
    if word.cased:
        yield _clause(Word(word.text, 0, exact=True), lexicon), "== asks for capitals and small letters as written"
    if word.exact:
        yield _clause(Word(word.text, 0), lexicon), "= asks for this very form"


def _clause(word: Word, lexicon: Lexicon) -> Placed:
    leaves = [lexicon.leaf([token]) for token in term_words(word)]
    return OneWord(leaves[0]) if len(leaves) == 1 else Adjacent(leaves)


def words_in(node: Node) -> Iterator[Word]:
    """Every word of a query, those of its phrases too."""
    if isinstance(node, Word):
        yield node
    for part in children(node):
        yield from words_in(part)

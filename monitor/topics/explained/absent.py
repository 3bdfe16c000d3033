"""Why a word, phrase or concept is not where it is asked for: elsewhere, in a disclaimer, in another form, a sibling's, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.topics.clauses import Bounds, Concept, Hit, Placed
from monitor.topics.explained.nearness import smallest_window
from monitor.topics.explained.seen import MOST_SPOTS, Seen, fields_of
from monitor.topics.explained.terms import Term, other_forms
from monitor.topics.explained.values import Spot
from monitor.topics.lexicon import How, term_words
from monitor.topics.nodes import Word
from monitor.topics.positions import TEXT
from monitor.topics.proximity import InWindow

ELSEWHERE, TAKEN_OUT, FORM, ABSENT = 0.6, 0.7, 0.8, 1.0  # how far from true


@dataclass(frozen=True, slots=True)
class Lack:
    """What comes nearest, and how far from true that is."""

    detail: str = ""
    missing: float = ABSENT
    note: str = ""  # what was looked for, to stand in brackets


def lack_of(clause: Placed, bounds: Bounds, seen: Seen) -> Lack | None:
    """Where a clause stands that is not where it is asked for; None where it stands nowhere."""
    hits = clause.hits(seen.positions, TEXT)
    if hits:
        spot = seen.spot(hits[0])
        return Lack(f"it stands in the {' and '.join(fields_of(hits))} (“{spot.written}”)", ELSEWHERE)
    disclaimer = seen.in_disclaimer(clause, bounds)
    if disclaimer is not None:
        return Lack(f"it stands only in a disclaimer, which is taken out before: {seen.written(disclaimer)}", TAKEN_OUT)
    return None


def lack_of_word(word: Word, seen: Seen) -> Lack:
    """What comes nearest to a word of one token that stands nowhere."""
    for clause, why in other_forms(word, seen.lexicon):
        hits = clause.hits(seen.positions, TEXT)
        if hits:
            return Lack(f"“{seen.spot(hits[0]).written}” is there, and {why}", FORM)
    near = seen.nearest_word(word)
    return Lack(f"the nearest word is “{near}”" if near else "")


def lack_of_phrase(words: Sequence[Word], parts: Sequence[Placed], bounds: Bounds, seen: Seen) -> Lack:
    """Which words of a phrase are not there; where all are, how they stand.

    Args:
        words: the phrase's own.
        parts: a clause for each.
        bounds: where it is asked for.
        seen: the article.
    """
    there = [part for part in parts if part.holds(seen.positions, bounds)]
    gone = [(word, lack_of_word(word, seen)) for word, part in zip(words, parts, strict=True) if part not in there]
    if not gone:
        nearest = smallest_window([part.hits(seen.positions, bounds) for part in parts], seen)
        return Lack(f"its words are there, but not side by side; {nearest}", ELSEWHERE)
    if len(gone) == len(words):
        return min((lack for _, lack in gone), key=lambda lack: lack.missing)
    told = [f"“{word.text}”{f' ({lack.detail})' if lack.detail else ''}" for word, lack in gone]
    first = seen.spot(there[0].hits(seen.positions, bounds)[0]).written
    return Lack(f"“{first}” is there, without {' and '.join(told[:_FEW])}", FORM)


def tokens_of(word: Word) -> tuple[Word, ...]:
    """A written word as the words that it stands for: several for ``#MoscowFormat``, but Chinese characters are not told apart."""
    tokens = term_words(word)
    if len(tokens) == 1 or any(len(token.text) == 1 for token in tokens):
        return (word,)
    return tuple(replace(word, text=token.text, prefix=token.how is How.PREFIX) for token in tokens)


def taken_from(concept: Concept, bounds: Bounds, seen: Seen) -> tuple[Spot, ...]:
    """The places that a concept's siblings take from it (``not_only``), each with the sibling's name."""
    own = set(concept.own_hits(seen.positions))
    theirs = [(sibling.name, hit) for sibling in concept.siblings for hit in sibling.all_hits(seen.positions)]
    found = []
    for hit in concept.all_hits(seen.positions):
        if hit not in own and bounds[0] <= hit[0] < bounds[1]:
            found.append(next(seen.spot(other, sibling=name) for name, other in theirs if _touch(hit, other)))
            if len(found) == MOST_SPOTS:
                break
    return tuple(found)


def _touch(one: Hit, other: Hit) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def lack_of_concept(terms: Sequence[Term], taken: Sequence[Spot], seen: Seen) -> Lack:
    """What comes nearest to a concept that stands nowhere."""
    if taken:
        return Lack(f"“{taken[0].written}” counts as @{taken[0].sibling} (not_only)", TAKEN_OUT)
    asked = [term for term in terms if _may_stand(term, seen)]
    if not asked:
        return Lack(f"it has no terms for a text in {seen.language}")
    for term in asked:
        hits = [word.hits(seen.positions, TEXT) for word in term.words]
        if len(hits) > 1 and all(hits):
            apart = smallest_window(hits, seen)
            if InWindow(term.words, _CLOSE).hits(seen.positions, TEXT):
                return Lack(f"the words of its term “{term.written}” are there, but not side by side; {apart}", FORM)
    named = ", ".join(f"“{term.written}”" for term in asked)
    counted = f"{len(asked)} terms{f' for {seen.language}' if seen.language else ''}"
    return Lack(note=named if len(asked) <= _FEW else counted)


def _may_stand(term: Term, seen: Seen) -> bool:
    """Whether a term is one for texts of this language, and in its letters."""
    if seen.language and term.language:
        return term.language == seen.language
    return not seen.script or term.script in {"", seen.script}


_FEW = 3  # terms that are named
_CLOSE = 6  # other words among those of a term, for it to be worth a remark

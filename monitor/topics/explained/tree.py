"""One query over one article as a tree of explained clauses. Whether a clause is true is asked of the matcher's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from monitor.model import Source, SourceId
from monitor.topics.clauses import Bounds, Clause, Concept, Hit, Placed, narrowed
from monitor.topics.compile import Compiler
from monitor.topics.explained.absent import (
    ABSENT,
    ELSEWHERE,
    Lack,
    lack_of,
    lack_of_concept,
    lack_of_phrase,
    lack_of_word,
    taken_from,
    tokens_of,
)
from monitor.topics.explained.filters import fact_told
from monitor.topics.explained.nearness import nearest_pair, smallest_window
from monitor.topics.explained.seen import MOST_SPOTS, Seen, named
from monitor.topics.explained.several import all_of, named_part, parts_gone, short, some_of, times_apart, times_told, words_told
from monitor.topics.explained.terms import Term, met_by
from monitor.topics.explained.values import Explained, Kind, Spot
from monitor.topics.explained.wording import Wording
from monitor.topics.nodes import (
    And,
    ConceptName,
    Count,
    Filter,
    InField,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Range,
    Regex,
    Scope,
    Together,
    Word,
    children,
)
from monitor.topics.positions import BOUNDS, TEXT

_NOT, _FILTER, _COUNT = 0.3, 0.5, 0.5  # how far from true
_KINDS: Mapping[type[Node], Kind] = {
    Word: Kind.WORD,
    Phrase: Kind.PHRASE,
    ConceptName: Kind.CONCEPT,
    And: Kind.ALL,
    Or: Kind.SOME,
    Not: Kind.NOT,
    Near: Kind.NEAR,
    Together: Kind.TOGETHER,
    InField: Kind.FIELD,
    Filter: Kind.FILTER,
    Range: Kind.FILTER,
    Regex: Kind.FILTER,
    Count: Kind.COUNT,
    Prefer: Kind.PREFER,
}
_NO_TERMS: Mapping[Hit, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about one article."""

    seen: Seen
    compiler: Compiler
    terms: Mapping[str, Sequence[Term]]
    sources: Mapping[SourceId, Source]
    concepts: dict[tuple[str, Bounds], Explained]  # those found before, by name and bounds: queries name them again and again


def explained(node: Node, asked: Asked, wording: Wording, bounds: Bounds) -> Explained:
    """Explain a query within bounds. NOT is over the whole text, or over the field that it stands under."""
    return _Walk(asked, wording).clause(node, bounds, TEXT)


@dataclass(frozen=True, slots=True)
class _Walk:
    """The descent through one query."""

    asked: Asked
    wording: Wording

    def clause(self, node: Node, bounds: Bounds, under: Bounds) -> Explained:
        """Explain one clause.

        Args:
            node: the clause.
            bounds: where it is asked for.
            under: the field it stands under, which NOT is about.
        """
        compiled = self.asked.compiler.compiled(node, under)
        parts = tuple(self._parts(node, bounds, under))
        line, column = self.wording.place(node)
        bare = Explained(
            kind=_KINDS[type(node)],
            says=self.wording.says(node, [part.says for part in parts]),
            line=line,
            column=column,
            holds=compiled.holds(self.asked.seen.positions, bounds),
            parts=parts,
        )
        match node:
            case Word() | Phrase() | ConceptName():
                return self._leaf(bare, node, compiled, bounds)
            case And():
                return all_of(bare)
            case Or(least=least):
                return some_of(replace(bare, needed=least), bounds)
            case Not(part=part):
                return self._without(bare, self.asked.compiler.compiled(part, under), under)
            case Near():
                return self._near(bare, node, compiled, bounds, under)
            case Together():
                return self._together(bare, node, compiled, bounds, under)
            case Count(part=part, least=least):
                return self._counted(bare, self.asked.compiler.placed(part, under), least, bounds)
            case Filter() | Range() | Regex():
                return self._fact(bare, node)
            case _:
                (it,) = parts
                return replace(bare, own=False, reason=it.reason, detail=it.detail, missing=it.missing, evidence=it.evidence)

    def _parts(self, node: Node, bounds: Bounds, under: Bounds) -> Iterator[Explained]:
        match node:
            case Phrase():
                return
            case Not(part=part):
                yield self.clause(part, under, under)
            case InField(field=field, part=part):
                yield self.clause(part, narrowed(bounds, BOUNDS[field]), narrowed(under, BOUNDS[field]))
            case _:
                for part in children(node):
                    yield self.clause(part, bounds, under)

    # ── what stands in the text ──

    def _leaf(self, bare: Explained, node: Word | Phrase | ConceptName, clause: Clause, bounds: Bounds) -> Explained:
        known = self.asked.concepts.get((bare.says, bounds)) if isinstance(node, ConceptName) else None
        if known is not None:
            return replace(known, line=bare.line, column=bare.column)
        found = self._looked_for(bare, node, clause, bounds)
        if isinstance(node, ConceptName):
            self.asked.concepts[bare.says, bounds] = found
        return found

    def _looked_for(self, bare: Explained, node: Word | Phrase | ConceptName, clause: Clause, bounds: Bounds) -> Explained:
        assert isinstance(clause, Placed)  # noqa: S101 - words stand at places
        seen = self.asked.seen
        terms = self.asked.terms[node.name] if isinstance(node, ConceptName) else ()
        taken = taken_from(clause, bounds, seen) if isinstance(clause, Concept) else ()
        if bare.holds:
            return replace(self._found(bare, clause, bounds, met_by(terms, seen)), taken=taken, evidence=1)
        lack = lack_of(clause, bounds, seen) or self._lack(node, terms, taken, bounds)
        nowhere = ", nor elsewhere" if lack.missing == ABSENT and bounds != TEXT else ""
        reason = f"no {short(bare.says)} in the {named(bounds)}{nowhere}{f' ({lack.note})' if lack.note else ''}"
        return replace(bare, taken=taken, reason=reason, detail=lack.detail, missing=lack.missing)

    def _lack(self, node: Word | Phrase | ConceptName, terms: Sequence[Term], taken: Sequence[Spot], bounds: Bounds) -> Lack:
        match node:
            case ConceptName():
                return lack_of_concept(terms, taken, self.asked.seen)
            case Word() if len(tokens_of(node)) == 1:
                return lack_of_word(node, self.asked.seen)
            case _:
                words = tokens_of(node) if isinstance(node, Word) else node.words
                return lack_of_phrase(words, [self.asked.compiler.adjacent((word,)) for word in words], bounds, self.asked.seen)

    def _found(self, bare: Explained, clause: Placed, bounds: Bounds, terms: Mapping[Hit, str] = _NO_TERMS) -> Explained:
        hits = clause.hits(self.asked.seen.positions, bounds)
        spots = tuple(self.asked.seen.spot(hit, term=terms.get(hit, "")) for hit in hits[:MOST_SPOTS])
        return replace(bare, spots=spots, count=len(hits))

    # ── how it stands ──

    def _near(self, bare: Explained, node: Near, clause: Clause, bounds: Bounds, under: Bounds) -> Explained:
        assert isinstance(clause, Placed)  # noqa: S101 - has_places() of the parser has said so
        bare = replace(bare, evidence=sum(part.evidence for part in bare.parts))
        if bare.holds:
            return self._found(bare, clause, bounds)
        if gone := [part for part in bare.parts if not part.holds]:
            return parts_gone(bare, gone)
        lefts, rights = (self.asked.compiler.placed(part, under).hits(self.asked.seen.positions, bounds) for part in children(node))
        detail, missing = nearest_pair(lefts, rights, self.asked.seen, words=node.words, scope=node.scope, ordered=node.ordered)
        left, right = map(named_part, bare.parts)
        if node.words is None:
            where = "sentence" if node.scope is Scope.SENTENCE else "paragraph"
            reason = f"{left} and {right} stand in no {where} together"
        elif node.ordered:
            reason = f"no {right} behind {left} with at most {words_told(node.words)} between"
        else:
            reason = f"no {left} within {words_told(node.words)} of {right}"
        return replace(bare, reason=reason, detail=detail, missing=missing)

    def _together(self, bare: Explained, node: Together, clause: Clause, bounds: Bounds, under: Bounds) -> Explained:
        assert isinstance(clause, Placed)  # noqa: S101 - has_places() of the parser has said so
        bare = replace(bare, evidence=sum(part.evidence for part in bare.parts))
        if bare.holds:
            return self._found(bare, clause, bounds)
        if gone := [part for part in bare.parts if not part.holds]:
            return parts_gone(bare, gone)
        hits = [self.asked.compiler.placed(part, under).hits(self.asked.seen.positions, bounds) for part in node.parts]
        reason = f"no {short(bare.says)}: its parts do not stand so near in one sentence"
        return replace(bare, reason=reason, detail=smallest_window(hits, self.asked.seen), missing=ELSEWHERE)

    def _counted(self, bare: Explained, part: Placed, least: int, bounds: Bounds) -> Explained:
        (inner,) = bare.parts
        times = times_apart(part.hits(self.asked.seen.positions, bounds))
        if bare.holds:
            return replace(self._found(bare, part, bounds), evidence=inner.evidence, needed=least)
        if not times:
            return replace(parts_gone(bare, [inner]), needed=least)
        reason = f"{short(inner.says)} stands {times_told(times)} in the {named(bounds)}, and {times_told(least)} are asked for"
        found = self._found(bare, part, bounds)
        return replace(found, reason=reason, missing=_COUNT, evidence=inner.evidence, needed=least)

    # ── what is only true or false ──

    def _without(self, bare: Explained, clause: Clause, under: Bounds) -> Explained:
        if bare.holds:
            return bare
        (part,) = bare.parts
        seen = self.asked.seen
        if isinstance(clause, Placed):
            found = list(clause.hits(seen.positions, under))
        else:
            found = sorted({(first, last, ()) for _, first, last in clause.proof(seen.positions, under)})
        spots = tuple(map(seen.spot, found[:MOST_SPOTS]))
        detail = f"found in the {spots[0].spans[0].field}: “{'”, “'.join(spot.written for spot in spots[:3])}”" if spots else part.reason
        reason = f"{short(bare.says)} leaves it out"
        return replace(bare, spots=spots, count=len(found), reason=reason, detail=detail, missing=_NOT)

    def _fact(self, bare: Explained, node: Filter | Range | Regex) -> Explained:
        told = fact_told(node, self.asked.seen.article, self.asked.sources)
        if bare.holds:
            return replace(bare, reason=told)
        return replace(bare, reason=f"{told}, and {short(bare.says)} is asked for", missing=_FILTER)

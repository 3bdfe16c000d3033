"""One article, read by the language's definition without any cleverness: what the matcher is held against."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from monitor.topics.nodes import And, ConceptName, Count, InField, Near, Node, Not, Or, Phrase, Scope, Together, Word
from monitor.topics.syntax import parse

FIELDS = ("title", "lead", "body")
Place = tuple[str, int]  # field and number of a word


class Plain:
    """A hit is a frozen set of places. ``spellings`` gives the one spelling of words that are written in several ways.

    ``scale`` is how many words of this text count as one where words between are counted.
    """

    def __init__(self, fields: Mapping[str, str], spellings: Mapping[str, str] | None = None, *, scale: int = 1) -> None:
        self.scale = scale
        self._found: dict[tuple[str, bool, tuple[str, ...]], set[frozenset[Place]]] = {}  # of single words, asked again and again
        self.words: dict[Place, str] = {}
        self.items: dict[Place, int] = {}
        self.sentences: dict[Place, tuple[int, int]] = {}
        for name, text in fields.items():
            number = itertools.count()
            for item, stretch in enumerate(re.split(r"[\n•]", text)):
                for sentence, words in enumerate(stretch.split(".")):
                    for word in re.findall(r"[一-鿿]|[^\s一-鿿]+", words):
                        place = (name, next(number))
                        self.words[place] = (spellings or {}).get(word.casefold(), word.casefold())
                        self.items[place] = item
                        self.sentences[place] = (item, sentence)

    def true(self, node: Node, fields: tuple[str, ...], under: tuple[str, ...]) -> bool:
        match node:
            case And(parts=parts):
                return all(self.true(part, fields, under) for part in parts)
            case Or(parts=parts, least=least):
                return sum(self.true(part, fields, under) for part in parts) >= least
            case Not(part=part):
                return not self.true(part, under, under)
            case InField(field=name, part=part):
                names = ("title", "lead", "body") if name == "text" else (name,)
                return self.true(part, tuple(f for f in fields if f in names), tuple(f for f in under if f in names))
            case Count(part=part, least=least):
                return self._counted(self.hits(part, fields)) >= least
            case _:
                return any(True for _ in self.hits(node, fields))

    def hits(self, node: Node, fields: tuple[str, ...]) -> set[frozenset[Place]]:
        match node:
            case Word(text=text, prefix=prefix):
                asked = text, prefix, fields
                if asked not in self._found:
                    pattern = re.compile(text.replace("?", ".") + (".*" if prefix else ""))
                    self._found[asked] = {frozenset([p]) for p, word in self.words.items() if p[0] in fields and pattern.fullmatch(word)}
                return self._found[asked]
            case Phrase(words=words, within=None):
                return set(self._adjacent([self.hits(word, fields) for word in words]))
            case Phrase(words=words, within=within):
                return set(self._window([self.hits(word, fields) for word in words], within or 0))
            case Together(parts=parts, words=within):
                return set(self._window([self.hits(part, fields) for part in parts], within))
            case ConceptName():
                single, pair = Word("bim", 0), parse('"=kol =dap"')
                sibling = {p for hit in self.hits(parse('"=zug =bim"'), FIELDS) for p in hit}
                return {hit for hit in self.hits(single, fields) | self.hits(pair, fields) if not hit & sibling}
            case Or(parts=parts):
                return {hit for part in parts for hit in self.hits(part, fields)}
            case Near():
                return set(self._near(node, fields))
            case _:
                raise AssertionError(node)

    def _counted(self, hits: set[frozenset[Place]]) -> int:
        """By where they end, the shortest first, each apart from those before."""
        chosen: list[frozenset[Place]] = []
        axis = {place: number for number, place in enumerate(sorted(self.words, key=lambda place: (FIELDS.index(place[0]), place[1])))}
        for hit in sorted(hits, key=lambda hit: (max(map(axis.get, hit)), -min(map(axis.get, hit)), sorted(map(axis.get, hit)))):
            if _all_apart((*chosen, hit)):
                chosen.append(hit)
        return len(chosen)

    def _adjacent(self, lists: list[set[frozenset[Place]]]) -> Iterator[frozenset[Place]]:
        for chosen in itertools.product(*lists):
            places = [min(hit) for hit in chosen]
            name, first = places[0]
            if places == [(name, first + n) for n in range(len(places))] and len({self.items[p] for p in places}) == 1:
                yield frozenset(places)

    def _window(self, lists: list[set[frozenset[Place]]], within: int) -> Iterator[frozenset[Place]]:
        """From each place the window that ends first, then the one whose words come first."""
        best: dict[Place, list[Place]] = {}
        for chosen in itertools.product(*lists):
            places = sorted(frozenset().union(*chosen))
            if _all_apart(chosen) and self._one_sentence(frozenset(places)):
                (_, first), (_, last) = places[0], places[-1]
                if last - first + 1 - len(places) <= within * self.scale:
                    rival = best.get(places[0])
                    if rival is None or (last, places) < (rival[-1][1], rival):
                        best[places[0]] = places
        yield from map(frozenset, best.values())

    def _near(self, node: Near, fields: tuple[str, ...]) -> Iterator[frozenset[Place]]:
        for left, right in itertools.product(self.hits(node.left, fields), self.hits(node.right, fields)):
            both = left | right
            if left & right or len({name for name, _ in both}) > 1:
                continue
            first, second = max(left)[1], min(right)[1]
            if node.ordered and second <= first:
                continue
            between = max(second - first, min(left)[1] - max(right)[1]) - 1
            if node.words is not None and between > node.words * self.scale:
                continue
            same = self._one_sentence(both) if node.scope is Scope.SENTENCE else len({self.items[p] for p in both}) == 1
            if same:
                yield both

    def _one_sentence(self, places: frozenset[Place]) -> bool:
        return len({(name, self.sentences[name, number]) for name, number in places}) == 1


def _all_apart(hits: tuple[frozenset[Place], ...]) -> bool:
    return sum(map(len, hits)) == len(frozenset().union(*hits))

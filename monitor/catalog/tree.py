"""YAML text becomes a tree in which every key and value knows its place. Pure: no file is opened here.

The tree is built from libyaml's events, without recursion and without aliases: no text can grow in memory or overflow the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from monitor.catalog.scalars import Scalar, resolve
from monitor.catalog.syntax_words import advice
from monitor.errors import Problem

DEEPEST = 20  # levels of nesting; the files of config/ need six
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")  # what libyaml counts as the end of a line
_MAY_NOT_STAND = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # https://yaml.org/spec/1.2.2/#51-character-set


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A character of a file: line and column, the first of each is 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A scalar. ``style`` is how it is written: ``|``, ``>``, a quote, or empty where it is plain."""

    place: Place
    end: Place
    spelling: str
    style: str = ""

    @property
    def value(self) -> Scalar:
        """What the scalar stands for."""
        return self.spelling if self.style else resolve(self.spelling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    place: Place
    nodes: list[Node] = field(default_factory=list)

    @property
    def value(self) -> list[object]:
        """The list as plain Python values."""
        return [node.value for node in self.nodes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """A mapping. A key with nothing behind it counts as not written, so that a section may be commented out whole."""

    place: Place
    places: dict[str, Place] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    @property
    def value(self) -> dict[str, object]:
        """The mapping as plain Python values, without the keys that have none."""
        pairs = ((key, node.value) for key, node in self.nodes.items())
        return {key: value for key, value in pairs if value is not None}


Node = Text | Items | Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """One file as it was read: ``root`` is None where it holds nothing or cannot be understood."""

    name: str
    text: str
    root: Node | None
    problems: tuple[Problem, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines as libyaml counts them."""
        return _BREAK.split(self.text)

    def node_at(self, path: tuple[int | str, ...]) -> tuple[Node | None, Place]:
        """Follow keys and numbers from the root as far as they lead; return the node and the place of its key or item."""
        node, place = self.root, self.root.place if self.root else Place(1, 1)
        for step in path:
            if isinstance(node, Keys) and step in node.nodes:
                place, node = node.places[str(step)], node.nodes[str(step)]
            elif isinstance(node, Items) and isinstance(step, int) and step < len(node.nodes):
                node = node.nodes[step]
                place = node.place
        return node, place


def read_yaml(text: str, *, name: str) -> YamlFile:
    """Read one YAML document; what is wrong with it is in ``problems``."""
    if strange := _MAY_NOT_STAND.search(text):
        bad = f"the character U+{ord(strange[0]):04X} cannot stand in YAML: delete it"
        return YamlFile(name=name, text=text, root=None, problems=(_problem(name, _place_of(text, strange.start()), bad),))
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.CLoader):
            builder.take(event)
    except _TooDeep:
        builder.broken = True
    except yaml.MarkedYAMLError as error:
        line, column, message = advice(error, _BREAK.split(text))
        builder.broken = True
        builder.problems.append(_problem(name, Place(line, column), message))
    root = None if builder.broken else builder.root
    return YamlFile(name=name, text=text, root=root, problems=tuple(builder.problems))


class _TooDeep(Exception):
    pass


class _Builder:
    """Puts events together; ``broken`` says that the tree is not what the operator meant."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.broken = False
        self._open: list[Items | Keys] = []
        self._keys: list[tuple[str, Place] | None] = []  # the key that waits for its value, one for each open collection
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        place = _place(event.start_mark)
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents == 2:
                    self._refuse(place, "a second document begins here (---): write one file for each")
            case yaml.AliasEvent():
                self._refuse(place, f"`*{event.anchor}` is an alias: write the value out, or put it in quotes if it is text")
                self._add(Text(place=place, end=place, spelling=""))
            case yaml.ScalarEvent():
                self._mind_marks(event, place)
                self._add(Text(place=place, end=_place(event.end_mark), spelling=event.value, style=event.style or ""))
            case yaml.SequenceStartEvent():
                self._begin(event, Items(place=place))
            case yaml.MappingStartEvent():
                self._begin(event, Keys(place=place))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._keys.pop()
                self._add(self._open.pop())
            case _:
                pass

    def _begin(self, event: yaml.CollectionStartEvent, node: Items | Keys) -> None:
        self._mind_marks(event, node.place)
        if len(self._open) == DEEPEST:
            self._refuse(node.place, f"more than {DEEPEST} levels of nesting: no file of config/ needs so many")
            raise _TooDeep
        self._open.append(node)
        self._keys.append(None)

    def _mind_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> None:
        """Refuse anchors and tags: in a query they would swallow a word silently."""
        if event.anchor:
            self._refuse(place, f"`&{event.anchor}` is an anchor, which is not read here: delete it, or put the text in quotes")
        if event.tag and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(place, f"`{tag}` is a tag, which is not read here: delete it, or put the text in quotes")

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = self.root or node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = self._key(node)
        else:
            self._keys[-1] = None
            if key[0] not in parent.nodes:
                parent.places[key[0]], parent.nodes[key[0]] = key[1], node
            else:
                first = parent.places[key[0]].line
                self.problems.append(_problem(self.name, key[1], f"`{key[0]}` is already written on line {first}: keep one of them"))

    def _key(self, node: Node) -> tuple[str, Place]:
        if isinstance(node, Text):
            return node.spelling, node.place
        self._refuse(node.place, "a list or a mapping cannot be a key: write a word")
        return "?", node.place

    def _refuse(self, place: Place, message: str) -> None:
        self.broken = True
        self.problems.append(_problem(self.name, place, message))


def _problem(name: str, place: Place, message: str) -> Problem:
    return Problem(file=name, line=place.line, column=place.column, message=message)


class _Mark(Protocol):
    """What both of PyYAML's own mark classes have."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


def _place(mark: _Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _place_of(text: str, offset: int) -> Place:
    breaks = list(_breaks_before(text, offset))
    return Place(len(breaks) + 1, offset - (breaks[-1] if breaks else 0) + 1)


def _breaks_before(text: str, offset: int) -> Iterator[int]:
    return (found.end() for found in _BREAK.finditer(text, 0, offset))

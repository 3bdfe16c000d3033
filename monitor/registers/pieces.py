"""The elements of an XML document that are wanted, one small tree at a time: a list of a hundred megabytes never stands in memory whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final, cast

from lxml import etree

from monitor.errors import NotARegister

MAX_PIECE: Final = 4 << 20  # bytes of one wanted element, about; OFAC's table of words has one and a half million, a row a few thousand
_STEP: Final = 1 << 19  # bytes read at once: what libxml2 is given at once is bounded, the whole is not

Element = etree._Element  # noqa: SLF001 - lxml gives its elements' class no public name
Take = Callable[[Element], None]


def each_piece(body: bytes, wanted: Collection[str], take: Take) -> Iterator[None]:
    """Hand over each element with one of these local names, in the document's order; one within another belongs to the outer one.

    Yields after each half megabyte, so that whoever reads may do something else in between.

    Raises:
        NotARegister: ``empty``, ``broken`` (a document that ends too early is) or ``too_large`` (one element beyond ``MAX_PIECE``).
    """
    body = body.lstrip()
    if not body:
        raise NotARegister("empty")
    try:
        yield from _read(body, frozenset(wanted), take)
    except (etree.LxmlError, ValueError) as error:
        raise NotARegister("broken", str(error)) from error


def local(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]


def _read(body: bytes, wanted: frozenset[str], take: Take) -> Iterator[None]:
    tags = [f"{{*}}{name}" for name in wanted]
    parser = _parser([*tags, _root_tag(body[:_STEP])])
    root: Element | None = None
    open_one: Element | None = None
    open_for = 0
    for begin in range(0, len(body) + _STEP, _STEP):
        if begin < len(body):
            parser.feed(body[begin : begin + _STEP])
        else:
            parser.close()
        for event, element in _events(parser):
            root = element if root is None else root
            if event == "end" and local(str(element.tag)) in wanted and next(element.iterancestors(*tags), None) is None:
                take(element)
        last = None if root is None else _forget(root, wanted)
        open_for = open_for + _STEP if last is not None and last is open_one else 0
        open_one = last
        if open_for > MAX_PIECE:
            raise NotARegister("too_large", f"one element of more than {MAX_PIECE} bytes")
        yield


def _root_tag(start: bytes) -> str:
    parser = _parser(None)
    parser.feed(start)
    events = _events(parser)
    if len(start) < _STEP:
        parser.close()
    _, root = next(events, ("", None))
    if root is None:
        raise NotARegister("broken", "no element begins")
    return str(root.tag)


def _parser(tags: list[str] | None) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        ("start", "end"),
        tag=tags,
        collect_ids=False,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _events(parser: etree.XMLPullParser) -> Iterator[tuple[str, Element]]:
    """Yield what began and ended since the last time."""
    for event, element in parser.read_events():
        yield event, cast("Element", element)


def _forget(root: Element, wanted: frozenset[str]) -> Element | None:
    """Drop all that is through, and return the wanted element that may still be open: the last of the last of the last."""
    node = root
    while local(str(node.tag)) not in wanted:
        if not len(node):
            return None
        del node[:-1]
        node = node[-1]
    return node

"""Where a JSON document of an unknown shape keeps its news: objects that repeat, with headlines in them.

Values count before names: a headline is a text of a headline's length that differs from object to object, a link looks like one, a time
can be read as one. Names decide among several, and alone where values cannot tell (an id).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.feeds.fields import plain
from monitor.feeds.jsontext import instant_text, text_of
from monitor.model import Paths
from monitor.text.dates import quick_date

MIN_ROWS: Final = 2
_ROWS: Final = 40  # of a list that are looked at closely
_NODES: Final = 20_000  # of a document that are looked at
_DEPTH: Final = 12  # levels of a document
_INNER: Final = 3  # levels of an object
_LISTS: Final = 30  # those with most rows are looked at closely
_FIELDS: Final = 60  # of a list
_OFTEN: Final = 0.6  # of the rows have a part that is worth a path
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # a character that says as much as three letters
_LINK: Final = re.compile(r"(?:https?:/)?/[^\s<>\"]+", re.IGNORECASE)
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|mp[34]|m3u8|pdf|css|js)(?:[?#]|$)|/(?:wp-json|api)/", re.IGNORECASE)
_YEARS: Final = range(2000, 2101)
_TITLES: Final = re.compile(r"title|head|subject|name|topic|caption", re.IGNORECASE)
_LINKS: Final = re.compile(r"url|link|href|uri|path", re.IGNORECASE)
_NO_LINKS: Final = re.compile(r"im(?:age|g)|photo|pic|thumb|avatar|icon|logo|media|video|self|api|author|amp|share", re.IGNORECASE)
_IDS: Final = re.compile(r"_?(?:id|guid|uuid|nid|oid|[a-z]+_?id)", re.IGNORECASE)
_TIMES: Final = re.compile(r"publi|date|time|creat|issue|post|day|when|_at$|_on$", re.IGNORECASE)
_PUBLISHED: Final = re.compile(r"publ|pub_?(?:date|time)", re.IGNORECASE)
_NO_TIMES: Final = re.compile(r"updat|modif|chang|edit|expir|end|until|gmt", re.IGNORECASE)
_SUMMARIES: Final = re.compile(r"summar|desc|lead|lede|excerpt|anno|anons|intro|preview|teaser|abstract|snippet|sub|brief", re.IGNORECASE)
_BESIDE: Final = re.compile(r"im(?:age|g)|photo|picture|thumb|avatar|author|alt_?text", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"content|body|text|full|article|html", re.IGNORECASE)
_HEADLINE: Final = range(12, 301)  # weight of a text, see _weight
_USUAL: Final = range(25, 161)  # mean weight of headlines
_LONG: Final = 200  # mean weight from which texts are whole ones
_UNLIKE: Final = 0.95  # share of ids that differ
_SHORTEST_TIME: Final = 8  # characters


def find_paths(document: object) -> Paths | None:
    """Return where a document keeps its items and their parts, or None where no objects with headlines repeat."""
    found = [one for place, rows in _lists(document).items() if (one := _paths(place, rows)) is not None]
    return max(found, key=lambda one: one[0])[1] if found else None


def _lists(document: object) -> Mapping[str, list[Mapping[str, object]]]:
    """Return the objects that stand in lists, by the expression that yields them; those of inner lists come together."""
    lists: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
    waiting: list[tuple[str, object, int]] = [("", document, 0)]
    for _ in range(_NODES):
        if not waiting:
            break
        place, node, depth = waiting.pop()
        if depth > _DEPTH:
            continue
        if isinstance(node, list) or (isinstance(node, dict) and _alike(node)):
            rows = node if isinstance(node, list) else list(node.values())
            place = f"{place}[]" if isinstance(node, list) else f"{place}.*".removeprefix(".")
            lists[place] += [row for row in rows if isinstance(row, dict)]
            waiting += [(place, row, depth + 1) for row in rows[:_ROWS] if isinstance(row, dict | list)]
        elif isinstance(node, dict):
            waiting += [(_joined(place, key), inner, depth + 1) for key, inner in node.items() if isinstance(inner, dict | list)]
    several = [(place, rows) for place, rows in lists.items() if len(rows) >= MIN_ROWS]
    return dict(sorted(several, key=lambda one: -len(one[1]))[:_LISTS])


def _alike(node: Mapping[str, object]) -> bool:
    """Tell whether an object is a list in disguise: many objects of the same shape, each under its own id."""
    values = list(node.values())
    if len(values) < 2 * MIN_ROWS or not all(isinstance(value, dict) and value for value in values):
        return False
    shapes = {frozenset(value) for value in values if isinstance(value, dict)}
    return len(shapes) == 1


def _joined(place: str, key: str) -> str:
    name = key if _NAME.fullmatch(key) else json.dumps(key)
    return f"{place}.{name}" if place else name


@dataclass(frozen=True, slots=True)
class _Field:
    """One part of the objects of a list: its expression, and its values as text where they have one."""

    path: str
    values: Sequence[object]
    texts: Sequence[str]
    share: float  # of the objects have it
    distinct: float  # share of its values that differ

    def weight(self) -> float:
        return sum(map(_weight, self.texts)) / len(self.texts)


def _fields(rows: Sequence[Mapping[str, object]]) -> list[_Field]:
    """Return the parts that most of the objects have."""
    found: defaultdict[str, list[object]] = defaultdict(list)
    for row in rows[:_ROWS]:
        for path, value in _leaves(row, "", _INNER):
            if path in found or len(found) < _FIELDS:
                found[path].append(value)
    count = min(len(rows), _ROWS)
    fields = []
    for path, values in found.items():
        texts = [text for value in values if (text := text_of(value).strip())]
        if len(texts) >= _OFTEN * count:
            fields.append(_Field(path, values, texts, len(texts) / count, len(set(texts)) / len(texts)))
    return fields


def _leaves(node: Mapping[str, object], place: str, depth: int) -> Iterator[tuple[str, object]]:
    for key, value in node.items():
        path = _joined(place, key)
        if isinstance(value, dict):
            if depth:
                yield from _leaves(value, path, depth - 1)
        else:
            yield path, value


def _paths(place: str, rows: Sequence[Mapping[str, object]]) -> tuple[float, Paths] | None:
    """Return where the parts of the objects are, and how much like news they look; None where they have no headlines."""
    fields = _fields(rows)
    links = [(field, _link_score(field)) for field in fields]
    times = [(field, _time_score(field)) for field in fields]
    taken = {field.path for field, score in (*links, *times) if score}
    headline = _best((field, _title_score(field)) for field in fields if field.path not in taken)
    if headline is None:
        return None
    taken.add(headline.path)
    texts = [field for field in fields if field.path not in taken and _is_prose(field)]
    content = _best((field, _named(field, _CONTENTS) * field.weight()) for field in texts if field.weight() > _LONG)
    taken |= {content.path} if content else set()
    whole = set(content.texts) if content else set()
    leads = [field for field in texts if field.path not in taken and not whole.issuperset(field.texts)]
    summary = _best((field, field.distinct * _named(field, _SUMMARIES)) for field in leads)
    named = [field for field in fields if _IDS.fullmatch(field.path.rpartition(".")[2].strip('"')) and field.distinct > _UNLIKE]
    link, time = _best(links), _best(times)
    score = sum(min(_weight(text), 80) for text in headline.texts) / len(headline.texts) * len(headline.texts) ** 0.5
    return score * (2 if link else 1) * (2 if time else 1), Paths(
        items=place,
        title=headline.path,
        link=link.path if link else "",
        id=min((field.path for field in named), key=len, default=""),
        time=time.path if time else "",
        summary=summary.path if summary else "",
        content=content.path if content else "",
    )


def _best(scored: Iterable[tuple[_Field, float]]) -> _Field | None:
    """Return the field with the best score, None where none has any."""
    field, score = max(scored, key=lambda one: one[1], default=(None, 0.0))
    return field if score > 0 else None


def _title_score(field: _Field) -> float:
    good = sum(_weight(text) in _HEADLINE and not _LINK.fullmatch(text) for text in field.texts) / len(field.texts)
    fitting = 1.0 if _USUAL.start <= field.weight() < _USUAL.stop else 0.5
    return good * field.share * field.distinct * fitting * _named(field, _TITLES) if min(good, field.distinct) >= _OFTEN else 0.0


def _link_score(field: _Field) -> float:
    good = sum(bool(_LINK.fullmatch(text)) and not _PICTURE.search(text) for text in field.texts) / len(field.texts)
    doubt = 0.2 if _NO_LINKS.search(field.path) else 1.0
    return good * field.distinct * doubt * _named(field, _LINKS) / (1 + field.path.count(".") / 10) if good >= _OFTEN else 0.0


def _is_prose(field: _Field) -> bool:
    """Tell whether a part has words of the item's own, and is not one more title, in another language for example."""
    if _BESIDE.search(field.path) or (_TITLES.search(field.path) and not _SUMMARIES.search(field.path)):
        return False
    return field.weight() >= _HEADLINE.start and sum(bool(_LINK.fullmatch(text)) for text in field.texts) < _OFTEN * len(field.texts)


def _time_score(field: _Field) -> float:
    """Score a field by how many of its values are times of this century; digits alone are one only where the name says so."""
    named = _named(field, _TIMES)
    times = [_is_time(value) and (named > 1 or not text_of(value).strip().isdecimal()) for value in field.values]
    good = sum(times) / len(times)
    better = 2.0 if _PUBLISHED.search(field.path) else 0.5 if _NO_TIMES.search(field.path) else 1.0
    return good * named * better if good >= _OFTEN else 0.0


def _is_time(value: object) -> bool:
    text = instant_text(value)
    when = quick_date(text) if len(text) >= _SHORTEST_TIME else None
    return when is not None and when.year in _YEARS


def _named(field: _Field, names: re.Pattern[str]) -> float:
    return 2.0 if names.search(field.path) else 1.0


def _weight(text: str) -> int:
    """Return how much a text says, in letters; a Chinese character says as much as three."""
    text = plain(text)
    return len(text) + 2 * len(_WIDE.findall(text))

"""What an edit of the config changed, in words for operators. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from monitor.catalog.load import Catalog
from monitor.model import Concept, Source, Topic


def changes(before: Catalog, after: Catalog) -> tuple[str, ...]:
    """Return a line for each topic, concept, source and group of settings that is new, gone or other; the order is that of these words.

    That something only stands elsewhere in a file is no change.
    """
    return (
        *_changes("topic", _topics(before.topics), _topics(after.topics)),
        *_changes("concept", _concepts(before.concepts), _concepts(after.concepts)),
        *_changes("source", _sources(before.sources), _sources(after.sources)),
        *_changes("setting", _settings(before), _settings(after)),
    )


def _changes(what: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        if name not in before:
            yield f"{what} {name}: added"
        elif name not in after:
            yield f"{what} {name}: removed"
        elif before[name] != after[name]:
            yield f"{what} {name}: changed"


def _topics(topics: Iterable[Topic]) -> dict[str, object]:
    return {one.id: replace(one, file="", line=0, column=0) for one in topics}


def _concepts(concepts: Iterable[Concept]) -> dict[str, object]:
    return {one.id: replace(one, file="", line=0) for one in concepts}


def _sources(sources: Iterable[Source]) -> dict[str, object]:
    return {one.id: one for one in sources}


def _settings(catalog: Catalog) -> dict[str, object]:
    """Each top-level key; the template of alerts counts as one."""
    return {**{name: getattr(catalog.settings, name) for name in type(catalog.settings).model_fields}, "template": catalog.alert_template}

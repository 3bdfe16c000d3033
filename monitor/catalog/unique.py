"""What must be there once only over all files: ids, and the addresses of feeds."""

from __future__ import annotations

from monitor.catalog.sources import SourcesFile
from monitor.catalog.tree import Place, YamlFile
from monitor.errors import Problem


class Seen:
    """Remembers where each word was first written."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], tuple[str, Place]] = {}

    def again(self, noun: str, word: str, file: YamlFile, path: tuple[int | str, ...]) -> list[Problem]:
        """Return a problem where the word was written before, in this file or in another."""
        _, place = file.node_at(path)
        name, first = self._first.setdefault((noun, word), (file.name, place))
        if (name, first) == (file.name, place):
            return []
        message = f"the {noun} `{word}` is already at {name}:{first.line}: give this one another, or delete it"
        return [Problem(file=file.name, line=place.line, column=place.column, message=message)]

    def sources_again(self, listed: SourcesFile, file: YamlFile) -> list[Problem]:
        """Return a problem for each source id and each feed address that was written before."""
        problems = []
        for number, source in enumerate(listed.sources):
            problems += self.again("source id", source.id, file, ("sources", number, "id"))
            for place, feed in enumerate(source.feeds):
                here = ("sources", number, "feeds", place)
                problems += self.again("feed", feed.url, file, (*here, "url"))
                for turn, fallback in enumerate(feed.fallbacks):
                    problems += self.again("feed", fallback.url, file, (*here, "fallbacks", turn, "url"))
        return problems

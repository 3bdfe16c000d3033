"""Which sources do not answer, in one sentence for people at a terminal; and what became of feeds on one day, for the review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.health import Turn
from monitor.model import Health, Source, SourceId
from monitor.storage.overview import Answer

NAMED = 8  # sources named of each kind before the rest is counted
SILENT = frozenset({Health.QUIET, Health.ZOMBIE})
WELL = frozenset({"ok", "not_modified"})
SAID = {
    "network": "cannot be reached",
    "timeout": "do not answer in time",
    "blocked": "point to an address that is not public",
    "http": "answer with an error",
    "gone": "are gone (410)",
    "rate_limited": "ask us to wait",
    "redirect": "redirect without end or to where we do not go",
    "too_large": "send too much",
    "parse": "send a feed that is broken beyond repair",
    "not_feed": "send something else than a feed",
    "empty": "send nothing",
    "held": "have lists that are held for you",
}


def failing(answers: Sequence[Answer]) -> frozenset[tuple[SourceId, str]]:
    """Return the sources whose feeds last failed, each with how: what is said again only when it changes."""
    return frozenset((a.source, a.check.outcome) for a in answers if a.check.outcome not in WELL)


def sentence(answers: Sequence[Answer], sources: Mapping[SourceId, Source], *, beside: int = 0) -> str:
    """Return how many feeds answered, and which sources did not and how. ``beside`` these, so many others answered."""
    by_outcome: defaultdict[str, list[str]] = defaultdict(list)
    for source, outcome in sorted(failing(answers)):
        by_outcome[outcome].append(sources[source].name if source in sources else source)
    well = beside + sum(a.check.outcome in WELL for a in answers)
    parts = [f"{well} of {beside + len(answers)} feeds answered"]
    for outcome, names in sorted(by_outcome.items(), key=lambda item: -len(item[1])):
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        parts.append(f"{len(names)} {SAID.get(outcome, outcome)}: {', '.join(names[:NAMED])}{more}")
    return "; ".join(parts) + "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """What operators were told of feeds on one UTC day, in the order of time; and what is not as the config says, as it stands now."""

    silent: tuple[Turn, ...] = ()  # fell silent: quiet, zombie
    died: tuple[Turn, ...] = ()  # became bad in another way
    back: tuple[Turn, ...] = ()
    switched: tuple[Turn, ...] = ()  # is served by fallbacks
    moved: tuple[Turn, ...] = ()  # is asked elsewhere than the config says


def turns_of(told: Sequence[Turn], standings: Iterable[Turn]) -> Turns:
    """Sort what was told on a day, and take from how all feeds stand what is not as the config says."""
    feeds = [turn for turn in standings if not turn.feed.standby]
    return Turns(
        silent=tuple(turn for turn in told if turn.feed.health in SILENT),
        died=tuple(turn for turn in told if turn.feed.health not in {*SILENT, Health.OK}),
        back=tuple(turn for turn in told if turn.feed.health is Health.OK),
        switched=tuple(turn for turn in feeds if turn.serving),
        moved=tuple(turn for turn in feeds if turn.feed.address),
    )

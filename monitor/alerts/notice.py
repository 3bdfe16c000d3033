"""What operators are told of the service itself: as one message, plain and whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from monitor.alerts.passage import Passage, clean, shorten, units
from monitor.alerts.phrases import possible_repeat
from monitor.alerts.render import BUDGET
from monitor.health import Turn, advice, meaning
from monitor.locales import translator
from monitor.model import Health, SourceId

REPEATED_UNITS = 150
NAMED = 8  # feeds of one state before the rest is counted
_ORDER = sorted(Health, key=lambda one: (one is Health.OK, one is not Health.SHRUNK))  # a list that is held waits for a person


def render_notice(texts: Sequence[str]) -> str:
    """Several plain texts, oldest first, as one message in Telegram's HTML; empty where they say nothing.

    What does not fit into BUDGET units is left out, the oldest first; the newest is cut where it alone is too long.
    """
    said = ["\n".join(clean(line).text for line in text.strip().splitlines()) for text in texts]
    said = [text for text in said if text]
    while len(said) > 1 and units("\n\n".join(said)) > BUDGET:
        said = said[1:]
    return escape(shorten(Passage("\n\n".join(said)), BUDGET).text, quote=False)


def repeated_notice(html: str, locale: str) -> str:
    """A message that may have been sent before, with a line above it that says so. It takes less than REPEATED_UNITS more room."""
    return f"<i>{escape(possible_repeat(translator(locale)), quote=False)}</i>\n\n{html}"


def sources_notice(turns: Sequence[Turn], names: Mapping[SourceId, str]) -> str:
    """What operators are told of feeds that died, fell silent or are back: one text, by state, what is lost first.

    Args:
        turns: the feeds; the health of each is what is told of it.
        names: of their sources, as people know them.
    """
    groups = [(health, [turn for turn in turns if turn.feed.health is health]) for health in _ORDER]
    return "\n\n".join("\n".join([_heading(health), *_listed(found, names)]) for health, found in groups if found)


def network_notice(since: datetime, *, lost: bool) -> str:
    """What operators are told where it is not the sources that are out of reach, but this machine's network that is, or was."""
    if lost:
        return f"No source can be reached since {_spoken(since)}: this machine's network is the cause, and no source is taken for dead."
    return f"Sources can be reached again. The network of this machine was lost at {_spoken(since)}."


def _heading(health: Health) -> str:
    return "Back:" if health is Health.OK else f"{health.capitalize()}: {meaning(health)}. {advice(health)}"


def _listed(turns: Sequence[Turn], names: Mapping[SourceId, str]) -> list[str]:
    lines = [_line(turn, names.get(turn.feed.source, turn.feed.source)) for turn in turns[:NAMED]]
    if len(turns) <= NAMED:
        return lines
    health = turns[0].feed.health
    where = "" if health is Health.OK else f": monitor sources list --health {health}"
    return [*lines, f"• and {len(turns) - NAMED} more{where}"]


def _line(turn: Turn, name: str) -> str:
    feed = turn.feed
    since = f", since {_spoken(feed.health_since)}" if feed.health_since else ""
    meanwhile = f"; meanwhile {', '.join(turn.serving)}" if turn.serving else ""
    return f"• {name}: {feed.asked}{since}{meanwhile}"


def _spoken(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"

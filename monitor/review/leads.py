"""Lead times in words: who was first, how often, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from monitor.storage.lead_times import LeadTime

NAMED = 5  # sources named in a day's review

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def as_rows(leads: Sequence[LeadTime]) -> list[dict[str, Any]]:
    """Return lead times as plain values, durations in seconds."""
    return [
        {
            "source": one.source,
            "official": one.official,
            "stories": one.stories,
            "first": one.first,
            "lead_seconds": None if one.lead is None else one.lead.total_seconds(),
            "lag_seconds": None if one.lag is None else one.lag.total_seconds(),
        }
        for one in leads
    ]


def as_lines(leads: Sequence[LeadTime]) -> list[str]:
    """Return a line for each of the sources that were first most often, without those that never were; none where nobody was."""
    first = [one for one in leads if one.first]
    lines = [_line(one) for one in first[:NAMED]]
    return lines + [f"and {len(first) - NAMED} more"] * (len(first) > NAMED)


def spoken(duration: timedelta) -> str:
    """Return a duration as people say it, in its two largest units: ``45 s``, ``12 min``, ``1 h 38 min``, ``2 d 3 h``."""
    seconds = round(duration.total_seconds())
    for larger, smaller, names in ((_DAY, _HOUR, ("d", "h")), (_HOUR, _MINUTE, ("h", "min"))):
        if seconds >= larger:
            whole, rest = seconds // larger, seconds % larger // smaller
            return f"{whole} {names[0]}" + (f" {rest} {names[1]}" if rest else "")
    return f"{seconds // _MINUTE} min" if seconds >= _MINUTE else f"{seconds} s"


def _line(one: LeadTime) -> str:
    name = f"{one.source} (official)" if one.official else one.source
    ahead = f", {spoken(one.lead)} ahead" if one.lead else ""
    behind = "" if one.lag is None else f"; else {spoken(one.lag)} behind"
    return f"{name}: first in {one.first} of {one.stories} stories{ahead}{behind}"

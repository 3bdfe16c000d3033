"""What operators are told of the service itself: as one message, and not too often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from monitor.alerts.passage import Passage, clean, shorten, units
from monitor.alerts.render import BUDGET

CHANGES_APART = timedelta(hours=1)
"""Sources come and go: operators hear of it at most so often."""


def render_notice(texts: Sequence[str]) -> str:
    """Several plain texts, oldest first, as one message in Telegram's HTML; empty where they say nothing.

    What does not fit into BUDGET units is left out, the oldest first; the newest is cut where it alone is too long.
    """
    said = ["\n".join(clean(line).text for line in text.strip().splitlines()) for text in texts]
    said = [text for text in said if text]
    while len(said) > 1 and units("\n\n".join(said)) > BUDGET:
        said = said[1:]
    return escape(shorten(Passage("\n\n".join(said)), BUDGET).text, quote=False)


def change_is_due(current: object, told: object, *, told_at: datetime | None, now: datetime) -> bool:
    """Whether operators are to hear of a state: it is not what they heard last, at ``told_at``, and that is a while ago."""
    return current != told and (told_at is None or now - told_at >= CHANGES_APART)

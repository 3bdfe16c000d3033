"""What the options of `monitor init` ask for, and words that its steps share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STEPS = ("token", "operator", "timezone", "topics", "message")
WHY = {
    "chat_gone": "it does not know the bot yet",
    "blocked": "it has blocked the bot",
    "kicked": "the bot was removed",
    "deactivated": "the account is gone",
    "no_rights": "the bot may not write there",
}
"""By the reason of Unreachable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """None and the empty tuple: as it is, or ask."""

    token_file: Path | None
    operators: tuple[int, ...]
    timezone: str | None
    topics: str | None
    skip: frozenset[str]  # of STEPS
    wait: float  # seconds for somebody to press Start
    ask: bool

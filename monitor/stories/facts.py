"""What a text states that another telling of the same happening must not contradict: dates, ordinals, countries, numbers, the stage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states. Empty sets say nothing."""

    dates: frozenset[str] = frozenset()  # "10-03": month and day
    ordinals: frozenset[int] = frozenset()  # of meetings, rounds, resolutions: 6 of "the sixth meeting"
    countries: frozenset[str] = frozenset()  # ISO 3166-1 alpha-2: those that act in the headline
    numbers: frozenset[str] = frozenset()
    stage: str = ""  # asked, decided, denied: how far what the headline claims has come

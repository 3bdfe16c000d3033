"""The few words that an alert says for itself, by locale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """``and_more``, ``hours`` and ``days`` hold ``{count}``, ``delayed`` also ``{delay}``; the others stand as they are."""

    also_in: str
    and_more: str
    possible_repeat: str
    untitled: str
    undated: str
    delayed: str
    hours: str
    days: str
    stages: Mapping[Stage, str]


_WORDS = {
    "en": Words(
        also_in="Also in:",
        and_more="and {count} more",
        possible_repeat="Possible repeat: Telegram did not say whether the first one arrived.",
        untitled="(no headline)",
        undated="no date",
        delayed="Delayed by {delay}: {count} alerts",
        hours="{count} h",
        days="{count} days",
        stages={
            Stage.PROPOSED: "proposed",
            Stage.ANNOUNCED: "announced",
            Stage.DECIDED: "decided",
            Stage.IN_FORCE: "in force",
            Stage.DENIED: "denied",
        },
    ),
    "ru": Words(
        also_in="Также:",
        and_more="и ещё {count}",
        possible_repeat="Возможен повтор: Telegram не подтвердил, что первое сообщение дошло.",
        untitled="(без заголовка)",
        undated="без даты",
        delayed="С опозданием на {delay}, сообщений: {count}",
        hours="{count} ч",
        days="{count} дн.",
        stages={
            Stage.PROPOSED: "предложено",
            Stage.ANNOUNCED: "объявлено",
            Stage.DECIDED: "решено",
            Stage.IN_FORCE: "в силе",
            Stage.DENIED: "отрицается",
        },
    ),
}

LOCALES = tuple(_WORDS)


def words(locale: str) -> Words:
    """The words of a locale such as ``ru`` or ``ru-RU``; English for one that we do not have."""
    return _WORDS.get(locale.partition("-")[0].lower(), _WORDS["en"])

"""The few words that an alert says for itself, by locale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.model import Stage

Forms = tuple[str, ...]
"""A noun after a number: each form that the locale has, in the order of ``Words.form_of``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """``and_more``, ``hours`` and ``days`` hold ``{count}``, ``delayed`` also ``{delay}``.

    ``many`` holds ``{alerts}`` and ``{topic}``, ``many_topics`` ``{alerts}``; ``span`` ``{first}`` and ``{latest}``; ``official``
    ``{source}``; ``first_in`` ``{language}``; ``now``, ``contradicts`` and ``before`` ``{stage}``; ``grown`` ``{counts}`` and ``latest``
    ``{told}``. The others stand as they are.
    """

    also_in: str
    and_more: str
    possible_repeat: str
    untitled: str
    undated: str
    delayed: str
    hours: str
    days: str
    many: str
    many_topics: str
    span: str
    official: str
    first_in: str
    now: str
    before: str
    contradicts: str
    grown: str
    latest: str
    alerts: Forms
    sources: Forms
    languages: Forms
    form_of: Callable[[int], int]
    spoken: Mapping[str, str]  # a language as ``first_in`` names it, by BCP 47 primary subtag
    stages: Mapping[Stage, str]

    def counted(self, count: int, forms: Forms) -> str:
        """A number with its noun: "21 source" is wrong in English, and right in Russian."""
        return f"{count} {forms[self.form_of(count)]}"


def _one_or_more(count: int) -> int:
    return 0 if count == 1 else 1


def _slavic(count: int) -> int:
    """The form of a Russian noun: 1, 21 источник; 2, 34 источника; 5, 11 источников."""
    tens, ones = count // 10 % 10, count % 10
    if tens == 1 or ones == 0 or ones > 4:
        return 2
    return 0 if ones == 1 else 1


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
        many="Many at once: {alerts} on {topic} within an hour",
        many_topics="Many at once: {alerts} within an hour",
        span="first: {first}, latest: {latest}",
        official="An official source: {source}",
        first_in="First report in {language}",
        now="Now: {stage}",
        before="(before: {stage})",
        contradicts="Contradicts: {stage}",
        grown="now {counts}",
        latest="latest: {told}",
        alerts=("alert", "alerts"),
        sources=("source", "sources"),
        languages=("language", "languages"),
        form_of=_one_or_more,
        spoken={
            "ar": "Arabic",
            "de": "German",
            "en": "English",
            "fa": "Persian",
            "fr": "French",
            "hi": "Hindi",
            "kk": "Kazakh",
            "ky": "Kyrgyz",
            "ps": "Pashto",
            "ru": "Russian",
            "tg": "Tajik",
            "ur": "Urdu",
            "uz": "Uzbek",
            "zh": "Chinese",
        },
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
        many="Много сразу: {alerts} по теме «{topic}» за час",
        many_topics="Много сразу: {alerts} за час",
        span="первый: {first}, последний: {latest}",
        official="Официальный источник: {source}",
        first_in="Впервые на языке: {language}",
        now="Теперь: {stage}",
        before="(прежде: {stage})",
        contradicts="Противоречие: {stage}",
        grown="теперь {counts}",
        latest="последний: {told}",
        alerts=("сообщение", "сообщения", "сообщений"),
        sources=("источник", "источника", "источников"),
        languages=("язык", "языка", "языков"),
        form_of=_slavic,
        spoken={
            "ar": "арабский",
            "de": "немецкий",
            "en": "английский",
            "fa": "персидский",
            "fr": "французский",
            "hi": "хинди",
            "kk": "казахский",
            "ky": "киргизский",
            "ps": "пушту",
            "ru": "русский",
            "tg": "таджикский",
            "ur": "урду",
            "uz": "узбекский",
            "zh": "китайский",
        },
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

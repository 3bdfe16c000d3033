"""The fields a query may name, their other names, and what each may hold."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from monitor.topics.place import short

TEXT_FIELDS = ("title", "lead", "body", "text")
DATE_FIELDS = ("date", "since", "before", "after")
WORD_FIELDS = ("author", "url", "domain", "source", "lang", "country", "type", "tag", "feed", "story")
FIELDS = (*TEXT_FIELDS, *WORD_FIELDS, *DATE_FIELDS)

ALIASES = {
    "intitle": "title",
    "headline": "title",
    "article_title": "title",
    "ingress": "lead",
    "content": "body",
    "inurl": "url",
    "sourcelang": "lang",
    "language": "lang",
    "sourcecountry": "country",
    "domainis": "domain",
    "canonical_domain": "domain",
    "site": "domain",
    "publication_date": "date",
    "until": "before",
    "tags": "tag",
}

_LANGUAGES = {"arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "german": "de", "hindi": "hi", "kazakh": "kk"} | {
    "kyrgyz": "ky", "pashto": "ps", "persian": "fa", "russian": "ru", "tajik": "tg", "urdu": "ur", "uzbek": "uz"
}  # fmt: skip
_NAMES = {**{name: name for name in FIELDS}, **ALIASES}
_DATE = re.compile(r"((?:19|2\d)\d{2})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_OTHER_DATES = (
    re.compile(r"(?P<year>(?:19|2\d)\d{2})[/.]?(?P<month>\d{2})[/.]?(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>(?:19|2\d)\d{2})", re.ASCII),
    re.compile(r"(?P<year>(?:19|2\d)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})[T ].*", re.ASCII),
)
_MORE = re.compile("[/:?#@]")  # what a bare host has not
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def field_named(name: str) -> str | None:
    """The field of this name or alias, whatever its case; None where there is none."""
    return _NAMES.get(name.casefold())


def is_date(value: str) -> bool:
    """Whether it is a year, a month or a day of the calendar, as this language writes them."""
    found = _DATE.fullmatch(value)
    if found is None:
        return False
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def plain(field: str, value: str) -> str:
    """A filter's value without what other products write around it: wildcards, a scheme, the slash behind a host."""
    match field:
        case "url":
            return value.strip("*")
        case "domain":
            value = value.removeprefix("*").removeprefix(".")
            return value if value.isascii() and not _MORE.search(value) else _host(value) or value
        case _:
            return value


def why_not(field: str, value: str) -> str:
    """What is wrong with a value for a filter field, and what to write; empty where nothing is."""
    shown = short(value)
    if not value:
        return f"{field}: has no value: write one behind the colon"
    if value[0] in "-!" and field != "url":  # an address may have a dash anywhere
        return f"{shown[0]} stands before the field, not behind it: {shown[0]}{field}:{shown[1:]}"
    if field in DATE_FIELDS:
        return "" if is_date(value) else _no_date(value)
    if field in {"feed", "story"} and not _NUMBER.fullmatch(value):
        return f'{field}: takes a number, not "{shown}"'
    if field == "country" and not re.fullmatch(r"[A-Za-z]{2}", value):
        return f'"{shown}" is no country code: write its two letters, as in country:RU'
    if field == "lang" and not re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", value):
        code = _LANGUAGES.get(value.casefold())
        return f'"{shown}" is no language code: write {f"lang:{code}" if code else "its two letters, as in lang:ru"}'
    if field == "url":
        return _no_part(value)
    if field == "domain" and "/" in value:
        return f'"{shown}" is more than a domain: write url:{short(value.partition("://")[2]) or shown}'
    if "*" in value:
        return f'"{shown}" has a wildcard: {field}: takes whole values, or (a OR b)'
    return ""


def _no_part(value: str) -> str:
    if value.startswith("re:/"):
        return f'"{short(value)}" is never closed: write re:/…/ on one line'
    return f'"{short(value)}" has * in the middle: write url: for each part, or url:re:/…/' if "*" in value else ""


def _no_date(value: str) -> str:
    for shape in _OTHER_DATES:
        found = shape.fullmatch(value)
        if found and is_date(written := f"{found['year']}-{found['month']}-{found['day']}"):
            return f'"{short(value)}" is no date here: write {written}'
    return f'"{short(value)}" is no date: write 2024-10-04, 2024-10 or 2024'


def _host(value: str) -> str:
    """The host of a URL that names no more than that; empty for anything else."""
    try:
        url = urlsplit(value if "://" in value else f"//{value}")
    except ValueError:  # "[x" and the like
        return ""
    return (url.hostname or "") if url.path in {"", "/"} and not url.query else ""

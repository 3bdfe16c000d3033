"""The fields a query may name, their other names, and what each may hold."""

from __future__ import annotations

import re

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
    "sourcecountry": "country",
    "domainis": "domain",
    "canonical_domain": "domain",
    "site": "domain",
}

_DATE = re.compile(r"((?:19|2\d)\d{2})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_NUMBER = re.compile(r"\d{1,18}")


def field_named(name: str) -> str | None:
    """The field of this name or alias, whatever its case; None where there is none."""
    name = name.casefold()
    return name if name in FIELDS else ALIASES.get(name)


def why_not(field: str, value: str) -> str:
    """What is wrong with a value for a filter field, and what to write; empty where nothing is."""
    if field in DATE_FIELDS and value and not _DATE.fullmatch(value):
        return f'"{value}" is no date: write 2024-10-04, 2024-10 or 2024'
    if field in {"feed", "story"} and not _NUMBER.fullmatch(value):
        return f'{field}: takes a number, not "{value}"'
    if field == "country" and not re.fullmatch(r"[A-Za-z]{2}", value):
        return f'"{value}" is no country code: write two letters, country:RU'
    if field == "lang" and not re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", value):
        return f'"{value}" is no language code: write lang:ru'
    return ""

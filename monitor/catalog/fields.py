"""The kinds of value that an operator writes, each with its own words for a wrong one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, Strict
from pydantic.config import JsonDict

from monitor.catalog.secrets import DATABASES
from monitor.errors import NotAFeed
from monitor.model import Selectors

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"[a-z][a-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")
_LISTEN = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+):(?P<port>\d{1,5})")


class Strictly(BaseModel):
    """What all parts of a file share: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is spelled most like ``word``, or an empty string where none is near."""
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def _id(text: str) -> str:
    if _ID.fullmatch(text):
        return text
    better = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    raise ValueError(f"`{text}` cannot be an id: use lower-case letters, digits and hyphens, as in `{better or 'moscow-format'}`")


def _language(text: str) -> str:
    if _LANGUAGE.fullmatch(text):
        return text
    raise ValueError(f"`{text}` is not the code of a language: write two or three small letters, as in `ru`")


def _country(text: str) -> str:
    if _COUNTRY.fullmatch(text):
        return text.upper()
    raise ValueError(f"`{text}` is not the code of a country: write two letters, as in `KZ`")


def _line(text: str) -> str:
    if text.strip():
        return text.strip()
    raise ValueError("there is nothing between the quotes: write a text or delete the line")


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if not found:
        raise ValueError(f"`{value}` is not a length of time: write a number and its unit, as in `30s`, `15m`, `24h` or `7d`")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def spelled(length: timedelta) -> str:
    """Return a length of time as an operator would write it: ``2m``, ``24h``."""
    seconds = int(length.total_seconds())
    for unit, size, least in (("d", 86400, 2), ("h", 3600, 1), ("m", 60, 1)):
        if seconds >= size * least and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _word(text: str) -> str:
    if _WORD.fullmatch(text):
        return text
    raise ValueError(f"`{text}` is not one word in small letters: write for example `state_agency`")


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        pass
    try:
        better = str(ip_network(text, strict=False))
    except ValueError:
        better = "10.1.0.0/16"
    raise ValueError(f"`{text}` is not a network: write its first address and its length, as in `{better}`")


def _web_url(text: str) -> str:
    """Accept an absolute http(s) URL with a host."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or re.search(r"[\s\x00-\x1f\x7f]", text):
        better = f"https://{text}" if re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/\S*)?", text) else "https://example.org/rss"
        raise ValueError(f"`{text}` is not a web address: write it whole, as in `{better}`")
    return text


def _selector(text: str) -> str:
    """Accept what the reader of listings can look up; it is the one that knows CSS."""
    from monitor.pages.listing import read_listing

    text = _line(text)
    try:
        read_listing(b"<p>", Selectors(item=text), url="https://example.org/")
    except NotAFeed as no_rows:
        if no_rows.reason == "selector":
            raise ValueError(f"`{text}` is not a CSS selector: write for example `li.news-item` or `a[href]`") from None
    return text


def _path(text: str) -> str:
    """Accept what the reader of JSON APIs can look up; it is the one that knows JMESPath."""
    from monitor.feeds.jsonpaths import check_path

    text = _line(text)
    if trouble := check_path(text):
        raise ValueError(f"`{text}` is not a JMESPath expression ({trouble}): write for example `data.items` or `title`")
    return text


def _database(text: str) -> str:
    if text.startswith(DATABASES) and text not in DATABASES:
        return text
    if text.startswith("postgres://"):
        raise ValueError("`postgres://` is spelled `postgresql://` here")
    raise ValueError(f"`{text}` is not a database: write `sqlite:///var/monitor.db` or `postgresql://user@host/name`")


def _listen(text: str) -> str:
    found = _LISTEN.fullmatch(text)
    if found and 0 < int(found["port"]) < 65536:
        return text
    raise ValueError(f"`{text}` is not an address to listen on: write host and port, as in `127.0.0.1:8080`")


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        near = nearest(text, {zone.lower(): zone for zone in available_timezones()})
        spelled = next((zone for zone in available_timezones() if zone.lower() == near), "")
        hint = f"did you mean `{spelled}`?" if spelled else "write one of the IANA names, as in `Asia/Almaty`"
        raise ValueError(f"`{text}` is not a time zone: {hint}") from None
    return text


Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Text = Annotated[str, Strict()]
Line = Annotated[str, Strict(), AfterValidator(_line), Field(min_length=1)]
Id = Annotated[str, Strict(), AfterValidator(_id), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
Language = Annotated[str, Strict(), AfterValidator(_language), Field(json_schema_extra={"pattern": f"^{_LANGUAGE.pattern}$"})]
LANGUAGE_KEYS: JsonDict = {"propertyNames": {"pattern": f"^{_LANGUAGE.pattern}$"}}  # for schemas of mappings by language
Country = Annotated[str, Strict(), AfterValidator(_country), Field(json_schema_extra={"pattern": f"^{_COUNTRY.pattern}$"})]
Selector = Annotated[str, Strict(), AfterValidator(_selector), Field(min_length=1)]
Path = Annotated[str, Strict(), AfterValidator(_path), Field(min_length=1)]
WebUrl = Annotated[str, Strict(), AfterValidator(_web_url), Field(json_schema_extra={"pattern": "^https?://"})]
Word = Annotated[str, Strict(), AfterValidator(_word), Field(json_schema_extra={"pattern": f"^{_WORD.pattern}$"})]
Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=str), PlainSerializer(spelled, return_type=str)]
Network = Annotated[str, Strict(), AfterValidator(_network)]
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]
DatabaseUrl = Annotated[str, Strict(), AfterValidator(_database)]
ListenAddress = Annotated[str, Strict(), AfterValidator(_listen)]
TimeZone = Annotated[str, Strict(), AfterValidator(_time_zone)]

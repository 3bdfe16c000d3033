"""The page of /settings for the time zone: the common ones, and all there are by region."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from monitor.alerts.shown import local
from monitor.locales import Translator
from monitor.telegram.commands.call import Answer, Button
from monitor.telegram.commands.settings_page import Asked, back, number, option, rows, to, turns
from monitor.telegram.commands.settings_words import zone_name

COMMON = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Asia/Dubai",
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Tashkent",
    "Asia/Dushanbe",
    "Asia/Bishkek",
    "Asia/Almaty",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "America/New_York",
)
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")  # as IANA names them
PER_PAGE = 24


def zone(asked: Asked) -> Answer:
    """``zone``, ``zone:=:<IANA name>``, ``zone:<area>:<page>``."""
    words, said = list(asked.words), asked.said
    if len(words) == 2 and words[0] == "=" and (words[1] == "UTC" or words[1] in zones()):
        asked = asked.with_choice(timezone=words[1])
    elif words and words[0] in AREAS:
        return _area(asked, words[0], number(words, 1, 1000) or 0)
    elif words == ["all"]:
        return Answer(
            said.say("<b>Time zone</b>\nWhere?"),
            (*rows((to(name, "zone", area, 0) for area, name in areas(said).items()), 3), back(asked, "zone")),
        )
    mine = asked.subscriber.timezone
    named = f"{zone_name(mine, said)} · {local(asked.call.now, mine):%H:%M}"
    text = said.say("<b>Time zone</b>\nNow: {zone}. Times in alerts, quiet hours and digests follow it.", zone=named)
    choice = rows((_choice(asked, each) for each in COMMON), 2)
    return Answer(text, (*choice, (to(said.say("others…"), "zone", "all"),), back(asked)))


def areas(said: Translator) -> dict[str, str]:
    """The regions as people name them, by IANA's word."""
    names = (
        said.say("Africa"),
        said.say("America"),
        said.say("Antarctica"),
        said.say("Asia"),
        said.say("Atlantic"),
        said.say("Australia"),
        said.say("Europe"),
        said.say("Indian Ocean"),
        said.say("Pacific"),
    )
    return dict(zip(AREAS, names, strict=True))


@cache
def zones() -> dict[str, str]:
    """Every zone of a region, with its region, by name."""
    return {each: each.partition("/")[0] for each in sorted(available_timezones()) if each.partition("/")[0] in AREAS and "/" in each}


def _area(asked: Asked, area: str, page: int) -> Answer:
    there = [each for each, where in zones().items() if where == area]
    pages = -(-len(there) // PER_PAGE)
    page = min(page, pages - 1)
    shown = there[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = asked.said.say("<b>Time zone</b>\n{area}, page {page} of {pages}", area=areas(asked.said)[area], page=page + 1, pages=pages)
    choice = rows((_choice(asked, each) for each in shown), 2)
    return Answer(text, (*choice, *turns(page, pages, "zone", area), back(asked, "zone", "all")))


def _choice(asked: Asked, each: str) -> Button:
    text = f"{zone_name(each, asked.said)} {local(asked.call.now, each):%H:%M}"
    return option(text, "zone", "=", each, chosen=each == (asked.subscriber.timezone or "UTC"))

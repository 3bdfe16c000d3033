"""Pages of /settings where one of a few is chosen: language of the bot, pace, quiet hours, sound, corroboration."""

from __future__ import annotations

from dataclasses import replace

from babel import Locale

from monitor.locales import locales
from monitor.model import Pace, Quiet, Sound
from monitor.telegram.commands.call import Answer
from monitor.telegram.commands.settings_page import Asked, back, number, option, rows, to
from monitor.telegram.commands.settings_words import day_name, hours_of, pace_name, pace_told, sound_name

HOUR = 60
USUAL = ((22, 7), (23, 8), (0, 8))
MOST_SOURCES = 3


def language(asked: Asked) -> Answer:
    """``lang:<tag>``: the language that the bot speaks."""
    if asked.words and asked.words[0] in locales():
        asked = asked.with_choice(locale=asked.words[0])
    mine = asked.subscriber.locale
    names = [option(_own_name(tag), "lang", tag, chosen=tag == mine) for tag in locales()]
    text = asked.said.say("<b>Language of the bot</b>\nArticles are always quoted in their own language.")
    return Answer(text, (*rows(names, 2), back(asked)))


def pace(asked: Asked) -> Answer:
    """``pace:<pace>``, ``pace:h:<hour>``, ``pace:d:<weekday>``."""
    match list(asked.words):
        case ["h", *_] if (hour := number(asked.words, 1, 24)) is not None:
            asked = asked.with_choice(digest_hour=hour)
        case ["d", *_] if (day := number(asked.words, 1, 7)) is not None:
            asked = asked.with_choice(digest_weekday=day)
        case [word] if word in set(Pace):
            asked = asked.with_choice(pace=Pace(word))
    mine, said = asked.subscriber, asked.said
    choice = rows((option(pace_name(each, said), "pace", each.value, chosen=each is mine.pace) for each in Pace), 2)
    if mine.pace is Pace.WEEKLY:
        choice += (tuple(option(day_name(day, said), "pace", "d", day, chosen=day == mine.digest_weekday) for day in range(7)),)
    if mine.pace in {Pace.DAILY, Pace.WEEKLY}:
        choice += rows((option(f"{hour:02}", "pace", "h", hour, chosen=hour == mine.digest_hour) for hour in range(24)), 6)
    text = said.say("<b>How soon</b>\nNow: {pace}. Alerts that come together are one message, by topic.", pace=pace_told(mine, said))
    return Answer(text, (*choice, back(asked)))


def quiet(asked: Asked) -> Answer:
    """``quiet:off``, ``quiet:<from>`` to be asked until when, ``quiet:<from>:<to>`` in hours; ``quiet:own`` to choose both.

    ``quiet:but:1`` lets urgent alerts come all the same, ``quiet:but:0`` does not; it is offered where a topic is urgent.
    """
    start, end = number(asked.words, 0, 24), number(asked.words, 1, 24)
    if list(asked.words) == ["own"]:
        hours = rows((to(f"{hour:02}:00", "quiet", hour) for hour in range(24)), 6)
        return Answer(asked.said.say("<b>Quiet hours</b>\nFrom when?"), (*hours, back(asked, "quiet")))
    if start is not None and end is None:
        hours = rows((to(f"{hour:02}:00", "quiet", start, hour) for hour in range(24) if hour != start), 6)
        return Answer(
            asked.said.say("<b>Quiet hours</b>\nFrom {start} until when?", start=f"{start:02}:00"), (*hours, back(asked, "quiet"))
        )
    mine = asked.subscriber.quiet
    if start is not None and end is not None and start != end:
        asked = asked.with_choice(quiet=Quiet(start=start * HOUR, end=end * HOUR, but_urgent=mine is not None and mine.but_urgent))
    elif list(asked.words) == ["off"]:
        asked = asked.with_choice(quiet=None)
    elif mine is not None and list(asked.words) in (["but", "0"], ["but", "1"]):
        asked = asked.with_choice(quiet=replace(mine, but_urgent=asked.words[1] == "1"))
    mine, said = asked.subscriber.quiet, asked.said
    chosen = (mine.start, mine.end) if mine is not None else None
    usual = [option(f"{a:02}–{b:02}", "quiet", a, b, chosen=(a * HOUR, b * HOUR) == chosen) for a, b in USUAL]
    others = (option(said.say("none"), "quiet", "off", chosen=mine is None), to(said.say("other hours…"), "quiet", "own"))
    if mine is None:
        text = said.say("<b>Quiet hours</b>\nNone: alerts come at any hour.")
    else:
        text = said.say("<b>Quiet hours</b>\n{hours} by your clock. What happens meanwhile comes in one message.", hours=hours_of(mine))
    but = mine is not None and mine.but_urgent
    urgent = (to(f"{'✅' if but else '▫️'} {said.say('urgent alerts come all the same')}", "quiet", "but", int(not but)),)
    offered = mine is not None and any(topic.urgent for topic in asked.call.topics.values())
    return Answer(text, (tuple(usual), others, *((urgent,) if offered else ()), back(asked)))


def sound(asked: Asked) -> Answer:
    """``sound:<sound>``, for all topics that have none of their own."""
    if asked.words and asked.words[0] in set(Sound):
        asked = asked.with_choice(sound=Sound(asked.words[0]))
    said = asked.said
    choice = tuple(option(sound_name(each, said), "sound", each.value, chosen=each is asked.subscriber.sound) for each in Sound)
    text = said.say("<b>Sound</b>\nFor all topics that have none of their own. What is off does not come: only /latest shows it.")
    return Answer(text, (choice, (to(said.say("by topic…"), "topics", 0),), back(asked)))


def corroboration(asked: Asked) -> Answer:
    """``conf:<sources>``."""
    sources = number(asked.words, 0, MOST_SOURCES + 1)
    if sources:
        asked = asked.with_choice(corroboration=sources)
    mine, said = asked.subscriber.corroboration, asked.said
    choice = tuple(option(str(each), "conf", each, chosen=each == mine) for each in range(1, MOST_SOURCES + 1))
    text = said.say("<b>How many sources</b>\nA story comes at once when so many tell it. With fewer, it waits for your next digest.")
    return Answer(text, (choice, back(asked)))


def _own_name(tag: str) -> str:
    name = Locale.parse(tag).get_display_name(tag) or tag
    return f"{name[:1].upper()}{name[1:]}"

"""What was chosen, in words."""

from __future__ import annotations

from monitor.locales import Translator
from monitor.model import Pace, Quiet, Sound, Subscriber


def pace_name(pace: Pace, said: Translator) -> str:
    """How soon."""
    return {
        Pace.NOW: said.say("at once"),
        Pace.HOURLY: said.say("every hour"),
        Pace.DAILY: said.say("once a day"),
        Pace.WEEKLY: said.say("once a week"),
    }[pace]


def pace_told(subscriber: Subscriber, said: Translator) -> str:
    """How soon, with the hour and the day where there are any."""
    name, hour = pace_name(subscriber.pace, said), f"{subscriber.digest_hour:02}:00"
    if subscriber.pace is Pace.DAILY:
        return said.say("{pace}, at {hour}", pace=name, hour=hour)
    if subscriber.pace is Pace.WEEKLY:
        return said.say("{pace}, {day} at {hour}", pace=name, day=day_name(subscriber.digest_weekday, said), hour=hour)
    return name


def day_name(weekday: int, said: Translator) -> str:
    """A day of the week, 0 is Monday, in short."""
    return [said.say("Mon"), said.say("Tue"), said.say("Wed"), said.say("Thu"), said.say("Fri"), said.say("Sat"), said.say("Sun")][weekday]


def sound_name(sound: Sound, said: Translator) -> str:
    """How it announces itself."""
    return {Sound.NORMAL: said.say("with sound"), Sound.SILENT: said.say("silent"), Sound.OFF: said.say("off")}[sound]


def quiet_told(quiet: Quiet | None, said: Translator) -> str:
    """The quiet hours, and what comes in them all the same."""
    if quiet is None:
        return said.say("none")
    hours = hours_of(quiet)
    return said.say("{hours}, but for urgent alerts", hours=hours) if quiet.but_urgent else hours


def hours_of(quiet: Quiet) -> str:
    """From when until when."""
    return f"{_clock(quiet.start)}–{_clock(quiet.end)}"


def zone_name(zone: str, said: Translator) -> str:
    """A time zone by its city."""
    return said.city(zone) if zone else "UTC"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

"""/settings: one message that edits itself; each button says what shall be."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.storage.transaction import Transaction
from monitor.telegram.commands import settings_choices, settings_lists, settings_zones
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.settings_page import PREFIX, Asked, Page, rows, to
from monitor.telegram.commands.settings_words import pace_told, quiet_told, sound_name, zone_name
from monitor.telegram.locales import said

PRESS = PREFIX


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Show what the chat has chosen."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    if subscriber is None or not subscriber.active:
        return Answer(said(subscriber.locale if subscriber else call.locale).not_subscribed)
    return overview(Asked(tx=tx, call=call, subscriber=subscriber))


def press(tx: Transaction, call: Call) -> Answer | None:
    """Turn to a page, or choose something on it. What no button of ours could ask for changes nothing."""
    subscriber = known(tx, call)
    if subscriber is None or not admitted(tx, call):
        return None
    if not subscriber.active:
        return Answer(said(subscriber.locale).not_subscribed)
    name, *words = call.argument.split(":")[1:] or [""]
    return PAGES.get(name, overview)(Asked(tx=tx, call=call, subscriber=subscriber, words=words))


def overview(asked: Asked) -> Answer:
    """What is chosen, a line each, and the pages where it is changed."""
    mine, t = asked.subscriber, asked.said
    languages = ", ".join(t.language(tag) for tag in sorted(mine.languages)) or t.say("all languages")
    lines = (
        t.say("<b>Your settings</b>"),
        t.say("Language: {language}", language=t.language(mine.locale)),
        t.say("Articles in: {languages}", languages=languages),
        t.say("Time zone: {zone}", zone=zone_name(mine.timezone, t)),
        t.say("Alerts come: {pace}", pace=pace_told(mine, t)),
        t.say("Quiet hours: {hours}", hours=quiet_told(mine.quiet, t)),
        t.say("Sound: {sound}", sound=sound_name(mine.sound, t)),
        t.counted("At once when told by: {count} source", "At once when told by: {count} sources", mine.corroboration),
        t.say("Muted sources: {count}", count=len(mine.muted_sources) or t.say("none")),
    )
    buttons = (
        to(t.say("language"), "lang"),
        to(t.say("articles"), "read"),
        to(t.say("time zone"), "zone"),
        to(t.say("how soon"), "pace"),
        to(t.say("quiet hours"), "quiet"),
        to(t.say("sound"), "sound"),
        to(t.say("how many sources"), "conf"),
        to(t.say("muted sources"), "src", 0),
        to(t.say("by topic"), "topics", 0),
    )
    return Answer("\n".join(lines), rows(buttons, 3))


PAGES: Mapping[str, Page] = {
    "lang": settings_choices.language,
    "read": settings_lists.languages,
    "zone": settings_zones.zone,
    "pace": settings_choices.pace,
    "quiet": settings_choices.quiet,
    "sound": settings_choices.sound,
    "conf": settings_choices.corroboration,
    "src": settings_lists.sources,
    "topics": settings_lists.topics,
    "topic": settings_lists.topic,
}

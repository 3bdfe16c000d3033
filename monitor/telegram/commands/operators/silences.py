"""/silence, /pause, /resume, /silences: topics of which nobody is told for a while. What they find is kept; the files stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from monitor.locales import Translator
from monitor.model import Topic, TopicId
from monitor.storage.silences import Silence, silence, silences_at, unsilence
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Button, Call
from monitor.telegram.commands.operators.paged import moment, page_of, paged, plain, reason_in, span_of, speaker
from monitor.telegram.commands.topics import key_of

PAGE, RESUME = "oq", "or"  # oq:<page>, or:<topic's key>:<page>
_REASON = 300


def answer(tx: Transaction, call: Call) -> Answer:
    """``/silence TOPIC 8h because …``."""
    t = speaker(tx, call)
    before, because = reason_in(call.argument)
    name, _, length = before.rpartition(" ")
    span = span_of(length)
    if not name or span is None or not because:
        return Answer(t.say("Write which topic, how long and why: <code>/silence taliban 8h because a flood of reprints</code>"))
    topic = _topic(call.topics, name)
    if topic is None:
        return _no_such(t, name, call.topics)
    until = call.now + span
    silence(tx, Silence(topic=topic, by=call.user_id, at=call.now, until=until, because=because[:_REASON]))
    said = t.say("Nobody is told of <b>{topic}</b> until {time}. What it finds is kept.", topic=plain(topic), time=moment(until))
    return Answer(said)


def pause(tx: Transaction, call: Call) -> Answer:
    """``/pause TOPIC``, with a reason or without."""
    t = speaker(tx, call)
    name, because = reason_in(call.argument)
    if not name:
        return Answer(t.say("Write which topic: <code>/pause taliban</code>"))
    topic = _topic(call.topics, name)
    if topic is None:
        return _no_such(t, name, call.topics)
    silence(tx, Silence(topic=topic, by=call.user_id, at=call.now, until=None, because=because[:_REASON]))
    return Answer(t.say("Nobody is told of <b>{topic}</b> until /resume. What it finds is kept.", topic=plain(topic)))


def resume(tx: Transaction, call: Call) -> Answer:
    """``/resume TOPIC``: after /pause or /silence."""
    t = speaker(tx, call)
    if not call.argument:
        return Answer(t.say("Write which topic: <code>/resume taliban</code>"))
    silent = {each.topic for each in silences_at(tx, call.now)}
    topic = _topic(call.topics, call.argument) or next((each for each in silent if each == call.argument), None)
    if topic is None:
        return _no_such(t, call.argument, call.topics)
    if unsilence(tx, topic, at=call.now):
        return Answer(t.say("<b>{topic}</b> is told again.", topic=plain(topic)))
    return Answer(t.say("<b>{topic}</b> was not silent.", topic=plain(topic)))


def listed(tx: Transaction, call: Call) -> Answer:
    """Show what is silent, with a button for each that ends it."""
    return _listed(tx, call, page=0)


def press(tx: Transaction, call: Call) -> Answer | None:
    """Turn the page, or let a topic be told again."""
    match call.argument.split(":"):
        case ["or", key, _]:
            for each in silences_at(tx, call.now):
                if key_of(each.topic) == key:
                    unsilence(tx, each.topic, at=call.now)
    return _listed(tx, call, page=page_of(call.argument))


def _listed(tx: Transaction, call: Call, *, page: int) -> Answer:
    t = speaker(tx, call)
    silent = silences_at(tx, call.now)
    if not silent:
        return Answer(t.say("No topic is silent."))
    heading = t.say("<b>Silent topics</b>")
    rows = [(Button(t.say("Tell of {topic} again", topic=each.topic[:40]), f"{RESUME}:{key_of(each.topic)}:{page}"),) for each in silent]
    return paged(t, heading, [_line(t, each) for each in silent], page=page, prefix=PAGE, rows=rows)


def _line(t: Translator, one: Silence) -> str:
    until = t.say("until {time}", time=moment(one.until)) if one.until else t.say("until /resume")
    return " · ".join(filter(None, [f"🔇 {plain(one.topic, 60)}", until, plain(one.because)]))


def _topic(topics: Mapping[TopicId, Topic], name: str) -> TopicId | None:
    """Find a topic by its id, by one of its titles, or by what only one id begins with."""
    wanted = name.casefold()
    exact = [each.id for each in topics.values() if wanted in {each.id.casefold(), *(title.casefold() for title in each.title.values())}]
    found = exact or [each for each in topics if each.casefold().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def _no_such(t: Translator, name: str, topics: Mapping[TopicId, Topic]) -> Answer:
    near = get_close_matches(name, list(topics), n=3, cutoff=0.4) or sorted(topics)[:5]
    said = t.say("There is no topic <b>{name}</b>.", name=plain(name, 60))
    return Answer(f"{said} {t.say('There is: {topics}', topics=plain(', '.join(near)))}" if near else said)

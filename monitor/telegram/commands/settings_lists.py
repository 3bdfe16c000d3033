"""Pages of /settings that list: languages of articles, muted sources, and what topics have of their own."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from monitor.alerts.passage import Passage, clean, shorten
from monitor.model import Pace, Sound, SourceId, Subscription, Topic
from monitor.telegram.commands.call import Answer, Button
from monitor.telegram.commands.settings_page import Asked, back, number, option, rows, to, turns
from monitor.telegram.commands.settings_words import pace_name, sound_name
from monitor.telegram.commands.topics import key_of, title_of

LANGUAGES = ("en", "ru", "fa", "ps", "ur", "hi", "ar", "tg", "uz", "ky", "kk", "zh", "de", "fr", "tr")
PER_PAGE = 20
_UNITS = 40
DEFAULT = "-"


def languages(asked: Asked) -> Answer:
    """``read:<tag>:1``, ``read:<tag>:0``, ``read:all``: the languages of articles; none chosen is all."""
    mine = asked.subscriber.languages
    match list(asked.words):
        case ["all"]:
            asked = asked.with_choice(languages=frozenset())
        case [tag, "1" | "0" as on] if tag in LANGUAGES or tag in mine:
            asked = asked.with_choice(languages=mine | {tag} if on == "1" else mine - {tag})
    mine, said = asked.subscriber.languages, asked.said
    every = [*LANGUAGES, *sorted(mine - set(LANGUAGES))]
    choice = rows((to(f"{'✅' if tag in mine else '▫️'} {said.language(tag)}", "read", tag, int(tag not in mine)) for tag in every), 3)
    whole = (option(said.say("all languages"), "read", "all", chosen=not mine),)
    text = said.say("<b>Languages of articles</b>\nYou get articles in those that are checked; with none checked, in all.")
    return Answer(text, (*choice, whole, back(asked)))


def sources(asked: Asked) -> Answer:
    """``src:<page>``, ``src:<page>:<key>:1`` mutes, ``…:0`` brings back."""
    mine, said = asked.subscriber.muted_sources, asked.said
    names = {key: clean(name).text or key for key, name in asked.call.office.running().names.items()}
    names |= {key: key for key in mine - set(names)}
    every = sorted(names, key=lambda each: (names[each].casefold(), each))
    page = number(asked.words, 0, 100_000) or 0
    match list(asked.words):
        case [_, key, "1" | "0" as off]:
            one = next((each for each in every if _key(each) == key), None)
            if one is not None:
                asked = asked.with_choice(muted_sources=mine | {one} if off == "1" else mine - {one})
                mine = asked.subscriber.muted_sources
    pages = max(1, -(-len(every) // PER_PAGE))
    page = min(page, pages - 1)
    shown = every[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = said.say("<b>Sources</b>\nTap a source to mute it or bring it back. Muted: {muted}.", muted=len(mine))
    choice = rows((_source(names[each], each, page, muted=each in mine) for each in shown), 2)
    return Answer(text, (*choice, *turns(page, pages, "src"), back(asked)))


def topics(asked: Asked) -> Answer:
    """``topics:<page>``: those that are heard, each leading to what it has of its own."""
    heard = [topic for topic in asked.call.topics.values() if topic.enabled and topic.id not in asked.subscriber.muted_topics]
    pages = max(1, -(-len(heard) // PER_PAGE))
    page = min(number(asked.words, 0, 100_000) or 0, pages - 1)
    choice = tuple((to(_named(asked, topic), "topic", key_of(topic.id)),) for topic in heard[page * PER_PAGE : (page + 1) * PER_PAGE])
    text = asked.said.say("<b>By topic</b>\nA topic follows your default until you choose otherwise. /topics switches topics on and off.")
    return Answer(text, (*choice, *turns(page, pages, "topics"), back(asked)))


def topic(asked: Asked) -> Answer:
    """``topic:<key>``, ``topic:<key>:p:<pace>``, ``topic:<key>:s:<sound>``; ``-`` is the default."""
    key = asked.words[0] if asked.words else ""
    one = next((each for each in asked.call.topics.values() if key_of(each.id) == key), None)
    if one is None:
        return topics(replace(asked, words=()))
    chosen = asked.subscriber.subscriptions.get(one.id) or Subscription(topic=one.id)
    match list(asked.words[1:]):
        case ["p", word] if word == DEFAULT or word in set(Pace):
            chosen = replace(chosen, pace=None if word == DEFAULT else Pace(word))
            asked = asked.with_topic(chosen)
        case ["s", word] if word == DEFAULT or word in set(Sound):
            chosen = replace(chosen, sound=None if word == DEFAULT else Sound(word))
            asked = asked.with_topic(chosen)
    said, mine = asked.said, asked.subscriber
    pace = said.say("use my default ({default})", default=pace_name(mine.pace, said))
    sound = said.say("use my default ({default})", default=sound_name(mine.sound, said))
    text = said.say("<b>{topic}</b>\nHow soon it comes, and with what sound.", topic=_escaped(title_of(one, mine.locale)))
    choice = (
        (option(pace, "topic", key, "p", DEFAULT, chosen=chosen.pace is None),),
        *rows((option(pace_name(each, said), "topic", key, "p", each.value, chosen=each is chosen.pace) for each in Pace), 2),
        (option(f"🔔 {sound}", "topic", key, "s", DEFAULT, chosen=chosen.sound is None),),
        tuple(option(sound_name(each, said), "topic", key, "s", each.value, chosen=each is chosen.sound) for each in Sound),
    )
    return Answer(text, (*choice, back(asked, "topics", 0)))


def _named(asked: Asked, topic: Topic) -> str:
    """A topic with what it has of its own."""
    chosen, said = asked.subscriber.subscriptions.get(topic.id), asked.said
    own = [pace_name(chosen.pace, said)] if chosen and chosen.pace else []
    own += [sound_name(chosen.sound, said)] if chosen and chosen.sound else []
    title = shorten(Passage(title_of(topic, asked.subscriber.locale)), _UNITS).text
    return f"{title}: {', '.join(own)}" if own else title


def _source(name: str, source: SourceId, page: int, *, muted: bool) -> Button:
    return to(f"{'🔇' if muted else '▫️'} {shorten(Passage(name), _UNITS).text}", "src", page, _key(source), int(not muted))


def _key(source: SourceId) -> str:
    return blake2b(source.encode(), digest_size=8).hexdigest()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""What became of an article, for people: whose copy it is and by what, its story, the alerts and who was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from monitor.model import Alert, Article, Body, Topic, TopicId
from monitor.storage.explain import Fate, Raised, Told
from monitor.stories.copies import ENOUGH
from monitor.stories.fingerprint import containment, shingles
from monitor.text.words import read
from monitor.topics.explained.values import Explanation

_MOST = 20  # deliveries and articles of a story that are listed
HELD = {
    "first_check": "its feed was read for the first time, and the article was not fresh (alerts.fresh_hours)",
    "old": "the article was old when it was found (alerts.late_days)",
    "body_only": "it was found in the body alone",
    "uncorroborated": "too little stood behind the story (the topic's alert_when)",
    "superseded": "another alert of the story told it",
    "silenced": "an operator had silenced the topic (/silence, /pause)",
}


def copy_reason(article: Article, original: Article) -> str:
    """Say by what an article is a copy of its original."""
    if article.text_hash and article.text_hash == original.text_hash:
        return "the very same text"
    mine, theirs = shingles(read(article)), shingles(read(original))
    shared = f"{containment(mine, theirs):.0%} of the shorter text's runs of words are in the other"
    if article.canonical_url and article.canonical_url == original.canonical_url:
        return f"the same URL, and {shared}"
    return shared if containment(mine, theirs) >= ENOUGH else f"{shared}: it was linked by another copy, or its text has changed since"


def copy_lines(fate: Fate) -> Iterator[str]:
    """Yield whose copy it is, and its story."""
    article = fate.article
    if fate.original is not None:
        yield f"copy   of {named(fate.original)}: {copy_reason(article, fate.original)}"
    elif fate.copies:
        yield f"copy   of none; {fate.copies} {'article is a copy' if fate.copies == 1 else 'articles are copies'} of it"
    else:
        yield "copy   of none, and none is a copy of it"
    if fate.story:
        others = [one for one in fate.story if one.id != article.id]
        yield f"story  {article.story}, {len(fate.story)} article{'' if len(fate.story) == 1 else 's'}"
        yield from (f"         {named(one)}: “{_cut(one.title or one.lead)}”" for one in others[:_MOST])
    if article.withdrawn:
        yield f"gone   its page was found to be gone {stamp(article.withdrawn)}"


def alert_lines(fate: Fate, found: Sequence[Explanation], topics: Mapping[TopicId, Topic]) -> Iterator[str]:
    """Yield the alerts of the article's story, who was told, and why none was raised for a topic that matches."""
    for raised in fate.alerts:
        yield from _alert(raised, fate.article)
    alerted = {raised.alert.topic for raised in fate.alerts}
    kept = {match.topic for match in fate.matches}
    for one in found:
        if one.matched and one.topic not in alerted:
            yield f"alert  none for {one.topic}: {_why_none(one, topics[one.topic], was_kept=one.topic in kept)}"
        elif not one.matched and one.topic in kept:
            yield f"then   {one.topic} matched when the article came; by the config and the text of now it does not"


def _why_none(found: Explanation, topic: Topic, *, was_kept: bool) -> str:
    if not found.enabled:
        return "the topic is switched off"
    if found.field == "body" and topic.body is not Body.ALERT:
        return f"{HELD['body_only']} (body: {topic.body})"
    if was_kept:
        return "its match is kept, and no alert was raised"
    return "it did not match when the article came, by the config or the text of then"


def _alert(raised: Raised, article: Article) -> Iterator[str]:
    alert = raised.alert
    yield f"alert  {_of(alert)}, {'for this article' if alert.article == article.id else f'for article {alert.article} of the story'}"
    if alert.held:
        yield f"         held back: {HELD.get(alert.held, alert.held)}"
        return
    counts = Counter(told.state.value for told in raised.told)
    yield f"         told {', '.join(f'{count} {state}' for state, count in counts.items()) or 'to nobody: no subscriber hears this topic'}"
    yield from (f"         {_told(told)}" for told in raised.told[:_MOST])
    if len(raised.told) > _MOST:
        yield f"         and {len(raised.told) - _MOST} more"


def _of(alert: Alert) -> str:
    stage = f", stage {alert.stage}" if alert.stage else ""
    return f"{alert.topic}{stage}: {'found' if alert.held else 'raised'} {stamp(alert.raised)}"


def _told(told: Told) -> str:
    who = " ".join(filter(None, (told.channel, told.name or (str(told.chat_id) if told.chat_id else ""))))
    why = f" ({told.reason})" if told.reason else ""
    return f"{who}: {told.state} {stamp(told.at)}{why}"


def named(article: Article) -> str:
    """An article by its number, source and time."""
    return f"article {article.id} ({article.source}, {stamp(article.published or article.seen)})"


def stamp(when: datetime | None) -> str:
    """A time as people read it."""
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "undated"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else f"{flat[:99].rstrip()}…"

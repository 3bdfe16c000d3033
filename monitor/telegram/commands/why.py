"""/why LINK: why an article is of which topics, or is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from monitor.alerts.passage import Passage, isolated_text, shorten
from monitor.alerts.phrases import stage_name
from monitor.locales import Translator, translator
from monitor.model import Topic, TopicId
from monitor.storage.articles import articles_by_id
from monitor.storage.explain import articles_at
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.lines import facts_html, headline_html, view_of
from monitor.telegram.commands.office import Office
from monitor.telegram.commands.story import LINK
from monitor.telegram.commands.topics import title_of
from monitor.telegram.locales import said as words_of
from monitor.topics.explained.values import Explained, Explanation
from monitor.urls import canonical

TOPICS = 5
TERMS = 6
LACKING = 3
_UNITS = 160
_LONGEST = 2_000


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Find the article; explain it once this transaction is over."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    if subscriber is None or not subscriber.active:
        return Answer(words_of(subscriber.locale if subscriber else call.locale).not_subscribed)
    said, link = translator(subscriber.locale), call.argument
    if not link.startswith(LINK) or len(link) > _LONGEST or " " in link:
        return Answer(said.say("Give the link of an article: <code>/why https://…</code>"))
    found = articles_by_id(tx, articles_at(tx, link, canonical(link))[:1])
    if not found:
        return Answer(said.say("This article is not known here: none of the sources had it, or it is too old."))
    article, topics = found[0], call.topics

    async def explained(office: Office) -> Answer:
        head = view_of(article, office.running().names)
        lines = [headline_html(head, said), facts_html(head, said, subscriber.timezone)]
        lines += list(why_html(await office.explain(article), topics, said, subscriber.locale))
        return Answer("\n".join(lines))

    return Answer(errand=explained)


def why_html(found: Sequence[Explanation], topics: Mapping[TopicId, Topic], said: Translator, locale: str) -> Iterator[str]:
    """The topics that it is of; where it is of none, those that came nearest and what they lack."""
    known_ones = [each for each in found if each.topic in topics]
    matched = [each for each in known_ones if each.matched]
    near = sorted((each for each in known_ones if not each.matched and not each.unrelated), key=lambda each: each.query.missing)
    if not matched and not near:
        yield ""
        yield said.say("It belongs to no topic: nothing that the topics look for is in it.")
    for one in matched[:TOPICS]:
        yield ""
        yield f"✅ <b>{_title(topics[one.topic], locale)}</b>"
        terms = _terms(one.query)
        if terms:
            yield said.say("Found: {terms}", terms=", ".join(f"<b>{term}</b>" for term in terms))
        if one.field == "body":
            yield said.say("In the body alone, not in headline or lead.")
        if one.stage:
            yield said.say("Stage: {stage}", stage=escape(stage_name(one.stage, said), quote=False))
    for one in near[: 0 if matched else LACKING]:
        yield ""
        yield f"▫️ {_title(topics[one.topic], locale)}"
        if one.query.holds:
            reasons = "; ".join(_cut(each.because) for each in one.excluded)
            yield said.say("Left out on purpose: {reason}", reason=reasons)
        else:
            lacks = ", ".join(f"<code>{_cut(each.says)}</code>" for each in one.wanting[:LACKING])
            yield said.say("It lacks: {words}", words=lacks)


def _terms(clause: Explained) -> list[str]:
    """What was found of a query, as the article has it, each once."""
    every = [clause]
    found: dict[str, str] = {}
    while every:
        one = every.pop(0)
        if one.holds and not one.parts:
            for spot in one.spots:
                found.setdefault(spot.written.casefold(), _cut(spot.written))
        every += one.parts if one.holds else ()
    return list(found.values())[:TERMS]


def _title(topic: Topic, locale: str) -> str:
    return _cut(title_of(topic, locale))


def _cut(text: str) -> str:
    return escape(isolated_text(shorten(Passage(" ".join(text.split())), _UNITS).text), quote=False)

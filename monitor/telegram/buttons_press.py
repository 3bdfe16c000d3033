"""What a press of a button below an alert does. A press says what shall be: one that comes twice changes nothing more."""

from __future__ import annotations

from datetime import datetime
from html import escape

from monitor.alerts.passage import Passage, isolated_text, shorten
from monitor.alerts.phrases import and_more, stage_name, untitled
from monitor.alerts.render import flag, isolated, linked, topic_title, when
from monitor.alerts.shown import NAME_UNITS, AlertView, source_name
from monitor.locales import Translator, translator
from monitor.model import Alert, Article, Delivery, Match, Subscriber
from monitor.storage.alerts import alerts_by_id, matches_of
from monitor.storage.articles import articles_by_id
from monitor.storage.feedback import say as say_of
from monitor.storage.feedback import vote_of
from monitor.storage.story_mutes import is_muted, mute_story, unmute_story
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.told import how_told
from monitor.storage.transaction import Transaction
from monitor.telegram.buttons import TERMS, Rows, asking, below, key_of
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.lines import view_of
from monitor.telegram.terms import FIELDS, terms_of

LISTED = 40  # sources of a story in one message


def good(tx: Transaction, call: Call) -> Answer | None:
    """👍: this is what I want to hear."""
    return _vote(tx, call, is_good=True)


def bad(tx: Transaction, call: Call) -> Answer | None:
    """👎: this is not. It counts at once; then the buttons ask because of what."""
    answer = _vote(tx, call, is_good=False)
    if answer is None or call.delivery is None:
        return None
    reader, alert = _of(tx, call.delivery)
    article, match = _proof(tx, alert)
    terms = [term for term, _ in terms_of(article, match)][:TERMS]
    return Answer(buttons=asking(reader.locale, terms), toast=translator(reader.locale).say("Noted. What made it wrong?"))


def because(tx: Transaction, call: Call) -> Answer | None:
    """The answer to that: a term, the source, the topic; or back, without a reason."""
    if call.delivery is None:
        return None
    reader, alert = _of(tx, call.delivery)
    article, match = _proof(tx, alert)
    match call.argument.split(":"):
        case [_, "t", key]:
            term = next((each for each, _ in terms_of(article, match) if key_of(each) == key), "")
            reason = f"term:{term}" if term else ""
        case [_, "s"]:
            reason = f"source:{article.source}"
        case [_, "n"]:
            reason = "topic"
        case [_, "x"]:
            return Answer(buttons=_rows(tx, reader, alert))
        case _:
            return None
    say_of(tx, alert.id, reader.id, good=False, because=reason, at=call.now)
    return Answer(
        buttons=_rows(tx, reader, alert), toast=translator(reader.locale).say("Thank you. Whoever looks after this topic will see it.")
    )


def mute(tx: Transaction, call: Call) -> Answer | None:
    """Hear no more of the story, or hear of it again."""
    if call.delivery is None or call.argument[-2:] not in {":1", ":0"}:
        return None
    reader, alert = _of(tx, call.delivery)
    say = translator(reader.locale).say
    if call.argument.endswith("1"):
        mute_story(tx, reader.id, alert.story)
        toast = say("Nothing more of this story will come. The same button brings it back.")
    else:
        unmute_story(tx, reader.id, alert.story)
        toast = say("You will hear of this story again.")
    return Answer(buttons=_rows(tx, reader, alert), toast=toast)


def why(tx: Transaction, call: Call) -> Answer | None:
    """What in the article made it an alert of its topic, as a reply."""
    if call.delivery is None:
        return None
    reader, alert = _of(tx, call.delivery)
    said = translator(reader.locale)
    article, match = _proof(tx, alert)
    topic = call.topics.get(alert.topic)
    title = (topic.title.get(reader.locale) or topic.title.get("en", "")) if topic else ""
    view = AlertView(topic=alert.topic, topic_title=title or alert.topic, articles=())
    lines = [
        said.say("<b>Why this alert</b>"),
        said.say("Topic: {topic}", topic=isolated(topic_title(view))),
        *_where(article, match, said),
    ]
    if alert.stage:
        lines.append(said.say("Stage: {stage}", stage=escape(stage_name(alert.stage, said), quote=False)))
    if topic and topic.alert_when:
        lines.append(said.say("It comes only when: {condition}", condition=escape(topic.alert_when[:300], quote=False)))
    return Answer(reply="\n".join(lines))


def sources(tx: Transaction, call: Call) -> Answer | None:
    """All who tell the story, first to last, as a reply."""
    if call.delivery is None:
        return None
    reader, alert = _of(tx, call.delivery)
    said = translator(reader.locale)
    told = how_told(tx, alert.story)
    tellers: list[tuple[Article, datetime | None]]
    if told is None:
        tellers = [(article, None) for article in articles_by_id(tx, [alert.article])]
    else:
        tellers = [(each.article, each.at) for each in told.sources]
    names = call.office.running().names
    lines = [said.counted("<b>{count} source tells this story</b>", "<b>{count} sources tell this story</b>", len(tellers))]
    for article, at in tellers[:LISTED]:
        view = view_of(article, names, at=at)
        name = isolated(shorten(Passage(source_name(view, NAME_UNITS) or untitled(said)), NAME_UNITS))
        facts = [flag(view.country), view.language, when(view.published, said, reader.timezone)]
        lines.append(" · ".join([f"• {linked(name, article.url)}", *(escape(fact, quote=False) for fact in facts if fact)]))
    if len(tellers) > LISTED:
        lines.append(escape(and_more(len(tellers) - LISTED, said), quote=False))
    return Answer(reply="\n".join(lines))


def _vote(tx: Transaction, call: Call, *, is_good: bool) -> Answer | None:
    if call.delivery is None:
        return None
    reader, alert = _of(tx, call.delivery)
    before = vote_of(tx, alert.id, reader.id)
    if before is None or before.good != is_good:  # a reason that was given stays
        say_of(tx, alert.id, reader.id, good=is_good, at=call.now)
    return Answer(buttons=_rows(tx, reader, alert), toast=translator(reader.locale).say("Thank you. Noted as right."))


def _of(tx: Transaction, delivery: Delivery) -> tuple[Subscriber, Alert]:
    (reader,) = subscribers_by_id(tx, [delivery.subscriber])
    (alert,) = alerts_by_id(tx, [delivery.alert])
    return reader, alert


def _rows(tx: Transaction, reader: Subscriber, alert: Alert) -> Rows:
    return below(reader.locale, vote=vote_of(tx, alert.id, reader.id), muted=is_muted(tx, reader.id, alert.story))


def _proof(tx: Transaction, alert: Alert) -> tuple[Article, Match | None]:
    (article,) = articles_by_id(tx, [alert.article])
    return article, next((each for each in matches_of(tx, article.id) if each.topic == alert.topic), None)


def _where(article: Article, match: Match | None, said: Translator) -> list[str]:
    """What was hit, by where it stands."""
    found = terms_of(article, match)
    names = {
        "title": said.say("In the headline: {terms}"),
        "lead": said.say("In the lead: {terms}"),
        "body": said.say("In the text: {terms}"),
    }
    lines = []
    for field in FIELDS:
        terms = ", ".join(f"<b>{escape(isolated_text(term), quote=False)}</b>" for term, where in found if where == field)
        if terms:
            lines.append(names[field].format(terms=terms))
    return lines or [said.say("The article has changed since: what made the alert is no longer in it.")]

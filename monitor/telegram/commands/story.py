"""/story ID or LINK: who told a story, first to last."""

from __future__ import annotations

from html import escape

from monitor.alerts.passage import clean, shorten
from monitor.alerts.phrases import and_more, stage_name
from monitor.alerts.render import isolated
from monitor.locales import translator
from monitor.model import StoryId, Subscriber
from monitor.storage.articles import articles_by_id
from monitor.storage.explain import articles_at
from monitor.storage.story_reads import story_report
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.lines import facts_html, headline_html, view_of
from monitor.telegram.locales import said as words_of
from monitor.urls import canonical

LISTED = 12
LINK = ("http://", "https://")
_DIGITS = 18  # of an id
_LONGEST = 2_000  # characters of a link


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Tell the story that is asked for."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    if subscriber is None or not subscriber.active:
        return Answer(words_of(subscriber.locale if subscriber else call.locale).not_subscribed)
    asked = call.argument
    if not (asked.startswith(LINK) or (asked.isascii() and asked.isdecimal())):
        say = translator(subscriber.locale).say
        return Answer(say("Give the link of an article, or the number of a story: <code>/story https://…</code>. /latest lists stories."))
    return Answer(told(tx, call, subscriber, asked))


def told(tx: Transaction, call: Call, subscriber: Subscriber, asked: str) -> str:
    """A story as a short timeline: of an id, or of the article that a link leads to."""
    said = translator(subscriber.locale)
    story = _story_at(tx, asked) if asked.startswith(LINK) else StoryId(int(asked[:_DIGITS]))
    report = story_report(tx, story) if story else None
    if report is None:
        return said.say("Nothing is known of this story here.")
    line, names = report.line, call.office.running().names
    counts = [said.counted("{count} source", "{count} sources", len(line.sources))]
    if line.languages:
        counts.append(said.counted("{count} language", "{count} languages", len(line.languages)))
    if line.articles > len(line.sources):
        counts.append(said.counted("{count} article", "{count} articles", line.articles))
    stages = " → ".join(stage_name(stage, said) for stage in line.stages)
    lines = [f"<b>{isolated(shorten(clean(line.headline), 300))}</b>", escape(", ".join(counts), quote=False)]
    if stages:
        lines.append(escape(stages, quote=False))
    heard: set[str] = set()
    firsts = []
    for telling in report.tellings:
        if telling.article.source not in heard:
            heard.add(telling.article.source)
            firsts.append(telling)
    for telling in firsts[:LISTED]:
        view = view_of(telling.article, names, at=telling.at)
        lines += ["", headline_html(view, said), facts_html(view, said, subscriber.timezone)]
    if len(firsts) > LISTED:
        lines += ["", escape(and_more(len(firsts) - LISTED, said), quote=False)]
    return "\n".join(lines)


def _story_at(tx: Transaction, link: str) -> StoryId | None:
    ids = articles_at(tx, link[:_LONGEST], canonical(link[:_LONGEST]))
    found = articles_by_id(tx, ids[:1])
    return found[0].story if found else None

"""How a story has grown, and what is news of one that was told before: each in one line of plain text."""

from __future__ import annotations

from datetime import date, datetime

from monitor.alerts.decide import LANGUAGE, OFFICIAL
from monitor.alerts.passage import clean, isolated_text, shorten
from monitor.alerts.phrases import stage_name, untitled
from monitor.alerts.shown import NAME_UNITS, AlertView, ArticleView, StoryView, local, source_name
from monitor.locales import Translator
from monitor.model import Stage

TITLE_UNITS = 200  # of a headline in an update


def story_line(view: AlertView, said: Translator) -> str:
    """``12 sources, 5 languages; first: TASS 10:02, latest: Khaama 11:40``; empty of a single article.

    Times are the reader's, with the date where it is not that of the article that is quoted. Who has no date, or no name, is left out.
    """
    story = view.story
    if story is None:
        return ""
    first, latest = _teller(story.first, view, said), _teller(story.latest, view, said)
    counts = story_counts(story, said)
    return f"{counts}; {said.say('first: {first}, latest: {latest}', first=first, latest=latest)}" if first and latest else counts


def update_line(view: AlertView, said: Translator) -> str:
    """``now 3 sources, 3 languages · latest: Khaama (ps) 11:40 · headline``; empty of a single article."""
    story = view.story
    if story is None:
        return ""
    latest = story.latest
    language = f"({shorten(clean(latest.language), 12).text})" if latest.language else ""
    at = clock(latest.published, _day_of(view), view.timezone) if latest.published else ""
    told = " ".join(part for part in (source_name(latest, NAME_UNITS), language, at) if part)
    title = shorten(clean(latest.title), TITLE_UNITS).text
    parts = (said.say("now {counts}", counts=story_counts(story, said)), said.say("latest: {told}", told=told) if told else "", title)
    return " · ".join(part for part in parts if part)


def story_counts(story: StoryView, said: Translator) -> str:
    """By how many sources it is told, and in how many languages."""
    languages = [said.counted("{count} language", "{count} languages", story.languages)] if story.languages else []
    return ", ".join([said.counted("{count} source", "{count} sources", story.sources), *languages])


def change_line(view: AlertView, said: Translator) -> str:
    """What is news of a story that was told before: an official source, a language, another stage. Empty where nothing is."""
    return " · ".join(part for part in (_who_joined(view, said), _stage_moved(view, said)) if part)


def clock(at: datetime, day: date | None, zone: str = "") -> str:
    """The time of day in an IANA zone, UTC where that is empty, to the minute; with the date where it is not that day."""
    there = local(at, zone)
    return f"{there:%H:%M}" if there.date() == day else f"{there:%Y-%m-%d %H:%M}"


def _day_of(view: AlertView) -> date | None:
    shown = view.articles[0].published if view.articles else None
    return local(shown, view.timezone).date() if shown else None


def _teller(article: ArticleView, view: AlertView, said: Translator) -> str:
    if article.published is None:
        return ""
    return f"{isolated_text(source_name(article, NAME_UNITS) or untitled(said))} {clock(article.published, _day_of(view), view.timezone)}"


def _who_joined(view: AlertView, said: Translator) -> str:
    if view.change == OFFICIAL and view.articles:
        return said.say("An official source: {source}", source=isolated_text(source_name(view.articles[0], NAME_UNITS)))
    if view.change.startswith(LANGUAGE):
        language = shorten(clean(view.change.removeprefix(LANGUAGE)), 12).text
        return said.say("First report in {language}", language=said.language(language))
    return ""


def _stage_moved(view: AlertView, said: Translator) -> str:
    if not view.told or view.stage is None or view.stage is view.stage_before:
        return ""
    contradicts = view.stage_before is not None and Stage.DENIED in {view.stage, view.stage_before}
    stage = stage_name(view.stage, said)
    now = said.say("Contradicts: {stage}", stage=stage) if contradicts else said.say("Now: {stage}", stage=stage)
    return now if view.stage_before is None else f"{now} {said.say('(before: {stage})', stage=stage_name(view.stage_before, said))}"

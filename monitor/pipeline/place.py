"""The end of the line, inside one transaction: whose copy an article is, what it matches, its story, and the alerts that follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from monitor.alerts.decide import FLOOD_WINDOW, LANGUAGE, SILENCED, Ruling, Standing, Turn, burst, decide, edit_pause, turn_of
from monitor.alerts.schedule import News
from monitor.model import Alert, Article, ArticleId, Match, StoryId, Topic, TopicId
from monitor.pipeline.cluster import Entered, enter_story
from monitor.pipeline.line import Alerting
from monitor.storage import alerts, articles, facts, rechecks
from monitor.storage.digests import reconsider
from monitor.storage.fan_out import fan_out, hears_change, tell_choosy
from monitor.storage.silences import silences_at
from monitor.storage.sketches import Candidate, save_sketch, sketch_candidates
from monitor.storage.story_rebuild import told_at
from monitor.storage.transaction import Transaction
from monitor.stories.copies import original_of, same_page
from monitor.stories.fingerprint import BRIEF, Fingerprint, fingerprint, sketch, text_hash, titles_alike
from monitor.stories.prints import Prints
from monitor.stories.profile import Profile, profile_of
from monitor.text.words import read
from monitor.topics.archive_keys import index_keys
from monitor.topics.matcher import Matcher

log = structlog.get_logger()

RECHECKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))  # after an article was told, its page is seen again
COPY_WINDOW = timedelta(hours=72)
SAME_WINDOW = timedelta(days=60)  # within which the very same text or page is known again: a site that moves republishes its archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An article with what the pure steps found in it.

    Attributes:
        article: the article.
        matches: the topics that it matches.
        fingerprint: what it is compared with others by, to find copies.
        keys: what it is searched by.
        profile: what it is compared with stories by; None where it matches nothing, and is in none.
        apart: whether its source tells each happening once, as a register does: then no two of its articles are one story.
    """

    article: Article
    matches: tuple[Match, ...]
    fingerprint: Fingerprint
    keys: str
    profile: Profile | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """The first alert of a topic that waits for the end of the hour, as so many came before it."""

    topic: TopicId
    due: datetime
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of one article in its transaction: for the log, once the transaction is through."""

    article: Article
    alerts: tuple[Alert, ...] = ()
    entered: Entered | None = None  # its story; None where it matches nothing
    shown: int = 0  # deliveries that are to show their story anew
    floods: tuple[Flood, ...] = ()


def match_article(article: Article, *, matcher: Matcher) -> Matched:
    """Read an article once, and find the topics it matches and what it is compared with others by."""
    reading = read(article)
    hashed = replace(article, text_hash=text_hash(reading))
    matches = tuple(matcher.match(hashed, reading))
    published = told_at(hashed.published, hashed.seen) if hashed.seen is not None else None
    profile = profile_of(reading, published=published) if matches else None
    return Matched(article=hashed, matches=matches, fingerprint=fingerprint(reading), keys=index_keys(reading), profile=profile)


def place(
    tx: Transaction,
    found: Matched,
    *,
    alerting: Alerting,
    at: datetime,
    first: bool,
    anew: bool = False,
    settled: bool = False,
    wave: int = 0,
) -> Placed:
    """Find whose copy a stored article is, keep its matches, put it into its story, and raise the alerts that follow.

    Args:
        tx: the transaction that also stores the article.
        found: the article, with its id, and what was found in it.
        alerting: the topics and the rules.
        at: now.
        first: whether this is the feed's first check, when all of an archive is new to us.
        anew: whether the article was placed before, with less of its text or another.
        settled: whether it stays what it is, an original or a copy: it has been told so, and its text has changed since. What another
            article with its new text has told is not told again.
        wave: how many matching articles the same check brings.
    """
    article = found.article
    original = article.copy_of or (None if settled else find_original(tx, found, prints=alerting.prints, at=at))
    if original is not None and original != article.copy_of:
        articles.mark_copy(tx, article.id, original)
        article = replace(article, copy_of=original)
    if original is None:
        save_sketch(tx, article.id, sketch(found.fingerprint.shingles), at=at)
        alerting.prints.put((article.id, article.text_hash), found.fingerprint)
    if anew:
        new = alerts.renew_matches(tx, article.id, found.matches, at=at, changed=settled)
    else:
        new = alerts.save_matches(tx, article.id, found.matches, at=at)
    if found.profile is None:
        return Placed(article=article)
    entered = enter_story(tx, article, found.profile, rarity=alerting.rarity, sources=alerting.sources, at=at, apart=found.apart)
    article = replace(article, story=entered.story)
    same = (anew and not settled) or article.copy_of is not None  # more of a text that was told, or the same text
    for match in found.matches if same else ():
        alerts.learn_stage(tx, match.topic, entered.story, match.stage)
    if new and settled:
        new = _untold(tx, found, new, prints=alerting.prints, at=at)
    if not new and not entered.joined:
        return Placed(article=article, entered=entered)
    told = [*(alerts.alerts_of_story(tx, entered.beside) if entered.beside else ()), *alerts.alerts_of_story(tx, entered.story)]
    standing = Standing(
        alerts=tuple(told),
        backing=entered.backing,
        official=entered.official,
        language=entered.language,
    )
    shown = _show_anew(tx, standing, entered, at=at)
    rulings = decide(new, alerting.topics, article=article, now=at, fresh=alerting.age(first=first), first_check=first, standing=standing)
    asked = entered.joined or not all(ruling.held for ruling in rulings)
    silent = {each.topic for each in silences_at(tx, at)} if asked else set()
    rulings = tuple(replace(ruling, held=SILENCED) if ruling.topic in silent and not ruling.held else ruling for ruling in rulings)
    sources = max(1, entered.backing.sources)
    done = [_carry_out(tx, ruling, entered.story, article, sources=sources, alerting=alerting, wave=wave, at=at) for ruling in rulings]
    raised = tuple(alert for alert, _ in done if alert is not None)
    new_topics = {alert.topic for alert in raised if not alert.held and not alert.change.startswith(LANGUAGE)}
    _tell_those_who_waited(tx, standing, entered, article, silent | new_topics, topics=alerting.topics, at=at)
    return Placed(article=article, alerts=raised, entered=entered, shown=shown, floods=tuple(flood for _, flood in done if flood))


def _show_anew(tx: Transaction, standing: Standing, entered: Entered, *, at: datetime) -> int:
    """Have what was told of a story show who joined it; return how many deliveries are to."""
    told = [alert.raised for alert in standing.alerts if not alert.held]
    if not told or not entered.joined:
        return 0
    return alerts.show_anew(tx, entered.story, now=at, due=at + edit_pause(min(told), at))


def _tell_those_who_waited(
    tx: Transaction,
    standing: Standing,
    entered: Entered,
    article: Article,
    apart: Collection[TopicId],
    *,
    topics: Mapping[TopicId, Topic],
    at: datetime,
) -> None:
    """Tell those who waited for more sources, and those who wanted no article of the story so far.

    They hear the last alert of a topic, where that is not older than three days; of topics that are silent or have a new one they do not.
    """
    told = {alert.topic: alert for alert in standing.alerts if not alert.held and alert.raised > at - COPY_WINDOW}
    if not told or not entered.joined:
        return
    sources = max(1, entered.backing.sources)
    reconsider(tx, entered.story, sources=sources, now=at)
    for alert in told.values():
        if alert.topic not in apart:
            tell_choosy(tx, alert, _news(alert, article, sources, topics), now=at)


def _news(alert: Alert, article: Article, sources: int, topics: Mapping[TopicId, Topic]) -> News:
    """What of an alert decides who is told: the article that just came."""
    topic = topics.get(alert.topic)
    urgent = topic is not None and topic.urgent
    return News(topic=alert.topic, language=article.language, source=article.source, sources=sources, urgent=urgent)


def _carry_out(
    tx: Transaction, ruling: Ruling, story: StoryId, article: Article, *, sources: int, alerting: Alerting, wave: int, at: datetime
) -> tuple[Alert | None, Flood | None]:
    """Write a ruling: the alert as it stands after it, and the flood that begins with it."""
    alert = Alert(
        topic=ruling.topic, story=story, stage=ruling.stage, change=ruling.change, article=ruling.article, raised=at, held=ruling.held
    )
    if ruling.held == "body_only":  # weaker than an alert: a later article may still raise one
        return alert, None
    if ruling.held:
        return _written(tx, ruling, alert), None
    if ruling.change.startswith(LANGUAGE) and not hears_change(tx, ruling.topic, story, ruling.change, now=at):
        return None, None
    before = alerts.count_alerts_since(tx, ruling.topic, at - FLOOD_WINDOW)
    limit = alerting.flood_limit
    if before >= limit and alerts.count_alerts_since(tx, ruling.topic, at - FLOOD_WINDOW, until=at) == 0:
        limit = burst(wave, limit)
    raised = _written(tx, ruling, alert)
    if raised is None:
        return None, None
    rechecks.schedule_recheck(tx, raised.article, told=at, due=at + RECHECKS[0])
    turn = turn_of(ruling.topic, told=before, limit=limit, now=at)
    fan_out(tx, raised, _news(raised, article, sources, alerting.topics), now=at, turn=turn)
    return raised, _flood(tx, ruling.topic, turn, limit=limit)


def _written(tx: Transaction, ruling: Ruling, alert: Alert) -> Alert | None:
    alerts.supersede(tx, ruling.tells)
    if ruling.takes is None:
        return alerts.raise_alert(tx, alert)
    return alerts.renew_alert(tx, ruling.takes, article=alert.article, held=alert.held, at=alert.raised)


def _flood(tx: Transaction, topic: TopicId, turn: Turn, *, limit: int) -> Flood | None:
    """Return the flood where this alert is the first of its bundle: of each, operators are told once."""
    if not turn.bundle or facts.get_fact(tx, f"flood:{topic}") == turn.bundle:
        return None
    facts.set_fact(tx, f"flood:{topic}", turn.bundle)
    return Flood(topic=topic, due=turn.due, limit=limit)


def _untold(tx: Transaction, found: Matched, new: Sequence[Match], *, prints: Prints, at: datetime) -> list[Match]:
    """Leave out the topics that another article with this text has told."""
    other = None if found.article.copy_of else find_original(tx, found, prints=prints, at=at)
    elsewhere = [a.story for a in articles.articles_by_id(tx, [other] if other else []) if a.story is not None]
    return [match for match in new if not any(alerts.alert_of(tx, match.topic, story, match.stage) for story in elsewhere)]


def find_original(tx: Transaction, found: Matched, *, prints: Prints, at: datetime) -> ArticleId | None:
    """Return the article that this one repeats: the same text, the same page, or nearly the same text."""
    article, mine = found.article, found.fingerprint
    if mine.shingles:  # a word or two prove nothing, and a headline or a lead comes again for other news
        since = at - (COPY_WINDOW if len(mine.shingles) < BRIEF else SAME_WINDOW)
        exact = articles.same_text(tx, article.text_hash, since=since, excluding=article.id)
        if exact is not None:
            return exact
    page = articles.same_url(tx, article.canonical_url, since=at - SAME_WINDOW, excluding=article.id)
    if page is not None:
        other = articles.articles_by_id(tx, [page])[0]
        theirs = fingerprint(read(other))
        if same_page(mine.shingles, theirs.shingles, same_title=titles_alike(article.title, other.title)):
            return page
    near = [one for one in sketch_candidates(tx, sketch(mine.shingles), since=at - COPY_WINDOW) if one.article != article.id]
    return original_of(mine, fingerprints_of(tx, near, prints=prints))


def fingerprints_of(tx: Transaction, near: Sequence[Candidate], *, prints: Prints) -> Iterator[tuple[ArticleId, Fingerprint]]:
    """Yield the fingerprint of each of these articles; of those that are not remembered their texts are read, as they are now."""
    known = {one.article: prints.get((one.article, one.text_hash)) for one in near if one.text_hash}
    unknown = [one.article for one in near if known.get(one.article) is None]
    texts = {one.id: one for one in (articles.articles_by_id(tx, unknown) if unknown else ())}
    for one in near:
        theirs = known.get(one.article)
        if theirs is None:
            theirs = fingerprint(read(texts[one.article]))
            if one.text_hash:
                prints.put((one.article, one.text_hash), theirs)
        yield one.article, theirs


def tell_placed(placed: Sequence[Placed], tell_operators: Callable[[str], None]) -> None:
    """Log what became of articles, and tell operators of floods."""
    for one in placed:
        _tell_story(one)
        for alert in one.alerts:
            if alert.held:
                log.info("alert.held", topic=alert.topic, story=alert.story, article=alert.article, reason=alert.held)
            else:
                named = {"topic": alert.topic, "story": alert.story, "stage": alert.stage, "article": alert.article}
                log.info("alert.raised", **named, change=alert.change)
        for flood in one.floods:
            log.warning("alert.flood", topic=flood.topic, limit=flood.limit, due=flood.due.isoformat())
            tell_operators(
                f"More than {flood.limit} alerts of {flood.topic} within an hour: what more comes until {flood.due:%H:%M} UTC "
                "is sent then, in one message. `monitor stories` lists them now."
            )


def _tell_story(one: Placed) -> None:
    article, entered = one.article, one.entered
    if article.copy_of is not None:
        log.info("article.copied", article=article.id, source=article.source, of=article.copy_of)
    if entered is not None and entered.opened:
        log.info("story.opened", story=entered.story, article=article.id, source=article.source)
    elif entered is not None and entered.joined:
        log.info("story.joined", story=entered.story, article=article.id, source=article.source, score=entered.score)
    if one.shown and entered is not None:
        log.info("alert.updated", story=entered.story, article=article.id, deliveries=one.shown)

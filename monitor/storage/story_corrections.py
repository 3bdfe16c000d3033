"""What people say of stories: these articles are another happening, those two stories are one, this article does not belong.

Each is carried out whole in its transaction and kept for good; ``not_in`` tells whoever assigns articles what to respect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, insert, or_, select, update

from monitor.model import ArticleId, DeliveryState, StoryId
from monitor.storage.alerts import show_anew
from monitor.storage.archive_index import STORING
from monitor.storage.rows import pieces
from monitor.storage.story_rebuild import rebuild_story, sources_of
from monitor.storage.tables import alerts, articles, deliveries, queued, stories, story_corrections, story_joins
from monitor.storage.transaction import Transaction, one_at_a_time
from monitor.storage.transaction import insert as insert_or

_MOVING = "~"  # ends an alert's change for the moment in which two alerts change places


class CannotCorrect(ValueError):
    """What was asked makes no sense of the stories as they are; the message says why, and nothing was changed."""


class CorrectionKind(StrEnum):
    """What a person said."""

    SPLIT = "split"  # the article is of another happening
    MERGE = "merge"  # the story is the same as the other
    NOT = "not"  # the article does not belong


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One thing that a person said.

    Attributes:
        id: in the order they were said.
        at: when.
        by: who.
        kind: what.
        story: the story it was said of.
        article: the article taken out of it, the original where it has copies; None of a merge.
        other: the story that the article, or the whole story, went to.
    """

    id: int
    at: datetime
    by: str
    kind: CorrectionKind
    story: StoryId
    article: ArticleId | None
    other: StoryId


# ── what people say ────────────────────────────────────────────────────────────────────────────────


def split_story(tx: Transaction, story: StoryId, chosen: Sequence[ArticleId], *, by: str, at: datetime) -> StoryId:
    """Move articles, with their copies, out of a story into a new one, and return that.

    The alerts that were raised for one of them go with them. What remains is told as news again once its next article comes.

    Args:
        tx: a transaction.
        story: the story they are in.
        chosen: articles of it; a copy stands for its original and all copies of that.
        by: the person.
        at: now.

    Raises:
        CannotCorrect: there is no such story, an article is not in it, or none would remain.
    """
    return _part(tx, story, chosen, CorrectionKind.SPLIT, by=by, at=at)


def not_in_story(tx: Transaction, story: StoryId, article: ArticleId, *, by: str, at: datetime) -> StoryId:
    """Move an article, with its copies, into a story of its own, which it begins, and return that. See ``split_story``.

    Raises:
        CannotCorrect: there is no such story, the article is not in it, or none would remain.
    """
    return _part(tx, story, [article], CorrectionKind.NOT, by=by, at=at)


def merge_stories(tx: Transaction, story: StoryId, into: StoryId, *, by: str, at: datetime) -> int:
    """Move all articles of a story into another, and return how many. Its id leads there from then on.

    Its alerts go with them. Where both have one of a topic, stage and change, the one that was told first stays with the articles, the
    other with the emptied story; who was told by the other alone hears of the story by the one that stays.

    Raises:
        CannotCorrect: there is no such story, both are one, or one of them was merged already.
    """
    one_at_a_time(tx, STORING)
    if story == into:
        raise CannotCorrect(f"story {story} cannot be merged into itself")
    _see_that_it_stands(tx, story)
    _see_that_it_stands(tx, into)
    official = sources_of(tx, [story, into])
    moved = tx.execute(update(articles).where(articles.c.story_id == story).values(story_id=into)).rowcount
    why = {"story_id": into, "at": at, "by": by}  # what made each join the story before is still why they belong together
    tx.execute(update(story_joins).where(story_joins.c.story_id == story).values(why))
    _merge_alerts(tx, story, into)
    tx.execute(update(stories).where(stories.c.id == story).values(merged_into=into))
    _keep(tx, CorrectionKind.MERGE, story, [None], into, by=by, at=at)
    for changed in (story, into):
        rebuild_story(tx, changed, at=at, official=official)
    show_anew(tx, into, now=at, due=at)
    return moved


# ── what they said ─────────────────────────────────────────────────────────────────────────────────


def corrections_of(tx: Transaction, story: StoryId) -> list[Correction]:
    """Return what people said of a story, and of others whose articles they put into it, in the order they said it."""
    concerned = or_(story_corrections.c.story_id == story, story_corrections.c.other_id == story)
    return [
        Correction(
            id=row.id,
            at=row.at,
            by=row.by,
            kind=CorrectionKind(row.kind),
            story=StoryId(row.story_id),
            article=None if row.article_id is None else ArticleId(row.article_id),
            other=StoryId(row.other_id),
        )
        for row in tx.execute(select(story_corrections).where(concerned).order_by(story_corrections.c.id))
    ]


def not_in(tx: Transaction, article: ArticleId) -> frozenset[StoryId]:
    """Return the stories that an article must not join: people took it, or what it is a copy of, out of them.

    A story that was merged since is told by what it was merged into. What was taken out and is there again is none of them: whoever put
    it back took back what was said.
    """
    row = tx.execute(select(articles.c.copy_of).where(articles.c.id == article)).one_or_none()
    itself = [article] if row is None or row.copy_of is None else [article, ArticleId(row.copy_of)]
    said = select(story_corrections.c.story_id, articles.c.story_id.label("home")).join(
        articles, articles.c.id == story_corrections.c.article_id
    )
    left = ((stands_as(tx, StoryId(one.story_id)), one.home) for one in tx.execute(said.where(articles.c.id.in_(itself)).distinct()))
    return frozenset(story for story, home in left if story != home)


def stands_as(tx: Transaction, story: StoryId) -> StoryId:
    """Return where a story's articles are: itself, or the story it was merged into at last."""
    while (further := tx.execute(select(stories.c.merged_into).where(stories.c.id == story)).scalar()) is not None:
        story = StoryId(further)
    return story


# ── how it is done ─────────────────────────────────────────────────────────────────────────────────


def _part(tx: Transaction, story: StoryId, chosen: Sequence[ArticleId], kind: CorrectionKind, *, by: str, at: datetime) -> StoryId:
    one_at_a_time(tx, STORING)
    _see_that_it_stands(tx, story)
    within = {ArticleId(row.id): ArticleId(row.copy_of or row.id) for row in tx.execute(_in_story(story))}
    strangers = [str(one) for one in chosen if one not in within]
    if strangers:
        raise CannotCorrect(f"story {story} has no article {', '.join(strangers)}")
    if not chosen:
        raise CannotCorrect("no article was named")
    originals = {within[one] for one in chosen}
    moved = [one for one, original in within.items() if original in originals]
    if len(moved) == len(within):
        raise CannotCorrect(f"story {story} would have no article left: these, with their copies, are all {len(within)} it has")
    official = sources_of(tx, [story])
    new = StoryId(tx.execute(insert(stories).values(opened=at, changed=at, profile={}).returning(stories.c.id)).scalar_one())
    for some in pieces(moved):
        tx.execute(update(articles).where(articles.c.id.in_(some)).values(story_id=new))
        tx.execute(update(alerts).where(alerts.c.story_id == story, alerts.c.article_id.in_(some)).values(story_id=new))
    _keep_joins(tx, moved, new, by=by, at=at)
    _keep(tx, kind, story, sorted(originals), new, by=by, at=at)
    for changed in (story, new):
        rebuild_story(tx, changed, at=at, official=official)
        show_anew(tx, changed, now=at, due=at)
    return new


def _in_story(story: StoryId) -> Select[int, int | None]:
    return select(articles.c.id, articles.c.copy_of).where(articles.c.story_id == story).order_by(articles.c.id)


def _see_that_it_stands(tx: Transaction, story: StoryId) -> None:
    row = tx.execute(select(stories.c.merged_into).where(stories.c.id == story)).one_or_none()
    if row is None:
        raise CannotCorrect(f"there is no story {story}")
    if row.merged_into is not None:
        raise CannotCorrect(f"story {story} was merged: its articles are in story {stands_as(tx, story)}")


def _keep_joins(tx: Transaction, moved: Sequence[ArticleId], story: StoryId, *, by: str, at: datetime) -> None:
    """Note that a person put these articles there; why each was where it was before counts no more."""
    values = {"story_id": story, "at": at, "score": 0.0, "shared": [], "refused": [], "by": by}
    statement = insert_or(tx, story_joins)
    anew = statement.on_conflict_do_update(index_elements=["article_id"], set_={name: statement.excluded[name] for name in values})
    tx.execute(anew, [values | {"article_id": one} for one in moved])


def _keep(
    tx: Transaction, kind: CorrectionKind, story: StoryId, said_of: Iterable[ArticleId | None], other: StoryId, *, by: str, at: datetime
) -> None:
    said = {"at": at, "by": by, "kind": kind.value, "story_id": story, "other_id": other}
    tx.execute(insert(story_corrections), [said | {"article_id": one} for one in said_of])


def _merge_alerts(tx: Transaction, story: StoryId, into: StoryId) -> None:
    """Move a story's alerts into another; of two of one topic, stage and change the one that was told first stays there."""
    found = tx.execute(select(alerts).where(alerts.c.story_id.in_([story, into])).order_by(alerts.c.raised, alerts.c.id)).all()
    there = {(row.topic, row.stage, row.change): row for row in found if row.story_id == into}
    for row in found:
        if row.story_id == into:
            continue
        rival = there.get((row.topic, row.stage, row.change))
        if rival is None:
            tx.execute(update(alerts).where(alerts.c.id == row.id).values(story_id=into))
            continue
        stays, goes = sorted([row, rival], key=lambda one: (one.held != "", one.raised, one.id))
        if stays is row:  # they change places, and no two of one story may be alike meanwhile
            tx.execute(update(alerts).where(alerts.c.id == row.id).values(story_id=into, change=row.change + _MOVING))
            tx.execute(update(alerts).where(alerts.c.id == rival.id).values(story_id=story))
            tx.execute(update(alerts).where(alerts.c.id == row.id).values(change=row.change))
        _hand_over(tx, goes.id, to=stays.id)


def _hand_over(tx: Transaction, alert: int, *, to: int) -> None:
    """Let who heard of an alert, or was to, hear of the story by another; who hears of that anyway is not told of the first any more."""
    both = select(deliveries.c.subscriber_id).where(deliveries.c.alert_id == to)
    heard = both.where(deliveries.c.state != DeliveryState.PARKED.value)
    its_own = deliveries.c.alert_id == alert
    tx.execute(update(deliveries).where(its_own, deliveries.c.subscriber_id.not_in(both)).values(alert_id=to))
    tx.execute(update(deliveries).where(its_own).values(edit_due=None))
    gone = {"state": DeliveryState.COLLAPSED.value, "reason": f"merged into alert {to}", "leased_until": None}
    tx.execute(update(deliveries).where(its_own, queued, deliveries.c.subscriber_id.in_(heard)).values(gone))

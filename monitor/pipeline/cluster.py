"""Which story an article belongs to, inside the transaction that stores it. Only articles that match a topic are in stories.

A copy goes where its original is. Any other is compared with the running stories that share its weightiest words, joins the likest that it
does not contradict, or opens one. What people said of stories is respected: ``storage/story_corrections.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from monitor.alerts.when import Backing
from monitor.model import Article, ArticleId, Join, Refusal, Source, SourceId, StoryId, StorySource
from monitor.storage import alerts, articles, stories
from monitor.storage.story_corrections import not_in
from monitor.storage.story_keys import find_stories, keep_keys, profiles_of
from monitor.storage.story_rebuild import told_at
from monitor.storage.transaction import Transaction
from monitor.stories.assign import CANDIDATES, choose, probes
from monitor.stories.outline import Outline, begun, from_json, grown, to_json
from monitor.stories.profile import Profile
from monitor.stories.rarity import Rarity
from monitor.stories.template import another_by_template

OUTLINES = 512  # that are kept read: some 20 MB
HEADLINES = 400  # of stories, that another report by a template is looked for among
BRIEF = 40  # characters of a text that adds nothing to its headline
WINDOW = timedelta(hours=72)  # after its last own telling a story is joined by copies alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """The story of an article, and what the article brought to it.

    Attributes:
        story: the story.
        opened: whether the article opened it.
        joined: whether it joined one that was there; it did neither where it was in it already.
        beside: the story of its original, where that is another.
        score: how like it was to the story that it joined.
        backing: who tells the story now.
        official: whether the article is the first by a source that speaks for itself.
        language: that of the article, where it joined and is the story's first in it.
    """

    story: StoryId
    opened: bool = False
    joined: bool = False
    beside: StoryId | None = None
    score: float = 0.0
    backing: Backing = field(default_factory=Backing)
    official: bool = False
    language: str = ""


def enter_story(
    tx: Transaction,
    article: Article,
    profile: Profile,
    *,
    rarity: Rarity,
    sources: Mapping[SourceId, Source],
    at: datetime,
    apart: bool = False,
) -> Entered:
    """Put a stored article that matched into its story, and its original too where that is in none.

    Args:
        tx: the transaction that stores the article.
        article: with its id, whose copy it is, and its story where it has one.
        profile: what it is compared by.
        rarity: how rare words are; it learns from the article.
        sources: by id: which are official.
        at: now.
        apart: whether its source tells each happening once, as a register does: then it joins no story that its source tells.
    """
    original = _original(tx, article)
    if article.story is not None:
        if original is None or original.story in (None, article.story):
            return _again(tx, article, article.story, profile, rarity=rarity, at=at)
        return _found_to_be_copy(tx, article, article.story, original.story, profile, sources=sources, at=at)
    rarity.learn(profile)
    if original is not None and original.story is not None:
        return _follow(tx, article, original.story, profile, sources=sources, at=at)
    weighed = rarity.weigh(profile)
    keys = probes(weighed)
    near = find_stories(tx, keys, since=at - WINDOW)
    forbidden = _forbidden(tx, article, near, apart=apart)
    compared = [story for story in near if story not in forbidden][:CANDIDATES]
    found = [(story, _outline_of(text)) for story, text in profiles_of(tx, compared)]
    choice = choose(weighed, found)
    if choice.story is None:
        before = Outline()
        story = stories.open_story(tx, article.id, at=at, profile=to_json(begun(weighed)))
    else:
        story, before = choice.story, dict(found)[choice.story]
        after = grown(before, weighed, choice.score, by_words=choice.by_words)
        stories.join_story(tx, article.id, story)
        stories.change_story(tx, story, at=at, profile=to_json(after))
    keep_keys(tx, story, keys, at=at)
    told = stories.sources_of_story(tx, story)
    if original is not None:
        stories.join_story(tx, original.id, story)
        stories.keep_join(tx, Join(article=original.id, story=story, at=at, score=1.0))
        told = _tell(tx, original, story, told, sources=sources, at=at)
    refused = tuple(Refusal(story=other, score=score, veto=veto) for other, score, veto in choice.refused)
    stories.keep_join(tx, Join(article=article.id, story=story, at=at, score=choice.score, shared=choice.shared, refused=refused))
    return _entered(tx, article, story, told, profile, before, sources=sources, at=at, score=choice.score, joined=choice.story is not None)


def recall(rarity: Rarity, profiles: Iterable[Mapping[str, Any]]) -> None:
    """Learn from stories, as ``newest_profiles`` gives them: a process that starts knows what the one before it knew."""
    for outline in map(from_json, profiles):
        for tongue, words in outline.words.items():
            rarity.learn(Profile(tongue=tongue, words=words, signs=outline.signs))


def _original(tx: Transaction, article: Article) -> Article | None:
    found = articles.articles_by_id(tx, [article.copy_of] if article.copy_of is not None else [])
    return found[0] if found else None


def _found_to_be_copy(
    tx: Transaction,
    article: Article,
    story: StoryId,
    theirs: StoryId,
    profile: Profile,
    *,
    sources: Mapping[SourceId, Source],
    at: datetime,
) -> Entered:
    """Move an article to its original, of which more of its text proves it a copy.

    It stays where somebody was told of the story it opened, or a person took it out of its original's.
    """
    told = stories.sources_of_story(tx, story)
    outline = _outline(tx, story)
    alone = outline.members <= 1 and len(told) <= 1
    if not alone or alerts.alerts_of_story(tx, story) or theirs in not_in(tx, article.id):
        return Entered(story=story, beside=theirs, backing=_backing(told, outline.words))
    stories.empty_story(tx, story, into=theirs, at=at)
    return _follow(tx, article, theirs, profile, sources=sources, at=at)


def _forbidden(tx: Transaction, article: Article, found: Sequence[StoryId], *, apart: bool) -> set[StoryId]:
    """Return the stories that an article must not join.

    People said so of its original (of itself nobody can have, as it was in none); its source tells each happening once; or it is another
    report by a template of its source, or of anybody's where it is little more than a headline.
    """
    never = set(not_in(tx, article.id)) if article.copy_of is not None else set()
    if apart:
        never |= {story for story in found if article.source in {one.source for one in stories.sources_of_story(tx, story)}}
    if any(map(str.isdigit, article.title)):
        brief = len(article.lead) + len(article.body) < BRIEF
        never |= {
            story
            for story, source, title in stories.headlines_in(tx, found, limit=HEADLINES)
            if (brief or source == article.source) and another_by_template(article.title, title)
        }
    return never


def _follow(
    tx: Transaction, article: Article, story: StoryId, profile: Profile, *, sources: Mapping[SourceId, Source], at: datetime
) -> Entered:
    """Put a copy beside its original. It counts as a source, and says nothing that the story is compared by."""
    stories.join_story(tx, article.id, story)
    stories.change_story(tx, story, at=at)
    stories.keep_join(tx, Join(article=article.id, story=story, at=at, score=1.0))
    before = _outline(tx, story)
    told = stories.sources_of_story(tx, story)
    return _entered(tx, article, story, told, profile, before, sources=sources, at=at, score=1.0, joined=True)


def _again(tx: Transaction, article: Article, story: StoryId, profile: Profile, *, rarity: Rarity, at: datetime) -> Entered:
    """Leave an article where it is; of a story that is this article alone, more of its text is what others are compared with."""
    before = _outline(tx, story)
    if article.copy_of is None and before.members == 1:
        weighed = rarity.weigh(profile)
        stories.change_story(tx, story, at=at, profile=to_json(begun(weighed)))
        keep_keys(tx, story, probes(weighed), at=at)
    return Entered(story=story, backing=_backing(stories.sources_of_story(tx, story), before.words))


@lru_cache(maxsize=OUTLINES)
def _outline_of(text: str) -> Outline:
    """Read an outline. The same few running stories are compared with all that comes, and reading them costs more than comparing."""
    return from_json(json.loads(text))


def _outline(tx: Transaction, story: StoryId) -> Outline:
    known = stories.profile_json(tx, story)
    return from_json(known) if known else Outline()


def _entered(
    tx: Transaction,
    article: Article,
    story: StoryId,
    told: Sequence[StorySource],
    profile: Profile,
    before: Outline,
    *,
    sources: Mapping[SourceId, Source],
    at: datetime,
    score: float,
    joined: bool,
) -> Entered:
    now = _tell(tx, article, story, told, sources=sources, at=at)
    official = not any(one.official for one in told) and any(one.official for one in now)
    return Entered(
        story=story,
        opened=not joined,
        joined=joined,
        score=score,
        backing=_backing(now, {*before.words, profile.tongue}),
        official=official,
        language=profile.tongue if joined and before.words and profile.tongue not in before.words else "",
    )


def _tell(
    tx: Transaction, article: Article, story: StoryId, told: Sequence[StorySource], *, sources: Mapping[SourceId, Source], at: datetime
) -> list[StorySource]:
    """Note who tells an article; return the sources of the story with it."""
    source = sources.get(article.source)
    one = StorySource(
        story=story,
        source=article.source,
        country=article.country or (source.country if source else ""),
        official=source.official if source else False,
        first_at=told_at(article.published, article.seen or at),
        article=ArticleId(article.id),
    )
    stories.note_source(tx, one)
    return [*told, *([] if any(other.source == one.source for other in told) else [one])]


def _backing(told: Sequence[StorySource], languages: Iterable[str]) -> Backing:
    return Backing(
        sources=len(told),
        countries=len({one.country for one in told} - {""}),
        languages=len(set(languages) - {""}),
        official=any(one.official for one in told),
    )

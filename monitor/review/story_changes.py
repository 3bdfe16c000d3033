"""What became of an article after it was stored, change by change: what each added to it and took from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Article, Revision, RevisionKind
from monitor.text.diff import Piece, headline_pieces, restored, sentence_diff


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """One change.

    Attributes:
        at: when it was found.
        kind: what changed.
        headline: the headline before and after as one run of pieces; empty where it is the same.
        added: sentences that came; None where the text before cannot be told any more.
        removed: sentences that went; None as well.
        times: how many changes it stands for.
    """

    at: datetime
    kind: RevisionKind
    headline: tuple[Piece, ...] = ()
    added: int | None = 0
    removed: int | None = 0
    times: int = 1


def changes_of(article: Article, revisions: Sequence[Revision]) -> list[ArticleChange]:
    """Return the changes of an article as it is now, given its revisions: the oldest first, in and out."""
    found: list[ArticleChange] = []
    title, lead, body = article.title, article.lead, article.body
    known = True
    for revision in reversed(revisions):
        try:
            before = restored(body, revision.body)
        except ValueError:
            known = False
        diff = sentence_diff(f"{revision.lead}\n{before}", f"{lead}\n{body}") if known else None
        found.append(
            ArticleChange(
                at=revision.at,
                kind=revision.kind,
                headline=headline_pieces(revision.title, title) if revision.title != title else (),
                added=len(diff.added) if diff else None,
                removed=len(diff.removed) if diff else None,
                times=revision.times,
            )
        )
        title, lead, body = revision.title, revision.lead, before if known else body
    return found[::-1]

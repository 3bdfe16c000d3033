from datetime import UTC, datetime, timedelta

from monitor.model import Article, ArticleId, Revision, RevisionKind
from monitor.review.story_changes import changes_of
from monitor.text.diff import Piece, patch_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def revised(number: int, kind: RevisionKind, before: tuple[str, str], after: str, **values) -> Revision:
    title, body = before
    given = {"id": number, "article": ArticleId(1), "at": AT + number * HOUR, "kind": kind, "similarity": 0.9, "title": title, "lead": ""}
    return Revision(**given | {"body": patch_of(after, body)} | values)


VERSIONS = [
    ("Court may lift ban", "The court sits today."),
    ("Court lifts ban", "The court sat today. It lifted the ban at once."),
    ("Court lifts ban", "The court sat today. It lifted the ban at once. The ministry is silent."),
]
NOW = Article(id=ArticleId(1), title=VERSIONS[2][0], body=VERSIONS[2][1])


def test_each_change_is_told_by_what_it_added_and_took():
    revisions = [
        revised(1, RevisionKind.HEADLINE, VERSIONS[0], VERSIONS[1][1]),
        revised(2, RevisionKind.BODY, VERSIONS[1], VERSIONS[2][1], times=3),
        revised(3, RevisionKind.WITHDRAWN, VERSIONS[2], VERSIONS[2][1]),
    ]
    first, second, third = changes_of(NOW, revisions)
    assert first.headline == (
        Piece("Court", "same"), Piece("may lift", "removed"), Piece("lifts", "added"), Piece("ban", "same")
    )  # fmt: skip
    assert (first.at, first.kind, first.added, first.removed) == (AT + HOUR, RevisionKind.HEADLINE, 2, 1)
    assert (second.headline, second.added, second.removed, second.times) == ((), 1, 0, 3)
    assert (third.kind, third.added, third.removed) == (RevisionKind.WITHDRAWN, 0, 0)
    assert changes_of(NOW, []) == []


def test_where_the_text_before_cannot_be_told_the_headline_still_is():
    revisions = [
        revised(1, RevisionKind.HEADLINE, VERSIONS[0], VERSIONS[1][1]),
        revised(2, RevisionKind.BODY, VERSIONS[1], VERSIONS[2][1], body=((10_000, 10_001, "x"),)),
    ]
    first, second = changes_of(NOW, revisions)
    assert (first.added, second.added, second.removed) == (None, None, None)
    assert "".join(piece.text for piece in first.headline if piece.kind == "removed") == "may lift"

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.cli.story_text import report_lines
from monitor.model import Article, ArticleId, Revision, RevisionKind, SourceId, Story, StoryId
from monitor.storage.story_reads import StoryLine, StoryReport, Telling
from monitor.text.diff import patch_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOW = Article(id=ArticleId(1), source=SourceId("tass"), title="Court lifts ban", body="It sat. It ruled.", seen=AT)


def line(count: int) -> StoryLine:
    return StoryLine(
        story=Story(id=StoryId(7), opened=AT, changed=AT),
        headline="Court lifts ban",
        first=AT,
        latest=AT + (count - 1) * MINUTE,
        articles=count,
        copies=0,
        sources=(SourceId("tass"),),
        official=frozenset(),
        languages=(),
        countries=(),
        topics=(),
        stages=(),
        told=0,
        held={},
    )


def told(*revisions: Revision, count: int = 1) -> list[str]:
    first = Telling(article=NOW, at=AT, revisions=revisions)
    more = [Telling(article=replace(NOW, id=ArticleId(number + 1)), at=AT + number * MINUTE) for number in range(1, count)]
    return list(report_lines(StoryReport(line=line(count), tellings=(first, *more), became={}), StoryId(7)))


def revised(kind: RevisionKind, before: str, **values) -> Revision:
    body = patch_of(NOW.body, before)
    given = {"id": 1, "article": NOW.id, "at": AT, "kind": kind, "similarity": 1.0, "title": NOW.title, "lead": "", "body": body}
    return Revision(**given | values)


def test_a_story_of_one_bare_article():
    assert told() == [
        "story 7: Court lifts ban",
        "  topics     none",
        "  told by    1 source, 0 languages, 0 countries; 1 article",
        "  first      tass, 2026-03-01 12:00 UTC; no other source yet",
        "  latest     tass, 2026-03-01 12:00 UTC",
        "",
        "2026-03-01 12:00  first  tass  –  –  article 1  Court lifts ban",
    ]


def test_what_became_of_an_article_stands_beneath_it():
    found = told(
        revised(RevisionKind.HEADLINE, "", title="Court may lift ban", body=((999, 1_000, "x"),)),
        revised(RevisionKind.BODY, "It sat.", times=3),
        revised(RevisionKind.WITHDRAWN, NOW.body),
        revised(RevisionKind.RESTORED, NOW.body, times=2),
    )
    assert found[7:] == [
        "    revised 2026-03-01 12:00 UTC: Court [-may lift-] {+lifts+} ban; the text before is not known",
        "    revised 2026-03-01 12:00 UTC; sentences: 1 added, and 2 times more",
        "    withdrawn 2026-03-01 12:00 UTC",
        "    restored 2026-03-01 12:00 UTC, and 1 time more",
    ]


def test_who_copied_whom_goes_by_when_it_was_published():
    copied = Telling(article=replace(NOW, id=ArticleId(2), copy_of=ArticleId(1)), at=AT + MINUTE)
    foreign = Telling(article=replace(NOW, id=ArticleId(3), copy_of=ArticleId(9)), at=AT + MINUTE)
    early = Telling(article=replace(NOW, id=ArticleId(4), source=SourceId("ria"), copy_of=ArticleId(1)), at=AT - MINUTE)
    report = StoryReport(line=line(4), tellings=(early, Telling(article=NOW, at=AT), copied, foreign), became={})
    assert [row for row in report_lines(report, StoryId(7)) if row.startswith("    ")] == [
        "    the text of article 1 (tass), which was read first and published later",
        "    copy of article 1 (tass)",
        "    copy of article 9",
    ]


def test_a_story_of_very_many_articles_is_cut():
    found = told(count=203)
    assert found[-1] == "and 3 more articles: --json has them all"
    assert len(found) == 6 + 200 + 1
    assert found[7] == "2026-03-01 12:01  +1 min       tass  –  –  article 2    Court lifts ban"

"""One story for people: its facts, its timeline in the order it was told, the alerts, what was corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from monitor.cli.columns import columns
from monitor.cli.explain_fate import HELD, stamp
from monitor.model import ArticleId, Join, RevisionKind, StoryId
from monitor.review.leads import spoken
from monitor.review.story_changes import ArticleChange, changes_of
from monitor.storage.explain import Raised
from monitor.storage.story_corrections import Correction, CorrectionKind
from monitor.storage.story_reads import StoryLine, StoryReport, Telling
from monitor.text.diff import Piece

_SHOWN = 200  # articles of a story; --json has them all
_WIDE = 100  # characters of a headline
_LANGUAGE = 2  # letters before the colon of a word's key: en:court, where place:kz is no word
_SIGNS = {"added": ("{+", "+}"), "removed": ("[-", "-]"), "same": ("", "")}


def report_lines(report: StoryReport, asked: StoryId) -> Iterator[str]:
    """Yield a story whole; ``asked`` is another id where that story was merged into it."""
    line = report.line
    if asked != line.story.id:
        yield f"story {asked} was merged into story {line.story.id}:"
    yield f"story {line.story.id}: {_cut(line.headline)}"
    yield from _facts(report)
    yield ""
    yield from _timeline(report)
    if report.alerts:
        yield from ("", "alerts")
        for raised in report.alerts:
            yield from _alert(raised, line.story.id)
    if report.corrections:
        yield from ("", "corrections")
        yield from (f"  {stamp(one.at)}  {one.by}: {_said(one, line.story.id)}" for one in report.corrections)


def _facts(report: StoryReport) -> Iterator[str]:
    line = report.line
    yield f"  topics     {', '.join(line.topics) or 'none'}"
    if line.stages:
        yield f"  stages     {', '.join(line.stages)}"
    copies = f", {line.copies} of them {'a copy' if line.copies == 1 else 'copies'}" if line.copies else ""
    yield f"  told by    {_counted(line)}; {line.articles} article{'' if line.articles == 1 else 's'}{copies}"
    second = report.runner_up
    ahead = f", {spoken(second.at - line.first)} before {second.article.source}" if second else "; no other source yet"
    yield f"  first      {_source(report.tellings[0], line)}, {stamp(line.first)}{ahead}"
    yield f"  latest     {_source(report.tellings[-1], line)}, {stamp(line.latest)}"


def _counted(line: StoryLine) -> str:
    kinds = (("source", "sources", line.sources), ("language", "languages", line.languages), ("country", "countries", line.countries))
    named = ("", f" ({', '.join(line.languages)})" if line.languages else "", f" ({', '.join(line.countries)})" if line.countries else "")
    return ", ".join(f"{len(each)} {one if len(each) == 1 else many}{names}" for (one, many, each), names in zip(kinds, named, strict=True))


def _source(telling: Telling, line: StoryLine) -> str:
    return f"{telling.article.source}{' (official)' if telling.article.source in line.official else ''}"


# ── the timeline ───────────────────────────────────────────────────────────────────────────────────


def _timeline(report: StoryReport) -> Iterator[str]:
    told = report.tellings[:_SHOWN]
    heads = columns(_row(telling, report.line) for telling in told)
    by_id = {telling.article.id: telling for telling in report.tellings}
    for head, telling in zip(heads, told, strict=True):
        yield head
        yield from (f"    {line}" for line in _why(telling, report, by_id))
    if len(report.tellings) > _SHOWN:
        yield f"and {len(report.tellings) - _SHOWN} more articles: --json has them all"


def _row(telling: Telling, line: StoryLine) -> tuple[str, ...]:
    article = telling.article
    lag = telling.at - line.first
    return (
        f"{telling.at:%Y-%m-%d %H:%M}",
        f"+{spoken(lag)}" if lag else "first",
        _source(telling, line),
        article.country or "–",
        article.language or "–",
        f"article {article.id}",
        _cut(article.title or article.lead),
    )


def _why(telling: Telling, report: StoryReport, by_id: Mapping[ArticleId, Telling]) -> Iterator[str]:
    article = telling.article
    if article.copy_of is not None:
        original = by_id.get(article.copy_of)
        source = f" ({original.article.source})" if original else ""
        if original and telling.at < original.at:
            yield f"the text of article {article.copy_of}{source}, which was read first and published later"
        else:
            yield f"copy of article {article.copy_of}{source}"
    if telling.join is not None:
        yield from _join(telling.join, report, is_copy=article.copy_of is not None)
    for change in changes_of(article, telling.revisions):
        yield _changed(change)


def _join(join: Join, report: StoryReport, *, is_copy: bool) -> Iterator[str]:
    if join.by:
        yield f"put here by {join.by}, {stamp(join.at)}"
    if join.score and not is_copy:  # a copy goes where its original is
        yield f"joined{' its story before' if join.by else ''} by {join.score:.2f}{_shares(join)}"
    for refused in join.refused:
        now = report.became[refused.story]
        if now == report.line.story.id:
            yield f"was kept apart by {refused.veto} ({refused.score:.2f}) from story {refused.story}, until a person put both together"
        else:
            where = f" (now in story {now})" if now != refused.story else ""
            yield f"kept apart from story {refused.story}{where} by {refused.veto}, though {refused.score:.2f} like it"


def _shares(join: Join) -> str:
    """What an article shared with its story: words without their language, signs with their kind."""
    said = [word if word.find(":") != _LANGUAGE else word[_LANGUAGE + 1 :] for word in join.shared]
    return f": shares {', '.join(said)}" if said else ""


def _changed(change: ArticleChange) -> str:
    more = change.times - 1
    times = f", and {more} time{'' if more == 1 else 's'} more" if more else ""
    if change.kind in {RevisionKind.WITHDRAWN, RevisionKind.RESTORED}:
        return f"{change.kind} {stamp(change.at)}{times}"
    headline = f": {_marked(change.headline)}" if change.headline else ""
    if change.added is None or change.removed is None:
        text = "the text before is not known"
    else:
        counts = [f"{count} {word}" for count, word in ((change.added, "added"), (change.removed, "removed")) if count]
        text = f"sentences: {', '.join(counts)}" if counts else "no sentence added or removed"
    return f"revised {stamp(change.at)}{headline}; {text}{times}"


def _marked(pieces: Sequence[Piece]) -> str:
    return " ".join(f"{_SIGNS[piece.kind][0]}{piece.text}{_SIGNS[piece.kind][1]}" for piece in pieces)


# ── what followed ──────────────────────────────────────────────────────────────────────────────────


def _alert(raised: Raised, story: StoryId) -> Iterator[str]:
    alert = raised.alert
    stage = f", stage {alert.stage}" if alert.stage else ""
    change = f", {alert.change}" if alert.change else ""
    left = f" (left with story {alert.story}: this one has its own)" if alert.story != story else ""
    yield f"  {alert.topic}{stage}{change}: {'found' if alert.held else 'raised'} {stamp(alert.raised)} for article {alert.article}{left}"
    if alert.held:
        yield f"    held back: {HELD.get(alert.held, alert.held)}"
        return
    counts = Counter(told.state.value for told in raised.told)
    yield f"    told {', '.join(f'{count} {state}' for state, count in counts.items()) or 'to nobody'}"


def _said(one: Correction, story: StoryId) -> str:
    here = one.other == story
    if one.kind is CorrectionKind.MERGE:
        return f"story {one.story} is this one" if here else f"merged into story {one.other}"
    which = f"article {one.article}, with its copies,"
    if one.kind is CorrectionKind.NOT:
        return f"{which} does not belong to story {one.story}: it began this one" if here else f"{which} does not belong: story {one.other}"
    return f"{which} came from story {one.story}" if here else f"{which} went to story {one.other}"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDE else f"{flat[: _WIDE - 1].rstrip()}…"

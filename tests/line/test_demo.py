"""The demo is a promise: the shipped topics, on the bundled newsroom, tell what the script expects and nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from monitor.cli.demo import judged, show
from monitor.demo.newsroom import Newsroom
from monitor.model import Article, ArticleId, SourceId, StoryId, TopicId
from monitor.storage.overview import Fate

CONFIG = Path(__file__).parent.parent.parent / "config"


@pytest.mark.anyio
async def test_the_demo_ends_as_its_script_has_it():
    out = io.StringIO()
    assert await show(CONFIG, pace=4, console=Console(file=out, width=120)) == 0
    shown = out.getvalue()
    assert "All as the newsroom's script has it." in shown, shown[shown.find("What happened") :]
    for words in ("3 articles tell a text again", "10 articles that only look alike", "has moved its feed", "does not answer"):
        assert words in shown
    told, joined = (int(re.search(f"(\\d+) {what}", shown)[1]) for what in ("alerts", "articles joined"))
    assert (told + joined, shown.count("● ")) == (13, told)
    assert joined >= 5
    assert "↳ Moscow Format: now 7 sources, 5 languages" in shown  # the Moscow Format, in one alert


def fates(newsroom, *, alerted=(), copies=(), without=(), stories=()):
    """Every piece read; of those named, alerts and copies. The first of each story was told, the others joined it."""
    first_of = {other: first for first, *others in stories for other in (first, *others)}
    expects = {p.id: p.expect for p in newsroom.pieces}
    pieces = [p for p in newsroom.pieces if p.id not in without]
    ids = {p.id: ArticleId(number) for number, p in enumerate(pieces, start=1)}
    for piece in pieces:
        article = Article(id=ids[piece.id], source=SourceId(piece.outlet), title=piece.title)
        if piece.id in copies:
            article = replace(article, copy_of=ids["format-en"])
        told = ()
        if first := first_of.get(piece.id):
            article = replace(article, story=StoryId(ids[first]))
            told = (TopicId(expects[first]),)
        yield Fate(article=article, alerted=(TopicId(piece.expect or "delisting"),) if piece.id in alerted else (), told=told)


def test_what_is_not_as_the_script_has_it_is_named():
    newsroom = Newsroom()
    expected = [p.id for p in newsroom.pieces if p.expect]
    copies = [p.id for p in newsroom.pieces if p.copy_of]
    as_written = judged(newsroom, list(fates(newsroom, alerted=expected, copies=copies)))
    assert (len(as_written.told), len(as_written.copies), as_written.surprises) == (len(expected), len(copies), ())
    wrong = judged(
        newsroom,
        list(
            fates(
                newsroom,
                alerted=[i for i in expected if i != "delisting-ru"] + ["stock-delisting"],
                copies=[*copies, "harvest"],
                without=["rail-zh"],
            )
        ),
    )
    assert sorted(s.split(": ")[1] for s in wrong.surprises) == ["missed", "not read", "taken for a copy", "told without reason"]
    newsroom._server.server_close()


def test_what_joined_a_story_that_was_told_was_told():
    newsroom = Newsroom()
    copies = [p.id for p in newsroom.pieces if p.copy_of]
    joined = ["format-ru", "format-fa"]
    alerted = [p.id for p in newsroom.pieces if p.expect and p.id not in joined]
    verdict = judged(newsroom, list(fates(newsroom, alerted=alerted, copies=copies, stories=[["format-en", *joined]])))
    assert (len(verdict.told), verdict.surprises) == (len(alerted), ())
    assert [row[2] for row in verdict.joined] == ["with Northgate Wire"] * 2
    wrong = judged(newsroom, list(fates(newsroom, alerted=alerted, copies=copies, stories=[["format-en", *joined, "brics-en"]])))
    assert [s.split(": ")[1] for s in wrong.surprises] == [
        "taken for one happening with “Muttaqi to lead Afghan delegation at Moscow Format consultations”"
    ]
    newsroom._server.server_close()

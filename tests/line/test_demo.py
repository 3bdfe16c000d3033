"""The demo is a promise: the shipped topics, on the bundled newsroom, tell what the script expects and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from monitor.cli.demo import judged, show
from monitor.demo.newsroom import Newsroom
from monitor.model import Article, ArticleId, SourceId, TopicId
from monitor.storage.overview import Fate

CONFIG = Path(__file__).parent.parent.parent / "config"


@pytest.mark.anyio
async def test_the_demo_ends_as_its_script_has_it():
    out = io.StringIO()
    assert await show(CONFIG, pace=4, console=Console(file=out, width=120)) == 0
    shown = out.getvalue()
    assert "All as the newsroom's script has it." in shown, shown[shown.find("What happened") :]
    for words in ("12 alerts", "3 articles tell a text again", "10 articles that only look alike", "has moved its feed", "does not answer"):
        assert words in shown
    assert shown.count("● ") == 12


def fates(newsroom, *, alerted=(), copies=(), without=()):
    """Every piece read; of those named, alerts and copies."""
    pieces = [p for p in newsroom.pieces if p.id not in without]
    ids = {p.id: ArticleId(number) for number, p in enumerate(pieces, start=1)}
    for piece in pieces:
        article = Article(id=ids[piece.id], source=SourceId(piece.outlet), title=piece.title)
        if piece.id in copies:
            article = replace(article, copy_of=ids["format-en"])
        yield Fate(article=article, alerted=(TopicId(piece.expect or "delisting"),) if piece.id in alerted else ())


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

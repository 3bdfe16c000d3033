"""Alerts that were never raised, to try a template on: a plain one, the barest, the fullest, the longest, and hostile texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from monitor.alerts.decide import OFFICIAL
from monitor.alerts.shown import AlertView, ArticleView, StoryView
from monitor.model import Stage, StoryId, TopicId

HOSTILE = (
    "</b></a><script>alert(1)</script>",
    "<b><i><a href='javascript:alert(1)'>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt; &amp;amp; &nbsp; &#0; & < >",
    "{{ 7 * 7 }} {% for %} {# #} {0} %s %n",
    "\u202eright\u202c \u2066to\u2069 \u200f\u200eleft",
    "Z\u0351\u036b\u0343a\u0300\u0301l\u0334\u0335g\u0321\u0322o\u0489",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇦🇫🇵🇰 \U000e0041",
    "\x00\x01\x07\x1b[31m\x7f\ufeff\ufffe",
    "\ud800 \udfff",
    "'; DROP TABLE alerts; -- \\ ` ~ * _ [x](y) ||z||",
    "ﷺ ﷽ الرئيس «فرمت مسکو» دیدار",
    "田中さんにあげて下さい 部落格",
    "\u00a0\u2003\u3000 \t\r\n",
)

_ARTICLE = ArticleView(
    title="Moscow Format meets in Kabul",
    url="https://news.example/a?x=1&y=2",
    source_name="Morning Post",
    country="PK",
    language="en",
    published=datetime(2026, 10, 7, 9, 5, tzinfo=UTC),
    title_hits=((0, 13),),
    text="Nobody knew. The seventh Moscow Format meeting was held. It ended.",
    text_hits=((25, 38),),
)
_PLAIN = AlertView(topic=TopicId("moscow-format"), topic_title="Moscow Format", articles=(_ARTICLE,))


def samples() -> Iterator[tuple[str, AlertView]]:
    """Yield alerts, each with the words that say what it is."""
    yield "an alert", _PLAIN
    yield "an alert without link, source, date and sentence", replace(_PLAIN, articles=(ArticleView(title=""),))
    many = tuple(replace(_ARTICLE, source_name=f"Paper {number}", url="" if number % 2 else _ARTICLE.url) for number in range(40))
    yield "a follow-up with a story of many sources", _full((_ARTICLE, *many))
    wide = _of("😀" * 4000)
    yield (
        "an alert with texts that are as long as may be",
        _full((wide, *(replace(wide, source_name=f"{n}{wide.title}") for n in range(40)))),
    )
    for text in HOSTILE:
        article = _of(text)
        yield f"an alert with the text {text!a}", replace(_full((article, article)), topic_title=text)


def _of(text: str) -> ArticleView:
    whole = ((0, len(text)),)
    return replace(
        _ARTICLE,
        title=text,
        source_name=text,
        language=text,
        text=text,
        title_hits=whole,
        text_hits=whole,
        url=f"https://news.example/?q={text}",
    )


def _full(articles: tuple[ArticleView, ...]) -> AlertView:
    return replace(
        _PLAIN,
        topic_title=articles[0].title,
        articles=articles,
        stage=Stage.DENIED,
        stage_before=Stage.DECIDED,
        told=True,
        change=OFFICIAL,
        story=StoryView(id=StoryId(1), sources=len(articles), languages=12, first=articles[0], latest=articles[-1]),
    )

"""An article as one line of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from html import escape

from monitor.alerts.passage import clean, shorten
from monitor.alerts.phrases import untitled
from monitor.alerts.render import isolated, linked, provenance
from monitor.alerts.shown import ArticleView, article_view
from monitor.locales import Translator
from monitor.model import Article, SourceId, Span

TITLE_UNITS = 160
HITS_MARKED = 4
"""Of one headline: Telegram drops what is beyond the hundredth entity of a message."""


def view_of(article: Article, names: Mapping[SourceId, str], spans: tuple[Span, ...] = (), *, at: datetime | None = None) -> ArticleView:
    """How an article is shown, its source by its name; ``at`` is when it told, where that is not when it was published."""
    view = article_view(article, spans)
    name = article.publisher or names.get(article.source, article.source)
    return replace(view, source_name=name, published=at or article.published or article.seen)


def headline_html(view: ArticleView, said: Translator) -> str:
    """The linked headline, cut for a list, with its hits in bold."""
    title = shorten(clean(view.title, view.title_hits[:HITS_MARKED]), TITLE_UNITS)
    return linked(isolated(title) if title.text else escape(untitled(said), quote=False), view.url)


def facts_html(view: ArticleView, said: Translator, zone: str) -> str:
    """Source, language and time."""
    return escape(" · ".join(provenance(view, said, zone)), quote=False)

"""An alert as a Telegram message: HTML that Telegram accepts, within 4,096 UTF-16 units after parsing, whatever the texts hold.

Texts are cut before tags are put around them, each to its own share, so that the shares of all parts together stay within the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

from monitor.alerts.excerpt import sentence_around
from monitor.alerts.growth import change_line, story_line
from monitor.alerts.passage import Passage, clean, isolated_text, right_to_left, shorten
from monitor.alerts.phrases import and_more, possible_repeat, stage_name, untitled
from monitor.alerts.shown import NAME_UNITS, AlertView, ArticleView, local, source_name
from monitor.locales import Translator, translator

BUDGET = 4096
"""UTF-16 units of a message's text, counted after its entities are parsed (https://core.telegram.org/bots/api#sendmessage)."""

# The share of each part, in UTF-16 units; their sum, with all words and signs of our own, stays under BUDGET.
TOPIC_UNITS = 200
TITLE_UNITS = 500
SOURCE_UNITS = 100
QUOTE_UNITS = 1000
ALSO_COUNT = 20
HITS_MARKED = 24  # Telegram drops what is beyond the hundredth entity of a message
URL_CHARS = 2000

_LINKABLE = re.compile(r"https?://[^\s/?#\x00-\x20\x7f-\x9f\ud800-\udfff]+[^\s\x00-\x20\x7f-\x9f\ud800-\udfff]*", re.IGNORECASE)
_REGIONAL_A = 0x1F1E6


def render_alert(view: AlertView) -> str:
    """The message in Telegram's HTML. Never empty, always balanced, at most BUDGET units after parsing."""
    said = translator(view.locale)
    if view.articles and view.styled and (html := view.styled(view)):
        return "\n".join([html, *_doubt(view, said)])
    lines = [f"<b>{isolated(topic_title(view))}</b>{escape(stage_of(view, said), quote=False)}"]
    if change := change_line(view, said):
        lines.append(f"<i>{escape(change, quote=False)}</i>")
    if view.articles:
        lines += _article_lines(view.articles[0], said, view.timezone)
        lines += [escape(line, quote=False) for line in [story_line(view, said)] if line]
        lines += _also_lines(view.articles[1:], said)
    return "\n".join([*lines, *_doubt(view, said)])


def without_tags(html: str) -> str:
    """A message in words alone, still escaped; the first link stands in plain sight behind its text where it is not too long."""
    bare = re.sub(r'<a href="([^"]{1,500})">(.*?)</a>', r"\2 \1", html, count=1, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "", bare)


def topic_title(view: AlertView) -> Passage:
    """The topic's title, or its id where that says nothing."""
    title = clean(view.topic_title)
    return shorten(title if title.text else clean(view.topic), TOPIC_UNITS)


def stage_of(view: AlertView, said: Translator) -> str:
    """What follows the topic's title on its line: how far what the article claims has come; empty where it does not say."""
    return f" · {stage_name(view.stage, said)}" if view.stage else ""


def headline(article: ArticleView, said: Translator) -> Passage:
    """The headline with its hits, or words in its place."""
    found = shorten(clean(article.title, article.title_hits), TITLE_UNITS)
    return found if found.text else Passage(untitled(said))


def quotation(article: ArticleView) -> Passage:
    """The sentence that holds the hit; empty where the article has no text, or none but its headline."""
    found = sentence_around(article.text, article.text_hits, QUOTE_UNITS)
    return Passage("") if found.text == clean(article.title).text else found


def provenance(article: ArticleView, said: Translator, zone: str = "") -> list[str]:
    """Source with flag, language and time of publication: plain texts. The time is that of an IANA zone; empty is UTC."""
    name = source_name(article, SOURCE_UNITS)
    source = " ".join(part for part in (isolated_text(name), flag(article.country)) if part)
    language = shorten(clean(article.language), 12).text
    return [part for part in (source, language, when(article.published, said, zone)) if part]


def also_in(articles: Sequence[ArticleView], said: Translator) -> tuple[dict[str, str], int]:
    """The names of these articles' sources with a URL each, every source once, and how many more there are."""
    named: dict[str, str] = {}
    for article in articles:
        named.setdefault(source_name(article, NAME_UNITS) or untitled(said), article.url)
    return dict(list(named.items())[:ALSO_COUNT]), max(0, len(named) - ALSO_COUNT)


def linkable(url: str) -> bool:
    """Whether readers may be given this as a link."""
    return len(url) <= URL_CHARS and _LINKABLE.fullmatch(url) is not None


def flag(country: str) -> str:
    """The flag of an ISO 3166-1 alpha-2 code; empty for anything else."""
    if len(country) == len("XX") and country.isascii() and country.isalpha():
        return "".join(chr(_REGIONAL_A + ord(letter) - ord("A")) for letter in country.upper())
    return ""


def when(published: datetime | None, said: Translator, zone: str = "") -> str:
    """Date and time to the minute: of the reader's own clock where he has chosen one, else in UTC, which is said."""
    if published is None:
        return said.say("no date")
    return f"{local(published, zone):%Y-%m-%d %H:%M}{'' if zone else ' UTC'}"


def _article_lines(article: ArticleView, said: Translator, zone: str) -> list[str]:
    lines = [linked(isolated(headline(article, said)), article.url), escape(" · ".join(provenance(article, said, zone)), quote=False)]
    quoted = quotation(article)
    if quoted.text:
        lines.append(f"<blockquote>{isolated(quoted)}</blockquote>")
    return lines


def _also_lines(articles: Sequence[ArticleView], said: Translator) -> list[str]:
    named, more = also_in(articles, said)
    if not named:
        return []
    links = [linked(isolated(Passage(name)), url) for name, url in named.items()]
    counted = [escape(and_more(more, said), quote=False)] if more else []
    return [f"{escape(said.say('Also in:'), quote=False)} {', '.join([*links, *counted])}"]


def _doubt(view: AlertView, said: Translator) -> list[str]:
    return [f"<i>{escape(possible_repeat(said), quote=False)}</i>"] if view.possible_repeat else []


def isolated(passage: Passage) -> str:
    """HTML of a passage with its hits in bold, isolated where it is written from right to left."""
    marks = HITS_MARKED
    html = ""
    for piece, hit in passage.pieces():
        marks -= hit
        html += f"<b>{escape(piece, quote=False)}</b>" if hit and marks >= 0 else escape(piece, quote=False)
    return isolated_text(html) if right_to_left(passage.text) else html


def linked(html: str, url: str) -> str:
    """HTML inside a link, where the URL is one that may be linked to."""
    return f'<a href="{escape(url)}">{html}</a>' if linkable(url) else html

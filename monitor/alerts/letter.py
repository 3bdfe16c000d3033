"""An alert, or many at once, as a title and a text for services that are not Telegram: HTML or plain text, within their room.

The words are those of the message in Telegram, line by line. In plain text a link stands whole and in plain sight: below its line where
that has one, else behind its words in angle brackets (https://www.rfc-editor.org/rfc/rfc3986#appendix-C).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from html import escape, unescape

from monitor.alerts.digest import digest_heading, render_digest
from monitor.alerts.passage import Passage, clean, isolated_text, shorten
from monitor.alerts.render import headline, render_alert, stage_of, topic_title
from monitor.alerts.shown import AlertView
from monitor.locales import Translator, translator

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BLOCK, _BREAK = "</blockquote>", "<br>"
_LEAST_TITLE = 20  # characters of a headline beside a link; with less room the link is left out
_INERT = str.maketrans("<>[]`", "‹›()'")  # some services take a title for HTML or Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a service is to show.

    Attributes:
        topic: what it is about: the topic with its stage, or what a digest says first.
        headline: of the one article that it tells of; empty of a digest.
        html: the rest, in Telegram's HTML; each line is whole.
        repeated: whether it may have been sent before.
        locale: its language.
    """

    topic: str
    headline: str = ""
    html: str
    repeated: bool = False
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A letter as one service takes it. ``title`` is empty where it knows none."""

    title: str
    body: str


def alert_letter(view: AlertView, *, repeated: bool = False) -> Letter:
    """Return the letter of one alert."""
    said = translator(view.locale)
    own = view.styled(view) if view.articles and view.styled else ""
    html = own or render_alert(replace(view, styled=None, possible_repeat=False)).partition("\n")[2]
    about = f"{isolated_text(topic_title(view).text)}{stage_of(view, said)}"
    first = isolated_text(headline(view.articles[0], said).text) if view.articles else ""
    return Letter(topic=about, headline=first, html=html or escape(about, quote=False), repeated=repeated, locale=view.locale)


def digest_letter(
    views: Sequence[AlertView],
    *,
    count: int,
    unsure: Sequence[AlertView] = (),
    delay: timedelta | None = None,
    bundle: str = "",
    page: int = 1,
    repeated: bool = False,
) -> Letter:
    """Return one letter for many alerts; the arguments are those of ``render_digest``."""
    every = [*views, *unsure]
    return Letter(
        topic=digest_heading(every, count=count, delay=delay, bundle=bundle, page=page),
        html=render_digest(views, count=count, unsure=unsure, delay=delay, bundle=bundle, page=page).partition("\n")[2].lstrip("\n"),
        repeated=repeated,
        locale=every[0].locale,
    )


def sheet_of(letter: Letter, *, rich: bool, title_room: int, room: int) -> Sheet:
    """Return a letter as a service takes it.

    What finds no room is left out from the end, whole lines first; the warning of a repeat, the headline and its link stay longest.

    Args:
        letter: what is to be shown.
        rich: HTML, or else plain text.
        title_room: characters of a title; 0 where the service knows none, and the topic is the first line.
        room: characters of the text, at least those of a short message by telephone.
    """
    said = translator(letter.locale)
    mark = [f"<i>{escape(possible_repeat(said), quote=False)}</i>"] if letter.repeated else []
    about = [] if title_room > 0 else [f"<b>{escape(letter.topic, quote=False)}</b>"]
    body = _fitting(mark, about, letter.html.split("\n"), _ended if rich else plain, room)
    if title_room <= 0:
        return Sheet(title="", body=body)
    title = _cut(": ".join(part for part in (letter.topic, letter.headline) if part), title_room)
    return Sheet(title=title.translate(_INERT) if rich else title, body=body)


def possible_repeat(said: Translator) -> str:
    """The warning that nobody said whether a message arrived."""
    return said.say("Possible repeat: it is not known whether the first one arrived.")


def plain(line: str) -> str:
    """One line of Telegram's HTML as plain text, on two lines where it has one link."""
    links = _LINK.findall(line)
    if len(links) == 1:
        return f"{_bare(line)}\n{unescape(links[0][0])}"
    return _bare(_LINK.sub(lambda found: f"{found[2]} &lt;{found[1]}&gt;", line))


def _fitting(mark: list[str], about: list[str], lines: list[str], form: Callable[[str], str], room: int) -> str:
    """As many of the lines as find room, in their form; else what does of the headline, the first line with a link."""
    first = next((place for place, line in enumerate(lines) if _LINK.search(line)), 0)
    marked, topic, written = ([form(line) for line in some] for some in (mark, about, lines))
    tries = [[*marked, *topic, *written[:count]] for count in range(len(lines), first, -1)]
    for tried in (*tries, [*marked, *topic, written[first]], [*marked, written[first]], [written[first]]):
        if len(whole := "\n".join(tried).strip().removesuffix(_BREAK)) <= room:
            return whole
    *text, link = plain(lines[first]).rsplit("\n", 1)
    left = room - len(link) - 1
    if text and form is plain and left >= _LEAST_TITLE:
        return f"{_cut(text[0], left)}\n{link}"
    cut = _cut(text[0] if text else link, room)
    return cut if form is plain else escape(cut, quote=False)


def _ended(line: str) -> str:
    return line if line.endswith(_BLOCK) else line + _BREAK


def _bare(html: str) -> str:
    return unescape(_TAG.sub("", html))


def _cut(text: str, room: int) -> str:
    """A text in at most so many characters, each direction mark closed."""
    return text if len(text) <= room else isolated_text(shorten(Passage(clean(text).text), max(4, room - 2)).text)

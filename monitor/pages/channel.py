"""The public preview of a Telegram channel (t.me/s/name): its posts as entries.

The markup is Telegram's own and undocumented; what is used of it: ``.tgme_widget_message[data-post]`` around a post, ``.service_message``
on it where it only says that something was pinned or renamed, ``.tgme_widget_message_text`` its text, ``time[datetime]`` its time,
``.tgme_channel_info_header_title`` the channel's name, ``link[rel=prev]`` and ``.tme_messages_more[data-before]`` the page before.
A channel without a preview, a person, and a name that nobody has lead to ``.tgme_page``: with ``.tgme_page_title`` where the name is
somebody's, with ``@name`` in ``.tgme_page_extra`` where that is a person or a bot.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.errors import NotAFeed
from monitor.model import Entry, ParsedFeed
from monitor.pages.document import page_text, why_unreadable
from monitor.pages.links import absolute
from monitor.text.dates import quick_date
from monitor.text.html import strip_tags
from monitor.text.markup import parse_html

MAX_TITLE: Final = 200  # characters
_LEAST: Final = 12  # letters of a title; a line with fewer is a rubric or an ornament, and the next one belongs to it
_PREVIEW: Final = ".tgme_channel_info, .tgme_channel_history, .tgme_widget_message[data-post]"
_OWN_TEXT: Final = ".tgme_widget_message_text:not(.tgme_widget_message_reply .tgme_widget_message_text)"
_INSTEAD: Final = ".tgme_widget_message_poll_question", ".tgme_widget_message_document_title"
_CARD: Final = ".link_preview_title", ".link_preview_description"
_SENTENCE: Final = re.compile(r"[.!?…]+[\"'»”)\]]*(?=\s)|[。！？؟۔।]+")
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # a character that says as much as three letters
_LINKS: Final = re.compile(r"(?:https?://|t\.me/)\S+")


def read_channel(body: bytes, *, url: str) -> ParsedFeed:
    """Return the posts of a channel's preview page as entries, in the page's order, oldest first; ``older`` is the page before.

    An entry's GUID is the post's ``data-post`` ("channel/123"), its URL ``https://t.me/<data-post>``, its content the text's HTML (of a
    post without text its poll's question or its document's name; a link's card, where the text is nothing but the link), its title the
    first line, and of a long one the first sentence, at most ``MAX_TITLE`` characters. A forwarded post is a post, an album is one. What
    has no words (a photograph alone) and what tells of the channel itself (a pinned message) is left out.

    Raises:
        NotAFeed: ``empty``, ``binary``; ``preview_off`` where the channel has turned its preview off or is private; ``no_channel`` where
            nobody has the name, or a person or a bot has; ``html`` where this is no page of Telegram's.
    """
    text = "" if (reason := why_unreadable(body)) else page_text(body)
    if not text:
        raise NotAFeed(reason or "binary")
    tree = parse_html(text)
    if not tree.any_css_matches((_PREVIEW,)):
        raise _refusal(tree, url)
    entries: dict[str, Entry] = {}
    for post in tree.css(".tgme_widget_message[data-post]:not(.service_message)"):
        entry = _entry(post)
        if entry is not None:
            entries.setdefault(entry.guid, entry)
    return ParsedFeed(title=_title(tree), url=url, older=_older(tree, url), entries=tuple(entries.values()))


def _refusal(tree: LexborHTMLParser, url: str) -> NotAFeed:
    """Say why a page shows no posts."""
    page, owner, extra = (tree.css_first(f".tgme_page{part}") for part in ("", "_title", "_extra"))
    if page and not owner:
        return NotAFeed("no_channel", "nobody has this name")
    if extra and _words(extra).startswith("@"):
        return NotAFeed("no_channel", "a person or a bot has this name")
    if page or not urlsplit(url).path.startswith("/s/"):
        return NotAFeed("preview_off", "the channel shows no posts on the web")
    return NotAFeed("html", "no page of a channel")


def _older(tree: LexborHTMLParser, url: str) -> str:
    """Return the address of the page before, on the same host; empty where there is none."""
    before = tree.css_first("link[rel=prev][href]")
    more = tree.css_first(".tme_messages_more[data-before]")
    number = (more.attributes.get("data-before") or "") if more else ""
    link = (before.attributes.get("href") or "") if before else f"?before={number}" if number.isdecimal() else ""
    older = absolute(link, url)
    return older if "before=" in older and urlsplit(older).netloc == urlsplit(url).netloc else ""


def _title(tree: LexborHTMLParser) -> str:
    title = tree.css_first(".tgme_channel_info_header_title")
    return _words(title) if title else ""


def _entry(post: LexborNode) -> Entry | None:
    """Return the entry of one post, or nothing where it has no words."""
    name = post.attributes["data-post"] or ""
    content = _content(post)
    lines = [line.strip() for line in strip_tags(content).split("\n") if line.strip()]
    if not name or not any(map(_weight, lines)):
        return None
    time = post.css_first(".tgme_widget_message_date time[datetime], time[datetime]")
    return Entry(
        guid=name,
        url=f"https://t.me/{name}",
        title=_headline(lines),
        content=content,
        published=quick_date(time.attributes["datetime"] or "") if time else None,
    )


def _content(post: LexborNode) -> str:
    """Return the words of a post as HTML."""
    texts = post.css(_OWN_TEXT)
    content = (texts[-1].inner_html or "") if texts else ""
    words = strip_tags(content)
    if not words:
        return "<br>".join(part.inner_html or "" for selector in _INSTEAD for part in post.css(selector))
    if _LINKS.sub("", words).strip():
        return content
    card = [part.inner_html or "" for selector in _CARD if (part := post.css_first(selector))]
    return "<br>".join((*card, content))


def _headline(lines: list[str]) -> str:
    """Return the first line, with the next where it says next to nothing; of a line that is long the first sentence."""
    title, *rest = lines
    if _weight(title) < _LEAST and rest:
        title = f"{title} {rest[0]}"
    if len(title) > MAX_TITLE:
        ends = [end.end() for end in _SENTENCE.finditer(title[: MAX_TITLE + 1]) if _weight(title[: end.end()]) >= 2 * _LEAST]
        title = title[: ends[0]] if ends else title
    return _shortened(title)


def _weight(text: str) -> int:
    """Return how many letters a text has, addresses left out; a Chinese character is worth three."""
    text = _LINKS.sub("", text)
    return sum(map(str.isalpha, text)) + 2 * len(_WIDE.findall(text))


def _words(node: LexborNode) -> str:
    return strip_tags(node.html or "")


def _shortened(line: str) -> str:
    """Cut a line at the end of a word to at most ``MAX_TITLE`` characters."""
    if len(line) <= MAX_TITLE:
        return line
    cut = line[: MAX_TITLE - 1]
    words, space, _ = cut.rpartition(" ")
    return f"{words if space and len(words) > MAX_TITLE // 2 else cut}…"

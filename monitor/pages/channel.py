"""The public preview of a Telegram channel (t.me/s/name): its posts as entries.

The markup is Telegram's own and undocumented; what is used of it: ``.tgme_widget_message[data-post]`` around a post,
``.tgme_widget_message_text`` its text, ``time[datetime]`` its time, ``.tgme_channel_info_header_title`` the channel's name.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.errors import NotAFeed
from monitor.model import Entry, ParsedFeed
from monitor.pages.document import page_text, parse_html, why_unreadable
from monitor.text.dates import parse_date
from monitor.text.html import strip_tags

MAX_TITLE = 200  # characters
_PREVIEW = ".tgme_channel_info, .tgme_channel_history, .tgme_widget_message[data-post]"
_OWN_TEXT = ".tgme_widget_message_text:not(.tgme_widget_message_reply .tgme_widget_message_text)"


def read_channel(body: bytes, *, url: str) -> ParsedFeed:
    """Return the posts of a channel's preview page as entries, in the page's order, oldest first.

    An entry's GUID is the post's ``data-post`` ("channel/123"), its URL ``https://t.me/<data-post>``, its content the text's HTML, its
    title the first line, cut to ``MAX_TITLE`` characters. A post without text (a photograph alone) is left out.

    Raises:
        NotAFeed: ``empty``, ``binary``, or ``preview_off`` where the page has no preview: the channel is private, renamed or has turned
            it off, and Telegram answered with its "contact" page.
    """
    text = "" if (reason := why_unreadable(body)) else page_text(body)
    if not text:
        raise NotAFeed(reason or "binary")
    tree = parse_html(text)
    if not tree.any_css_matches((_PREVIEW,)):
        raise NotAFeed("preview_off", "the page shows no posts")
    entries: dict[str, Entry] = {}
    for post in tree.css(".tgme_widget_message[data-post]"):
        entry = _entry(post)
        if entry is not None:
            entries.setdefault(entry.guid, entry)
    return ParsedFeed(title=_title(tree), url=url, entries=tuple(entries.values()))


def _title(tree: LexborHTMLParser) -> str:
    title = tree.css_first(".tgme_channel_info_header_title")
    return strip_tags(title.html or "") if title else ""


def _entry(post: LexborNode) -> Entry | None:
    """Return the entry of one post, or nothing where it has no text."""
    name = post.attributes["data-post"] or ""
    texts = post.css(_OWN_TEXT)
    content = texts[-1].inner_html if texts else ""
    plain = strip_tags(content or "")
    if not name or not plain:
        return None
    time = post.css_first(".tgme_widget_message_date time[datetime], time[datetime]")
    return Entry(
        guid=name,
        url=f"https://t.me/{name}",
        title=_shortened(plain.partition("\n")[0]),
        content=content or "",
        published=parse_date(time.attributes["datetime"] or "") if time else None,
    )


def _shortened(line: str) -> str:
    """Cut a line at the end of a word to at most ``MAX_TITLE`` characters."""
    if len(line) <= MAX_TITLE:
        return line
    cut = line[: MAX_TITLE - 1]
    words, space, _ = cut.rpartition(" ")
    return f"{words if space and len(words) > MAX_TITLE // 2 else cut}…"

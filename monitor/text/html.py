"""Plain text of an HTML fragment, quickly: for summaries and contents of feeds, where a whole parser is too much."""

from __future__ import annotations

import html
import re

MAX_CHARACTERS = 2_000_000  # of HTML; what comes after is not read

# One pass over the markup, linear whatever the text: every alternative that begins at "<" ends at the latest at the end of the text.
_MARKUP = re.compile(
    r"""<(?:
        (?P<hidden>script|style|template|iframe|noscript|noembed|noframes|svg|title)(?=[\s/>]).*?(?:</(?P=hidden)(?=[\s/>])[^>]*+>?|\Z)
      | !--.*?(?:-->|\Z)
      | !\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
      | (?P<name>/?[a-z][^\s/>]*+)(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>?
      | [!?/][^>]*+>?
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_BLOCK_NAMES = (
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol option p pre"
    " section select summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th"})
_BREAK = "\0"  # a line's end that the writer meant; NUL itself cannot come from HTML
_SPACES = re.compile(r"[^\S\0]+")
_BREAKS = re.compile(r" ?\0[\0 ]*")


def strip_tags(fragment: str) -> str:
    """Return the plain text of an HTML fragment: entities resolved, whitespace folded, one line a paragraph.

    What is never shown (scripts, styles, comments, frames) is left out; ``<br>`` and every block element end a line; cells of a table
    are parted by a space. A lone ``<`` that begins no tag is kept as text. Never raises.
    """
    text = fragment[:MAX_CHARACTERS].replace(_BREAK, "")
    if "<" in text:
        text = _MARKUP.sub(_instead, text)
    if "&" in text:
        text = html.unescape(text).replace("\ufeff", "")
    return _BREAKS.sub("\n", _SPACES.sub(" ", text).strip(" \0")).replace(_BREAK, "\n")


def _instead(found: re.Match[str]) -> str:
    """What one piece of markup becomes in plain text."""
    name = found["name"]
    if name is not None:
        name = name.lstrip("/").lower()
        return _BREAK if name in _BLOCKS else " " if name in _CELLS else ""
    return html.escape(found["cdata"], quote=False) if found["cdata"] else ""

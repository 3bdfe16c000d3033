"""Alerts for people at a terminal: the same words as in Telegram, the hit highlighted."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.alerts.locales import words
from monitor.alerts.passage import FIRST_STRONG_ISOLATE, POP_ISOLATE, Passage, clean
from monitor.alerts.render import also_in, headline, linkable, provenance, quotation, stage_of, topic_title
from monitor.alerts.shown import AlertView

HIT = "bold black on yellow"
_BARE = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_ISOLATE)  # terminals show them as boxes


def print_alert(view: AlertView, console: Console) -> None:
    """Print one alert, followed by an empty line. Nothing in it is taken for markup, and no control character gets through."""
    said = words(view.locale)
    title_line = Text.assemble(("● ", "bright_red"), (topic_title(view).text, "bold bright_cyan"), stage_of(view, said))
    console.print(title_line, soft_wrap=True)
    for article in view.articles[:1]:
        title = _highlighted(headline(article, said), "bold")
        if linkable(article.url):
            title.stylize(f"link {article.url}")
        _indented(title, console)
        _indented(Text(" · ".join(provenance(article, said)).translate(_BARE), "dim"), console)
        if (quoted := quotation(article)).text:
            _indented(_highlighted(quoted, "italic"), console, bar=True)
        if linkable(article.url):
            _indented(Text(clean(article.url).text, "blue"), console, fold=False)
    names, more = also_in(view.articles[1:], said)
    if names:
        counted = [said.and_more.format(count=more)] if more else []
        _indented(Text(f"{said.also_in} {', '.join([*names, *counted])}", "dim"), console)
    if view.possible_repeat:
        _indented(Text(said.possible_repeat, "yellow"), console)
    console.print()


def _highlighted(passage: Passage, style: str) -> Text:
    return Text.assemble(*((piece, HIT if hit else style) for piece, hit in passage.pieces()))


def _indented(text: Text, console: Console, *, bar: bool = False, fold: bool = True) -> None:
    if not fold:
        console.print(Text.assemble("  ", text), soft_wrap=True)
        return
    for line in text.wrap(console, max(20, console.width - 4)):
        line.rstrip()
        console.print(Padding(Text.assemble(("▎ ", "yellow") if bar else "", line), (0, 0, 0, 2), expand=False))

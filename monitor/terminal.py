"""Alerts for people at a terminal: the same words as in Telegram, the hit highlighted; a story that grows prints one line more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.alerts.digest import LISTED, bundled, by_story, digest_heading
from monitor.alerts.growth import change_line, story_line, update_line
from monitor.alerts.passage import FIRST_STRONG_ISOLATE, POP_ISOLATE, Passage, clean
from monitor.alerts.phrases import and_more, possible_repeat
from monitor.alerts.render import also_in, headline, linkable, provenance, quotation, stage_of, topic_title
from monitor.alerts.shown import NAME_UNITS, AlertView, ArticleView, source_name
from monitor.locales import translator
from monitor.model import Channel, Delivery, DeliveryId
from monitor.storage.claims import claim_deliveries
from monitor.storage.database import Database
from monitor.storage.deliveries import collapse, mark_sent, waiting_for
from monitor.storage.edits import claim_edits, drop_edit, mark_shown
from monitor.storage.transaction import Transaction

log = structlog.get_logger()

LoadViews = Callable[[Transaction, Sequence[Delivery]], Mapping[DeliveryId, AlertView]]

HIT = "bold black on yellow"
_BARE = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_ISOLATE)  # terminals show them as boxes
LEASE = timedelta(seconds=30)


async def deliver(
    database: Database, console: Console, *, load_views: LoadViews, now: Callable[[], datetime], ahead: timedelta = timedelta()
) -> int:
    """Print what is due, oldest first, then how stories have grown. Returns how many alerts were printed.

    Args:
        database: where the terminal is a subscriber.
        console: the terminal.
        load_views: says what deliveries show.
        now: the clock.
        ahead: how long before its time a story may be said to have grown.
    """
    count = 0
    while due := await database.run(claim_deliveries, Channel.TERMINAL, limit=50, now=now(), lease=LEASE):
        for delivery in due:
            count += await _tell(delivery, database, console, load_views=load_views, now=now)
    while updates := await database.run(_take_updates, load_views, now() + ahead):
        for number, line in updates.items():
            if line:
                print_update(line, console)
                log.info("terminal.updated", delivery=number)
    return count


async def _tell(delivery: Delivery, database: Database, console: Console, *, load_views: LoadViews, now: Callable[[], datetime]) -> int:
    """Print an alert, or the bundle that it begins, and note that it was."""
    waiting = await database.read(waiting_for, delivery.subscriber, now=now()) if delivery.bundle else []
    together = bundled(waiting, delivery) or (delivery,)
    views = await database.read(load_views, together[:LISTED])
    if len(together) > 1:
        print_digest([views[each.id] for each in together[:LISTED]], console, count=len(together), bundle=delivery.bundle)
    else:
        print_alert(views[delivery.id], console)
    await database.run(_told, delivery, together, views[delivery.id], now())
    log.info("terminal.shown", delivery=delivery.id, topic=views[delivery.id].topic)
    return len(together)


def _told(tx: Transaction, delivery: Delivery, together: Sequence[Delivery], view: AlertView, at: datetime) -> None:
    collapse(tx, [each.id for each in together if each.id != delivery.id], f"told by {delivery.id}")
    mark_sent(tx, delivery.id, message_id=0, at=at)
    if view.story:  # what the alert has said already is no update
        mark_shown(tx, delivery.subscriber, view.story.id, html=update_line(view, translator(view.locale)))


def _take_updates(tx: Transaction, load_views: LoadViews, until: datetime) -> dict[DeliveryId, str]:
    """Return what is new of stories that were told, and note it as said; an empty line of one that is as it was."""
    grown = claim_edits(tx, Channel.TERMINAL, limit=50, now=until, lease=LEASE)
    views = load_views(tx, grown)
    lines: dict[DeliveryId, str] = {}
    for each in grown:
        view = views[each.id]
        line = update_line(view, translator(view.locale))
        lines[each.id] = f"{topic_title(view).text}: {line}" if line != each.html else ""
        drop_edit(tx, each)
        if view.story:
            mark_shown(tx, each.subscriber, view.story.id, html=line)
    return lines


def print_alert(view: AlertView, console: Console) -> None:
    """Print one alert, followed by an empty line. Nothing in it is taken for markup, and no control character gets through."""
    said = translator(view.locale)
    title_line = Text.assemble(("● ", "bright_red"), (topic_title(view).text, "bold bright_cyan"), stage_of(view, said))
    console.print(title_line, soft_wrap=True)
    if change := change_line(view, said):
        _indented(Text(change.translate(_BARE), "bright_green"), console)
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
    if grown := story_line(view, said):
        _indented(Text(grown.translate(_BARE), "dim"), console)
    names, more = also_in(view.articles[1:], said)
    if names:
        counted = [and_more(more, said)] if more else []
        _indented(Text(f"{said.say('Also in:')} {', '.join([*names, *counted])}", "dim"), console)
    if view.possible_repeat:
        _indented(Text(possible_repeat(said), "yellow"), console)
    console.print()


def print_update(line: str, console: Console) -> None:
    """Print how a story that was told has grown."""
    _indented(Text.assemble(("↳ ", "bright_red"), (line, "dim")), console)


def print_digest(views: Sequence[AlertView], console: Console, *, count: int, bundle: str = "") -> None:
    """Print many alerts at once, by topic and story: a line each, what is beyond them counted, and an empty line."""
    said = translator(views[0].locale)
    heading = digest_heading(views, count=count, bundle=bundle).translate(_BARE)
    console.print(Text.assemble(("● ", "bright_red"), (heading, "bold bright_cyan")), soft_wrap=True)
    for topic in dict.fromkeys(view.topic for view in views):
        of_topic = by_story([view for view in views if view.topic == topic])
        _indented(Text(topic_title(of_topic[0]).text, "bold"), console)
        for view in of_topic:
            article = view.articles[0] if view.articles else ArticleView(title="")
            source = source_name(article, NAME_UNITS)
            _indented(Text.assemble("• ", headline(article, said).text, (f" · {source}" if source else "", "dim")), console)
    if count > len(views):
        _indented(Text(and_more(count - len(views), said), "dim"), console)
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

"""The two rows of buttons below an alert, as they are for one reader: they show what he said.

What they send back needs no ids: the alert is that of the message they are below (conversation.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from monitor.alerts.passage import Passage, clean, isolated_text, shorten
from monitor.locales import translator
from monitor.model import Delivery
from monitor.storage.alerts import alerts_by_id
from monitor.storage.deliveries import told_by
from monitor.storage.feedback import Vote, vote_of
from monitor.storage.story_mutes import is_muted
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Button

GOOD, BAD, BECAUSE, WHY, MUTE, SOURCES = "ag", "ab", "ar", "aw", "am", "as"
"""What their arguments begin with. ``ar:t:<key of a term>``, ``ar:s``, ``ar:n``, ``ar:x``; ``am:1``, ``am:0``."""

TERMS = 4
_TERM_UNITS = 24
CHANNEL = "channel"

Rows = tuple[tuple[Button, ...], ...]


def below(locale: str, *, vote: Vote | None = None, muted: bool = False) -> Rows:
    """The rows below an alert, given what its reader said of it and of its story."""
    say = translator(locale).say
    good, bad = ("👍 ✓" if vote and vote.good else "👍"), ("👎 ✓" if vote and not vote.good else "👎")
    mute = Button(say("🔔 hear of it again"), f"{MUTE}:0") if muted else Button(say("🔕 mute story"), f"{MUTE}:1")
    return ((Button(good, GOOD), Button(bad, BAD), Button(say("why"), WHY)), (mute, Button(say("sources"), SOURCES)))


def asking(locale: str, terms: Sequence[str]) -> Rows:
    """The rows that ask because of what an alert is wrong: its terms, its source, its topic."""
    say = translator(locale).say
    words = tuple(Button(f"«{isolated_text(shorten(Passage(term), _TERM_UNITS).text)}»", f"{BECAUSE}:t:{key_of(term)}") for term in terms)
    others = (
        Button(say("this source"), f"{BECAUSE}:s"),
        Button(say("not this topic"), f"{BECAUSE}:n"),
        Button(say("‹ back"), f"{BECAUSE}:x"),
    )
    return (words, others) if words else (others,)


def key_of(term: str) -> str:
    """A term, however long, as it stands in a button."""
    return blake2b(clean(term).text.casefold().encode("utf8", "surrogatepass"), digest_size=8).hexdigest()


def keyboard_of(tx: Transaction, delivery: Delivery) -> InlineKeyboardMarkup | None:
    """The keyboard below a delivery's message as it is to be now; None of a digest, and in a channel, where anybody could press it."""
    (reader,) = subscribers_by_id(tx, [delivery.subscriber])
    (alert,) = alerts_by_id(tx, [delivery.alert])
    if reader.kind == CHANNEL or told_by(tx, delivery.id):
        return None
    vote = vote_of(tx, delivery.alert, delivery.subscriber)
    return markup(below(reader.locale, vote=vote, muted=is_muted(tx, reader.id, alert.story)))


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Rows as Telegram is given them; None of none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(each.text, callback_data=each.argument) for each in row] for row in rows])

"""What every page of /settings is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.locales import Translator, translator
from monitor.model import Subscriber, Subscription
from monitor.storage.digests import reschedule
from monitor.storage.subscribers import save_settings, subscribe
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Button, Call

PREFIX = "se"  # se:<page>:<what it is asked>…
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A page that is asked for, with what a button of it wants changed."""

    tx: Transaction
    call: Call
    subscriber: Subscriber
    words: Sequence[str] = ()  # behind the page's name in the button

    @property
    def said(self) -> Translator:
        """Who speaks the subscriber's language."""
        return translator(self.subscriber.locale)

    def with_choice(self, **values: Any) -> Asked:
        """The same page of a subscriber who has chosen this for all topics: it is written, and what waits for him is planned anew."""
        changed = replace(self.subscriber, **values)
        save_settings(self.tx, changed)
        reschedule(self.tx, changed.id, now=self.call.now)
        return replace(self, subscriber=changed)

    def with_topic(self, chosen: Subscription) -> Asked:
        """The same of one who has chosen this for one topic."""
        subscribe(self.tx, self.subscriber.id, chosen)
        reschedule(self.tx, self.subscriber.id, now=self.call.now)
        return replace(self, subscriber=replace(self.subscriber, subscriptions={**self.subscriber.subscriptions, chosen.topic: chosen}))


Page = Callable[[Asked], Answer]


def to(text: str, *words: object) -> Button:
    """A button that leads to a page, or changes something there."""
    return Button(text, ":".join([PREFIX, *map(str, words)]))


def option(text: str, *words: object, chosen: bool) -> Button:
    """The same with a mark where it is what is chosen already."""
    return to(f"● {text}" if chosen else text, *words)


def back(asked: Asked, *words: object) -> tuple[Button, ...]:
    """The last row of a page."""
    return (to(asked.said.say("‹ back"), *words),)


def rows(buttons: Iterable[Button], wide: int) -> Rows:
    """Buttons in rows of so many."""
    every = list(buttons)
    return tuple(tuple(every[start : start + wide]) for start in range(0, len(every), wide))


def number(words: Sequence[str], at: int, below: int) -> int | None:
    """The number at a place of a button's words; None where there is none, or none below a bound."""
    word = words[at] if len(words) > at else ""
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 6 and int(word) < below else None


def turns(page: int, pages: int, *words: object) -> Rows:
    """A row that turns pages, where there are more than one."""
    found = [to(sign, *words, there) for sign, there in (("‹", page - 1), ("›", page + 1)) if 0 <= there < pages]
    return (tuple(found),) if found else ()

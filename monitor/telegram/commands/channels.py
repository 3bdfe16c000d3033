"""/channels: a channel is managed from a private chat. The commands that follow are about the one that is chosen here."""

from __future__ import annotations

from html import escape

from monitor.alerts.passage import clean, shorten
from monitor.locales import Translator, translator
from monitor.storage.facts import get_fact, set_fact
from monitor.storage.subscribers import add_channel, channels_managed_by
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import PRIVATE, Answer, Button, Call, Command

CHOOSE = "c"  # c:<the channel's chat id; 0 for this chat>
_CHOSEN = "telegram.managing."
_TITLE = "telegram.title."
_TITLE_UNITS = 60
_MOST = 50  # channels that are listed


def answer(tx: Transaction, call: Call) -> Answer | None:
    """List the channels that are managed from here."""
    return _listed(tx, call) if admitted(tx, call) and call.kind == PRIVATE else None


def press(tx: Transaction, call: Call) -> Answer | None:
    """Let the commands that follow be about a channel, or about this chat again."""
    if not admitted(tx, call) or call.kind != PRIVATE:
        return None
    chosen = call.argument.removeprefix(f"{CHOOSE}:")
    if chosen not in {"0", *(str(each.chat_id) for each in channels_managed_by(tx, call.chat_id))}:
        return None
    set_fact(tx, f"{_CHOSEN}{call.chat_id}", "" if chosen == "0" else chosen)
    return _listed(tx, call)


def chosen(tx: Transaction, chat_id: int) -> int | None:
    """Return the channel that a private chat manages at present; None where that is the chat itself."""
    kept = get_fact(tx, f"{_CHOSEN}{chat_id}")
    return next((each.chat_id for each in channels_managed_by(tx, chat_id) if str(each.chat_id) == kept), None) if kept else None


def taken_in(channel: int, title: str) -> Command:
    """Return what to do where a channel made the bot its administrator: the person who did so manages it from his private chat."""

    def take_in(tx: Transaction, call: Call) -> Answer:
        subscriber = known(tx, call)
        locale = subscriber.locale if subscriber else call.locale
        add_channel(tx, channel, managed_by=call.chat_id, locale=locale)
        set_fact(tx, f"{_TITLE}{channel}", shorten(clean(title), _TITLE_UNITS).text)
        say = translator(locale).say
        text = say("The bot may post in the channel <b>{title}</b> now. Choose it by /channels, then /start it.", title=_name(tx, channel))
        return Answer(text)

    return take_in


def title_of(tx: Transaction, channel: int) -> str:
    """Return the title of a channel as it was when the bot came into it; its id where it had none."""
    return get_fact(tx, f"{_TITLE}{channel}") or str(channel)


def heading(tx: Transaction, call: Call) -> str:
    """Return the line that says which channel an answer is about."""
    subscriber = known(tx, call)
    say = translator(subscriber.locale if subscriber else call.locale).say
    return say("Channel <b>{title}</b>", title=_name(tx, call.chat_id))


def _listed(tx: Transaction, call: Call) -> Answer:
    subscriber = known(tx, call)
    t = translator(subscriber.locale if subscriber else call.locale)
    mine = channels_managed_by(tx, call.chat_id)[:_MOST]
    if not mine:
        return Answer(t.say("No channel is managed from here. Make the bot an administrator of your channel, and it appears here."))
    now = chosen(tx, call.chat_id)
    rows = [(_button(t, "0", t.say("This chat"), on=now is None),)]
    rows += [(_button(t, str(each.chat_id), title_of(tx, each.chat_id), on=now == each.chat_id),) for each in mine]
    return Answer(t.say("Your commands are about the one that is marked."), tuple(rows))


def _button(t: Translator, chat: str, title: str, *, on: bool) -> Button:
    return Button(f"{'✅' if on else '▫️'} {title or t.say('Channel')}", f"{CHOOSE}:{chat}")


def _name(tx: Transaction, channel: int) -> str:
    return escape(title_of(tx, channel), quote=False)

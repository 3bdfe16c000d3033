"""/help: what this bot does; operators hear of their own commands too."""

from __future__ import annotations

from monitor.locales import translator
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import PRIVATE, Answer, Call
from monitor.telegram.locales import said


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Explain the commands to who may use them."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    locale = subscriber.locale if subscriber else call.locale
    words = said(locale)
    parts = [words.welcome if subscriber and subscriber.active else words.not_subscribed, words.commands]
    if call.operator and (call.kind == PRIVATE or call.chat_id in call.operators):
        parts.append(
            translator(locale).say(
                "<b>For operators</b>\n"
                "/status – how the service is\n/sources – failing ones first\n/review – a day in figures\n"
                "/test – try a query\n/reload – apply the config\n"
                "/silence, /pause, /resume, /silences – topics\n"
                "/broadcast – write to all\n/invite, /invitations, /ban, /unban, /bans – who may come\n"
                "/proposals – what feedback proposes"
            )
        )
    return Answer("\n\n".join(parts))

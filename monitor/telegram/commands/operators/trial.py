"""/test QUERY: what a query would have found in the archive, in short."""

from __future__ import annotations

from html import escape

from monitor.locales import Translator
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.office import Found, Office, Trial
from monitor.telegram.commands.operators.paged import plain, speaker

USUAL, MOST = 7, 90  # days
_PROBLEMS = 5
_NEWEST = 5
_LANGUAGES = 8


def answer(tx: Transaction, call: Call) -> Answer:
    """Have it tried: ``/test taliban``, or ``/test 30 taliban`` for thirty days."""
    t = speaker(tx, call)
    first, _, rest = call.argument.partition(" ")
    numbered = first.isascii() and first.isdecimal() and len(first) < 4 and bool(rest)
    days, query = (int(first), rest.strip()) if numbered else (USUAL, call.argument)
    if not query or not 1 <= days <= MOST:
        usage = t.say("Write what is to be tried, and for how many days up to {most}: <code>/test 30 taliban</code>", most=MOST)
        return Answer(usage)

    async def look(office: Office) -> Answer:
        return Answer(_told(t, query, days, await office.trial(query, days)))

    return Answer(errand=look)


def _told(t: Translator, query: str, days: int, trial: Trial) -> str:
    if trial.problems:
        return "\n".join([t.say("<b>This query is not understood</b>"), *(f"• {plain(each)}" for each in trial.problems[:_PROBLEMS])])
    languages = ", ".join(f"{name} {count}" for name, count in list(trial.languages.items())[:_LANGUAGES])
    return "\n".join(
        [
            t.say("<b>{query}</b> within {days} days", query=plain(query), days=days),
            t.say(
                "{found} of {archived} articles; {alerts}, {number} a day.",
                found=trial.articles,
                archived=trial.archived,
                alerts=t.counted("{count} alert", "{count} alerts", trial.alerts),
                number=f"{trial.a_day:.1f}",
            ),
            *([plain(languages)] if languages else []),
            *(_line(each) for each in trial.newest[:_NEWEST]),
        ]
    )


def _line(found: Found) -> str:
    headline = plain(found.headline)
    linked = f'<a href="{escape(found.url)}">{headline}</a>' if found.url else headline
    return f"• {linked} · {plain(found.source, 60)}"

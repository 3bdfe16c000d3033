"""/search QUERY: the archive asked in the language of topics."""

from __future__ import annotations

from html import escape

from monitor.alerts.passage import Passage, shorten
from monitor.errors import Problem
from monitor.locales import Translator, translator
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.lines import facts_html, headline_html, view_of
from monitor.telegram.commands.office import Office, Searched
from monitor.telegram.locales import said as words_of

SHOWN = 10
LONGEST = 1_000  # characters of a query
PROBLEMS = 5
_UNITS = 500


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Look, once this transaction is over."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    if subscriber is None or not subscriber.active:
        return Answer(words_of(subscriber.locale if subscriber else call.locale).not_subscribed)
    said, zone, query = translator(subscriber.locale), subscriber.timezone, call.argument
    if not query or len(query) > LONGEST:
        return Answer(_how(said))

    async def look(office: Office) -> Answer:
        return Answer(found_html(await office.search(query, SHOWN), said, zone, office))

    return Answer(errand=look)


def found_html(found: Searched, said: Translator, zone: str, office: Office) -> str:
    """What was found, or why nothing could be."""
    if found.problems:
        problems = (_problem(each, said) for each in found.problems[:PROBLEMS])
        return "\n".join([said.say("This query cannot be read:"), *problems, "", _how(said)])
    if found.late:
        return said.say("That takes too long. Ask for rarer words, or for more of them.")
    if not found.total:
        return said.counted("Nothing found in {count} article.", "Nothing found in {count} articles.", found.archived)
    names = office.running().names
    if found.more:
        head = said.counted("<b>At least {count} article found</b>", "<b>At least {count} articles found</b>", found.total)
    else:
        head = said.counted("<b>{count} article found</b>", "<b>{count} articles found</b>", found.total)
    lines = [head]
    for article, match in found.newest:
        view = view_of(article, names, match.spans)
        lines += ["", headline_html(view, said), facts_html(view, said, zone)]
    if found.total > len(found.newest) or found.more:
        lines += ["", said.say("These are the newest.")]
    return "\n".join(lines)


def _how(said: Translator) -> str:
    return said.say(
        "Write what to look for, in the words of the articles: <code>/search Kabul AND (talks OR переговоры)</code>\n"
        'A phrase stands in quotes: <code>/search "border crossing"</code>'
    )


def _problem(problem: Problem, said: Translator) -> str:
    words = escape(shorten(Passage(problem.message), _UNITS).text, quote=False)
    return said.say("column {column}: {problem}", column=problem.column, problem=words) if problem.line <= 1 else words

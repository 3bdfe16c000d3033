"""A backtest for people at a terminal: figures, then what is gained and lost with the hit marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from monitor.alerts.passage import FIRST_STRONG_ISOLATE, POP_ISOLATE, Passage, clean
from monitor.review import backtest_words as said
from monitor.review.backtest import Count
from monitor.review.backtest_report import Report, Shown, TopicReport, telling

BARS = 60  # of a sparkline, at most
HIT = "bold black on yellow"
GAINED, LOST, QUIET = "green", "red", "dim"
_BARS = "▁▂▃▄▅▆▇█"
_BARE = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_ISOLATE)  # terminals show them as boxes


def print_report(report: Report, console: Console, show: int) -> None:
    """Print a backtest, with at most ``show`` hits gained and as many lost of each topic.

    In a pipe nothing is coloured or folded, and what was found stands in [brackets].
    """
    _line(console, Text(said.heading(report), QUIET))
    if not report.topics:
        _line(console, Text(said.nothing_changed(report)))
        return
    _line(console, Text(said.comparison(report), QUIET))
    for topic in report.topics:
        console.print()
        _print_topic(topic, report, console, show)


def _print_topic(topic: TopicReport, report: Report, console: Console, show: int) -> None:
    total, title = topic.total, clean(topic.title).text
    name = "" if title == topic.edit.topic else f"  {title}"
    _line(console, Text.assemble(("● ", "bright_red"), (topic.edit.topic, "bold bright_cyan"), (name, "bold")))
    if differs := said.differences(topic):
        _line(console, Text(f"  {differs}", QUIET))
    figures = Text.assemble(
        f"  then {total.then:,}   now {total.now:,}   ", (f"+{total.gained:,} gained", GAINED), "   ", (f"−{total.lost:,} lost", LOST)
    )
    _line(console, figures.append(f"   {topic.kept:,} kept"))
    if topic.quiet and len(report.topics) > 1:
        return
    rows = [
        ("told otherwise", said.retold(topic)),
        *_sparklines(topic),
        ("alerts", said.alerts(topic)),
        ("archive", said.missing(topic, report)),
    ]
    for label, words in rows:
        if words:
            _line(console, Text.assemble((f"  {label:<15}", QUIET), words))
    _print_counts("language", topic.languages, len(topic.languages), console)
    _print_counts("source", topic.sources, said.SOURCES_NAMED, console)
    _print_hits("GAINED", "+", GAINED, topic.gained[:show], total.gained, console)
    _print_hits("LOST", "−", LOST, topic.lost[:show], total.lost, console)
    for problem in topic.failing:
        _line(console, Text.assemble(("  example         ", "yellow"), str(problem)))


def _sparklines(topic: TopicReport) -> list[tuple[str, str]]:
    """A line for the hits then and one for now, to one scale, each bar a day or, of a long time, several; none where nothing was found."""
    step = -(-len(topic.days) // BARS)
    together = [topic.days[start : start + step] for start in range(0, len(topic.days), step)]
    lines = [[sum(day.count.then for day in days) for days in together], [sum(day.count.now for day in days) for days in together]]
    most = max(max(values) for values in lines)
    rows = [(label, sparkline(values, most)) for label, values in zip(("then", "now"), lines, strict=True) if any(values)]
    a_bar = said.counted(step, "day") if step > 1 else "a day"
    return [*rows[:-1], *((label, f"{line}  at most {said.counted(most, 'hit')} in {a_bar}") for label, line in rows[-1:])]


def sparkline(values: Sequence[int], most: int) -> str:
    """A bar for each value, a dot for none."""
    return "".join(_BARS[-(-value * (len(_BARS) - 1) // most)] if value else "·" for value in values)


def _print_counts(noun: str, counts: Mapping[str, Count], limit: int, console: Console) -> None:
    if not counts:
        return
    width = max(len(noun), *(len(name) for name in counts))
    _line(console, Text(f"  {noun:<{width}} {'then':>8} {'now':>8} {'gained':>8} {'lost':>8}", QUIET))
    for name, count in list(counts.items())[:limit]:
        row = Text(f"  {name:<{width}} {count.then:>8,} {count.now:>8,} ")
        row.append(f"{f'+{count.gained:,}' if count.gained else '':>8} ", GAINED)
        _line(console, row.append(f"{f'−{count.lost:,}' if count.lost else '':>8}", LOST))
    if len(counts) > limit:
        _line(console, Text(f"  and {len(counts) - limit:,} more", QUIET))


def _print_hits(heading: str, sign: str, style: str, shown: Sequence[Shown], total: int, console: Console) -> None:
    if not total:
        return
    _line(console, Text(f"  {heading} {total:,}", f"bold {style}"))
    for one in shown:
        hit = one.hit
        facts = (f"{hit.seen:%Y-%m-%d %H:%M}", one.source.translate(_BARE), hit.language, said.FIELDS[hit.field], telling(hit))
        _line(console, Text.assemble((f"  {sign} ", style), (" · ".join(fact for fact in facts if fact), QUIET)))
        for passage, plain in ((one.headline, "bold"), (one.sentence, "italic")):
            if passage.text:
                _indented(_marked(passage, plain, console), console)
        if one.url:
            _line(console, Text.assemble("    ", (one.url, "blue")))
    if total > len(shown):
        _line(console, Text(f"  and {total - len(shown):,} more: --show {total}", QUIET))


def _marked(passage: Passage, style: str, console: Console) -> Text:
    if console.is_terminal:
        return Text.assemble(*((piece, HIT if hit else style) for piece, hit in passage.pieces()))
    return Text("".join(f"[{piece}]" if hit else piece for piece, hit in passage.pieces()))


def _indented(text: Text, console: Console) -> None:
    for line in text.wrap(console, max(20, console.width - 4)) if console.is_terminal else [text]:
        line.rstrip()
        _line(console, Text.assemble("    ", line))


def _line(console: Console, text: Text) -> None:
    text.rstrip()
    console.print(text, soft_wrap=True)

"""A backtest as one HTML file that needs nothing else: no script, no outside resource, escaped whatever the articles say."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from monitor.alerts.passage import FIRST_STRONG_ISOLATE, POP_ISOLATE
from monitor.review import backtest_words
from monitor.review.backtest_chart import DAY, chart_of
from monitor.review.backtest_report import Report, telling

_ISOLATES = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_ISOLATE)  # dir=auto does it on a page
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def as_page(report: Report, show: int) -> str:
    """Return the page, with at most ``show`` hits gained and as many lost of each topic."""
    return _template().render(report=report, show=show, said=backtest_words, chart_of=chart_of, telling=telling, day_width=DAY)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("monitor.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": _number, "language": _language, "bare": _bare}
    return environment.get_template("backtest.html")


def _number(value: int) -> str:
    return f"{value:,}"


def _language(code: str) -> str:
    """A language that may stand in ``lang``; empty, not known, for anything else."""
    return code if _LANGUAGE.fullmatch(code) else ""


def _bare(text: str) -> str:
    return text.translate(_ISOLATES)

"""Alerts in a form of the operators' own: a Jinja template in a sandbox, given plain values, whose message is checked like ours.

A template decides and repeats; it does not compute: what it may hold is listed below, and everything else is refused when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from monitor.alerts.growth import change_line, story_line
from monitor.alerts.markup import fault
from monitor.alerts.passage import Passage, clean, isolated_text, shorten
from monitor.alerts.phrases import and_more, stage_name
from monitor.alerts.render import BUDGET, SOURCE_UNITS, also_in, flag, headline, isolated, linkable, quotation, topic_title, when
from monitor.alerts.samples import samples
from monitor.alerts.shown import AlertView, source_name
from monitor.errors import TemplateFailed
from monitor.locales import translator

ROOM = BUDGET - 200
"""UTF-16 units of its message: the warning of a possible repeat comes below."""
LARGEST = 16 * 1024  # characters of a template
_LONGEST = 64 * 1024  # characters of a message, its tags and links among them
_LOOPS = 2  # one within the other

_FILTERS = ("capitalize", "count", "default", "escape", "first", "join", "last", "length", "lower", "trim", "truncate", "upper")
_ATTRIBUTES = {"name", "url", "first", "last", "index", "length"}
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.Filter, nodes.Keyword, nodes.Test,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.CondExpr, nodes.Getattr, nodes.Getitem, nodes.Slice,
    nodes.Tuple, nodes.List,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AlertTemplate:
    """A template that was read by ``compile_template``."""

    _compiled: Template

    def render(self, view: AlertView) -> str:
        """The message of an alert with at least one article, in Telegram's HTML, of at most ROOM units.

        Raises:
            TemplateFailed: it asks for what is not there, or makes what Telegram would refuse.
        """
        try:
            html = "".join(_bounded(self._compiled.generate(values_of(view)))).strip()
        except TemplateFailed:
            raise
        except Exception as error:  # a template may fail in any way
            raise TemplateFailed(str(error) or type(error).__name__, line=_line_of(error)) from error
        if reason := fault(html, room=ROOM):
            raise TemplateFailed(reason)
        return html


def compile_template(text: str) -> AlertTemplate:
    """Read a template.

    Raises:
        TemplateFailed: it is none, or holds what templates may not.
    """
    if len(text) > LARGEST:
        raise TemplateFailed(f"is longer than {LARGEST:,} characters")
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    try:
        tree = environment.parse(text)
        for reason, line in _strange(tree):
            raise TemplateFailed(reason, line=line)
        return AlertTemplate(environment.from_string(text))
    except TemplateSyntaxError as error:
        raise TemplateFailed(error.message or "cannot be read", line=error.lineno) from error
    except RecursionError as error:
        raise TemplateFailed("is nested too deep") from error


def values_of(view: AlertView) -> Mapping[str, Any]:
    """What a template is given: texts, cleaned and cut to their shares, escaped where they are used; ``…_html`` has the hits in bold."""
    said, article = translator(view.locale), view.articles[0]
    title, quoted = headline(article, said), quotation(article)
    others, more = also_in(view.articles[1:], said)
    language = shorten(clean(article.language), 12).text
    return {
        "topic": _html(topic_title(view)),
        "topic_id": view.topic,
        "stage": stage_name(view.stage, said) if view.stage else "",
        "change": change_line(view, said),
        "title": _html(Passage(title.text)),
        "title_html": _html(title),
        "url": article.url if linkable(article.url) else "",
        "source": isolated_text(source_name(article, SOURCE_UNITS)),
        "flag": flag(article.country),
        "language": language,
        "language_name": said.language(language) if language else "",
        "time": when(article.published, said, view.timezone),
        "quote": _html(Passage(quoted.text)),
        "quote_html": _html(quoted),
        "story": story_line(view, said),
        "others": [{"name": _html(Passage(name)), "url": url if linkable(url) else ""} for name, url in others.items()],
        "more": and_more(more, said) if more else "",
    }


def troubles(text: str, locales: Iterable[str]) -> Iterator[TemplateFailed]:
    """Yield what is wrong with a template: it is read, and tried on every sample in these languages. The same is yielded once."""
    try:
        template = compile_template(text)
    except TemplateFailed as error:
        yield error
        return
    told: set[tuple[int, str]] = set()
    for locale in locales:
        for words, view in samples():
            try:
                template.render(replace(view, locale=locale))
            except TemplateFailed as error:
                line = error.line or _line_that_says(error.reason, text)
                if (line, error.reason) not in told:
                    told.add((line, error.reason))
                    yield TemplateFailed(f"{error.reason} (in `{locale}`, of {words})", line=line)


VALUES = (
    "topic", "topic_id", "stage", "change", "title", "title_html", "url", "source", "flag", "language", "language_name", "time", "quote",
    "quote_html", "story", "others", "more",
)  # fmt: skip


def _bounded(pieces: Iterable[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > _LONGEST:
            raise TemplateFailed("the message is far too long")
        yield piece


def _html(passage: Passage) -> Markup:
    return Markup(isolated(passage))  # noqa: S704 - escaped there


def _strange(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """Yield what a template may not hold, with its line."""
    found = list(tree.find_all(nodes.Node))
    own = {node.name for node in found if isinstance(node, nodes.Name) and node.ctx == "store"}
    for node in found:
        if not isinstance(node, _NODES):
            yield (
                f"`{type(node).__name__.lower()}` is not for templates: they have if, for, filters and comparisons",
                node.lineno,
            )
        elif isinstance(node, nodes.Name) and node.name not in {*VALUES, *own, "loop"}:
            yield f"there is no `{node.name}`: there are {', '.join(VALUES)}", node.lineno
        elif isinstance(node, nodes.Getattr) and node.attr not in _ATTRIBUTES:
            yield f"there is no `.{node.attr}`: there are {', '.join(sorted(_ATTRIBUTES))}", node.lineno
        elif isinstance(node, nodes.For) and _depth(node) > _LOOPS:
            yield f"more than {_LOOPS} loops stand one within the other", node.lineno


def _depth(node: nodes.Node) -> int:
    return isinstance(node, nodes.For) + max(map(_depth, node.iter_child_nodes()), default=0)


def _line_that_says(reason: str, text: str) -> int:
    """The line that holds the tag or character that a reason begins with; 0 where none does."""
    quoted = re.match("`([^`]+)`", reason)
    at = text.find(quoted[1]) if quoted else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def _line_of(error: BaseException) -> int:
    """The line of the template that failed: Jinja puts it into the traceback."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

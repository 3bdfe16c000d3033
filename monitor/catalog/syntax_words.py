"""What libyaml says of broken YAML, in words for operators."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

_QUERY_HINT = "put the whole value in quotes, or write `|` after the colon and the text on the lines below, indented"
_HALF = "was the file only half written?"
_FIXED = {  # what libyaml's problem contains: what we say
    "unknown escape": "an unknown `\\` stands in double quotes: write `\\\\`, or use single quotes",
    "expected '-' indicator": "a key stands among the items of a list: begin it with `- `, or indent the list under a key",
    "nesting depth": "brackets are nested far too deep: no file of config/ needs so many levels",
    "expected <document start>": "text stands after the end of the document (`...`): delete the three dots",
    "incompatible YAML": "this is YAML of another version: delete the line that begins with %YAML",
    "directive": "this line, which begins with %, is not read here: delete it, or put the text in quotes",
    "comment or line break": "text stands behind `|` or `>`: begin it on the next line, indented",
    "expected alphabetic": f"a value cannot begin with `&` or `*`: {_QUERY_HINT}",
}


def advice(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[int, int, str]:
    """Return line, column (the first is 1) and what to do about a syntax error."""
    problem, context = str(error.problem or ""), str(error.context or "")
    here = _place(error.problem_mark) or (1, 1)
    begun = _place(error.context_mark) or here
    line = _line(lines, here[0])
    if "tab" in problem.split() or line[here[1] - 1 : here[1]] == "\t":
        return (*here, "a tab stands where YAML wants spaces: indent with spaces")
    if "end of stream" in problem and "quoted" in context:
        return (*begun, f"this quotation mark is never closed: close it ({_HALF})")
    if context.startswith("while parsing a flow"):
        return (*begun, _bracket(_line(lines, begun[0])[begun[1] - 1 :], here))
    if context.startswith("while scanning a tag"):
        return (*begun, f"a value cannot begin with `!`: {_QUERY_HINT}")
    if "expected ':'" in problem:
        return (*begun, _no_colon(lines, begun, here))
    words = next((words for part, words in _FIXED.items() if part in problem), "") or _of_the_line(problem, lines, here)
    return (*here, words or f"this is not YAML ({problem}): compare the line with the examples in docs/configuration.md")


def _place(mark: yaml.Mark | None) -> tuple[int, int] | None:
    return (mark.line + 1, mark.column + 1) if mark else None


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1] if number <= len(lines) else ""


def _bracket(opened: str, here: tuple[int, int]) -> str:
    if opened[:1] in {"[", "{"}:
        return (
            f"`{opened[0]}` is not closed, or a comma is missing, before line {here[0]}, column {here[1]}: write one item a line, `- item`"
        )
    if not opened.strip():
        return f"a bracket is never closed: close it ({_HALF})"
    return "a comma or a bracket is too much here: delete it, or put the value in quotes"


def _no_colon(lines: Sequence[str], begun: tuple[int, int], here: tuple[int, int]) -> str:
    words = _line(lines, begun[0])[begun[1] - 1 :].strip()[:40]
    half = "" if any(rest.strip() for rest in lines[here[0] - 1 :]) else f" ({_HALF})"
    return f"there is no colon after `{words}`: write `{words.split(' ')[0]}: value`, or put a text of several lines in quotes{half}"


def _of_the_line(problem: str, lines: Sequence[str], here: tuple[int, int]) -> str:
    line = _line(lines, here[0])
    if "mapping values are not allowed" in problem:
        return _second_colon(lines, here[0])
    if "cannot start any token" in problem:
        return f"a value cannot begin with `{line[here[1] - 1 : here[1]]}`: {_QUERY_HINT}"
    if "expected key" in problem and line[: here[1] - 1].strip():
        return f"the value ended before this: {_QUERY_HINT}"
    if "expected key" in problem:
        return "this line is indented less than its neighbours: begin it in the same column as the keys that it belongs with"
    if "node content" in problem:
        return f"a value cannot begin with `{line[here[1] - 1 : here[1]]}`: {_QUERY_HINT}"
    return ""


def _second_colon(lines: Sequence[str], number: int) -> str:
    """Say why a colon is out of place: the line above it decides."""
    above = next((line for line in reversed(lines[: number - 1]) if line.strip()), "")
    this = lines[number - 1]
    deeper = _indent(this) - _indent(above)
    one_colon = this.count(": ") + this.rstrip().endswith(":") == 1
    if above and one_colon and deeper > 0:
        return "this line is indented deeper than the one above it: begin it in the same column"
    if above and one_colon and deeper == 0 and ":" not in above:
        return f"there is no colon in the line above, `{above.strip()[:40]}`: write `{above.strip().split(' ')[0][:40]}: value`"
    return "a second colon stands in this line: put the value in quotes"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

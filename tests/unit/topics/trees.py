"""A query's tree in one line, for tests to compare: ``(and (or a "b c") (not (title d)))``."""

from __future__ import annotations

from monitor.topics.nodes import (
    And,
    ConceptName,
    Count,
    Filter,
    InField,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Range,
    Regex,
    Together,
    Word,
)


def tree(node: Node) -> str:  # noqa: PLR0911 - one return a kind of node
    match node:
        case Word(text=text, exact=exact, cased=cased, prefix=prefix):
            return "=" * (exact + cased) + text + "*" * prefix
        case Phrase(words=words, within=within):
            return f'"{" ".join(map(tree, words))}"' + ("" if within is None else f"~{within}")
        case ConceptName(name=name):
            return f"@{name}"
        case And(parts=parts):
            return _list("and", *parts)
        case Or(parts=parts, least=least):
            return _list("or" if least == 1 else f"{least}-of", *parts)
        case Not(part=part):
            return _list("not", part)
        case Near(left=left, right=right, words=words, ordered=ordered, scope=scope):
            return _list(str(scope) if words is None else f"{'o' * ordered}near/{words}", left, right)
        case Together(parts=parts, words=words):
            return _list(f"within/{words}", *parts)
        case InField(field=field, part=part):
            return _list(field, part)
        case Filter(field=field, value=value):
            return f'{field}="{value}"' if " " in value else f"{field}={value}"
        case Regex(field=field, pattern=pattern):
            return f"{field}=/{pattern}/"
        case Range(field=field, low=low, high=high, closed=closed):
            return f"{field}={low}..{high}{'' if closed else ')'}"
        case Count(part=part, least=least):
            return _list(f"atleast/{least}", part)
        case Prefer(part=part, weight=weight):
            return _list(f"prefer/{weight:g}", part)


def _list(name: str, *parts: Node) -> str:
    return f"({' '.join([name, *map(tree, parts)])})"

"""Paths into JSON, as operators write them: JMESPath expressions (https://jmespath.org/specification.html).

An expression is the operator's, what it is asked of is a stranger's: whatever that holds, the answer is a value or nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any, Final

import jmespath
from jmespath.exceptions import LexerError, ParseError
from jmespath.functions import Functions
from jmespath.visitor import TreeInterpreter

LONGEST: Final = 1_000  # characters of an expression
_WRONG: Final = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What the library raises: its own errors are ValueErrors, the others are slips of it (``'a' < 1`` is one)."""
_FUNCTIONS: Final[dict[str, dict[str, Any]]] = Functions.FUNCTION_TABLE


def check_path(expression: str) -> str:
    """Return what is wrong with an expression, in words for the operator who wrote it; empty where nothing is."""
    if not expression.strip():
        return "there is no path: write for example `data.items` or `title`"
    if len(expression) > LONGEST:
        return f"the path is longer than {LONGEST} characters"
    try:
        tree = jmespath.compile(expression).parsed
    except LexerError as error:
        return f"`{expression}` is no path: character {error.lexer_position + 1} cannot stand there ({error.message[:80]})"
    except ParseError as error:
        if error.token_type in {None, "EOF"}:
            return f"`{expression}` is no path: it ends too early"
        return f"`{expression}` is no path: `{error.token_value}` at character {error.lex_position + 1} cannot stand there"
    except _WRONG:
        return f"`{expression}` is no path: write for example `data.items` or `title`"
    return next(filter(None, map(_wrong_call, _calls(tree))), "")


def asker(expression: str) -> Callable[[object], object]:
    """Return the function that looks an expression up in a value; None where there is nothing, or where the value does not suit it.

    Raises:
        ValueError: the expression is none; ``check_path`` says why.
    """
    wrong = check_path(expression)
    if wrong:
        raise ValueError(wrong)
    tree, interpreter = jmespath.compile(expression).parsed, TreeInterpreter()

    def ask(value: object) -> object:
        try:
            found: object = interpreter.visit(tree, value)
        except _WRONG:
            return None
        return found

    return ask


def _calls(tree: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the functions that an expression calls, each with the number of its arguments."""
    calls, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        waiting += [child for child in node["children"] if isinstance(child, dict)]  # those of a slice are numbers
        if node["type"] == "function_expression":
            calls.append((str(node["value"]), len(node["children"])))
    return calls


def _wrong_call(call: tuple[str, int]) -> str:
    name, given = call
    if name not in _FUNCTIONS:
        near = difflib.get_close_matches(name, list(_FUNCTIONS), n=1)
        return f"there is no function `{name}`" + (f": did you mean `{near[0]}`?" if near else "")
    signature = _FUNCTIONS[name]["signature"]
    enough = given >= len(signature) if signature[-1].get("variadic") else given == len(signature)
    return "" if enough else f"`{name}` takes {len(signature)} arguments, here are {given}"

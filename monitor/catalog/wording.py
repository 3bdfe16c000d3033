"""A model's refusals, with the places of a YAML tree and in the operator's words; pydantic's own never reach anyone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from monitor.catalog.fields import nearest
from monitor.catalog.tree import Items, Keys, Node, Text, YamlFile
from monitor.errors import Problem

Path = tuple[int | str, ...]

_SECRET_KEY = re.compile(r"token|password|passwd|secret|api_?key", re.IGNORECASE)
_CHOICE = re.compile(r"'([^']*)'|(\d+)")
_ALSO_KNOWN_AS = {"rss": "feed", "atom": "feed", "rdf": "feed", "json": "feed", "html": "listing", "page": "listing", "telegram": "channel"}
_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
}
_LIMITS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "greater_than": ("gt", "more than"),
    "less_than": ("lt", "less than"),
}


def problems_of(error: ValidationError, file: YamlFile, model: type[BaseModel]) -> Iterator[Problem]:
    """Yield what is wrong, each at the key, item or value that it is about."""
    for one in error.errors(include_url=False):
        path: Path = tuple(step for step in one["loc"] if step != "[key]")
        node, place = file.node_at(path)
        if one["type"] == "too_short" and isinstance(node, Items) and node.nodes:
            continue  # its items were refused one by one
        if isinstance(node, Text) and one["type"] not in {"extra_forbidden", "missing"} and "[key]" not in one["loc"]:
            place = node.place
        yield Problem(file=file.name, line=place.line, column=place.column, message=_words(dict(one), path, node, file, model))


def _words(one: Mapping[str, Any], path: Path, node: Node | None, file: YamlFile, model: type[BaseModel]) -> str:
    kind, context = one["type"], one.get("ctx", {})
    key, sample = _last_key(path), _sample(model, path)
    spelled = node.spelling if isinstance(node, Text) else key
    if kind == "missing":
        return _missing(key, sample, file, path)
    if kind == "extra_forbidden":
        return _unknown(key, _keys_known(model, path[:-1]))
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return _not_one_of(spelled, [quoted or number for quoted, number in _CHOICE.findall(context["expected"])])
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return f"`{spelled}` is out of bounds: `{key}` must be {words} {context[name]:g}, for example `{sample}`"
    if kind in {"string_too_short", "too_short"}:
        return f"`{key}` is empty: write for example `{sample}`"
    if kind in _KINDS:
        if isinstance(node, Text) and node.value is None:
            return _nothing_there(_KINDS[kind], file.lines[node.place.line - 1])
        return _wrong_kind(_KINDS[kind], key, node, f"{key}: {sample}" if key else "key: value")
    return f"`{key}` is not accepted ({one['msg']}): write for example `{sample}`"


def _missing(key: str, sample: str, file: YamlFile, path: Path) -> str:
    parent, _ = file.node_at(path[:-1])
    if isinstance(parent, Keys) and key in parent.nodes:
        line = file.lines[parent.places[key].line - 1]
        return f"nothing is written after `{key}:`, write for example `{key}: {sample}`{_comment(line)}"
    return f"the key `{key}` is missing here: write for example `{key}: {sample}`"


def _not_one_of(spelled: str, known: list[str]) -> str:
    near = _ALSO_KNOWN_AS.get(spelled.lower(), "")
    near = near if near in known else nearest(spelled, known)
    hint = f"did you mean `{near}`?" if near else f"write {_either(known)}"
    return f"`{spelled}` is not known here: {hint}"


def _unknown(key: str, known: list[str]) -> str:
    if _SECRET_KEY.search(key):
        return f"`{key}` looks like a secret, never written here: set MONITOR_TELEGRAM_TOKEN or MONITOR_WEB_PASSWORD, or …_FILE"
    near = nearest(key, known)
    hint = f"did you mean `{near}`?" if near else f"known here are {', '.join(known)}"
    return f"`{key}` is not a known key: {hint}"


def _nothing_there(wanted: str, line: str) -> str:
    return f"{wanted} {_be(wanted)} expected here, and there is nothing: write it, or delete the line{_comment(line)}"


def _comment(line: str) -> str:
    return " (what follows `#` is a comment: put it in quotes if it is text)" if "#" in line else ""


def _wrong_kind(wanted: str, key: str, node: Node | None, sample: str) -> str:
    if wanted == "text" and isinstance(node, Text):
        read_as = "true or false" if isinstance(node.value, bool) else "a number"
        return f"`{node.spelling}` is read as {read_as}, and text is expected: put it in quotes, or write for example `{sample}`"
    if wanted == "text" and isinstance(node, Keys):
        return "text is expected here, and this is read as a key with a value: put the whole in quotes"
    if wanted == "a list" and isinstance(node, Text):
        return f"`{key}` is a list: write each item on a line of its own, as in `- {node.spelling.strip()[:40] or '…'}`"
    if wanted == "`true` or `false`":
        return f"`{key}` is on or off: write `true` or `false`"
    found = ", not a list" if isinstance(node, Items) else ", not keys with values" if isinstance(node, Keys) else ""
    return f"{wanted} {_be(wanted)} expected here{found}: write for example `{sample}`"


def _be(words: str) -> str:
    return "are" if words.startswith("keys") else "is"


def _either(words: list[str]) -> str:
    quoted = [f"`{word}`" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def _last_key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _sample(model: type[BaseModel], path: Path) -> str:
    """A value as it could be written, from the field's own example."""
    found = _field(model, path)
    return _flow(found.examples[0]) if found is not None and found.examples else "…"


def _flow(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """The field that a path ends in or last passed through."""
    found: FieldInfo | None = None
    at: Any = model
    for step in path:
        at = _without_none(at)
        if isinstance(at, type) and issubclass(at, BaseModel):
            if step not in at.model_fields:
                return None
            found = at.model_fields[str(step)]
            at = found.annotation
        else:
            at = _inner(at)
    return found


def _keys_known(model: type[BaseModel], path: Path) -> list[str]:
    at: Any = model
    for step in path:
        at = _without_none(at)
        at = at.model_fields[str(step)].annotation if isinstance(at, type) and issubclass(at, BaseModel) else _inner(at)
    at = _without_none(at)
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else []


def _without_none(annotation: Any) -> Any:
    arguments = get_args(annotation)
    return arguments[0] if type(None) in arguments else _unwrapped(annotation)


def _unwrapped(annotation: Any) -> Any:
    return get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation


def _inner(annotation: Any) -> Any:
    """What a list or a mapping holds."""
    arguments = [one for one in get_args(annotation) if one is not Ellipsis]
    return _unwrapped(arguments[-1]) if arguments else Any

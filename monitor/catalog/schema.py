"""JSON Schemas of the config files, for editors: ``python -m monitor.catalog.schema config/schema`` writes them anew."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from monitor.catalog.concepts import ConceptFile
from monitor.catalog.fields import Strictly
from monitor.catalog.settings import Settings
from monitor.catalog.sources import SourcesFile
from monitor.catalog.topics import TopicFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, type[Strictly]] = {"monitor": Settings, "topic": TopicFile, "concept": ConceptFile, "sources": SourcesFile}


def schema_of(model: type[Strictly]) -> dict[str, Any]:
    """Return the schema of one kind of file. Empty sections are allowed, as they are when the file is read."""
    schema = model.model_json_schema(mode="validation")
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            field.pop("title", None)
            if name not in part.get("required", ()):
                part["properties"][name] = _or_nothing(field)
    return {"$schema": DIALECT, **schema}


def rendered(model: type[Strictly]) -> str:
    """Return the schema as the text of its file."""
    return json.dumps(schema_of(model), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> None:
    """Write every schema into a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in FILES.items():
        (folder / f"{name}.json").write_text(rendered(model), encoding="utf-8")


def _or_nothing(field: dict[str, Any]) -> dict[str, Any]:
    """Let the value be left out after its key."""
    said: dict[str, Any] = {key: field.pop(key) for key in ("description", "default", "examples") if key in field}
    if said["default"] in ("", None, []) or isinstance(said["default"], dict):
        del said["default"]
    choices = field.pop("anyOf") if set(field) == {"anyOf"} else [field]
    nothing = {"type": "null"}
    return {**said, "anyOf": choices if nothing in choices else [*choices, nothing]}


def main(arguments: Sequence[str]) -> int:
    """Write the schemas into the folder named as the only argument."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m monitor.catalog.schema FOLDER\n")
        return 2
    write(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

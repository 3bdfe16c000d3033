"""What is wrong with a folder of catalogues that somebody else wrote, each with its place in the file."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from monitor.errors import Problem
from monitor.locales import TABLE, spoken

LARGEST = 4 * 1024 * 1024  # bytes of one file
_TAG = re.compile(r"</?[a-z]+")


def faults(folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with each ``TAG/messages.po`` of a folder; files are named relative to it.

    A message that is not translated, or marked fuzzy, is said in English and is no fault.
    """
    try:
        tags = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    except OSError as error:
        yield Problem(
            message=f"this folder of languages cannot be read ({error.strerror}): name one that holds {TABLE} in a folder a language"
        )
        return
    if not tags:
        yield Problem(message=f"holds no language: put {TABLE} into a folder named by its tag, as in `de/{TABLE}`")
    for tag in tags:
        yield from _of_one(folder / tag / TABLE, tag)


def _of_one(path: Path, tag: str) -> Iterator[Problem]:
    name = f"{tag}/{TABLE}"
    if not _is_language(tag):
        yield Problem(file=name, message=f"`{tag}` is not the code of a language: two small letters are, as in `de`")
        return
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
        catalogue = read_po(BytesIO(body[:LARGEST]), locale=tag, abort_invalid=True)
        spoken(catalogue)
    except OSError as error:
        yield Problem(file=name, message=f"cannot be read: {error.strerror}")
    except PoFileError as error:
        yield Problem(file=name, line=error.lineno + 1, message=f"is not gettext's form: {error}")
    except (ValueError, LookupError) as error:
        yield Problem(file=name, message=f"is not gettext's form: {error}")
    else:
        for message in catalogue:
            if message.id and not message.fuzzy:
                yield from _of_message(message, catalogue, name)


def _is_language(tag: str) -> bool:
    """Telegram knows languages by ISO 639-1 alone: its menu of commands would be refused for another."""
    try:
        return re.fullmatch("[a-z]{2}", tag) is not None and bool(Locale.parse(tag))
    except UnknownLocaleError:
        return False


def _of_message(message: Message, catalogue: Catalog, name: str) -> Iterator[Problem]:
    originals, said = _all(message.id), _all(message.string)
    if not any(said):
        return
    line = message.lineno or 0
    if len(originals) > 1 and (len(said) != catalogue.num_plurals or not all(said)):
        yield Problem(file=name, line=line, message=f"`{originals[0]}` must have {catalogue.num_plurals} forms, as Plural-Forms says")
    wanted = {blank for text in originals for blank in _blanks(text)}
    for text in said:
        try:
            given = set(_blanks(text))
        except ValueError as error:
            yield Problem(file=name, line=line, message=f"`{text}` cannot be filled in: {error}")
            continue
        if (given ^ wanted) - ({"count"} if len(originals) > 1 else set()):
            braces = ", ".join(f"{{{blank}}}" for blank in sorted(wanted)) or "none"
            yield Problem(file=name, line=line, message=f"`{text}` must have the braces of the original: {braces}")
        if Counter(_TAG.findall(text)) != Counter(_TAG.findall(originals[-1])):
            yield Problem(file=name, line=line, message=f"`{text}` must have the tags of the original")


def _all(texts: object) -> list[str]:
    return [str(text) for text in texts] if isinstance(texts, list | tuple) else [str(texts or "")]


def _blanks(text: str) -> list[str]:
    """The names in braces, as they are written: a conversion or a format is part of the name, so that it must be the original's."""
    return [
        field + (f"!{how}" if how else "") + (f":{form}" if form else "")
        for _, field, form, how in string.Formatter().parse(text)
        if field is not None
    ]

"""What the product says to subscribers, in their language: English in the code, others in gettext catalogues beside this file.

**To add a language:** a folder named by its BCP 47 tag with a ``messages.po``; ``tests/unit/test_locales.py`` says what it lacks. Extra
folders of the same form may be loaded from elsewhere with ``add_folder``.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
COMPLETE = (ENGLISH, "ru")
"""Languages of which every message is there."""
TABLE = "messages.po"

_folders: list[Traversable] = [files("monitor.locales")]


class Translator:
    """Speaks one language; a message that its catalogue lacks is said in English.

    A message is its English text with ``{names}`` to be filled in: ``say("You get {topics} topics.", topics=3)``.
    """

    def __init__(self, locale: str, catalogue: gettext.NullTranslations) -> None:
        self.locale = locale
        self._catalogue = catalogue

    def say(self, message: str, **values: object) -> str:
        """Return a message with its values filled in."""
        said = self._catalogue.gettext(message)
        return said.format(**values) if values else said

    def counted(self, one: str, more: str, number: int, **values: object) -> str:
        """Return the form of a message that a number asks for; ``{count}`` in it is the number."""
        return self._catalogue.ngettext(one, more, number).format(count=number, **values)

    def language(self, tag: str) -> str:
        """Return the name of a language in this one, as in the middle of a sentence; the tag where it has no name."""
        names: Mapping[str, str] = Locale.parse(self.locale).languages
        return names.get(tag.partition("-")[0].lower(), tag)

    def city(self, zone: str) -> str:
        """Return the city that a time zone such as ``Asia/Kabul`` is named by, in this language where it has a name there."""
        names: Mapping[str, Mapping[str, str]] = Locale.parse(self.locale).time_zones
        spelt = (names.get(each, {}).get("city") for each in _spellings(zone))
        return next(filter(None, spelt), zone.rpartition("/")[2].replace("_", " "))


def _spellings(zone: str) -> tuple[str, ...]:
    """A time zone as it is spelt today, then as CLDR may: ``Asia/Kolkata`` has its names under ``Asia/Calcutta``."""
    renamed: Mapping[str, str] = get_global("zone_aliases")
    return (zone, *(old for old, new in renamed.items() if new == zone))


def locales() -> tuple[str, ...]:
    """Return the tags of the languages that there are, English first."""
    found = {entry.name for folder in _folders for entry in folder.iterdir() if entry.joinpath(TABLE).is_file()}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def nearest(language: str, default: str = ENGLISH) -> str:
    """Return the tag of ours for a person whose Telegram speaks this language."""
    primary = language.partition("-")[0].lower()
    return primary if primary in locales() else default


@cache
def translator(locale: str) -> Translator:
    """Return who speaks a language such as ``ru`` or ``ru-RU``; English for one that we do not have."""
    tag = nearest(locale)
    if tag == ENGLISH:
        return Translator(ENGLISH, gettext.NullTranslations())
    return Translator(tag, spoken(catalogue(tag)))


def catalogue(tag: str) -> Catalog:
    """Return the messages of a language; those of a folder that was added later win.

    Raises:
        LookupError: there is none.
    """
    tables = [folder.joinpath(tag, TABLE) for folder in _folders]
    there = [table for table in tables if table.is_file()]
    if not there:
        raise LookupError(f"no catalogue for {tag}")
    whole = Catalog(locale=tag)
    for table in there:
        messages = read_po(BytesIO(table.read_bytes()), locale=tag)
        whole.mime_headers = [("Plural-Forms", messages.plural_forms)]  # else they would be Babel's own
        for message in messages:
            if message.id and message.string and not message.fuzzy:
                whole[message.id] = message
    return whole


def spoken(messages: Catalog) -> gettext.GNUTranslations:
    """Return messages as they are looked up.

    Raises:
        ValueError: the rule for plurals is none.
    """
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def add_folder(folder: Path) -> None:
    """Take the catalogues of one more folder, ``FOLDER/<tag>/messages.po``, as they are now; ``faults`` says whether they can be read."""
    if folder not in _folders:
        _folders.append(folder)
    translator.cache_clear()
    for tag in locales():
        translator(tag)

import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from monitor import locales
from monitor.locales import add_folder, catalogue, nearest, translator

PACKAGE = Path(locales.__file__).parents[1]


def asked() -> set[tuple[str, ...]]:
    """The messages that the code says: of ``say`` its first argument, of ``counted`` the first two."""
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords={"say": None, "counted": (1, 2)})
    return {(text,) if isinstance(text, str) else tuple(text) for _, _, text, _, _ in found if text}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("tag", [tag for tag in locales.COMPLETE if tag != "en"])
def test_a_complete_language_has_every_message(tag):
    there = {(message.id,) if isinstance(message.id, str) else tuple(message.id) for message in catalogue(tag)}
    assert sorted(asked() - there) == []


@pytest.mark.parametrize("tag", [tag for tag in locales.locales() if tag != "en"])
def test_a_translation_fills_in_what_the_original_does(tag):
    wrong = []
    for message in catalogue(tag):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set().union(*map(blanks, originals))
        wrong += [text for text in said if blanks(text) - {"count"} != wanted - {"count"}]
    assert wrong == []


@pytest.mark.parametrize("tag", [tag for tag in locales.locales() if tag != "en"])
def test_tags_of_telegram_are_closed_in_the_translation_too(tag):
    texts = [text for message in catalogue(tag) for text in ([message.string] if isinstance(message.string, str) else message.string)]
    for text in texts:
        opened, closed = re.findall(r"<([a-z]+)[^>/]*>", text), re.findall(r"</([a-z]+)>", text)
        assert sorted(opened) == sorted(closed), text


def test_a_number_asks_for_its_form():
    english, russian = translator("en"), translator("ru-RU")
    assert [english.counted("{count} source", "{count} sources", n) for n in (1, 2)] == ["1 source", "2 sources"]
    assert [russian.counted("{count} source", "{count} sources", n) for n in (1, 2, 5, 21)] == [
        "1 источник",
        "2 источника",
        "5 источников",
        "21 источник",
    ]


def test_a_message_that_a_catalogue_lacks_is_said_in_english():
    assert translator("ru").say("Nobody has said {this}.", this="that") == "Nobody has said that."
    assert translator("xx").locale == "en"


def test_a_language_has_its_name():
    assert (translator("en").language("fa"), translator("ru").language("zh-Hant"), translator("en").language("q0")) == (
        "Persian",
        "китайский",
        "q0",
    )


def test_the_nearest_language_is_chosen():
    assert (nearest("ru-RU"), nearest("uz", "ru"), nearest("")) == ("ru", "ru", "en")


def test_another_folder_of_catalogues_may_be_added(tmp_path, monkeypatch):
    monkeypatch.setattr(locales, "_folders", list(locales._folders))
    table = tmp_path / "de" / "messages.po"
    table.parent.mkdir()
    table.write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\nmsgid "Nothing yet."\nmsgstr "Noch nichts."\n', "utf8"
    )
    add_folder(tmp_path)
    assert translator("de").say("Nothing yet.") == "Noch nichts."
    translator.cache_clear()


def test_a_language_without_catalogue_is_an_error():
    with pytest.raises(LookupError, match="no catalogue for xx"):
        catalogue("xx")

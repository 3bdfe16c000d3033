import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from monitor import locales
from monitor.locales import add_folder, catalogue, nearest, translator
from monitor.locales.faults import faults

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


@pytest.mark.parametrize(
    ("zone", "english", "russian"),
    [
        ("Asia/Kabul", "Kabul", "Кабул"),
        ("America/New_York", "New York", "Нью-Йорк"),
        pytest.param("Asia/Kolkata", "Kolkata", "Калькутта", id="renamed-since"),
        pytest.param("America/Argentina/Buenos_Aires", "Buenos Aires", "Буэнос-Айрес", id="put-elsewhere-since"),
        pytest.param("Europe/New_Town", "New Town", "New Town", id="nowhere"),
    ],
)
def test_a_time_zone_is_named_by_its_city(zone, english, russian):
    assert (translator("en").city(zone), translator("ru").city(zone)) == (english, russian)


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


HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset={charset}\\n"\n"Plural-Forms: nplurals=2; plural={rule};\\n"\n\n'
PLURAL = 'msgid "{count} x"\nmsgid_plural "{count} xs"\n'


def written(text: str, *, rule: str = "(n != 1)", charset: str = "utf-8") -> str:
    return HEADER.replace("{rule}", rule).replace("{charset}", charset) + text


@pytest.mark.parametrize(
    ("table", "said"),
    [
        pytest.param(written('msgid "{a} x"\nmsgstr "x: {a}"\n\n' + PLURAL + 'msgstr[0] "ein x"\nmsgstr[1] "{count} x"\n'), [], id="good"),
        pytest.param(written('msgid "{a} x"\nmsgstr ""\n\n#, fuzzy\nmsgid "{a} y"\nmsgstr "{b}"\n'), [], id="not-translated-yet"),
        pytest.param(
            written('msgid "{a} x"\nmsgstr "{b} x"\n'),
            ["de/messages.po:6: `{b} x` must have the braces of the original: {a}"],
            id="another-brace",
        ),
        pytest.param(
            written('msgid "{a} x"\nmsgstr "{a.__class__} x"\n'),
            ["de/messages.po:6: `{a.__class__} x` must have the braces of the original: {a}"],
            id="more-than-the-original-asks-for",
        ),
        pytest.param(
            written('msgid "{a} x"\nmsgstr "{a:>9999999999} x"\n'),
            ["de/messages.po:6: `{a:>9999999999} x` must have the braces of the original: {a}"],
            id="a-form-of-its-own",
        ),
        pytest.param(
            written('msgid "x"\nmsgstr "{0} x"\n'),
            ["de/messages.po:6: `{0} x` must have the braces of the original: none"],
            id="none-there",
        ),
        pytest.param(
            written('msgid "x"\nmsgstr "{"\n'),
            ["de/messages.po:6: `{` cannot be filled in: Single '{' encountered in format string"],
            id="open",
        ),
        pytest.param(
            written('msgid "<b>x</b>"\nmsgstr "<b>x<b>"\n'), ["de/messages.po:6: `<b>x<b>` must have the tags of the original"], id="a-tag"
        ),
        pytest.param(
            written(PLURAL + 'msgstr[0] "ein x"\n'),
            ["de/messages.po:6: `{count} x` must have 2 forms, as Plural-Forms says"],
            id="a-form-less",
        ),
        pytest.param("a\nb", ["de/messages.po:1: is not gettext's form: Unknown or misformatted keyword on 0"], id="no-gettext"),
        pytest.param(written("", charset="nope"), ["de/messages.po: is not gettext's form: unknown encoding: nope"], id="no-encoding"),
        pytest.param(
            written("", rule="import(n)"),
            ["de/messages.po: is not gettext's form: invalid token in plural form: import"],
            id="no-rule",
        ),
        pytest.param(None, ["de/messages.po: cannot be read: No such file or directory"], id="no-file"),
    ],
)
def test_what_is_wrong_with_a_catalogue(tmp_path, table, said):
    (tmp_path / "de").mkdir()
    (tmp_path / "notes.txt").write_text("not looked at")
    if table is not None:
        (tmp_path / "de" / "messages.po").write_text(table, "utf8")
    assert [str(fault) for fault in faults(tmp_path)] == said


@pytest.mark.parametrize("tag", ["xq", "de_DE", "german", "fil"])
def test_a_folder_is_named_by_a_language(tmp_path, tag):
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / tag).mkdir(exist_ok=True)
    (told,) = faults(tmp_path / "inside")
    assert (told.file, told.message.split(":")[0]) == (f"{tag}/messages.po", f"`{tag}` is not the code of a language")


def test_a_folder_without_any_language(tmp_path):
    (told,) = faults(tmp_path)
    assert told.message.startswith("holds no language")


def test_a_folder_that_is_not_there(tmp_path):
    (told,) = faults(tmp_path / "none")
    assert told.message.startswith("this folder of languages cannot be read (No such file or directory)")


def test_our_own_catalogues_have_no_fault():
    assert [str(fault) for fault in faults(PACKAGE / "locales") if not fault.file.startswith("__pycache__")] == []


def test_the_rule_for_plurals_is_the_catalogue_s_own(tmp_path, monkeypatch):
    monkeypatch.setattr(locales, "_folders", list(locales._folders))
    (tmp_path / "de").mkdir()
    table = written(PLURAL + 'msgstr[0] "alle {count}"\nmsgstr[1] "nur {count}"\n', rule="(n == 1)")
    (tmp_path / "de" / "messages.po").write_text(table, "utf8")
    add_folder(tmp_path)
    add_folder(tmp_path)
    assert [translator("de").counted("{count} x", "{count} xs", number) for number in (1, 2)] == ["nur 1", "alle 2"]
    assert locales._folders.count(tmp_path) == 1
    translator.cache_clear()

"""Catalogues of other languages, as an operator adds them."""

from __future__ import annotations

import pytest

GERMAN = 'msgid "no date"\nmsgstr "ohne Datum"\n'
WRONG = 'msgid "and {count} more"\nmsgstr "und {number} mehr"\n'


@pytest.mark.parametrize(
    ("settings", "table", "told"),
    [
        pytest.param("locales: locales\nlocale: de\n", GERMAN, [], id="good"),
        pytest.param("locales: locales/\nlocale: ru\n", GERMAN, [], id="one-of-ours-beside-it"),
        pytest.param(
            "locales: locales\n",
            WRONG,
            ["locales/de/messages.po:1: `und {number} mehr` must have the braces of the original: {count}"],
            id="wrong-braces",
        ),
        pytest.param(
            "\nlocale: de\n",
            GERMAN,
            ["monitor.yaml:2:9: `de` is not known here: known are en, ru, and those of `locales`"],
            id="not-named",
        ),
        pytest.param(
            "locales: words\n",
            GERMAN,
            [
                "words: this folder of languages cannot be read (No such file or directory): name one that holds messages.po in a folder a language"
            ],
            id="no-folder",
        ),
    ],
)
def test_other_languages(said, settings, table, told):
    lines = said({"monitor.yaml": settings, "locales/de/messages.po": table})
    assert [line for line in lines if "there are no" not in line] == told

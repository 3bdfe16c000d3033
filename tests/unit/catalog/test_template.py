"""The operators' own form of alerts, as a file of the config folder."""

from __future__ import annotations

import pytest

from monitor.catalog.load import TEMPLATE, digest_of, load


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("{{ title }}\n", [], id="good"),
        pytest.param(
            "x\n<b>{{ title }}\n",
            ["templates/alert.html.j2:2: `<b>` is not closed (in `en`, of an alert)"],
            id="what-telegram-would-refuse",
        ),
        pytest.param(
            "{{ title\n}}{% if %}", ["templates/alert.html.j2:2: Expected an expression, got 'end of statement block'"], id="no-template"
        ),
        pytest.param(
            " \n", ["templates/alert.html.j2: the file is empty: delete it, and alerts have the form that is built in"], id="empty"
        ),
        pytest.param(
            b"x\xff",
            ["templates/alert.html.j2:1:2: the byte 0xFF is not UTF-8: save the file as UTF-8 (it may be in windows-1251)"],
            id="bytes",
        ),
    ],
)
def test_a_template(said, text, told):
    assert [line for line in said({TEMPLATE: text}) if "there are no" not in line] == told


def test_it_is_part_of_the_config(write):
    before = digest_of(write({"topics/README": ""}))
    folder = write({TEMPLATE: "{{ title }}\n"})
    assert load(folder).alert_template == "{{ title }}\n"
    assert load(folder).digest == digest_of(folder) != before


def test_another_file_beside_it_is_not_read(said):
    lines = said({"templates/alert.j2": "x", "templates/.alert.swp": "x"})
    assert "templates/alert.j2: warning: is not read: templates/alert.html.j2 alone is" in lines
    assert not any("swp" in line for line in lines)

from __future__ import annotations

import pytest

from monitor.text.alphabets import kazakh, uzbek
from monitor.text.scripts import has_han, one_script, script_of, simplified

SCRIPTS = [
    pytest.param("Moscow", "Latn", id="latin"),
    pytest.param("Мәскеу", "Cyrl", id="cyrillic"),
    pytest.param("ماسکو", "Arab", id="arabic"),
    pytest.param("मॉस्को", "Deva", id="devanagari"),
    pytest.param("莫斯科", "Hani", id="chinese"),
    pytest.param("BRICS峰会", "Hani", id="a-character-weighs-more"),
    pytest.param("Μόσχα", "Grek", id="greek"),
    pytest.param("2024 !", "", id="no-letters"),
    pytest.param("모스크바", "", id="another"),
]


@pytest.mark.parametrize(("text", "script"), SCRIPTS)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


LOOKALIKES = [
    pytest.param("тaлибaн", "талибан", id="latin-a-in-cyrillic"),
    pytest.param("tаlibаn", "taliban", id="cyrillic-a-in-latin"),
    pytest.param("мocквa", "москва", id="more-latin-than-cyrillic"),
    pytest.param("brіcs", "brics", id="one-cyrillic"),
    pytest.param("brιcs", "brics", id="greek-iota"),
    pytest.param("koicaнын", "коісанын", id="a-name-with-an-ending"),
    pytest.param("qwжю", "qwжю", id="no-way-out"),
    pytest.param("moscow", "moscow", id="one-script"),
]


@pytest.mark.parametrize(("token", "folded"), LOOKALIKES)
def test_lookalikes_become_one_script(token: str, folded: str) -> None:
    assert one_script(token) == folded


def test_chinese() -> None:
    assert simplified("塔利班從名單") == "塔利班从名单"
    assert has_han("G20峰会")
    assert not has_han("Москва")


@pytest.mark.parametrize("written", ["талибандар", "talıbandar", "talibandar", "تاليباندار"])
def test_kazakh_in_three_scripts(written: str) -> None:
    assert kazakh(written, written) == "talibandar"


def test_an_adjective_in_kazakh_stays_apart_from_the_possessive() -> None:
    assert kazakh("тарихи", "тарихи") != kazakh("тарихы", "тарихы")


@pytest.mark.parametrize(
    ("written", "latin"), [("ўзбекистон", "ozbekiston"), ("европа", "yevropa"), ("маънавият", "manaviyat"), ("ma'naviyat", "manaviyat")]
)
def test_uzbek_in_two_scripts(written: str, latin: str) -> None:
    assert uzbek(written, written) == latin

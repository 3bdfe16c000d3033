from __future__ import annotations

import pytest

from monitor.text.alphabets import kazakh, uzbek, uzbek_in_russian_letters
from monitor.text.normalize import fold
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
    pytest.param("qzжю", "qzжю", id="no-way-out"),
    pytest.param("вrісs", "brics", id="r-and-s-are-latin-only"),
    pytest.param("талuбан", "талибан", id="u-for-i"),
    pytest.param("talibaп", "taliban", id="p-for-n"),
    pytest.param("τалибαн", "талибан", id="greek-in-cyrillic"),
    pytest.param("τаlibαn", "taliban", id="three-scripts"),
    pytest.param("moscow", "moscow", id="one-script"),
]


@pytest.mark.parametrize(("token", "folded"), LOOKALIKES)
def test_lookalikes_become_one_script(token: str, folded: str) -> None:
    assert one_script(token) == folded


def test_chinese() -> None:
    assert simplified("塔利班從名單") == "塔利班从名单"
    assert has_han("G20峰会")
    assert not has_han("Москва")


@pytest.mark.parametrize(
    ("spellings", "skeleton"),
    [
        (["талибандар", "talıbandar", "talibandar", "تاليباندار"], "talibandar"),
        (["үкімет", "úkimet", "ükımet", "u'kimet", "ۇكىمەت", "ءۇكىمەت"], "ukimet"),
        (["көрші", "kórshi", "körşı", "ko'rs'i", "ko'rshi"], "korshi"),
        (["мәскеу", "máskeý", "mäskeu", "ma'skey'", "ماسكەۋ"], "maskeu"),
        (["полиция", "polısııa", "polisia", "politsııa"], "polisia"),
        (["чехия", "c'ehiia"], "chehia"),
    ],
)
def test_kazakh_in_its_alphabets(spellings: list[str], skeleton: str) -> None:
    assert {kazakh(written, written) for written in spellings} == {skeleton}


def test_an_adjective_in_kazakh_stays_apart_from_the_possessive() -> None:
    assert kazakh("тарихи", "тарихи") != kazakh("тарихы", "тарихы")


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("ўзбекистон", "ozbekiston"),
        ("o‘zbekiston", "ozbekiston"),
        ("ŏzbekiston", "ozbekiston"),
        ("oʻzbekiston", "ozbekiston"),
        ("toǵ", "tog"),
        ("европа", "yevropa"),
        ("объект", "obyekt"),
        ("маънавият", "manaviyat"),
        ("ma'naviyat", "manaviyat"),
        ("ёрдам", "yordam"),
        ("Ёрдам", "yordam"),
        ("е\u0308рдам", "yordam"),
        ("сиёсат", "siyosat"),
        ("полиция", "politsiya"),
        ("цирк", "sirk"),
        ("акция", "aksiya"),
        ("şahar", "shahar"),
    ],
)
def test_uzbek_in_two_scripts(written: str, latin: str) -> None:
    assert uzbek(fold(written), written) == latin


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Oʻzbekiston", "Узбекистон"), ("Ўзбекистон", "Узбекистон"), ("hukumat", "хукумат"), ("shahar", "шахар"), ("qaror", "карор")],
)
def test_uzbek_typed_on_a_russian_keyboard(written: str, typed: str) -> None:
    assert uzbek_in_russian_letters(fold(written), written) == uzbek(fold(typed), typed)

"""Disclaimers: what is one, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.boilerplate import boilerplate_spans


def left(text: str) -> str:
    """The text without its disclaimers."""
    kept, at = [], 0
    for start, end in boilerplate_spans(text):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


DISCLAIMERS = [
    pytest.param("Бойцы «Талибана» (признан террористическим и запрещён в РФ) ушли", "Бойцы «Талибана»  ушли", id="ru-old"),
    pytest.param("Отряды талибов (находятся под санкциями ООН за теракты) ушли", "Отряды талибов  ушли", id="ru-new"),
    pytest.param("ИГ (террористическая группировка, деятельность запрещена) молчит", "ИГ  молчит", id="ru-group"),
    pytest.param("«Талибан» (запрет в РФ приостановлен) молчит", "«Талибан»  молчит", id="ru-suspended-in-its-own-words"),
    pytest.param("Отряды запрещённого в России движения «Талибан» ушли", "Отряды  движения «Талибан» ушли", id="ru-before-the-name"),
    pytest.param("«Талибан», признанный террористическим и запрещённый в РФ, ушёл", "«Талибан», ушёл", id="ru-behind-a-comma"),
    pytest.param("Талибы* ушли\n*организация признана террористической, запрещена в РФ", "Талибы* ушли\n", id="ru-note"),
    pytest.param("Ушли. Движение «Талибан» находится под санкциями ООН.", "Ушли. .", id="ru-sentence"),
    pytest.param("The Taliban (outlawed in Russia) left", "The Taliban  left", id="en"),
    pytest.param("The Taliban (under UN sanctions for terrorism) left", "The Taliban  left", id="en-new"),
    pytest.param("The Taliban movement banned in Russia left", "The Taliban movement  left", id="en-behind-the-name"),
    pytest.param("The Taliban, outlawed in Russia, left", "The Taliban, left", id="en-behind-a-comma"),
    pytest.param("塔利班（被俄罗斯列为恐怖组织）撤离", "塔利班撤离", id="zh"),
    pytest.param("Толибон (дар Тоҷикистон мамнӯъ) рафт", "Толибон  рафт", id="tg"),
    pytest.param("Tolibon (O‘zbekistonda taqiqlangan) ketdi", "Tolibon  ketdi", id="uz"),
    pytest.param("«Талибан» (Қазақстанда тыйым салынған ұйым) кетті", "«Талибан»  кетті", id="kk"),
]
NEWS = [
    pytest.param("Суд исключил движение из списка запрещённых в РФ организаций", id="a-list-of-the-banned"),
    pytest.param("Верховный суд (Москва) приостановил запрет", id="brackets-of-another-kind"),
    pytest.param("（塔利班已被移出恐怖组织名单）", id="brackets-that-tell-news"),
    pytest.param("The Taliban remains banned in Russia for now", id="a-claim"),
    pytest.param("Тали*бан ушёл, * * *", id="asterisks"),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize(("text", "expected"), DISCLAIMERS)
def test_a_disclaimer_is_taken_out(text: str, expected: str) -> None:
    assert left(text) == expected


@pytest.mark.parametrize("text", NEWS)
def test_news_stays(text: str) -> None:
    assert left(text) == text


def test_overlapping_disclaimers_are_one_stretch() -> None:
    text = "Группа\n* организация (запрещена в РФ) признана террористической"
    assert boilerplate_spans(text) == [(7, len(text))]


@given(st.text(alphabet="(*) запрещн в РФТалибан,.\n«»", max_size=300))
def test_stretches_are_in_order_and_inside(text: str) -> None:
    end = 0
    for start, stop in boilerplate_spans(text):
        assert end <= start < stop <= len(text)
        end = stop


@pytest.mark.parametrize(
    "piece", ["(запрещ ", "* признан ", "движение признано в России террористическим ", ", признанный ", "(outlawed by "]
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    def taken(times: int) -> float:
        text = piece * times
        start = time.process_time()
        boilerplate_spans(text)
        return time.process_time() - start

    assert taken(8_000) < 0.5 + 40 * taken(800)

"""A change in a list is told as an entry whose words a topic can ask for, with what was and what is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.excerpt import sentence_around
from monitor.model import Entry
from monitor.registers.diff import diff
from monitor.registers.rows import Row
from monitor.registers.told import SUMMARY, describe
from monitor.text.html import strip_tags

SEEN = datetime(2026, 11, 24, 12, tzinfo=UTC)
AT = datetime(2026, 11, 24, 12, 15, tzinfo=UTC)
COURT = "Верховный Суд РФ, 14.02.2003. Вступило в силу 04.03.2003."
TALIBAN = Row(key="талибан", name="Движение «Талибан»", cells=(("3", COURT),))
URL = "http://www.example.org/terror.htm#top"


def told(before: list[Row], after: list[Row], language: str = "ru") -> Entry:
    (change,) = diff(before, after)
    return describe(change, language, register="Список <ФСБ>", url=URL, seen=SEEN, at=AT)


CASES = [
    pytest.param(
        [TALIBAN],
        [],
        "ИСКЛЮЧЕНИЕ из перечня «Список <ФСБ>»: Движение «Талибан»",
        f"Было: Движение «Талибан» | {COURT} → стало: нет в перечне",
        id="removed",
    ),
    pytest.param(
        [],
        [TALIBAN],
        "ВКЛЮЧЕНИЕ в перечень «Список <ФСБ>»: Движение «Талибан»",
        f"Было: нет в перечне → стало: Движение «Талибан» | {COURT}",
        id="added",
    ),
    pytest.param(
        [TALIBAN],
        [replace(TALIBAN, note="приостановлено")],
        "ИЗМЕНЕНИЕ статуса или данных в перечне «Список <ФСБ>»: Движение «Талибан»",
        "примечание: пусто → приостановлено",
        id="a-note",
    ),
    pytest.param(
        [TALIBAN],
        [replace(TALIBAN, name="Талибан")],
        "ИЗМЕНЕНИЕ названия или статуса в перечне «Список <ФСБ>»: Движение «Талибан» → Талибан",
        "название: Движение «Талибан» → Талибан",
        id="renamed",
    ),
]


@pytest.mark.parametrize(("before", "after", "title", "lead"), CASES)
def test_what_is_said(before: list[Row], after: list[Row], title: str, lead: str) -> None:
    entry = told(before, after)
    assert strip_tags(entry.title) == title
    assert strip_tags(entry.summary).replace("\u2060", "") == lead
    assert (entry.published, entry.language) == (AT, "ru")
    assert entry.url.startswith("http://www.example.org/terror.htm#")


def test_all_that_is_not_russian_is_said_in_english() -> None:
    entry = told([TALIBAN], [], "tg")
    assert strip_tags(entry.title) == "REMOVED from the list \u201cСписок <ФСБ>\u201d: Движение «Талибан»"
    assert entry.language == ""


def test_the_text_has_all_cells_before_and_after() -> None:
    entry = told([TALIBAN], [replace(TALIBAN, note="<b>", cells=(("3", COURT), ("4", "")))])
    assert strip_tags(entry.content).split("\n") == [
        "Было: Движение «Талибан»",
        COURT,
        "Стало: Движение «Талибан»",
        COURT,
        "примечание: <b>",
    ]
    assert strip_tags(told([TALIBAN], []).content).endswith("Стало: нет в перечне")


def test_what_was_and_what_is_are_one_sentence_whatever_stops_they_hold() -> None:
    lead = strip_tags(told([TALIBAN], [replace(TALIBAN, cells=(("3", f"{COURT} Приостановлено!"),))]).summary)
    assert sentence_around(lead, (), 1000).text.endswith("Приостановлено!")


def test_the_same_change_has_one_guid_and_the_next_one_another() -> None:
    gone = diff([TALIBAN], [])[0]
    again = [describe(gone, register="r", url=URL, seen=SEEN, at=at).guid for at in (SEEN, AT)]
    assert again[0] == again[1] != describe(gone, register="r", url=URL, seen=AT, at=AT).guid
    assert told([TALIBAN], []).guid != told([], [TALIBAN]).guid


def test_of_long_texts_what_differs_is_shown() -> None:
    long = "слово " * 200
    lead = strip_tags(told([replace(TALIBAN, note=long)], [replace(TALIBAN, note=long + "приостановлено")]).summary)
    assert "приостановлено" in lead
    assert lead.count("[..]") == 2
    early = strip_tags(told([replace(TALIBAN, note="было " + long)], [replace(TALIBAN, note="стало " + long)]).summary)
    assert "примечание: было слово" in early
    assert "→ стало слово" in early


def test_of_many_cells_as_many_are_shown_as_there_is_room() -> None:
    many = tuple((f"column {n}", f"text {n}") for n in range(60))
    lead = strip_tags(told([TALIBAN], [replace(TALIBAN, cells=many)]).summary)
    assert lead.endswith("и ещё 46") or "и ещё" in lead
    assert len(lead) <= SUMMARY + 60


@given(st.text(max_size=900), st.text(max_size=900), st.text(max_size=900))
def test_any_texts_are_told_within_a_lead(name: str, was: str, now: str) -> None:
    one, other = Row(key="1", name=name, note=was), Row(key="1", name=name, note=now)
    for change in (*diff([one], [other]), *diff([one], []), *diff([], [one])):
        entry = describe(change, register="r", url=URL, seen=SEEN, at=AT)
        assert len(strip_tags(entry.summary)) <= SUMMARY + 40
        assert "→" in entry.summary

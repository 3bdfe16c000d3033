"""What differs between two readings of a list, and which readings are held."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.registers.diff import Guards, Kind, applied, confirmed, diff, fault
from monitor.registers.rows import Row

TALIBAN = Row(key="11", name="Движение Талибан", cells=(("court", "2003"),))
OTHER = Row(key="12", name="Other", cells=(("court", "2006"),))
BARE = Row(key="13", name="Bare")

CASES = [
    pytest.param([TALIBAN, OTHER], [TALIBAN, OTHER], [], id="nothing"),
    pytest.param([TALIBAN, OTHER], [OTHER], [(Kind.REMOVED, ())], id="delisted"),
    pytest.param([OTHER], [OTHER, TALIBAN], [(Kind.ADDED, ())], id="listed"),
    pytest.param(
        [TALIBAN],
        [Row(key="11", name=TALIBAN.name, cells=TALIBAN.cells, note="suspended")],
        [(Kind.CHANGED, (("note", "", "suspended"),))],
        id="a-note-beside-the-row-that-stays",
    ),
    pytest.param(
        [TALIBAN],
        [Row(key="11", name=TALIBAN.name, cells=(("court", "2025"),))],
        [(Kind.CHANGED, (("court", "2003", "2025"),))],
        id="a-cell",
    ),
    pytest.param(
        [TALIBAN],
        [Row(key="11", name="Taliban", cells=TALIBAN.cells)],
        [(Kind.RENAMED, (("name", TALIBAN.name, "Taliban"),))],
        id="another-name",
    ),
    pytest.param(
        [TALIBAN],
        [Row(key="9", name="Taliban", cells=TALIBAN.cells)],
        [(Kind.RENAMED, (("name", TALIBAN.name, "Taliban"),))],
        id="another-key",
    ),
    pytest.param([BARE], [Row(key="9", name="Else")], [(Kind.ADDED, ()), (Kind.REMOVED, ())], id="empty-rows-are-no-twins"),
    pytest.param([TALIBAN, OTHER, BARE], [BARE, TALIBAN, OTHER], [], id="another-order"),
    pytest.param(
        [Row(key="1", name="n", cells=(("alias", "a; b"), ("alias/@q", "good; low")))],
        [Row(key="1", name="n", cells=(("alias", "b; a"), ("alias/@q", "low; good")))],
        [],
        id="another-order-within-a-cell",
    ),
    pytest.param(
        [Row(key="1", name="One", cells=(("alias", "One; Two"),))],
        [Row(key="1", name="Two", cells=(("alias", "Two; One"),))],
        [],
        id="aliases-turned",
    ),
    pytest.param(
        [Row(key="1", name="One", cells=(("alias", "One; Two"),))],
        [Row(key="1", name="Two", cells=(("alias", "Two; Six"),))],
        [(Kind.RENAMED, (("name", "One", "Two"), ("alias", "One; Two", "Two; Six")))],
        id="another-name-and-another-alias",
    ),
    pytest.param(
        [TALIBAN, OTHER],
        [Row(key="талибан", name="«Талибан» (запрет приостановлен)", cells=(("court", "2025"),)), OTHER],
        [(Kind.ADDED, ()), (Kind.REMOVED, ())],
        id="neither-name-holds-the-other",
    ),
    pytest.param(
        [TALIBAN, OTHER],
        [Row(key="x", name="Движение «Талибан» (запрет приостановлен)", cells=(("court", "2025"),)), OTHER],
        [(Kind.RENAMED, (("name", TALIBAN.name, "Движение «Талибан» (запрет приостановлен)"), ("court", "2003", "2025")))],
        id="the-name-has-grown-a-remark",
    ),
    pytest.param(
        [Row(key="1", name="Taliban")],
        [Row(key="2", name="Taliban Kabul"), Row(key="3", name="Taliban Herat")],
        [(Kind.ADDED, ()), (Kind.ADDED, ()), (Kind.REMOVED, ())],
        id="two-could-be-it",
    ),
    pytest.param(
        [Row(key="1", name="Taliban Kabul"), Row(key="2", name="Taliban Herat")],
        [Row(key="3", name="Taliban")],
        [(Kind.ADDED, ()), (Kind.REMOVED, ()), (Kind.REMOVED, ())],
        id="it-could-be-two",
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_changes(before: list[Row], after: list[Row], expected: list[object]) -> None:
    assert [(c.kind, c.cells) for c in diff(before, after)] == expected


def test_only_what_two_looks_saw_is_confirmed() -> None:
    first = diff([TALIBAN, OTHER], [OTHER])
    assert confirmed(first, diff([TALIBAN, OTHER], [OTHER])) == first
    assert confirmed(first, diff([TALIBAN, OTHER], [TALIBAN, OTHER])) == ()


def test_confirmed_changes_leave_the_rows_as_they_say() -> None:
    rows = (TALIBAN, OTHER, BARE)
    renamed = replace(OTHER, key="o", name="Other (again)")
    after = (replace(TALIBAN, note="suspended"), renamed, Row(key="14", name="New one"))
    assert applied(rows, diff(rows, after)) == (after[0], renamed, after[2])


def test_a_list_made_anew_is_not_compared_name_by_name() -> None:
    before = [Row(key=f"a{n}", name=f"Movement {n:04}") for n in range(400)]
    changes = diff(before, [replace(row, key=f"b{row.key}") for row in before])
    assert {change.kind for change in changes} == {Kind.ADDED, Kind.REMOVED}


ROWS = st.lists(
    st.builds(
        Row, key=st.sampled_from("abcdef"), name=st.sampled_from(["", "Taliban", "Taliban Kabul", "Other"]), note=st.sampled_from(["", "n"])
    ),
    max_size=6,
    unique_by=lambda row: row.key,
)


@given(ROWS, ROWS)
def test_changes_lead_from_one_reading_to_the_other(before: list[Row], after: list[Row]) -> None:
    assert {row.key: row for row in applied(before, diff(before, after))} == {row.key: row for row in after}
    assert diff(after, after) == ()


COUNTS = [(0, 0, "none"), (1, 0, "too_few"), (9, 9, "too_many"), (3, 5, "shrunk"), (4, 5, ""), (4, 0, ""), (2, 3, "")]


@pytest.mark.parametrize(("count", "last", "expected"), COUNTS)
def test_guards_of_number(count: int, last: int, expected: str) -> None:
    assert fault([BARE] * count, [BARE] * last, Guards(lowest=2, highest=8)) == expected


def numbered(*, keys: int = 0, notes: int = 0) -> list[Row]:
    """Return ten rows: the first so many under new keys, the last so many with a note."""
    return [
        Row(key=f"new{n}" if n < keys else f"{n}", name=f"{n}-{keys > n}-name", note="changed" if n >= 10 - notes else "")
        for n in range(10)
    ]


@pytest.mark.parametrize(
    ("rows", "shrink", "expected"),
    [
        (numbered(keys=2), 0.2, ""),
        (numbered(keys=3), 0.2, "rekeyed"),
        (numbered(notes=2), 0.2, ""),
        (numbered(notes=3), 0.2, "rewritten"),
        (numbered(notes=3), 0.5, ""),
        (numbered(keys=1), 0.01, ""),
        (numbered(keys=1), 0.0, "rekeyed"),
        (numbered() + [Row(key=f"more{n}", name="x") for n in range(90)], 0.2, ""),
    ],
)
def test_guards_of_change(rows: list[Row], shrink: float, expected: str) -> None:
    assert fault(rows, numbered(), Guards(shrink=shrink), diff(numbered(), rows)) == expected

"""What differs between two readings of a list, and which readings are held."""

import pytest

from monitor.registers.diff import Guards, Kind, confirmed, diff, fault
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
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_changes(before: list[Row], after: list[Row], expected: list[object]) -> None:
    assert [(c.kind, c.cells) for c in diff(before, after)] == expected


def test_only_what_two_looks_saw_is_confirmed() -> None:
    first = diff([TALIBAN, OTHER], [OTHER])
    assert confirmed(first, diff([TALIBAN, OTHER], [OTHER])) == first
    assert confirmed(first, diff([TALIBAN, OTHER], [TALIBAN, OTHER])) == ()


@pytest.mark.parametrize(
    ("count", "last", "expected"),
    [(0, 0, "none"), (1, 0, "too_few"), (9, 9, "too_many"), (3, 5, "shrunk"), (4, 5, ""), (4, 0, "")],
)
def test_guards(count: int, last: int, expected: str) -> None:
    assert fault([BARE] * count, [BARE] * last, Guards(lowest=2, highest=8)) == expected

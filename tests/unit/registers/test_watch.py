"""What one look after another means: nothing is told that only one of them saw."""

from dataclasses import replace

import pytest

from monitor.registers.diff import Change, Guards, Kind
from monitor.registers.rows import Row
from monitor.registers.watch import Look, digest_of, judge

ROWS = tuple(Row(key=f"{n}", name=f"Movement {n}", cells=(("court", f"{n}"),)) for n in range(10))
GONE = ROWS[1:]
NOTED = (replace(ROWS[0], note="suspended"), *ROWS[1:])
GUARDS = Guards(lowest=2)


def looks(*readings: tuple[Row, ...], waived: str = "") -> list[tuple[Look, str, list[Kind]]]:
    """Return what each look found, why it was held, and what it confirmed."""
    last: tuple[Row, ...] | None = None
    pending: tuple[Change, ...] = ()
    found = []
    for rows in readings:
        verdict = judge(rows, last, pending, GUARDS, waived=waived)
        if verdict.look is Look.FIRST or verdict.told:
            last = rows
        pending = verdict.pending
        found.append((verdict.look, verdict.fault, [change.kind for change in verdict.told]))
    return found


SEEN_ONCE = (Look.CHANGED, "", [])
SAME = (Look.SAME, "", [])
FIRST = (Look.FIRST, "", [])
CASES = [
    pytest.param((ROWS, ROWS), [FIRST, SAME], id="same"),
    pytest.param((ROWS, ROWS[::-1]), [FIRST, SAME], id="another-order"),
    pytest.param((ROWS, GONE, GONE), [FIRST, SEEN_ONCE, (Look.CONFIRMED, "", [Kind.REMOVED])], id="removed"),
    pytest.param((ROWS, GONE, ROWS, ROWS), [FIRST, SEEN_ONCE, SAME, SAME], id="a-blip"),
    pytest.param((ROWS, GONE, NOTED, NOTED), [FIRST, SEEN_ONCE, SEEN_ONCE, (Look.CONFIRMED, "", [Kind.CHANGED])], id="another-change"),
    pytest.param((GONE, ROWS, ROWS), [FIRST, SEEN_ONCE, (Look.CONFIRMED, "", [Kind.ADDED])], id="added"),
    pytest.param(
        (ROWS, GONE, (), GONE),
        [FIRST, SEEN_ONCE, (Look.HELD, "none", []), (Look.CONFIRMED, "", [Kind.REMOVED])],
        id="no-rows-in-between",
    ),
    pytest.param(((), ROWS[:1], ROWS), [(Look.HELD, "none", []), (Look.HELD, "too_few", []), FIRST], id="a-bad-beginning"),
    pytest.param((ROWS, ROWS[:5], ROWS), [FIRST, (Look.HELD, "shrunk", []), SAME], id="shrunk"),
]


@pytest.mark.parametrize(("readings", "expected"), CASES)
def test_looks(readings: tuple[tuple[Row, ...], ...], expected: list[object]) -> None:
    assert looks(*readings) == expected


def test_of_two_changes_the_one_that_both_looks_saw_is_confirmed_and_the_other_waits() -> None:
    first = judge(GONE, ROWS, (), GUARDS)
    second = judge(NOTED[1:-1], ROWS, first.pending, GUARDS)
    assert [change.kind for change in second.told] == [Kind.REMOVED]
    assert [change.before for change in second.pending] == [ROWS[-1]]


def test_an_accepted_reading_passes_the_guards_but_not_without_rows() -> None:
    few = ROWS[:3]
    assert looks(ROWS, few, few, waived=digest_of(few))[1:] == [SEEN_ONCE, (Look.CONFIRMED, "", [Kind.REMOVED] * 7)]
    assert looks(ROWS, (), waived=digest_of(()))[1:] == [(Look.HELD, "none", [])]

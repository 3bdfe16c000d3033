from datetime import timedelta

import pytest

from monitor.model import SourceId
from monitor.review.leads import NAMED, as_lines, as_rows, spoken
from monitor.storage.lead_times import LeadTime

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (59 * 60 + 59, "59 min"),
        (3600, "1 h"),
        (98 * 60, "1 h 38 min"),
        (86_400, "1 d"),
        (51 * 3600 + 59, "2 d 3 h"),
    ],
)
def test_durations_are_said_in_two_units(seconds, words):
    assert spoken(timedelta(seconds=seconds)) == words


def lead(source: str, first: int, stories: int, **values) -> LeadTime:
    return LeadTime(source=SourceId(source), official=values.pop("official", False), first=first, stories=stories, **values)


def test_who_was_first_is_said_in_lines():
    found = [
        lead("mid", 2, 2, official=True, lead=15 * MINUTE),
        lead("tass", 1, 3, lead=timedelta(0), lag=98 * MINUTE),
        lead("ria", 0, 2, lag=MINUTE),
    ]
    assert as_lines(found) == [
        "mid (official): first in 2 of 2 stories, 15 min ahead",
        "tass: first in 1 of 3 stories; else 1 h 38 min behind",
    ]
    assert as_lines([]) == []
    assert as_rows(found)[1] == {
        "source": "tass",
        "official": False,
        "stories": 3,
        "first": 1,
        "lead_seconds": 0.0,
        "lag_seconds": 5880.0,
    }


def test_many_are_counted():
    assert as_lines([lead(f"s{n}", 1, 1, lead=MINUTE) for n in range(NAMED + 2)])[-1] == "and 2 more"

from __future__ import annotations

import pytest

from monitor.telegram.message_ids import MOST_PROBES, MessageIds, count_of, shared_with_people

PERSON, GROUP, SUPERGROUP = 5, -5, -1001234567890


@pytest.mark.parametrize(
    ("chat", "count", "shared"), [(PERSON, "account", False), (GROUP, "account", False), (SUPERGROUP, str(SUPERGROUP), True)]
)
def test_which_count_a_chat_s_ids_come_from(chat: int, count: str, shared: bool) -> None:
    assert (count_of(chat), shared_with_people(chat)) == (count, shared)


@pytest.mark.parametrize(
    ("known", "probe_from", "expected"),
    [
        pytest.param([], 0, [], id="nothing-known"),
        pytest.param([], 100, [101, 102, 103], id="only-what-was-known-before"),
        pytest.param([(GROUP, 101), (PERSON, 103)], 100, [102, 104, 105, 106], id="ids-of-other-messages-are-left-out"),
        pytest.param([(SUPERGROUP, 101)], 100, [101, 102, 103], id="another-count-says-nothing"),
        pytest.param([(PERSON, 90)], 100, [101, 102, 103], id="older-ones-say-nothing"),
        pytest.param([(PERSON, 101 + MOST_PROBES)], 100, [], id="too-many-to-ask-for"),
        pytest.param([(PERSON, 90_000)], 100, [], id="far-too-many"),
    ],
)
def test_the_ids_that_a_message_can_have(known: list[tuple[int, int]], probe_from: int, expected: list[int]) -> None:
    ids = MessageIds()
    for chat, number in known:
        ids.note(chat, number)
    assert ids.candidates(PERSON, probe_from=probe_from, reach=3) == expected


def test_the_newest_stays_the_newest() -> None:
    ids = MessageIds()
    assert ids.newest(PERSON) == 0
    ids.note(PERSON, 7)
    ids.note(GROUP, 3)
    assert (ids.newest(GROUP), ids.newest(SUPERGROUP)) == (7, 0)


def test_the_oldest_are_forgotten() -> None:
    ids = MessageIds()
    for number in range(1, 6_000):
        ids.note(PERSON, number)
    assert len(ids._used) == 5_000

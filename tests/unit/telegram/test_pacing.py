from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.telegram.pacing import GROUP_GAP, OVERALL_GAP, PERSON_GAP, WHOLE_BOT_AFTER, Pacer

PERSON, GROUP, SUPERGROUP = 5, -5, -1001234567890


def test_nobody_waits_at_first() -> None:
    pacer = Pacer()
    assert (pacer.wait_for_all(7.0), pacer.wait_for_chat(PERSON, 7.0)) == (0, 0)


@pytest.mark.parametrize(("chat", "gap"), [(PERSON, PERSON_GAP), (GROUP, GROUP_GAP), (SUPERGROUP, GROUP_GAP)])
def test_a_chat_waits_for_its_next_message(chat: int, gap: float) -> None:
    pacer = Pacer()
    pacer.sent(chat, 100.0)
    assert pacer.wait_for_chat(chat, 100.0) == pytest.approx(gap)
    assert pacer.wait_for_chat(chat, 100.0 + gap) == 0
    assert pacer.wait_for_all(100.0) == pytest.approx(OVERALL_GAP)
    assert pacer.wait_for_chat(chat + 1, 100.0) == 0


def test_an_edit_takes_a_moment_of_all_but_not_of_its_chat() -> None:
    pacer = Pacer()
    pacer.asked(100.0)
    assert pacer.wait_for_all(100.0) == pytest.approx(OVERALL_GAP)


def test_one_chat_told_to_wait_does_not_hold_the_others() -> None:
    pacer = Pacer()
    for _ in range(WHOLE_BOT_AFTER):
        pacer.told_to_wait(PERSON, 30, 100.0)
    assert (pacer.wait_for_chat(PERSON, 100.0), pacer.wait_for_all(100.0)) == (30, 0)


def test_a_hold_is_never_shortened() -> None:
    pacer = Pacer()
    pacer.told_to_wait(PERSON, 30, 100.0)
    pacer.sent(PERSON, 100.0)
    pacer.hold_all(60, 100.0)
    pacer.hold_all(5, 100.0)
    assert (pacer.wait_for_chat(PERSON, 100.0), pacer.wait_for_all(100.0)) == (30, 60)


@pytest.mark.parametrize(
    ("apart", "held"),
    [pytest.param(0.1, 29.8, id="at-once"), pytest.param(10.0, 0, id="one-after-the-other")],
)
def test_several_chats_told_to_wait_hold_all(apart: float, held: float) -> None:
    pacer = Pacer()
    for number in range(WHOLE_BOT_AFTER):
        pacer.told_to_wait(PERSON + number, 30, 100.0 + apart * number)
    assert pacer.wait_for_all(100.0 + apart * (WHOLE_BOT_AFTER - 1)) == pytest.approx(held)


def test_chats_long_written_to_are_forgotten() -> None:
    pacer = Pacer()
    for chat in range(1, 25_000):
        pacer.sent(chat, float(chat))
    assert len(pacer._next_in) <= 10_000


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 0.5)), min_size=1, max_size=60))
def test_whoever_asks_in_whatever_order_the_limits_are_kept(wishes: list[tuple[int, float]]) -> None:
    pacer, now, sends = Pacer(), 0.0, []
    for chat, pause in wishes:
        now += pause
        now += pacer.wait_for_chat(chat, now)
        now += pacer.wait_for_all(now)
        pacer.sent(chat, now)
        sends.append((now, chat))
    assert all(b[0] - a[0] >= OVERALL_GAP - 1e-9 for a, b in itertools.pairwise(sends))
    for chat in range(1, 5):
        own = [moment for moment, other in sends if other == chat]
        assert all(b - a >= PERSON_GAP - 1e-9 for a, b in itertools.pairwise(own))

"""Fingerprints of originals are remembered for a while, and given back as they were."""

from __future__ import annotations

from monitor.stories.fingerprint import Fingerprint
from monitor.stories.prints import Prints

ONE = Fingerprint(frozenset({5, 2**63 - 1, 7}), (7, 5), frozenset({1}), frozenset({2}))


def test_a_fingerprint_is_given_back_as_it_was():
    prints = Prints()
    prints.put((1, 42), ONE)
    prints.put((2, 42), Fingerprint())
    assert prints.get((1, 42)) == ONE
    assert prints.get((2, 42)) == Fingerprint()


def test_of_another_text_nothing_is_known():
    prints = Prints()
    prints.put((1, 42), ONE)
    assert prints.get((1, 43)) is None


def test_the_oldest_are_forgotten():
    prints = Prints(kept=3)
    for number in range(10):
        prints.put(number, ONE)
        assert prints.get(number) == ONE
    assert prints.get(0) is None
    assert 3 <= sum(prints.get(number) is not None for number in range(10)) <= 6

from __future__ import annotations

import gc

import pytest

from monitor.collector import uncollected


@pytest.fixture(autouse=True)
def thaw():
    yield
    gc.unfreeze()


def test_cycles_are_not_searched_for_while_much_is_built():
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_built_is_not_looked_through_any_more():
    with uncollected():
        built = [[n] for n in range(10_000)]
    assert gc.get_freeze_count() >= len(built)


def test_a_failure_within_leaves_the_search_on():
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()

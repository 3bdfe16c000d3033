"""Which facts of two texts cannot be of one happening, and how far apart days are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.facts import Facts
from monitor.stories.vetoes import PENALTY, vetoes


def facts(**stated):
    return Facts(**{kind: frozenset(values) for kind, values in stated.items()})


CASES = [
    pytest.param(facts(ordinals={6}), facts(ordinals={7}), ("ordinal",), id="the sixth meeting is not the seventh"),
    pytest.param(facts(ordinals={6, 7}), facts(ordinals={7}), (), id="a text may recall the sixth"),
    pytest.param(facts(states={"place:kz"}), facts(states={"place:kg"}), ("state",), id="Kazakhstan's list is not Kyrgyzstan's"),
    pytest.param(facts(states={"place:kz", "place:ru"}), facts(states={"place:kg", "place:ru"}), ("state",), id="each a state of its own"),
    pytest.param(facts(states={"place:kz", "place:ru"}), facts(states={"place:ru"}), (), id="one names a state more"),
    pytest.param(facts(cities={"city:herat"}), facts(cities={"city:kunduz"}), ("city",), id="another city"),
    pytest.param(facts(people={"person:lavrov"}), facts(people={"person:putin"}), ("person",), id="another speaker"),
    pytest.param(facts(stages={"asked"}), facts(stages={"decided"}), ("stage",), id="asked is not decided"),
    pytest.param(facts(stages={"denied"}), facts(stages={"asked"}), ("stage",), id="asked is not denied"),
    pytest.param(facts(stages={"denied"}), facts(stages={"decided"}), (), id="what is denied may be told as decided"),
    pytest.param(facts(stages={"asked", "decided"}), facts(stages={"decided"}), (), id="a stage of both"),
    pytest.param(facts(dates={(10, 3)}), facts(dates={(10, 5)}), (), id="told two days later"),
    pytest.param(facts(dates={(10, 3)}), facts(dates={(10, 6)}), ("date",), id="three days apart"),
    pytest.param(facts(dates={(12, 31)}), facts(dates={(1, 1)}), (), id="the turn of the year"),
    pytest.param(facts(dates={(12, 30)}), facts(dates={(1, 2)}), ("date",), id="three days over the turn of the year"),
    pytest.param(facts(dates={(2, 28)}), facts(dates={(3, 1)}), (), id="the turn of February"),
    pytest.param(facts(dates={(2, 29)}), facts(dates={(3, 1)}), (), id="a leap day"),
    pytest.param(facts(dates={(1, 5), (10, 3)}), facts(dates={(10, 4), (6, 1)}), (), id="the nearest days count"),
    pytest.param(
        facts(ordinals={6}, dates={(1, 1)}, states={"place:kz"}, stages={"asked"}, people={"person:putin"}),
        facts(ordinals={7}, dates={(6, 1)}, states={"place:kg"}, stages={"decided"}, people={"person:lavrov"}),
        ("ordinal", "date", "state", "stage", "person"),
        id="all at once, the gravest first",
    ),
]


@pytest.mark.parametrize(("one", "other", "expected"), CASES)
def test_what_contradicts(one, other, expected):
    assert vetoes(one, other) == vetoes(other, one) == expected


FACTS = st.builds(
    Facts,
    dates=st.frozensets(st.tuples(st.integers(1, 12), st.integers(1, 31)), max_size=3),
    ordinals=st.frozensets(st.integers(3, 20), max_size=3),
    states=st.frozensets(st.sampled_from(["place:kz", "place:kg", "place:cn"])),
    people=st.frozensets(st.sampled_from(["person:putin", "person:lavrov"])),
    stages=st.frozensets(st.sampled_from(["asked", "decided", "denied"])),
)


@given(FACTS, FACTS)
def test_each_veto_has_its_penalty_whoever_is_asked_first(one, other):
    assert vetoes(one, other) == vetoes(other, one)
    assert set(vetoes(one, other)) <= PENALTY.keys()
    assert all(penalty >= 1 for penalty in PENALTY.values())


@given(FACTS)
def test_silence_forbids_nothing_and_nobody_contradicts_himself(one):
    assert vetoes(one, Facts()) == vetoes(Facts(), one) == vetoes(one, one) == ()

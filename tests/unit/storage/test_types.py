from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.storage.types import hash63, storable

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_any_text_becomes_storable_and_keeps_its_offsets(text):
    stored = storable(text)
    stored.encode()
    assert "\0" not in stored
    assert len(stored) == len(text)
    assert storable(stored) == stored
    assert all(kept in {given, "\ufffd"} for given, kept in zip(text, stored, strict=True))


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_text_that_is_storable_stays_as_it_is(text):
    assert storable(text) is text


@given(ANY)
def test_a_hash_fits_a_signed_column(text):
    assert 0 <= hash63(text) < 2**63


def test_different_guids_have_different_hashes():
    assert len({hash63(f"guid-{n}") for n in range(10_000)} | {hash63("\ud800"), hash63("")}) == 10_002

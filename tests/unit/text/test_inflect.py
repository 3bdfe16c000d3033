from __future__ import annotations

import pytest

from monitor.text.inflect import exact_key, term_keys, token_keys

FOUND = [
    pytest.param("talk", "talks", "en", id="en-plural"),
    pytest.param("формат", "формата", "ru", id="ru-case"),
]


@pytest.mark.parametrize(("term", "token", "language"), FOUND)
def test_a_term_finds_the_forms_of_its_word(term: str, token: str, language: str) -> None:
    assert set(term_keys(term, language)) & set(token_keys(token, language))
    assert set(term_keys(term)) & set(token_keys(token, language))


def test_the_exact_key_is_always_there() -> None:
    assert exact_key("Ёлки") == "елки"
    assert exact_key("Ёлки") in token_keys("елки", "ru")
    assert exact_key("Ёлки") in term_keys("ёлки")

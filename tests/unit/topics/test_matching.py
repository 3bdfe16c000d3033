"""Queries over short texts: one row, one difference."""

from __future__ import annotations

import pytest

from monitor.topics.single import match_query

CASES = [
    pytest.param("taliban", "The Taliban said", True, id="word"),
    pytest.param("талибан", "запрет Талибана снят", True, id="word-inflected"),
    pytest.param("=format", "formats", False, id="exact"),
    pytest.param('"Московский формат"', "Участники московского формата встретились", True, id="phrase-inflected"),
    pytest.param('"Moscow Format"', "a format agreed in Moscow", False, id="phrase-order"),
    pytest.param("taliban NEAR/2 list", "the list of the Taliban", True, id="near"),
    pytest.param("taliban NEAR/1 list", "the list of the Taliban", False, id="near-too-far"),
    pytest.param("taliban NEAR/9 list", "It is on the list. The Taliban said so", False, id="near-stays-in-the-sentence"),
    pytest.param("taliban PARAGRAPH list", "It is on the list. The Taliban said so", True, id="paragraph-does-not"),
    pytest.param("莫斯科模式", "阿富汗问题“莫斯科模式”第六次会议", True, id="chinese-word-is-a-phrase"),
    pytest.param("taliban NOT cricket", "Taliban and cricket", False, id="not"),
]


@pytest.mark.parametrize(("query", "text", "expected"), CASES)
def test_a_query_over_a_text(query: str, text: str, expected: bool) -> None:
    assert (match_query(query, text=text) is not None) is expected

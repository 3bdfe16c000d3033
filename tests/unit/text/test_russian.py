from __future__ import annotations

import pytest

from monitor.text.russian import is_common


@pytest.mark.parametrize(
    ("word", "common"),
    [
        pytest.param("матч", True, id="a-word"),
        pytest.param("матчами", True, id="a-form-of-one"),
        pytest.param("кабула", False, id="a-place"),
        pytest.param("мария", False, id="a-first-name"),
        pytest.param("иванова", False, id="a-surname"),
        pytest.param("муттаки", False, id="unknown"),
        pytest.param("match", False, id="not-russian"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_words_that_are_no_names(word, common):
    assert is_common(word) is common

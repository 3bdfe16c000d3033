from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.normalize import fold

SAME = [
    pytest.param("Ёлка", "елка", id="yo"),
    pytest.param("Й", "й", id="short-i-stays"),
    pytest.param("Тали\u0301бан", "талибан", id="stress-mark"),
    pytest.param("Тали*бан", "талибан", id="asterisk"),
    pytest.param("Афга\xadнистан", "афганистан", id="soft-hyphen"),
    pytest.param("ﬁnal", "final", id="ligature"),
    pytest.param("Élysée", "elysee", id="accents"),
    pytest.param("aýǵan", "aygan", id="kazakh-latin"),
    pytest.param("ro'yxat", "royxat", id="uzbek-ascii"),
    pytest.param("ro‘yxat", "royxat", id="uzbek-quote"),
    pytest.param("to´xtatdi", "toxtatdi", id="uzbek-acute"),
    pytest.param("g`alaba", "galaba", id="uzbek-grave"),
    pytest.param("Moscow’s", "moscow's", id="possessive-stays"),
    pytest.param("كابول", "کابول", id="arabic-kaf"),
    pytest.param("طالبانِ", "طالبان", id="harakat"),
    pytest.param("سفيري", "سفیری", id="arabic-yeh"),
    pytest.param("فہرست", "فهرست", id="urdu-heh"),
    pytest.param("گروه\u200cهای", "گروههای", id="zwnj"),
    pytest.param("ज़मीर", "जमीर", id="nukta"),
    pytest.param("हिन्दी", "हिंदी", id="half-nasal"),
    pytest.param("मॉस्को", "मास्को", id="candra-o"),
    pytest.param("۱۴۰۳", "1403", id="persian-digits"),
    pytest.param("Taлибан", "талибан", id="latin-in-cyrillic"),
    pytest.param("Tаliban", "taliban", id="cyrillic-in-latin"),
    pytest.param("塔利班組織", "塔利班组织", id="traditional"),
]


@pytest.mark.parametrize(("written", "folded"), SAME)
def test_one_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=20))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)

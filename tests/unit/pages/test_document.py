from __future__ import annotations

import pytest

from monitor.pages.document import MAX_BYTES, page_text

CHARSETS = [
    pytest.param("<p>é".encode(), "", "<p>é", id="utf-8"),
    pytest.param("<p>Привет".encode("cp1251"), "text/html; charset=windows-1251", "<p>Привет", id="header"),
    pytest.param("<meta charset='windows-1251'><p>Привет".encode("cp1251"), "", "<meta charset='windows-1251'><p>Привет", id="declared"),
    pytest.param(b"a\0b", "", "ab", id="nul"),
    pytest.param(b"", "", "", id="nothing"),
]


@pytest.mark.parametrize(("body", "content_type", "text"), CHARSETS)
def test_bytes_become_text(body, content_type, text):
    assert page_text(body, content_type) == text


def test_bytes_beyond_the_limit_are_not_read():
    assert len(page_text(b"x" * (MAX_BYTES + 10))) == MAX_BYTES

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotAPage
from monitor.pages.article import read_page

URL = "https://example.org/a"


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_page_or_not_a_page(body):
    with suppress(NotAPage):
        read_page(body, url=URL)


@pytest.mark.parametrize(("body", "reason"), [(b"", "empty"), (b"%PDF-1.4", "binary"), (b"<p></p>", "no_text")])
def test_what_is_no_page_is_refused_with_a_reason(body, reason):
    with pytest.raises(NotAPage) as caught:
        read_page(body, url=URL)
    assert caught.value.reason == reason

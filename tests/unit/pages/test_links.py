from __future__ import annotations

import pytest

from monitor.pages.links import absolute, is_front

FRONTS = [
    pytest.param("https://example.org/", "https://example.org/news/1", True, id="the-site"),
    pytest.param("https://example.org", "https://example.org/a", True, id="the-site-without-a-slash"),
    pytest.param("https://example.org/news", "https://example.org/news/12345", True, id="a-section-before-a-number"),
    pytest.param("https://example.org/fa/news/", "https://example.org/fa/news/talks-in-moscow", True, id="a-section-before-a-slug"),
    pytest.param("https://example.org/news", "https://example.org/news/%D8%AE%D8%A8%D8%B1", True, id="a-section-before-other-letters"),
    pytest.param("https://example.org/", "https://example.org/?p=12", True, id="the-site-before-a-number-of-an-article"),
    pytest.param("https://example.org/show.php", "https://example.org/show.php?id=12", True, id="a-program-without-its-number"),
    pytest.param("https://example.org/news/1", "https://example.org/news/1?from=feed", False, id="a-page-without-its-referrer"),
    pytest.param("https://example.org/show.php", "https://example.org/show.php?from=feed", False, id="a-program-without-a-referrer"),
    pytest.param("https://example.org/", "https://example.org/", False, id="the-front-page-itself"),
    pytest.param("https://example.org/talks", "https://example.org/talks/amp", False, id="an-amp-twin"),
    pytest.param("https://example.org/talks", "https://example.org/talks/page/2", False, id="a-second-page"),
    pytest.param("https://example.org/a", "https://example.org/b", False, id="another-page"),
    pytest.param("https://example.org/?p=12", "https://example.org/talks-in-moscow", False, id="a-query"),
]


@pytest.mark.parametrize(("claimed", "own", "front"), FRONTS)
def test_a_page_cannot_be_its_section(claimed, own, front):
    assert is_front(claimed, own) is front


def test_links_that_cannot_be_followed_are_none():
    assert [absolute(link, "https://example.org/a/") for link in ("b", "#c", "", "http://[", "mailto:x")] == [
        "https://example.org/a/b",
        "",
        "",
        "",
        "",
    ]

from __future__ import annotations

import pytest

from monitor.pages.title import best_title

CASES = [
    pytest.param(["Crossing opens | Courier"], ["Crossing opens"], "", [], "Crossing opens", id="the-heading-tells-the-site-apart"),
    pytest.param(["Crossing opens - The Courier"], [], "", ["The Courier"], "Crossing opens", id="the-site-names-itself"),
    pytest.param(["Courier: Crossing opens", ""], [], "Crossing opens", [], "Courier: Crossing opens", id="a-colon-is-part-of-a-title"),
    pytest.param(["The Courier | Crossing opens"], [], "", ["the courier"], "Crossing opens", id="site-first"),
    pytest.param(
        ["Talks – the third round"], [], "Talks – the third round", ["Courier"], "Talks – the third round", id="a-dash-in-a-title"
    ),
    pytest.param(["記事の題名：新聞デジタル"], ["記事の題名"], "", [], "記事の題名", id="full-width-colon"),
    pytest.param(["«Wir warten» und hoffen", "Anders"], [], "", [], "«Wir warten» und hoffen", id="quotation-marks-are-no-separators"),
    pytest.param(["He said"], [], 'He said "no" again', [], 'He said "no" again', id="torn-at-a-quotation-mark"),
    pytest.param(
        [],
        ["Log in", "Crossing opens at last"],
        "Crossing opens at last - Courier",
        [],
        "Crossing opens at last",
        id="the-heading-that-the-page-title-repeats",
    ),
    pytest.param([], ["Site", "Crossing opens"], "Crossing opens · Site", [], "Crossing opens", id="the-longest-such-heading"),
    pytest.param([], ["Log in"], "Crossing opens", [], "Crossing opens", id="the-page-title-before-other-headings"),
    pytest.param([], ["Crossing opens"], "", [], "Crossing opens", id="a-heading-alone"),
    pytest.param(["  Crossing \n opens "], [], "", [], "Crossing opens", id="whitespace"),
    pytest.param(["A - B - Courier"], ["A - B"], "", [], "A - B", id="the-last-separator"),
    pytest.param(["Rubric | Crossing opens"], ["Crossing opens"], "", [], "Crossing opens", id="section-first"),
    pytest.param(["Rubric / Crossing opens"], ["Crossing opens"], "", [], "Rubric / Crossing opens", id="a-slash-may-be-part-of-a-title"),
    pytest.param(
        ["통과 지점 열리다-정치ㅣ신문", "통과 지점 열리다"], [], "", ["신문"], "통과 지점 열리다", id="section-behind-a-tight-dash"
    ),
    pytest.param(["Kabul-Moscow talks"], ["Kab"], "", [], "Kabul-Moscow talks", id="a-tight-dash-in-a-title"),
    pytest.param(
        ["Floods: Rivers in the north rise again | Weather - Courier"],
        ["Rivers in the north rise again"],
        "",
        ["Courier"],
        "Floods: Rivers in the north rise again",
        id="section-and-site-behind-a-kicker",
    ),
    pytest.param(
        ["Floods: Rivers in the north rise again | Weather", "Rivers in the north rise again"],
        ["Rivers in the north rise again"],
        "",
        [],
        "Rivers in the north rise again",
        id="a-kicker-before-a-title-given-twice",
    ),
    pytest.param([], [], "", ["Courier"], "", id="nothing"),
]


@pytest.mark.parametrize(("stated", "headings", "document", "sites", "title"), CASES)
def test_the_title_is_the_articles_without_the_site(stated, headings, document, sites, title):
    assert best_title(stated, headings=headings, document=document, sites=sites) == title

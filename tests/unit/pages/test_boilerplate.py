from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.pages.boilerplate import LONGEST, MAX_BLOCKS, SEEN_ON, blocks, is_boilerplate, without

NEWS = "Envoys of five countries agreed on Sunday to open the northern crossings step by step, officials said after the talks."
MORE = "The first lorries are to pass on Monday, and buses will follow a week later if the first days go well."
NEWS_ZH = "五国代表周日在莫斯科举行会谈，同意逐步开放北部的两个过境点，结束十一个月的关闭状态，双方将继续磋商。"

REPEATED = [
    pytest.param("Read also: our pages on trade", "READ ALSO:  our pages on trade", id="case-and-spaces"),
    pytest.param("12 May 2026, 10:20 — Updated 12:00", "3 May 2025, 9:15 — Updated 10:00", id="dates"),
    pytest.param("Published in the Courier, February 17th, 2026", "Published in the Courier, February 3th, 2025", id="a-dated-note"),
    pytest.param("© 2026 Courier. All rights reserved.", "© 2025 Courier. All rights reserved.", id="the-year-in-a-sentence"),
    pytest.param("3 posts - 2 participants", "74 posts - 43 participants", id="counters"),
    pytest.param("Share\u200b", "Share", id="unseen-characters"),
    pytest.param("اشتراک در خبرنامه ۱۴۰۳", "اشتراک در خبرنامه ۱۴۰۴", id="persian-digits"),
]


@pytest.mark.parametrize(("one", "other"), REPEATED)
def test_a_note_is_the_same_on_every_page(one, other):
    assert blocks(one) == blocks(other)
    assert without(f"{NEWS}\n{one}\n{MORE}", blocks(other)) == f"{NEWS}\n{MORE}"


def test_a_note_with_the_articles_title_is_the_same_on_every_page():
    known = blocks("The post Crossings open at last appeared first on Courier.", "Crossings open at last")
    text = f"{NEWS}\nThe post Trade talks go on appeared first on Courier."
    assert without(text, known, "Trade talks go on") == NEWS
    assert without(text, known, "Another title of an article") == text
    assert blocks("Open", "Open") == blocks("Open")  # a title of one word is no mark


def test_the_title_alone_is_no_note():
    assert blocks("Crossings open at last", "Crossings open at last") == ()


DIFFERENT = [
    pytest.param("The blast killed 5 people.", "The blast killed 12 people.", id="numbers-of-a-sentence"),
    pytest.param("Photo: A. Sample", "Photo: B. Sample", id="words"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_stays(one, other):
    assert without(f"{NEWS}\n{one}", blocks(other)) == f"{NEWS}\n{one}"


EDGES = [
    pytest.param(f"{NEWS} Subscribe to our channel!", "Anything. Subscribe to our channel!", NEWS, id="a-call-behind-the-last-words"),
    pytest.param(f"Listen to this article. {NEWS}", "Listen to this article. Anything.", NEWS, id="a-note-before-the-first"),
    pytest.param(f"{NEWS} He said no.", "Anything. He said no.", f"{NEWS} He said no.", id="a-sentence-too-short-for-a-call"),
    pytest.param(f"{NEWS} Subscribe to our channel! {MORE}", "A b c. Subscribe to our channel!", None, id="not-within-a-paragraph"),
    pytest.param(f"{NEWS_ZH}关注我们的微信公众号。", "会议开始。关注我们的微信公众号。", NEWS_ZH, id="chinese"),
    pytest.param(f"{NEWS} हमारे चैनल को सब्सक्राइब करें।", "बैठक शुरू। हमारे चैनल को सब्सक्राइब करें।", NEWS, id="hindi"),
]


@pytest.mark.parametrize(("text", "other", "left"), EDGES)
def test_notes_on_the_line_of_the_first_and_last_words(text, other, left):
    assert without(text, blocks(other)) == (left or text)


def test_a_paragraph_is_never_a_note():
    long = "One word follows another here. " * (LONGEST // 30 + 1)
    assert blocks(long)[0] == blocks("One word follows another here.")[0]  # its first sentence may be one
    assert len(blocks(long)) == 1
    assert blocks("字" * (LONGEST // 3 + 1)) == ()


def test_of_a_long_text_the_beginning_and_the_end_are_known():
    lines = [f"note {'x' * number}" for number in range(MAX_BLOCKS + 50)]
    assert set(blocks("\n".join(lines))) == {*blocks("\n".join(lines[: MAX_BLOCKS // 2])), *blocks("\n".join(lines[-MAX_BLOCKS // 2 :]))}


def test_blank_lines_are_no_blocks():
    assert blocks("\n \n\n") == ()
    assert without(f"\n{NEWS}\n\n{MORE}", blocks("Share")) == f"{NEWS}\n\n{MORE}"


EMPTIED = [
    pytest.param("Share\nPrint", ["Share", "Print"], id="nothing-left"),
    pytest.param("Share\nPrint\nTalks go on.", ["Share", "Print"], id="less-than-a-sentence-left"),
    pytest.param(
        "\n".join([f"{NEWS} {'x' * n}" for n in range(1, 13)] + [MORE]), [f"{NEWS} {'x' * n}" for n in range(1, 13)], id="little-left"
    ),
]


@pytest.mark.parametrize(("text", "known"), EMPTIED)
def test_an_article_is_never_emptied(text, known):
    assert without(text, {key for line in known for key in blocks(line)}) == text


def test_one_sentence_is_an_article():
    assert without("Officials said the talks would go on.\nShare", blocks("Share")) == "Officials said the talks would go on."


COUNTS = [
    pytest.param(SEEN_ON - 1, 5, False, id="too-few"),
    pytest.param(SEEN_ON, SEEN_ON, True, id="enough"),
    pytest.param(SEEN_ON, 2000, False, id="background-of-a-beat"),
    pytest.param(40, 2000, True, id="a-part-of-the-site"),
]


@pytest.mark.parametrize(("stories", "of", "site"), COUNTS)
def test_when_a_block_is_the_sites(stories, of, site):
    assert is_boilerplate(stories, of) is site


def test_learnt_over_a_site():
    pages = [
        f"Courier desk\n{subject} {NEWS}\n{MORE.replace('Monday', subject)}\nRead also: more news\n© 2026 Courier" for subject in "ABCD"
    ]
    counts = Counter(key for page in pages for key in blocks(page))
    known = {key for key, stories in counts.items() if is_boilerplate(stories, len(pages))}
    assert without(pages[0], known) == f"A {NEWS}\n{MORE.replace('Monday', 'A')}"


def test_nothing_known_changes_nothing():
    assert without("\nany text\n", ()) == "\nany text\n"


@given(st.text(), st.text(max_size=20), st.text())
def test_whatever_the_texts(text, title, other):
    known = blocks(other, title)
    assert all(0 < key < 1 << 63 for key in known)
    left = without(text, known, title)
    assert left == text or len(left) < len(text)

from __future__ import annotations

import pytest

from monitor.pages.heuristic import main_text
from monitor.text.markup import parse_html

ONE = "The first sentence of an article is long enough to weigh something, and it ends where a sentence ends."
TWO = "A second paragraph follows, with a thought of its own that takes the reader somewhat further than before."
THREE = "The third paragraph rounds things off, says who said what, and leaves nothing of importance for later."
TEASER = "Elsewhere another story begins with a sentence that would like to be read by as many people as possible."


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


STORY = paragraphs(ONE, TWO, THREE)
WHOLE = f"{ONE}\n{TWO}\n{THREE}"

CASES = [
    pytest.param(f"<nav>{TEASER}</nav><div>{STORY}</div><footer>{TEASER}</footer>", WHOLE, id="beside-by-element"),
    pytest.param(f"<div><div>{STORY}</div><div class=related>{paragraphs(TEASER)}</div></div>", WHOLE, id="beside-by-name"),
    pytest.param(f"<div>{STORY}<div class='newsletter-box'>{TEASER}</div></div>", WHOLE, id="within-by-name"),
    pytest.param(f"<div>{STORY}<p style='display: none'>{TEASER}</p></div>", WHOLE, id="not-displayed"),
    pytest.param(f"<div class='sidebar-grid'>{STORY}</div>", WHOLE, id="a-name-that-only-begins-so"),
    pytest.param(f"<div class='comments'>{STORY}</div>", WHOLE, id="the-whole-text-is-not-beside-whatever-its-name"),
    pytest.param(f"<div class=cookie-notice>{TEASER * 9}</div><div>{STORY}</div>", WHOLE, id="consent"),
    pytest.param(f"<div class=cookies-allowed><article>{STORY}</article></div>", WHOLE, id="a-page-marked-for-consent"),
    pytest.param(
        f"<div>{STORY}<p><a href=/>{TEASER}</a></p><ul><li><a href=/1>One link</a><li><a href=/2>Two links</a></ul></div>",
        WHOLE,
        id="links",
    ),
    pytest.param(f"<article><h1>Title</h1><div>By A. Sample</div>{STORY}<div>3 comments</div></article>", WHOLE, id="edges"),
    pytest.param(f"<div>{ONE}<br><br>{TWO}<br>{THREE}</div>", WHOLE, id="line-breaks"),
    pytest.param(f"<div><span>{ONE}</span></div><div><font>{TWO}</font></div>", f"{ONE}\n{TWO}", id="inline-elements-alone"),
    pytest.param(
        "".join(f"<div><section>{paragraphs(text)}</section></div>" for text in (ONE, TWO, THREE)), WHOLE, id="in-the-body-itself"
    ),
    pytest.param(
        f"<main>{''.join(f'<div><div>{paragraphs(text)}</div></div>' for text in (ONE, TWO, THREE))}</main>", WHOLE, id="in-sections"
    ),
    pytest.param("".join(f"{'<div>' * 7}{paragraphs(text)}{'</div>' * 7}" for text in (ONE, TWO, THREE)), WHOLE, id="in-deep-sections"),
    pytest.param(f"<article>{STORY}</article><article>{paragraphs(TEASER)}</article>", WHOLE, id="an-article-is-not-left"),
    pytest.param(
        f"<div class='article-body'>{STORY}{STORY}</div><div>{paragraphs(TEASER)}</div>", f"{WHOLE}\n{WHOLE}", id="a-body-that-names-itself"
    ),
    pytest.param(
        "<div><p>字" + "这是一个足够长的句子，讲述了一些事情。" * 5 + "</p></div>",
        "字" + "这是一个足够长的句子，讲述了一些事情。" * 5,
        id="chinese",
    ),
    pytest.param("<p>Too little</p>", "", id="too-little"),
    pytest.param("<div><p>just some words and no end</p></div>", "just some words and no end", id="no-sentences"),
    pytest.param(f"<body class=cookies-off aria-hidden=true>{STORY}</body>", WHOLE, id="the-body-is-never-beside"),
    pytest.param("<frameset><frame></frameset>", "", id="frames"),
    pytest.param("", "", id="nothing"),
]


@pytest.mark.parametrize(("markup", "text"), CASES)
def test_the_text_is_the_articles(markup, text):
    assert main_text(parse_html(markup)) == text

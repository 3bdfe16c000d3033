from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article
from monitor.text.words import read, tokenize

TOKENS = [
    pytest.param("#MoscowFormat and #BRICS2024", ["Moscow", "Format", "and", "BRICS", "2024"], id="hashtag-camel-case-digits"),
    pytest.param("#BRICSSummit", ["BRICS", "Summit"], id="hashtag-acronym"),
    pytest.param("БРИКСа, ООНовский", ["БРИКСа", "ООНовский"], id="acronym-with-ending"),
    pytest.param("Moscow's talks", ["Moscow's", "talks"], id="possessive"),
    pytest.param("O‘ZBEKISTON ro`yxat tog' bog‘", ["O‘ZBEKISTON", "ro`yxat", "tog'", "bog‘"], id="uzbek-apostrophes"),
    pytest.param("'talks'", ["talks"], id="quotes-are-not-apostrophes"),
    pytest.param("Crocus-City", ["Crocus", "City"], id="hyphen"),
    pytest.param("Афга\xadнистан Мос\u200bква", ["Афга\xadнистан", "Мос\u200bква"], id="invisible-inside"),
    pytest.param("\u200bМосква\u200b", ["Москва"], id="invisible-outside"),
    pytest.param("Тали*бан*", ["Тали*бан"], id="asterisk"),
    pytest.param("گروه\u200cهای فرمتِ مسکو، ۱۴۰۳", ["گروه\u200cهای", "فرمتِ", "مسکو", "۱۴۰۳"], id="persian"),
    pytest.param("रूस ने हिन्दी।", ["रूस", "ने", "हिन्दी"], id="hindi-signs"),
    pytest.param("塔利班BRICS峰会", ["塔", "利", "班", "BRICS", "峰", "会"], id="chinese"),
    pytest.param("", [], id="empty"),
    pytest.param("… — !", [], id="no-word"),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_tokens(text: str, tokens: list[str]) -> None:
    words = tokenize(text)
    assert words.tokens == tokens
    assert len(words) == len(tokens)


@given(st.text(max_size=200))
def test_spans_are_the_places_of_the_tokens(text: str) -> None:
    words = tokenize(text)
    assert [text[start:end] for start, end in words.spans()] == words.tokens
    assert words.spans() == sorted(words.spans())
    assert len(words.sentences()) == len(words.tokens)
    assert words.sentences() == sorted(words.sentences())


SENTENCES = [
    pytest.param("He left. She stayed", [0, 0, 1, 1], id="full-stop"),
    pytest.param("He left. and so on", [0, 0, 0, 0, 0], id="small-letter-goes-on"),
    pytest.param("Mr. Lavrov and A. Putin", [0, 0, 0, 0, 0], id="abbreviations"),
    pytest.param("mid.ru 3.5", [0, 0, 0, 0], id="no-gap"),
    pytest.param("塔利班。BRICS", [0, 0, 0, 1], id="chinese"),
    pytest.param("رفت؟ آمد", [0, 1], id="arabic-question"),
    pytest.param("line one\nline two", [0, 0, 1, 1], id="line-break"),
    pytest.param("Inc.\nNext; x", [0, 1, 1], id="abbreviation-before-line-break"),
    pytest.param("«Нет.» Он ушёл", [0, 1, 1], id="closing-quote"),
    pytest.param("«Нет…» и ушёл", [0, 0, 0], id="ellipsis-before-small-letter"),
    pytest.param("А он? Да. Г. Нет", [0, 0, 1, 2, 2], id="question-and-initial"),
    pytest.param("Он г! Да", [0, 0, 1], id="abbreviation-with-exclamation"),
    pytest.param("one two", [0, 0], id="one"),
]


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(text: str, sentences: list[int]) -> None:
    words = tokenize(text)
    assert words.sentences() == sentences
    assert words.sentence_borders() is words.sentence_borders()


def test_an_article_is_read_once_in_its_language() -> None:
    reading = read(Article(title="Talks in Moscow", lead="The sixth meeting", body="It was held.", language="en-US"))
    assert (reading.language, reading.title.tokens, len(reading.lead), len(reading.body)) == ("en", ["Talks", "in", "Moscow"], 3, 3)


def test_words_are_folded_once() -> None:
    words = tokenize("Ёлка ЕЛКА “ёлка”")
    assert words.folded() == ["елка", "елка", "елка"]
    assert words.folded() is words.folded()


@given(st.text(alphabet=st.sampled_from("aбВg'ʼ#*- \n\u200c\u00ad.会ا1َ"), max_size=60))
def test_words_between_spaces_are_those_of_the_whole_text_and_each_is_where_it_is_said_to_be(text: str):
    words = tokenize(text)
    assert words.tokens == tokenize("x" * 60 + " " + text).tokens[1:]  # too long a word to be remembered: read at once
    assert [text[start:end] for start, end in words.spans()] == words.tokens
    assert "".join(words.gap(n) + token for n, token in enumerate(words.tokens)) == text[: words.spans()[-1][1] if words.tokens else 0]
    assert not any(tokenize(words.gap(number)).tokens for number in range(len(words)))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("ＢＲＩＣＳ summit", ["brics", "summit"], id="full-width"),
        pytest.param("𝐓𝐚𝐥𝐢𝐛𝐚𝐧 office", ["taliban", "office"], id="mathematical"),
        pytest.param("TALİBAN", ["taliban"], id="dotted-capital"),
        pytest.param("М0сква и Tal1ban", ["москва", "и", "taliban"], id="digits-for-letters"),
        pytest.param("БРИКС-тің AQSH-ning", ["брикстің", "aqshning"], id="ending-behind-a-hyphen"),
        pytest.param("БРИКС-2024 G-20", ["брикс", "2024", "g", "20"], id="number-behind-a-hyphen"),
        pytest.param("২০২৪ ২", ["2024", "2"], id="bengali-digits"),
        pytest.param("Тали&shy;бан&nbsp;в&#1052;оскве", ["талибан", "в", "москве"], id="entities"),
        pytest.param("&laquo;Талибан&raquo; &amp; co", ["талибан", "co"], id="named-entities"),
        pytest.param("Moscow&#39;s R&D; AT&T &bogus; &#0;", ["moscow's", "r", "d", "at", "t", "bogus"], id="entity-or-not"),
    ],
)
def test_words_as_they_are_typed(text: str, folded: list[str]):
    words = tokenize(text)
    assert words.folded() == folded
    for token, (start, end) in zip(words.tokens, words.spans(), strict=True):
        assert "&" in text or text[start:end] == token
        assert end - start == len(token)

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.html import MAX_CHARACTERS, strip_tags

CASES = [
    pytest.param("", "", id="nothing"),
    pytest.param("plain  text\n\twith \n folds", "plain text with folds", id="no-markup"),
    pytest.param("<p>First&nbsp;one</p>\n<p>Second</p>", "First one\nSecond", id="paragraphs"),
    pytest.param("<p><b>Мос</b>ковский <i>формат</i></p>", "Московский формат", id="inline-joins"),
    pytest.param("one<br>two<BR/>three", "one\ntwo\nthree", id="line-breaks"),
    pytest.param("<ul><li>a</li><li>b</li></ul>", "a\nb", id="list"),
    pytest.param("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc", id="cells"),
    pytest.param("Tom &amp; Jerry &#8217;s &copy", "Tom & Jerry ’s ©", id="entities"),
    pytest.param("&lt;p&gt; is a tag", "<p> is a tag", id="entities-resolved-once"),
    pytest.param("a < b, c > d and I <3 u", "a < b, c > d and I <3 u", id="lone-angle-brackets"),
    pytest.param("<a title=\"x > y\" href='/z>'>link</a>!", "link!", id="angle-bracket-in-attribute"),
    pytest.param('<a title="it"s">link</a>', "link", id="stray-quote"),
    pytest.param('text <a href="https://example.org/cut', "text", id="cut-within-a-tag"),
    pytest.param("a<script>if (a < b) document.write('<p>x</p>')</script>b", "ab", id="script"),
    pytest.param("a<STYLE type=x>p{}</STYLE >b", "ab", id="style-in-capitals"),
    pytest.param("a<script>never closed", "a", id="script-to-the-end"),
    pytest.param("<scripted>kept</scripted>", "kept", id="only-the-whole-name"),
    pytest.param("a<!-- <p>no</p> -->b<!-- to the end", "ab", id="comments"),
    pytest.param("<![CDATA[Fish & <chips>]]> now", "Fish & <chips> now", id="cdata-is-text"),
    pytest.param("a<![CDATA[]]>b", "ab", id="empty-cdata"),
    pytest.param("<?xml version='1.0'?><!DOCTYPE html>a</ >b", "ab", id="declarations"),
    pytest.param("a\0b", "ab", id="nul"),
]


@pytest.mark.parametrize(("fragment", "text"), CASES)
def test_a_fragment_becomes_plain_text(fragment, text):
    assert strip_tags(fragment) == text


@given(st.text(max_size=300) | st.text(alphabet="<>&!/-[]'\"= \0\n;apscript", max_size=300))
def test_whatever_the_text_whitespace_is_folded(text):
    plain = strip_tags(text)
    assert "\0" not in plain
    assert plain == plain.strip()
    assert all(line == " ".join(line.split()) for line in plain.split("\n"))


@pytest.mark.parametrize(
    "piece", ['<a href="', "<script>", "<!--", "<", "<a ", "&", '="', "<a b='\"", "<![CDATA[", "<svg>x</svg", "<p>", " \n"]
)
def test_no_text_takes_more_than_linear_time(piece):
    began = time.process_time()
    strip_tags(piece * (MAX_CHARACTERS // len(piece)))
    assert time.process_time() - began < 5


def test_a_text_beyond_the_limit_is_cut():
    assert len(strip_tags("x" * (MAX_CHARACTERS + 5))) == MAX_CHARACTERS

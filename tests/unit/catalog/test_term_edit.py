"""A term is added where a person would write it; all else of the file stays, or nothing is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.catalog.list_edit import WIDEST, CannotEdit
from monitor.catalog.term_edit import with_terms
from monitor.catalog.tree import read_yaml

HEAD = "# ours\nid: envoy   # the word after @\n"
LONG = ", ".join(f"word{number:02}" for number in range(16))
EDITS = [
    pytest.param("terms:\n  ru: [один]\n", "ru", "два", "terms:\n  ru: [один, два]\n", id="a-list-on-one-line"),
    pytest.param("terms:\n  ru: [один, ] # later\n", "ru", "два", "terms:\n  ru: [один, два, ] # later\n", id="a-comma-at-its-end"),
    pytest.param("terms: {ru: [один], en: [one]}\n", "ru", "два", "terms: {ru: [один, два], en: [one]}\n", id="all-on-one-line"),
    pytest.param("terms: {ru: [один]}\n", "en", "two", "terms: {ru: [один], en: [two]}\n", id="another-language-on-that-line"),
    pytest.param(
        "terms:\n  ru: [\n    один,   # first\n    два     # last\n  ]\n", "ru", "три",
        "terms:\n  ru: [\n    один,   # first\n    два, три     # last\n  ]\n", id="a-list-over-lines",
    ),
    pytest.param("terms:\n  ru:\n    - один\n    - два # last\n  en: [x]\n", "ru", "три",
                 "terms:\n  ru:\n    - один\n    - два # last\n    - три\n  en: [x]\n", id="a-list-of-dashes"),
    pytest.param("terms:\n  ru:\n  - один", "ru", "два", "terms:\n  ru:\n  - один\n  - два", id="dashes-without-indent-at-the-end"),
    pytest.param("terms:\n  ru: [один]\n\nnotes: x\n", "kk", "бір", "terms:\n  ru: [один]\n  kk: [бір]\n\nnotes: x\n", id="a-new-language"),
    pytest.param("terms:\n  ru:\n    - один # a\nnotes: x\n", "kk", "бір",
                 "terms:\n  ru:\n    - один # a\n  kk: [бір]\nnotes: x\n", id="a-new-language-after-dashes"),
    pytest.param("terms:\n  ru: [один,\n    два # a\n    ] # b\n", "kk", "бір",
                 "terms:\n  ru: [один,\n    два # a\n    ] # b\n  kk: [бір]\n", id="a-new-language-after-a-list-over-lines"),
    pytest.param("terms:\n  ru: [один]\n  kk:\n", "kk", "бір", "terms:\n  ru: [один]\n  kk: [бір]\n", id="a-language-with-nothing"),
    pytest.param("terms:\n  kk: []\n  ru: [один]\n", "kk", "бір", "terms:\n  kk: [бір]\n  ru: [один]\n", id="an-empty-list"),
    pytest.param("terms:\n  ru: [один]\n  kk: [ ]\n", "uz", "bir", "terms:\n  ru: [один]\n  kk: [ ]\n  uz: [bir]\n", id="after-an-empty-list"),
    pytest.param('terms:\n  hi: ["एक"]\n', "hi", "दो", 'terms:\n  hi: ["एक", "दो"]\n', id="quoted-like-its-neighbour"),
    pytest.param("terms:\n  en: [a]\n", "en", "O'Neil: x", 'terms:\n  en: [a, "O\'Neil: x"]\n', id="in-quotes-where-yaml-needs-them"),
    pytest.param("terms:\n  en: [a]\n", "en", "2024", 'terms:\n  en: [a, "2024"]\n', id="a-number-in-quotes"),
    pytest.param("terms:\n  en: [a]\n", "en", "=exact", 'terms:\n  en: [a, "=exact"]\n', id="a-mark-in-quotes"),
    pytest.param("terms:\n  en: [a]\n", "en", "two words", "terms:\n  en: [a, two words]\n", id="a-phrase"),
    pytest.param(f"terms:\n  en: [{LONG}]\n", "en", "one more word",
                 f"terms:\n  en: [{LONG},\n    one more word]\n", id="a-line-that-is-full"),
    pytest.param(f"terms:\n  en: [\n      {LONG}, x\n    ]\n", "en", "one more word",
                 f"terms:\n  en: [\n      {LONG}, x,\n      one more word\n    ]\n", id="the-last-line-of-many-is-full"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "term", "expected"), EDITS)
def test_a_term_is_added(text, language, term, expected):
    assert with_terms(HEAD + text, language, [term]) == HEAD + expected


@pytest.mark.parametrize(("text", "language", "term", "expected"), EDITS)
def test_line_ends_of_windows_stay(text, language, term, expected):
    windows, wanted = ((HEAD + some).replace("\n", "\r\n") for some in (text, expected))
    assert with_terms(windows, language, [term]) == wanted


def test_the_full_lines_are_full():
    assert len(f"  en: [{LONG}]") <= WIDEST < len(f"  en: [{LONG}, one more word]")


def test_several_terms_are_added_in_their_order():
    assert with_terms(HEAD + "terms: {en: [a]}\n", "en", ["b", "c"]) == HEAD + "terms: {en: [a, b, c]}\n"


@pytest.mark.parametrize(
    ("text", "term"),
    [
        pytest.param("id: x\nterms:\n  ru: [один]\n  kk: ~\n", "бір", id="a-null-that-is-written"),
        pytest.param("id: x\nterms:\n  ru: [один]\n  'kk':\n", "бір", id="a-key-in-quotes"),
        pytest.param("id: x\nterms:\n  ru: [один]\n  kk: [бір]\n", "", id="an-empty-term"),
        pytest.param("id: x\nterms: {ru: []}\n", "бір", id="a-concept-without-terms"),
        pytest.param("id: x\nterms: [\n", "бір", id="no-yaml"),
        pytest.param("", "бір", id="nothing"),
    ],
)
def test_what_cannot_be_edited_is_refused(text, term):
    with pytest.raises(CannotEdit, match=r"by hand|not be a concept"):
        with_terms(text, "kk", [term])


@given(st.text(min_size=1, max_size=20))
def test_any_term_is_read_back_as_it_was_given_or_refused(term):
    for layout in ("terms: {en: [a]}\n", "terms:\n  en:\n    - a\n  ru: [б] # c\n"):
        try:
            edited = with_terms(HEAD + layout, "en", [term])
        except CannotEdit:
            continue
        assert read_yaml(edited, name="").root.value["terms"]["en"] == ["a", term]

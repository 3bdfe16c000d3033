from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.normalize import _ARABIC_ONLY, _LATIN_ONLY, _ONE_WAY, _step_by_step, fold
from monitor.text.scripts import script_of
from monitor.text.words import tokenize

SAME = [
    # Every script
    pytest.param("Taliban²", "taliban2", id="superscript"),
    pytest.param("ﬁnal", "final", id="ligature"),
    pytest.param("Ｍｏｓｃｏｗ", "moscow", id="full-width"),
    pytest.param("𝐓𝐚𝐥𝐢𝐛𝐚𝐧", "taliban", id="mathematical"),
    pytest.param("Ⓣⓐⓛⓘⓑⓐⓝ", "taliban", id="circled"),
    pytest.param("ᴛᴀʟɪʙᴀɴ", "taliban", id="small-capitals"),
    pytest.param("T\u0337a\u0337liban", "taliban", id="struck-out"),
    pytest.param("Афга\xadнистан", "афганистан", id="soft-hyphen"),
    pytest.param("Тали\u200bбан", "талибан", id="zero-width-space"),
    pytest.param("Тали\u2060бан", "талибан", id="word-joiner"),
    pytest.param("Тали\ufeffбан", "талибан", id="byte-order-mark"),
    pytest.param("Тали\u034fбан", "талибан", id="grapheme-joiner"),
    pytest.param("Тали\ufe0fбан", "талибан", id="variation-selector"),
    pytest.param("Тали\U000e0100бан", "талибан", id="variation-selector-beyond"),
    pytest.param("Тали\U000e0020бан", "талибан", id="tag"),
    pytest.param("Тали\u3164бан", "талибан", id="filler"),
    pytest.param("\u2068Талибан\u2069", "талибан", id="direction-isolate"),
    pytest.param("Тали*бан", "талибан", id="asterisk"),
    pytest.param("Moscow’s", "moscow's", id="possessive-stays"),
    pytest.param("Moscow＇s", "moscow's", id="full-width-apostrophe"),
    # Digits
    pytest.param("۱۴۰۳", "1403", id="persian-digits"),
    pytest.param("١٤٠٣", "1403", id="arabic-digits"),
    pytest.param("२०२४", "2024", id="hindi-digits"),
    pytest.param("২০২৪", "2024", id="bengali-digits"),
    pytest.param("２０２４", "2024", id="full-width-digits"),
    # Latin
    pytest.param("Élysée", "elysee", id="accents"),
    pytest.param("Ǿre", "ore", id="two-marks"),
    pytest.param("aýǵan", "aygan", id="kazakh-latin"),
    pytest.param("Talıban", "taliban", id="dotless-i"),
    pytest.param("TALİBAN", "taliban", id="dotted-capital-i"),
    pytest.param("Straße", "strasse", id="sharp-s"),
    pytest.param("ro'yxat", "royxat", id="uzbek-ascii"),
    pytest.param("ro‘yxat", "royxat", id="uzbek-quote"),
    pytest.param("roʻyxat", "royxat", id="uzbek-letter"),
    pytest.param("roʼyxat", "royxat", id="uzbek-other-letter"),
    pytest.param("to´xtatdi", "toxtatdi", id="uzbek-acute"),
    pytest.param("g`alaba", "galaba", id="uzbek-grave"),
    pytest.param("o''zbek", "ozbek", id="uzbek-doubled"),
    # Cyrillic
    pytest.param("Ёлка", "елка", id="yo"),
    pytest.param("Толсто\u0438\u0306", "толстой", id="short-i-in-two"),
    pytest.param("Тали\u0301бан", "талибан", id="stress-mark"),
    pytest.param("сарвазири\u0304", "сарвазирӣ", id="tajik-long-i-in-two"),
    # Look-alikes
    pytest.param("Taлибан", "талибан", id="latin-in-cyrillic"),
    pytest.param("Tаliban", "taliban", id="cyrillic-in-latin"),
    pytest.param("ВRІСS", "brics", id="cyrillic-in-latin-capitals"),
    pytest.param("Талuбан", "талибан", id="small-u"),
    pytest.param("Talibaп", "taliban", id="small-p"),
    pytest.param("Ταlibαn", "taliban", id="greek-in-latin"),
    pytest.param("Τалибαн", "талибан", id="greek-in-cyrillic"),
    pytest.param("M0scow", "moscow", id="digit-in-latin"),
    pytest.param("Tаl1ban", "taliban", id="digit-in-mixed"),
    pytest.param("М0сква", "москва", id="digit-in-cyrillic"),
    pytest.param("при3нал", "признал", id="digit-in-cyrillic-3"),
    pytest.param("covid19", "covid19", id="digits-behind"),
    pytest.param("G20", "g20", id="letter-and-digits"),
    pytest.param("х2х", "х2х", id="digit-that-looks-like-none"),
    pytest.param("Қазақcтан", "қазақстан", id="latin-in-kazakh"),
    # Arabic letters
    pytest.param("كابول", "کابول", id="arabic-kaf"),
    pytest.param("سفيري", "سفیری", id="arabic-yeh"),
    pytest.param("موسكى", "موسکی", id="alef-maksura"),
    pytest.param("أفغانستان", "افغانستان", id="alef-hamza"),
    pytest.param("آسیا", "اسیا", id="alef-madda"),
    pytest.param("منظمة", "منظمه", id="feminine-ending"),
    pytest.param("رئيس", "رییس", id="yeh-hamza"),
    pytest.param("مؤسسه", "موسسه", id="waw-hamza"),
    pytest.param("امضاء", "امضا", id="hamza"),
    pytest.param("خانهٔ", "خانه", id="heh-with-hamza-above"),
    pytest.param("خانۀ", "خانه", id="heh-with-hamza-in-one"),
    pytest.param("طَالِبَانِ", "طالبان", id="harakat"),
    pytest.param("متّقی", "متقی", id="shadda"),
    pytest.param("هٰذا", "هذا", id="superscript-alef"),
    pytest.param("طـــالبان", "طالبان", id="tatweel"),
    pytest.param("ﻃﺎﻟﺒﺎﻥ", "طالبان", id="presentation-forms"),
    pytest.param("ﻻ", "لا", id="lam-alef"),
    pytest.param("گروه\u200cهای", "گروههای", id="zwnj"),
    pytest.param("فہرست", "فهرست", id="urdu-heh"),
    pytest.param("ھرات", "هرات", id="two-eyed-heh-begins"),
    pytest.param("انھیں", "انهیں", id="two-eyed-heh-after-n"),
    pytest.param("بھارت", "بھارت", id="aspirated-b-stays"),
    pytest.param("كهانة", "کهانه", id="arabic-heh"),
    pytest.param("ګروپ", "گروپ", id="pashto-gaf"),
    pytest.param("فارمېټ", "فارمېټ", id="pashto-e-stays"),
    # Devanagari
    pytest.param("ज़मीर", "जमीर", id="nukta"),
    pytest.param("\u095bमीर", "जमीर", id="nukta-in-one"),
    pytest.param("ऩियम", "नियम", id="nukta-that-composes"),
    pytest.param("पहुँचा", "पहुंचा", id="candrabindu"),
    pytest.param("हिन्दी", "हिंदी", id="half-nasal"),
    pytest.param("मॉस्को", "मास्को", id="candra-o"),
    pytest.param("मॅक्स", "मेक्स", id="candra-e"),
    pytest.param("गयी", "गई", id="glide"),
    pytest.param("लिये", "लिए", id="glide-e"),
    pytest.param("रक्\u200dत", "रक्त", id="zero-width-joiner"),
    # Chinese
    pytest.param("塔利班組織", "塔利班组织", id="traditional"),
    pytest.param("臺灣", "台湾", id="traditional-variant"),
    pytest.param("裡", "里", id="traditional-variant-2"),
    pytest.param("⾦", "金", id="radical"),
]


@pytest.mark.parametrize(("written", "folded"), SAME)
def test_one_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


APART = [
    pytest.param("и", "й", id="short-i"),
    pytest.param("қала", "кала", id="kazakh-q"),
    pytest.param("ҳама", "хама", id="tajik-h"),
    pytest.param("گهر", "گھر", id="urdu-aspirated"),
    pytest.param("کابل", "کابلے", id="urdu-e"),
    pytest.param("сектор", "cektop", id="a-whole-word-in-another-script"),
    pytest.param("NATOда", "НАТОда", id="a-name-that-does-not-go-over"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


_ANY = st.text(st.characters(), max_size=20)
_LOOKALIKE = st.text("aбвгдиклмнопуптxшαβηνπρuрnwTBHкʻ'ёй0134\u0301\u0306\u200c*", max_size=12)
_ARABIC = st.text("اأآبهھہکكگیيىےئؤةۀٔ\u064e\u0640\u200cطلن", max_size=12)
_HINDI = st.text("कनमयरहतदीेाि्ंँ़\u200d", max_size=12)


@given(st.one_of(_ANY, _LOOKALIKE, _ARABIC, _HINDI))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(_ANY, _LOOKALIKE, _ARABIC, _HINDI, st.from_regex(_ONE_WAY), st.from_regex(_ARABIC_ONLY), st.from_regex(_LATIN_ONLY)))
def test_what_is_spared_changes_nothing(text: str) -> None:
    assert fold(text) == _step_by_step(text)


@given(st.one_of(_ANY, _LOOKALIKE))
def test_unicode_forms_are_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.lists(st.one_of(_LOOKALIKE, _ARABIC, _HINDI), max_size=5))
def test_a_token_is_folded_without_its_neighbours(texts: list[str]) -> None:
    words = tokenize(" ".join(texts))
    assert words.folded() == [word for token in words.tokens if (word := fold(token))]


@pytest.mark.parametrize("token", ["\ud800", "Тали\udc00бан", "abc\udfff", "\0", "a\0b", "\uffff", "\u200c", "*", "'"])
def test_what_is_no_text_is_folded_without_an_error(token: str) -> None:
    assert fold(fold(token)) == fold(token)


@pytest.mark.parametrize("letters", ["a", "é", "ё", "Aж", "ы\u0301", "يـ", "न्", "塔", "o‘", "ɑп", "\u0301", "\u200b"])
def test_a_long_word_takes_its_length_in_time(letters: str) -> None:
    start = time.process_time()
    fold(letters * (200_000 // len(letters)))
    assert time.process_time() - start < 2


@pytest.mark.shared
def test_naughty_strings(shared: Path) -> None:
    for text in json.loads((shared / "harness" / "blns.json").read_text(encoding="utf-8")):
        words = tokenize(text)
        assert "&" in text or [text[start:end] for start, end in words.spans()] == words.tokens
        for token in [text, *words.tokens]:
            assert fold(fold(token)) == fold(token)
            assert script_of(fold(token)) in {"", "Latn", "Cyrl", "Arab", "Deva", "Hani", "Grek"}

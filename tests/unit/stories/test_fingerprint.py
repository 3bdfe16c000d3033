from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article
from monitor.stories.fingerprint import (
    HEAD,
    MASK,
    NO_TEXT,
    WORDS_COMPARED,
    containment,
    fingerprint,
    shingles,
    sketch,
    text_hash,
    titles_alike,
    told,
)
from monitor.text.words import read

LONG = " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(400))


def reading(title="", lead="", body="", language="en"):
    return read(Article(title=title, lead=lead, body=body, language=language))


def test_a_title_counts_only_where_the_text_says_little():
    assert told(reading("Talks open", "Envoys of ten states met in the capital today")) == [
        "envoys", "of", "ten", "states", "met", "in", "the", "capital", "today"
    ]  # fmt: skip
    assert told(reading("Talks open", "Envoys met")) == ["talks", "open", "envoys", "met"]


def test_lead_and_body_are_one_text_wherever_they_are_parted():
    one = shingles(reading(lead="the first part of a text that goes on", body="and ends with these words here"))
    other = shingles(reading(body="the first part of a text that goes on and ends with these words here"))
    assert one == other
    assert len(one) == 15 - 3


def test_chinese_is_compared_by_eight_characters():
    assert len(shingles(reading(body="阿富汗问题莫斯科模式磋商会议", language="zh"))) == 14 - 7


def test_a_text_too_short_for_a_shingle_is_one_whole():
    assert len(shingles(reading("Talks open"))) == 1
    assert shingles(reading()) == frozenset()
    assert sketch(frozenset()) == ()


def test_a_text_too_short_for_a_shingle_is_compared_with_none():
    assert fingerprint(reading("Talks open now")) == fingerprint(reading()) == NO_TEXT
    assert fingerprint(reading(body="莫斯科模式", language="zh")) == NO_TEXT
    assert fingerprint(reading("Talks open right now")).shingles


def test_a_fingerprint_knows_how_its_text_begins():
    whole = fingerprint(reading(body=LONG))
    assert len(whole.head) == HEAD
    assert set(whole.head) == shingles(reading(body=" ".join(LONG.split()[: HEAD + 3])))
    assert not whole.numbers
    assert not whole.names


def test_numbers_and_names_are_kept_of_short_texts():
    one = fingerprint(reading(lead="The 7 envoys met in Kabul today. They flew on to Doha", body="at ۱۲ o'clock"))
    assert len(one.numbers) == len(one.names) == 2
    assert one.numbers == fingerprint(reading(lead="12 men and ٧ women came here to talk again")).numbers
    assert fingerprint(reading("Envoys of Iran")).names == NO_TEXT.names
    assert len(fingerprint(reading("Envoys of Iran meet", "in Doha")).names) == 2


def test_languages_with_several_alphabets_are_compared_in_one():
    assert told(reading("Ўзбекистон", language="uz")) == told(reading("Oʻzbekiston", language="uz")) == ["ozbekiston"]
    assert told(reading("Мәскеуде", language="kk")) == told(reading("Mäskeude", language="kk")) == ["maskeude"]


def test_a_million_words_are_compared_by_the_first_of_them():
    book = reading(body=" ".join(f"w{number}" for number in range(1_000_000)))
    assert len(fingerprint(book).shingles) <= WORDS_COMPARED - 3
    assert len(sketch(fingerprint(book).shingles)) < WORDS_COMPARED / 16


def test_the_sample_of_a_long_text_is_within_that_of_a_short_one():
    long = shingles(reading(body=LONG))
    assert 0 < len(sketch(long)) < len(long) / 8
    some = frozenset(list(long)[:100])
    assert set(sketch(long)) & some <= set(sketch(some))
    few = frozenset(list(long)[:20])
    assert set(sketch(few)) == few


@given(st.frozensets(st.integers(0, MASK)), st.frozensets(st.integers(0, MASK)))
def test_containment_is_a_share_and_symmetric(one, other):
    assert 0.0 <= containment(one, other) == containment(other, one) <= 1.0
    assert containment(one, one) == (1.0 if one else 0.0)


def test_the_hash_of_a_text_knows_no_spelling_and_fits_a_signed_integer():
    one = text_hash(reading("Ёж", "и  «ЛИСА»"))
    assert one == text_hash(reading("еж", "И лиса"))
    assert 0 <= one < 2**63
    assert one != text_hash(reading("еж", "и волк"))


def test_titles_are_alike_but_for_spelling():
    assert titles_alike("Talks open – LIVE", "talks open: live")
    assert not titles_alike("Talks open", "Talks end")
    assert not titles_alike("", "")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article, Concept, Topic, TopicId
from monitor.text.words import read, tokenize
from monitor.topics import archive_keys
from monitor.topics.archive_keys import ANY, LONGEST, MOST_KEYS, PREFIX, Wanted, index_keys, wanted_keys
from monitor.topics.lexicon import How, Lexicon, TermWord
from monitor.topics.matcher import Matcher

T = TopicId("t")


def keys_of(text, language=""):
    return set(index_keys(read(Article(title=text, language=language))).split())


def wanted(query, *concepts):
    return wanted_keys(Matcher([Topic(id=T, query=query)], concepts).required_words(T))


def finds(wanted, keys):
    """What a database does with keys: one of each set, a prefix stands for spellings that begin so."""
    if ANY in keys:
        return True
    return all(
        any(any(k.startswith(key[:-1]) for k in keys) if key.endswith(PREFIX) else key in keys for key in one) for one in wanted.sets
    )


FOUND = [
    pytest.param("формат", "ru", "о московском формате", True, id="ru-form"),
    pytest.param('"московский формат"', "ru", "Московского формата", True, id="ru-phrase"),
    pytest.param('"московский формат"', "ru", "московский регламент", False, id="each-word-of-a-phrase"),
    pytest.param("Талибан", "en", "statement by Талибаном today", True, id="another-script"),
    pytest.param("talk", "en", "He talked", True, id="en-form"),
    pytest.param("=talk", "en", "He talked", False, id="exact"),
    pytest.param("==Talk", "en", "TALK", True, id="case-is-for-the-matcher"),
    pytest.param("talk AND kabul", "en", "talks in Herat", False, id="and"),
    pytest.param("talk OR kabul", "en", "talks in Herat", True, id="or"),
    pytest.param("kabul NOT talks", "en", "talks in Kabul", True, id="not-is-for-the-matcher"),
    pytest.param("талиб*", "ru", "талибами", True, id="prefix"),
    pytest.param("ru*", "ru", "формат встречи", False, id="a-prefix-is-of-a-spelling-not-of-a-language"),
    pytest.param("form?t", "en", "formats", True, id="pattern-by-its-beginning"),
    pytest.param("莫斯科", "zh", "在莫斯科举行", True, id="zh-characters"),
    pytest.param("莫斯科", "zh", "在莫科举行", False, id="zh-each-character"),
    pytest.param("o‘zbek", "uz", "Oʻzbekistonda o'zbeklar", True, id="uz-apostrophes"),
    pytest.param("san'at", "uz", "sanʼatga", True, id="uz-apostrophe-that-is-a-sound"),
    pytest.param("lang:ru формат", "en", "формат", True, id="filters-are-for-the-matcher"),
    pytest.param("@c", "en", "a delegation of envoys", True, id="concept-word"),
    pytest.param("@c", "en", "a high council", True, id="concept-phrase"),
    pytest.param("@c", "en", "a high road", False, id="concept-part-of-a-phrase"),
]


@pytest.mark.parametrize(("query", "language", "text", "found"), FOUND)
def test_an_article_is_found_by_what_it_must_hold(query, language, text, found):
    concept = Concept(id="c", terms={"en": ("envoy", "high council")})
    assert finds(wanted(query, concept), keys_of(text, language)) is found


def test_title_lead_and_body_are_indexed():
    article = Article(title="Kabul", lead="Herat", body="Kunduz", language="en")
    assert {"kabul", "herat", "kunduz"} <= set(index_keys(read(article)).split())


def test_a_base_that_is_the_spelling_is_filed_once():
    assert keys_of("формат", "ru") == {"формат"}
    assert keys_of("talks", "en") == {"talks", "!talk"}


def test_no_words_no_keys():
    assert index_keys(read(Article(title="—", lead="…"))) == ""


def test_keys_hold_nothing_that_an_index_takes_for_a_gap():
    keys = index_keys(read(Article(title="ﷺ Don't Тали*бан\u200b rock'n'roll " + "x" * 500, language="ar")))
    assert all(key.isprintable() and len(key) <= LONGEST + 1 and not set(key) & set('"*:\\') for key in keys.split(" "))


def test_a_very_long_word_is_found_by_what_counts_of_it():
    long = "w" * 200
    assert finds(wanted(f"={long}"), keys_of(long, "en"))
    assert finds(wanted(f"{long}*"), keys_of(long, "en"))


def test_an_article_of_too_many_words_is_always_a_candidate(monkeypatch):
    monkeypatch.setattr(archive_keys, "MOST_BYTES", 50)
    assert index_keys(read(Article(title="one two"))) != ANY
    many = index_keys(read(Article(title="one two three four five six seven eight nine ten eleven twelve")))
    assert many == ANY
    assert finds(wanted("thirteen"), {many})


def test_the_cache_of_tokens_begins_anew_when_it_is_full(monkeypatch):
    monkeypatch.setattr(archive_keys, "CACHED_TOKENS", 3)
    text = "alpha beta gamma delta epsilon"
    assert {key for key in keys_of(text, "xx") if not key.startswith("!")} == set(text.split())


def test_other_keys_of_any_word_are_another_version(monkeypatch):
    assert archive_keys.version() == archive_keys.version() < 2**31
    keys, before = archive_keys.index_keys, archive_keys.version()
    monkeypatch.setattr(archive_keys, "index_keys", lambda reading: keys(reading).replace("женщинами", "женщин"))
    assert archive_keys.version.__wrapped__() != before


def words(count, start=0):
    return [TermWord(f"w{n}", How.EXACT) for n in range(start, start + count)]


def test_a_long_set_is_left_out_while_a_shorter_one_remains():
    assert wanted_keys([words(MOST_KEYS + 1), words(2)]) == Wanted((frozenset({"w0", "w1"}),))


def test_a_long_set_alone_is_asked_by_the_beginnings_of_its_keys():
    many = [TermWord(f"beginning{'abcdefghij'[n % 10]}{n}", How.EXACT) for n in range(MOST_KEYS)] + [TermWord("be", How.EXACT)]
    assert wanted_keys([many]).sets == (frozenset({"beginnin*", "be"}),)
    spread = [TermWord(f"{a}{b}{c}{d}", How.EXACT) for a in "bdf" for b in "abcdefghij" for c in "abcdefghij" for d in "abcdefghij"]
    assert wanted_keys([spread]).sets == (frozenset(f"{a}{b}{c}*" for a in "bdf" for b in "abcdefghij" for c in "abcdefghij"),)
    assert wanted_keys([[*spread, TermWord("dabc", How.PREFIX), TermWord("dab", How.PREFIX)]]).sets == wanted_keys([spread]).sets
    assert wanted_keys([[TermWord(chr(0xAC00 + n), How.EXACT) for n in range(MOST_KEYS + 1)]]).everything


def test_the_rarest_sets_count_each_once():
    sets = [words(n) for n in (3, 1, 3, 2, 5, 4)]
    assert [len(one) for one in wanted_keys(sets).sets] == [3, 1, 2, 5]


def test_without_words_that_it_needs_everything_is_wanted():
    assert wanted_keys([]).everything
    assert not wanted("kabul").everything


# Letters of every script with a grammar, and what is folded away within words.
_TEXT = st.text("abeiostuzğ'ʼʻ*\u200b\u0301аеёийлмнтыіқ\u06ccیكهاء\u064b\u200cनमि\u093cीँ京语語9٣ﷺﬁ", min_size=1, max_size=8)
_ENDINGS = st.sampled_from(["", "s", "'s", "ed", "ом", "а", "лар", "ning", "ها", "ों", "'а"])
_HOW = st.sampled_from([How.FORMS, How.EXACT, How.CASED, How.PREFIX, How.PATTERN])


@given(_TEXT, _ENDINGS, _HOW, st.integers(1, 4), st.sampled_from(["", "en", "ru", "uz", "fa", "hi", "kk", "xx"]), st.booleans())
def test_whatever_token_satisfies_a_word_stands_under_one_of_its_keys(base, ending, how, cut, language, upper):
    text = (base + ending).upper() if upper else base + ending
    reading = read(Article(title=text, language=language))
    for token in reading.title.tokens:
        for start in tokenize(base).tokens or ["а"]:
            word = TermWord({How.PREFIX: start[:cut] or start, How.PATTERN: start[:cut] + "?*"}.get(how, start), how)
            lexicon = Lexicon()
            lexicon.leaf([word])
            if lexicon.leaves(token, reading.language):
                assert finds(wanted_keys([[word]]), set(index_keys(reading).split(" "))), (word, token)

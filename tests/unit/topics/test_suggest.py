"""Spellings that sound like a concept's words come first; what it matches already, plain words and refused ones never come."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from monitor.model import Concept
from monitor.text.normalize import fold
from monitor.text.words import tokenize
from monitor.topics.suggest import Ear, likely, single

MUTTAQI = Concept(id="muttaqi", terms={"en": ("Muttaqi", "amir khan"), "fa": ("متقی",)})
KABULOV = Concept(id="kabulov", terms={"": ("кабулов*",)})
KABUL = Concept(id="kabul", terms={"any": ("=kabul", "кабул")})


def spellings(concept: Concept, *words: str, **options) -> list[str]:
    vocabulary = [(fold(word), count) for count, word in enumerate(words, 1)]
    return [one.spelling for one in likely(Ear(concept), [MUTTAQI, KABULOV, KABUL], vocabulary, **options)]


def test_the_likest_come_first_whatever_their_script():
    words = ["table", "Мутко", "mottaki", "Мутакки", "مطقی", "मुत्तकी", "Мұттақи", "match"]
    assert spellings(MUTTAQI, *words) == ["мұттақи", "مطقی", "मुत्तकी", "мутакки", "mottaki", "мутко"]


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        pytest.param(MUTTAQI, ["muttaqi", "Muttaqi's", "متقي"], id="what-its-terms-match"),
        pytest.param(KABULOV, ["кабуловым", "Кабулова"], id="what-its-prefixes-match"),
        pytest.param(MUTTAQI, ["метка", "метки", "мутить"], id="words-of-the-dictionary"),
        pytest.param(MUTTAQI, ["穆塔基", "2024", "mtq", "mut", "governor"], id="what-does-not-sound-like-it"),
    ],
)
def test_never_suggested(concept, words):
    assert spellings(concept, *words) == []


def test_what_was_refused_is_not_suggested_again():
    assert spellings(MUTTAQI, "mottaki", "mutaki", refused={"mottaki"}) == ["mutaki"]


def test_of_two_that_are_alike_the_commoner_comes_first():
    assert spellings(KABULOV, "kabulof", "kabulow") == ["kabulow", "kabulof"]


def test_no_more_than_asked_for():
    assert spellings(MUTTAQI, "mutaqqi", "mutaki", "mottaki", limit=2) == ["mutaqqi", "mutaki"]


def test_an_inflected_form_is_told_with_its_word():
    (found,) = likely(Ear(MUTTAQI), [MUTTAQI], [("мутакки", 5), ("муттакидин", 1), ("муттаки", 4), ("муттакиге", 2)], limit=1)
    assert (found.spelling, found.articles, found.forms) == ("мутакки", 5, ())
    first, second = likely(Ear(MUTTAQI), [MUTTAQI], [("мутакки", 5), ("муттакидин", 1), ("муттаки", 6), ("муттакиге", 2)])
    assert (first.spelling, first.articles, first.forms, first.like) == ("муттаки", 9, ("муттакиге", "муттакидин"), "Muttaqi")
    assert second.spelling == "мутакки"


def test_another_concept_that_has_the_word_is_named():
    found = likely(Ear(KABULOV), [KABULOV, KABUL], [("kabul", 90), ("kabulow", 2)])
    assert [(one.spelling, one.known_to) for one in found] == [("kabulow", ()), ("kabul", ("kabul",))]


def test_a_word_is_known_in_the_languages_of_its_terms():
    ear = Ear(Concept(id="x", terms={"uz": ("motaqi",), "ru": ("мутакки",)}))
    assert (ear.knows("motaqining", "uz"), ear.knows("motaqining", "en"), ear.knows("motaqining")) == (True, False, False)
    assert (ear.knows("мутакки"), ear.knows("муттаки")) == (True, False)


def test_a_possessive_is_no_sound_of_a_name():
    possessive, plain = (Ear(Concept(id="x", terms={"": (term,)})) for term in ("muttaqi’s", "muttaqi"))
    assert possessive.hears("mistakes") is None
    assert possessive.hears("mottaki") == plain.hears("mottaki")


def test_a_word_with_vowels_is_compared_with_terms_that_have_theirs():
    both, persian = MUTTAQI, Concept(id="x", terms={"fa": ("متقی",)})
    assert Ear(both).hears("мутко") < Ear(persian).hears("мутко")
    assert Ear(both).hears("مطقی") == Ear(persian).hears("مطقی")


def test_two_concepts_of_the_same_words_are_both_named():
    twin = Concept(id="capital", terms=KABUL.terms)
    (found,) = likely(Ear(KABULOV), [KABULOV, KABUL, twin], [("kabul", 90)])
    assert found.known_to == ("kabul", "capital")


@pytest.mark.parametrize(
    ("term", "word"),
    [
        ("Taliban", "Taliban"),
        ("=талибы", "талибы"),
        ("талибан*", "талибан"),
        ("islamic emirate", ""),
        ("塔利班", ""),
        ("塔", "塔"),
        ("?", "?"),
    ],
)
def test_the_word_of_a_term(term, word):
    assert single(term) == word


@pytest.mark.parametrize(
    ("terms", "deaf"),
    [(("塔利班",), True), (("islamic emirate",), True), (("ttp",), True), (("taliban",), False), (("taliban", "Taliban"), False)],
)
def test_a_concept_without_a_word_that_sounds_has_nothing_to_listen_for(terms, deaf):
    assert Ear(Concept(id="x", terms={"": terms})).deaf is deaf


TRIAL = {
    "Taliban": "taleban talliban taalibaan тәлібан толибан толебон tolibon طالیبان तालिबान तालीबान таллибан талибаан",
    "Muttaqi": "mutaqqi mottaghi motaqi moutaki мутакки мұттақи муттақӣ muttaqiy مطقی मुत्तकी मोत्तकी",
    "Kabulov": "kaboulov kabuloff kabulow қобулов кобулов qobulov کابلوف قابولوف कबुलोव काबुलोव",
    "Baradar": "baraadar beradar baradhar барадар бародар берадар barodar بارادار बरादर बारादर",
    "Haqqani": "haqani hakkani haggani хаккани ҳаққонӣ haqqoniy حقانی حکانی हक्कानी",
}


@pytest.fixture(scope="module")
def real_words(shared) -> Counter[str]:
    """Every second word of the corpora's texts and how often it stands there."""
    words: Counter[str] = Counter()
    for path in sorted((shared / "corpora/text").glob("*.jsonl")):
        for line in path.read_text("utf8").splitlines():
            texts = (text for text in json.loads(line).values() if isinstance(text, str))
            words.update(word for text in texts for word in tokenize(text).folded())
    some = Counter({word: words[word] for word in sorted(words)[::2]})
    assert len(some) > 20_000
    return some


@pytest.mark.shared
@pytest.mark.parametrize("name", TRIAL)
def test_among_the_words_of_real_texts_the_right_ones_come_first(real_words, name):
    """Invented spellings in nine languages: nearly all are found, and most of what stands above the last of them is right."""
    planted = {fold(word) for word in TRIAL[name].split()}
    concept = Concept(id="x", terms={"en": (name,)})
    found = likely(Ear(concept), [concept], (real_words | Counter(dict.fromkeys(planted, 2))).items(), limit=200)
    right = [bool(planted & {one.spelling, *one.forms}) for one in found]
    assert sum(len(planted & {one.spelling, *one.forms}) for one in found) >= 0.9 * len(planted)
    last = max(place for place, good in enumerate(right) if good)
    assert sum(right) > (last + 1) / 2

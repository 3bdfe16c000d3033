"""The glossary: how terms are found in texts, and that every row which comes with the product can be."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.glossary import TABLES, Entry, Glossary, filing, read_table, shipped
from monitor.stories.glossary.entries import terms_in
from monitor.stories.glossary.forms import Forms
from monitor.stories.glossary.listing import russian_words, written
from monitor.text.inflect import term_keys
from monitor.text.normalize import fold
from monitor.text.words import tokenize

TONGUES = ("en", "ru", "fa", "ps", "ur", "zh", "hi", "kk", "ky", "tg", "uz", "ar", "de", "fr")


def named(text, tongue, of=None):
    """The ids of the entries that a text names, each with its words."""
    tokens = tokenize(text).tokens
    return [(one.entry.id, " ".join(tokens[one.start : one.end])) for one in (of or shipped()).find(tokens, tongue)]


def ids(text, tongue):
    return [name for name, _ in named(text, tongue)]


def ids_of(text, entries):
    return [name for name, _ in named(text, "en", entries)]


def made(*rows):
    """A glossary of English terms: one entry for each of ("thing:x", "term | term")."""
    return Glossary((Entry(name, 0.02), {"en": terms}) for name, terms in rows)


# ── finding ──


def test_of_two_that_share_a_word_the_longer_is_named():
    both = made(("thing:court", "court"), ("thing:supreme-court", "supreme court"))
    assert named("The Supreme Court and a court", "en", both) == [("thing:supreme-court", "Supreme Court"), ("thing:court", "court")]


def test_of_two_as_long_the_first_in_the_text_is_named():
    both = made(("thing:one", "court order"), ("thing:other", "supreme court"))
    assert named("a supreme court order", "en", both) == [("thing:other", "supreme court")]


def test_of_two_with_one_term_the_earlier_row_is_named():
    assert named("a ban", "en", made(("thing:one", "ban"), ("thing:other", "ban"))) == [("thing:one", "ban")]


def test_of_two_in_one_place_that_which_is_written_so_is_named():
    both = made(
        ("folk:tank-crew", "tanks | tank driv*"), ("thing:tank", "tank"), ("thing:tanker", "tanke*"), ("thing:driver", "tank driver*")
    )
    assert ids_of("a tank", both) == ["thing:tank"]
    assert ids_of("tanks", both) == ["folk:tank-crew"]
    assert ids_of("tankers", both) == ["thing:tanker"]
    assert ids_of("tank drivers", both) == ["thing:driver"]  # of more letters than "tank driv*"


def test_a_term_without_words_is_never_found():
    assert ids_of("— *", made(("thing:dash", "—"), ("thing:star", "*"), ("thing:none", ""))) == []


def test_a_term_is_found_in_its_forms():
    bans = made(("deed:lift-ban", "lift ban"))
    assert ids("Судом были сняты запреты", "ru") == ["body:court", "deed:lift-ban"]
    assert named("who lifts bans", "en", bans) == [("deed:lift-ban", "lifts bans")]
    assert named("who lifts", "en", bans) == named("lifts no bans", "en", bans) == []


def test_a_prefix_term_is_found_with_any_ending():
    extremes = made(("thing:extremism", "extremis*"), ("thing:ban", "ban extremis*"))
    assert named("extremistically banning", "en", extremes) == [("thing:extremism", "extremistically")]
    assert named("they ban extremisms", "en", extremes) == [("thing:ban", "ban extremisms")]
    assert named("extreme, extremi", "en", extremes) == []


def test_the_star_ends_the_last_word_of_a_hyphenated_term():
    arms = made(("thing:arms-race", "arms-rac*"), ("thing:x", "x*"))
    assert named("an arms-racing x", "en", arms) == [("thing:arms-race", "arms racing"), ("thing:x", "x")]
    assert named("xy", "en", arms) == []  # one letter is no beginning


def test_chinese_is_found_anywhere_in_both_scripts():
    assert ids("俄罗斯最高法院暂停对塔利班的禁令", "zh") == ids("俄羅斯最高法院暫停對塔利班的禁令", "zh")
    assert {"place:ru", "body:supreme-court", "body:taliban", "deed:suspend"} <= set(ids("俄罗斯最高法院暂停对塔利班的禁令", "zh"))


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("O‘zbekiston Oliy sudi taqiqni bekor qildi", "Ўзбекистон Олий суди тақиқни бекор қилди"),
        ("Qirg'iziston va Qozog'iston yettinchi uchrashuvda", "Қирғизистон ва Қозоғистон еттинчи учрашувда"),
    ],
)
def test_uzbek_is_found_in_both_scripts(latin, cyrillic):
    assert ids(latin, "uz") == ids(cyrillic, "uz") != []


def test_terms_of_another_language_are_not_looked_for():
    assert "place:kz" in ids("Казахстан", "ru")
    assert ids("Казахстан", "de") == ids("Казахстан", "xx") == ids("Казахстан", "") == []


def test_an_entry_has_a_kind_and_a_share():
    entry = Entry("place:kz", 0.02)
    assert entry.kind == "place"
    assert 0 < shipped().share("place:kz") < 1
    assert shipped().share("place:atlantis") is None


def test_what_a_token_may_begin_is_forgotten_when_it_is_too_much(monkeypatch):
    monkeypatch.setattr(filing, "_REMEMBERED", 2)
    terms = made(("thing:ban", "ban"))
    for _ in range(3):
        assert named("a ban of bans or many banners", "en", terms) == [("thing:ban", "ban"), ("thing:ban", "bans")]


@given(st.lists(st.text(min_size=1, max_size=12)), st.sampled_from((*TONGUES, "", "xx")))
def test_any_tokens_name_entries_that_do_not_overlap(tokens, tongue):
    tokens = [*tokens, "Supreme", "Court"]
    ends = 0
    for one in shipped().find(tokens, tongue):
        assert ends <= one.start < one.end <= len(tokens)
        ends = one.end


# ── tables ──


def test_a_table_is_read():
    table = "id\trarity\tstage\ten\tru\ndeed:lift\t2\tdecided\tlift ban |  unban \t\nplace:kz\t1\t\tKazakhstan\tКазахстан"
    rows = list(read_table(table))
    assert [cells for _, cells in rows] == [{"en": "lift ban |  unban ", "ru": ""}, {"en": "Kazakhstan", "ru": "Казахстан"}]
    assert terms_in("lift ban |  unban ") == ["lift ban", "unban"]
    assert terms_in(" | ") == terms_in("") == []
    assert [(entry.id, entry.stage) for entry, _ in rows] == [("deed:lift", "decided"), ("place:kz", "")]
    assert rows[0][0].share < rows[1][0].share


@pytest.mark.parametrize("row", [pytest.param("a:b\t2", id="a cell is missing"), pytest.param("a:b\t4\tx", id="no such rarity")])
def test_a_bad_row_is_an_error(row):
    with pytest.raises((ValueError, KeyError)):
        list(read_table(f"id\trarity\ten\n{row}"))


def rows_of(name):
    text = files("monitor.stories.glossary").joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    return [(entry, {tongue: terms_in(cell) for tongue, cell in cells.items()}) for entry, cells in read_table(text)]


ALL = [(name, entry, terms) for name in TABLES for entry, terms in rows_of(name)]


def test_every_table_is_listed():
    shipped_tables = {file.name for file in files("monitor.stories.glossary").iterdir() if file.name.endswith(".tsv")}
    assert shipped_tables == {f"{name}.tsv" for name in TABLES}


def test_every_row_is_well_formed():
    for name, entry, terms in ALL:
        assert re.fullmatch("[a-z]+:[a-z0-9-]+", entry.id), (name, entry.id)
        assert entry.stage in {"", "asked", "decided", "denied"}, entry.id
        assert set(terms) == set(TONGUES), entry.id
        assert terms["en"], entry.id


def test_no_id_comes_twice():
    assert [one for one, times in Counter(entry.id for _, entry, _ in ALL).items() if times > 1] == []


def test_ordinals_are_numbers():
    for _, entry, _ in ALL:
        if entry.kind == "ordinal":
            assert entry.id.partition(":")[2].isdecimal()


def test_no_term_of_a_language_stands_in_two_entries():
    """In whatever spelling: the row that comes first would hide the other."""
    holders = defaultdict(set)
    for _, entry, terms in ALL:
        for tongue in TONGUES:
            for term in terms[tongue]:
                words = tuple(fold(token) for token in tokenize(term.replace("*", "")).tokens)
                holders[tongue, words, term.endswith("*")].add(entry.id)
    assert {key: entries for key, entries in holders.items() if len(entries) > 1} == {}


def test_every_term_is_found_as_its_own_entry():
    """Where a term stands alone, as its row writes it, no other entry with a term of inflections alike is taken for it."""
    lost = []
    for _, entry, terms in ALL:
        for tongue in TONGUES:
            for term in terms[tongue]:
                tokens = tokenize(term.replace("*", "")).tokens
                if entry.id not in {one.entry.id for one in shipped().find(tokens, tongue)}:
                    lost.append((entry.id, tongue, term))
    assert lost == []


def test_prefixes_are_long_enough_to_be_certain():
    """A word alone that any ending may follow has four letters at least."""
    short = [
        (entry.id, tongue, term)
        for _, entry, terms in ALL
        for tongue in TONGUES
        for term in terms[tongue]
        if term.endswith("*") and " " not in term and len(term) < 5
    ]
    assert short == []


@pytest.mark.parametrize("tongue", TONGUES)
def test_nearly_every_row_has_terms_in_every_language(tongue):
    assert sum(bool(terms[tongue]) for _, _, terms in ALL) >= 0.9 * len(ALL)


# ── the listed forms of Russian words ──


def test_the_listed_forms_are_those_of_the_dictionary():
    text = files("monitor.stories.glossary").joinpath("forms.txt").read_text(encoding="utf-8")
    assert text == written(russian_words()), "make it anew: glossary/listing.py says how"


def test_what_is_listed_of_a_word_is_what_matching_asks_of_it():
    filed = filing.Filed(shipped().terms("ru"), "ru")
    for word in ["Талибан", "снять", "сильный", "Совет", "совет", "ШОС", "Верховный", "побег", "BRICS"]:
        keys = set(term_keys(word, "ru"))
        assert filed._keys_of(word) <= keys
        assert {key for key in keys if key[:2] == "ru" or ":" not in key} <= filed._keys_of(word)


def test_forms_are_read():
    forms = Forms("ый ая +ее ее\tсильн побед\nа и _\t_ ^рук\n~\t^бди")
    assert forms.of("сильный") == ("сильный", "сильная", "посильнее", "сильнее")
    assert forms.of("^рука") == ("рука", "руки", "рук")
    assert forms.of("рука") is None
    assert forms.of("^бди") == ()
    assert [forms.are_known(word) for word in ("^рука", "^бди", "рука")] == [True, False, False]
    assert forms.having("посильнее") == forms.having("сильная") == ["сильный"]
    assert forms.having("и") == ["а"]
    assert forms.having("победее") == ["победый"]
    assert forms.having("сильнее") == ["сильный"]
    assert forms.having("поддержка") == forms.having("бди") == []


def test_a_word_that_is_not_russian_is_not_listed():
    assert written(["BRICS", "塔"]) == ""
    assert written(["ШОС"]) == "~\t^шос\n"
    assert Forms(written(["Рука", "рука"])).having("рукам") == ["^рука", "рука"]

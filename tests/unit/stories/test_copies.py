import random

from monitor.model import Article, ArticleId
from monitor.stories.copies import COMMON, CopyIndex, original_of, same_page
from monitor.stories.fingerprint import shingles
from monitor.text.words import read

CHANCE = random.Random(7)
VOCABULARY = ["".join(CHANCE.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(3000)]


def text(seed, words=200):
    return random.Random(seed).choices(VOCABULARY, k=words)


def hashes(words):
    return shingles(read(Article(body=" ".join(words), language="en")))


def test_a_text_with_a_dateline_and_a_footer_is_a_copy():
    index = CopyIndex()
    assert index.add("wire", hashes(text(1))) == "wire"
    assert index.add("paper", hashes(["moscow", "tass", *text(1), "all", "rights", "reserved"])) == "wire"


def test_the_first_third_of_a_text_is_a_copy():
    index = CopyIndex()
    index.add("wire", hashes(text(1)))
    assert index.add("cut", hashes(text(1)[:70])) == "wire"


def test_another_text_is_its_own_original():
    index = CopyIndex()
    index.add("wire", hashes(text(1)))
    assert index.add("other", hashes(text(2))) == "other"


def test_copies_do_not_chain():
    index = CopyIndex()
    index.add("first", hashes(text(1)))
    assert index.add("half and half", hashes(text(1)[:140] + text(2)[:60])) == "first"
    assert index.add("second", hashes(text(2))) == "second"


def test_short_texts_must_share_more():
    first = hashes(text(3, 12))
    assert original_of(hashes([*text(3, 12)[:9], "other", "words", "end"]), [(ArticleId(1), first)]) is None
    assert original_of(first, [(ArticleId(1), first)]) == 1


def test_of_several_candidates_the_most_alike_is_the_original():
    mine = hashes(text(1))
    near, nearer = hashes(text(1)[:150] + text(4)[:50]), hashes(text(1)[:190] + text(4)[:10])
    assert original_of(mine, [(ArticleId(1), near), (ArticleId(2), nearer), (ArticleId(3), near)]) == 2
    assert original_of(mine, []) is None


def test_a_formula_that_many_originals_share_finds_no_candidates():
    index = CopyIndex()
    formula = text(5, 30)
    for number in range(COMMON + 5):
        index.add(f"n{number}", hashes([*text(100 + number), *formula]))
    assert index.add("formula", hashes(formula)) == "formula"


def test_old_originals_are_forgotten():
    index = CopyIndex(size=2)
    for name, seed in (("a", 1), ("b", 2), ("c", 3)):
        index.add(name, hashes(text(seed)))
    assert index.add("a again", hashes(text(1))) == "a again"
    assert index.add("c again", hashes(text(3))) == "c"


def test_forgetting_one_holder_of_a_hash_keeps_the_other():
    index = CopyIndex(size=2)
    shared = text(9, 60)
    index.add("a", hashes([*text(1), *shared]))
    index.add("b", hashes([*text(2), *shared]))
    index.add("c", hashes(text(3)))
    assert index.add("shared", hashes(shared)) == "b"


def test_a_url_alone_makes_no_copy():
    one, other = hashes(text(1)), hashes(text(2))
    assert not same_page(one, other, same_title=False)
    assert same_page(one, other, same_title=True)
    assert same_page(one, hashes(text(1)[:100] + text(2)[:100]), same_title=False)

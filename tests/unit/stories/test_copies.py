import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, ArticleId
from monitor.stories.copies import COMMON, CopyIndex, most_alike, original_of, repeated, same_page
from monitor.stories.fingerprint import NO_TEXT, fingerprint
from monitor.text.words import read

CHANCE = random.Random(7)
VOCABULARY = ["".join(CHANCE.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(3000)]


def text(seed, words=200):
    return random.Random(seed).choices(VOCABULARY, k=words)


REPORT = (
    "The seventh meeting of the Moscow Format of Consultations on Afghanistan was held in the Russian capital on Tuesday. Special envoys and "
    "senior officials of ten states took part, and for the first time the delegation from Kabul, led by Foreign Minister Amir Khan Muttaqi, "
    "joined as a member. The participants reaffirmed their support for an independent, united and peaceful Afghanistan and called for wider "
    "economic exchange with the region. They spoke against any attempt to place military infrastructure in the country and its neighbours, "
    "and agreed to go on with regular consultations. The sides also discussed the fight against drugs and humanitarian aid for the winter."
)
REPORT_RU = (
    "В Москве состоялась седьмая встреча Московского формата консультаций по Афганистану. В ней приняли участие спецпредставители и старшие "
    "официальные лица десяти государств, и впервые делегация из Кабула во главе с министром Амир Ханом Муттаки участвовала как полноправный "
    "член. Участники подтвердили поддержку независимого, единого и мирного Афганистана и призвали развивать торговлю в регионе. Они выступили "
    "против размещения военной инфраструктуры в стране и у её соседей и договорились продолжать регулярные консультации."
)
UZBEK = (
    "Oʻzbekiston Respublikasi Prezidenti Moskvada boʻlib oʻtgan yigʻilishda ishtirok etdi va Afgʻoniston masalasi boʻyicha nutq soʻzladi. "
    "Uchrashuvda qoʻshni davlatlarning maxsus vakillari ham qatnashdi, tomonlar savdo va xavfsizlik masalalarini muhokama qildi"
)
UZBEK_CYRILLIC = (
    "Ўзбекистон Республикаси Президенти Москвада бўлиб ўтган йиғилишда иштирок этди ва Афғонистон масаласи бўйича нутқ сўзлади. "
    "Учрашувда қўшни давлатларнинг махсус вакиллари ҳам қатнашди, томонлар савдо ва хавфсизлик масалаларини муҳокама қилди"
)
KAZAKH = (
    "Қазақстан Республикасының Президенті Мәскеуде өткен жиынға қатысты және Ауғанстан туралы сөз сөйледі деп хабарлады баспасөз қызметі"
)
KAZAKH_LATIN = (
    "Qazaqstan Respublikasynyŋ Prezidentı Mäskeude ötken jiynğa qatysty jäne Auğanstan turaly söz söiledı dep habarlady baspasöz qyzmetı"
)
CHINESE = "莫斯科模式阿富汗问题磋商第七次会议星期二在俄罗斯首都举行，十个国家的特使和高级官员出席了会议，阿富汗代表团首次作为正式成员参加。"
CHINESE_TRADITIONAL = (
    "莫斯科模式阿富汗問題磋商第七次會議星期二在俄羅斯首都舉行，十個國家的特使和高級官員出席了會議，阿富汗代表團首次作為正式成員參加。"
)
FOOTER = (
    " Subscribe to our newsletter and follow us on Telegram. All rights reserved. No part of this text may be republished without a link to the "
    "site, whose editors answer for what it says according to the law on the press of the country where it is registered. The opinions of "
    "authors are their own and need not be shared by the publisher in any way at all."
)


def printed(words, language="en"):
    return fingerprint(read(Article(body=words if isinstance(words, str) else " ".join(words), language=language)))


def headline(title, language="en"):
    return fingerprint(read(Article(title=title, language=language)))


def first_words(whole, share):
    words = whole.split()
    return " ".join(words[: int(len(words) * share)])


COPIES = [
    pytest.param("en", REPORT, REPORT, id="same"),
    pytest.param("en", REPORT, first_words(REPORT, 0.35), id="truncated"),
    pytest.param(
        "en", REPORT, f"Envoys of ten states met yet again. {first_words(REPORT, 0.5)} Read more…", id="truncated-under-another-lead"
    ),
    pytest.param("en", first_words(REPORT, 0.35), REPORT, id="the-whole-after-its-beginning"),
    pytest.param("en", REPORT, f"MOSCOW, October 7. /TASS/. {REPORT}", id="wire-prefix"),
    pytest.param("en", f"MOSCOW, October 7. /TASS/. {REPORT}", f"KABUL (Khaama Press) – {REPORT}", id="other-wire-prefix"),
    pytest.param("ru", REPORT_RU, f"МОСКВА, 7 октября. /ТАСС/. {REPORT_RU}", id="wire-prefix-ru"),
    pytest.param("en", REPORT, REPORT + FOOTER, id="boilerplate-added"),
    pytest.param("en", REPORT, REPORT.replace("e", "e\u00ad").replace("'", "’").replace(", ", " , "), id="typography"),
    pytest.param("ru", REPORT_RU, REPORT_RU.replace("ё", "е").replace(" - ", " — ").replace(" ", "\u00a0 "), id="typography-ru"),
    pytest.param("en", REPORT, ". ".join(reversed(REPORT.split(". "))), id="sentences-in-another-order"),
    pytest.param("en", REPORT, ". ".join(REPORT.split(". ")[1:]), id="a-sentence-left-out"),
    pytest.param("uz", UZBEK, UZBEK_CYRILLIC, id="uzbek-in-two-alphabets"),
    pytest.param("kk", KAZAKH, KAZAKH_LATIN, id="kazakh-in-two-alphabets"),
    pytest.param("zh", CHINESE, CHINESE_TRADITIONAL, id="chinese-in-two-scripts"),
    pytest.param("zh", CHINESE * 2, f"新华社莫斯科10月7日电 {CHINESE}", id="chinese-wire-prefix"),
]
APART = [
    pytest.param(REPORT, REPORT_RU, id="a-translation"),
    pytest.param(
        " ".join(text(1, 45)) + FOOTER,
        " ".join(text(2, 45)) + FOOTER,
        id="same-footer",
    ),
    pytest.param(
        "Air defence shot down 34 drones over 5 regions during the night, the ministry of defence said. No one was hurt, it added.",
        "Air defence shot down 71 drones over 9 regions during the night, the ministry of defence said. No one was hurt, it added.",
        id="report-by-template",
    ),
    pytest.param(
        "The sixth meeting of the Moscow Format of Consultations on Afghanistan is being held in Moscow today with ten states",
        "The seventh meeting of the Moscow Format of Consultations on Afghanistan is being held in Moscow today with ten states",
        id="lead-with-another-ordinal",
    ),
    pytest.param(f"{REPORT}", f"{REPORT} {' '.join(text(11, 900))}", id="a-digest-with-the-report-in-it"),
    pytest.param("Police said", "Police said", id="a-word-or-two"),
    pytest.param("", "", id="nothing"),
]
HEADLINES_APART = [
    ("Sixth meeting of the Moscow Format opens in Moscow", "Seventh meeting of the Moscow Format opens in Moscow"),
    ("Quake of magnitude 5.2 hits Badakhshan province", "Quake of magnitude 4.8 hits Badakhshan province"),
    ("Talks on Afghanistan to be held on October 7", "Talks on Afghanistan to be held on October 8"),
    ("Envoy of Pakistan arrives in Kabul for talks", "Envoy of Uzbekistan arrives in Kabul for talks"),
    ("Россия исключила «Талибан» из списка террористов", "Россия не исключила «Талибан» из списка террористов"),
    ("莫斯科模式第六次磋商会议今天在莫斯科举行", "莫斯科模式第七次磋商会议今天在莫斯科举行"),
    ("Taliban delegation arrives in Moscow", "Moscow says Taliban delegation arrives in Moscow after talks in Doha with envoys"),
]


@pytest.mark.parametrize(("language", "one", "other"), COPIES)
def test_a_text_told_again_is_a_copy(language, one, other):
    index = CopyIndex()
    index.add("wire", printed(one, language))
    assert index.add("paper", printed(other, language)) == "wire"


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_text_is_its_own_original(one, other):
    index = CopyIndex()
    index.add("one", printed(one))
    assert index.add("other", printed(other)) == "other"


@pytest.mark.parametrize(("one", "other"), HEADLINES_APART)
def test_headlines_that_differ_in_a_number_or_a_name_are_no_copies(one, other):
    assert not repeated(headline(one), headline(other))
    assert not repeated(headline(other), headline(one))


@pytest.mark.parametrize(
    "other",
    [
        "Seventh meeting of the Moscow Format opens in Moscow",
        "SEVENTH MEETING of the Moscow Format opens in Moscow",
        "Seventh meeting of the Moscow Format opens in Moscow – TASS",
        "Urgent: seventh meeting of the Moscow Format opens in Moscow",
    ],
)
def test_a_headline_with_a_name_beside_it_is_a_copy(other):
    assert repeated(headline(other), headline("Seventh meeting of the Moscow Format opens in Moscow"))


def test_another_headline_over_the_same_text_makes_no_other_text():
    one, other = (fingerprint(read(Article(title=title, lead=REPORT, language="en"))) for title in ("Talks open", "Envoys meet in Moscow"))
    assert one == other


def test_the_first_third_of_a_text_is_a_copy():
    index = CopyIndex()
    index.add("wire", printed(text(1)))
    assert index.add("cut", printed(text(1)[:70])) == "wire"


def test_copies_do_not_chain():
    index = CopyIndex()
    index.add("first", printed(text(1)))
    assert index.add("half and half", printed(text(1)[:140] + text(2)[:60])) == "first"
    assert index.add("second", printed(text(2))) == "second"


def test_short_texts_must_share_more():
    first = printed(text(3, 12))
    assert original_of(printed([*text(3, 12)[:9], "other", "words", "end"]), [(ArticleId(1), first)]) is None
    assert original_of(first, [(ArticleId(1), first)]) == 1


def test_a_lead_in_a_long_text_needs_more_of_it():
    long = printed(text(3, 120))
    assert repeated(printed(text(3, 120)[:18]), long) == 1.0
    assert repeated(printed(text(3, 120)[:15] + text(4, 5)), long)
    assert not repeated(printed(text(3, 120)[:10] + text(4, 8)), long)


def test_what_begins_and_ends_otherwise_needs_more_in_the_midst():
    midst = text(1, 150)
    one, other = (printed([*text(seed, 40), *midst, *text(seed + 1, 10)]) for seed in (20, 30))
    assert not repeated(one, other)
    assert repeated(printed([*midst, *text(20, 50)]), other)


def test_brief_texts_of_one_template_differ_in_names():
    one, other = ("A delegation from {} was received by the governor of the province for talks on trade", "Kabul"), "Dushanbe"
    mine, theirs = printed(one[0].format(one[1])), printed(f"{one[0].format(other)} and transit")
    assert not repeated(mine, theirs)


def test_a_report_of_the_day_is_none_of_the_day_before_whatever_is_added():
    today, before = (
        f"During the night the ministry counted {n} drones over {n + 1} regions, {n + 2} of them by the border, and {n + 3} fires, its "
        "press service said in the morning. No one was hurt, and services work at all places where something fell, so that people are "
        "asked to stay away from windows and to call the one number for help where they see what they do not know."
        for n in (11, 31)
    )
    assert not repeated(printed(today), printed(f"{before} {' '.join(text(4, 40))}"))
    assert repeated(printed(today), printed(f"{today} {' '.join(text(4, 40))}"))


def test_of_several_candidates_the_most_alike_is_the_original():
    mine = printed(text(1))
    near, nearer = printed(text(1)[:150] + text(4)[:50]), printed(text(1)[:190] + text(4)[:10])
    assert original_of(mine, [(ArticleId(1), near), (ArticleId(2), nearer), (ArticleId(3), near)]) == 2
    assert original_of(mine, [(ArticleId(3), near), (ArticleId(1), near)]) == 3
    assert original_of(mine, []) is None


def test_what_many_originals_share_finds_no_candidates():
    assert most_alike({1: ["a", "b"], 2: ["b"], 3: [f"n{number}" for number in range(COMMON)]}) == [("b", 2), ("a", 1)]
    index = CopyIndex()
    formula = text(5, 30)
    for number in range(COMMON + 5):
        assert index.add(f"n{number}", printed([*text(100 + number), *formula])) == f"n{number}"
    assert index.add("formula", printed(formula)) == "formula"


def test_old_originals_are_forgotten():
    index = CopyIndex(size=2)
    for name, seed in (("a", 1), ("b", 2), ("c", 3)):
        index.add(name, printed(text(seed)))
    assert index.add("a again", printed(text(1))) == "a again"
    assert index.add("c again", printed(text(3))) == "c"


def test_forgetting_one_holder_of_a_hash_keeps_the_other():
    index = CopyIndex(size=2)
    shared = text(9, 60)
    index.add("a", printed([*shared, *text(1)]))
    index.add("b", printed([*shared, *text(2)]))
    index.add("c", printed(text(3)))
    assert index.add("shared", printed(shared)) == "b"


def test_forgetting_who_came_too_late_to_be_a_holder():
    index = CopyIndex(size=COMMON + 1)
    for number in range(3 * COMMON):
        index.add(number, printed([*text(5, 30), *text(100 + number)]))
    assert index.add("new", printed(text(4))) == "new"


def test_the_same_article_ten_thousand_times_is_kept_once():
    index = CopyIndex()
    wire = printed(REPORT)
    index.add(0, wire)
    tracemalloc.start()
    assert {index.add(number, wire) for number in range(1, 10_000)} == {0}
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 10_000


def test_a_url_alone_makes_no_copy():
    one, other = printed(text(1)).shingles, printed(text(2)).shingles
    assert not same_page(one, other, same_title=False)
    assert same_page(one, other, same_title=True)
    assert same_page(one, printed(text(1)[:100] + text(2)[:100]).shingles, same_title=False)


WORDS = st.lists(st.sampled_from([*VOCABULARY[:12], "7", "8", "Kabul", "Moscow."]), max_size=60)


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_how_much_is_repeated_is_a_share_and_all_of_the_same(one, other):
    mine, theirs = printed(one), printed(other)
    assert 0.0 <= repeated(mine, theirs) <= 1.0
    assert repeated(mine, mine) == (0.0 if mine == NO_TEXT else 1.0)

"""Which story an article tells: one happening in many languages is one, two that contradict each other are two."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Article
from monitor.stories import assign
from monitor.stories.assign import REFUSED, SHARED, Choice, StoryIndex, choose, probes
from monitor.stories.facts import Facts
from monitor.stories.fingerprint import MASK
from monitor.stories.outline import begun, grown
from monitor.stories.profile import Profile, profile_of
from monitor.stories.rarity import Rarity, Weighed
from monitor.text.words import read


def profile(title, lead="", language="en"):
    return profile_of(read(Article(title=title, lead=lead, language=language)))


def stories(*articles):
    """The number of the story of each article, in their order, as a stream."""
    index = StoryIndex()
    return [index.add(number, profile(*article)) for number, article in enumerate(articles)]


# ── one happening in many languages ──

CASPIAN = {
    "en": (
        "Sixth meeting of the Caspian fishery council ends in Baku",
        "BAKU, June 4. Envoys of Azerbaijan, Iran and Kazakhstan signed a declaration on sturgeon fishing after the sixth meeting.",
    ),
    "ru": (
        "В Баку завершилось шестое заседание Каспийского рыбного совета",
        "Представители Азербайджана, Ирана и Казахстана подписали 4 июня декларацию о вылове осетра по итогам шестого заседания совета.",
    ),
    "fa": (
        "ششمین نشست شورای شیلات خزر در باکو پایان یافت",
        "نمایندگان جمهوری آذربایجان، ایران و قزاقستان روز ۴ ژوئن اعلامیه‌ای درباره صید ماهی خاویاری امضا کردند.",
    ),
    "zh": ("里海渔业理事会第六次会议在巴库闭幕", "阿塞拜疆、伊朗和哈萨克斯坦代表6月4日签署了关于鲟鱼捕捞的宣言。"),
    "hi": (
        "बाकू में कैस्पियन मत्स्य परिषद की छठी बैठक संपन्न",
        "अज़रबैजान, ईरान और कज़ाकिस्तान के प्रतिनिधियों ने 4 जून को घोषणापत्र पर हस्ताक्षर किए।",
    ),
    "uz": (
        "Bokuda Kaspiy baliqchilik kengashining oltinchi yig‘ilishi yakunlandi",
        "Ozarbayjon, Eron va Qozog‘iston vakillari 4-iyun kuni baliq ovlash to‘g‘risidagi deklaratsiyani imzoladi.",
    ),
}


def test_one_happening_in_six_languages_is_one_story():
    articles = [(*texts, language) for language, texts in CASPIAN.items()]
    assert stories(*articles) == [0] * 6
    assert stories(*reversed(articles)) == [0] * 6


def test_another_happening_in_the_same_country_is_another_story():
    fire = (
        "Fire at a market injures twelve",
        "Firefighters in Azerbaijan put out a blaze at a bazaar, doctors said.",
        "en",
    )
    assert stories(fire, *((*texts, language) for language, texts in CASPIAN.items())) == [0, 1, 1, 1, 1, 1, 1]


# ── two happenings in nearly the same words ──

SIXTH = (
    "Sixth meeting of the Caspian council held in Baku",
    "Envoys of Azerbaijan and Iran met at the sixth meeting of the fishery council.",
)
SEVENTH = (
    "Seventh meeting of the Caspian council held in Baku",
    "Envoys of Azerbaijan and Iran met at the seventh meeting of the fishery council.",
)
ASKED = (
    "Prosecutors file petition to suspend ban on heron hunters",
    "Prosecutors in Russia filed a petition in the Supreme Court to suspend the ban on the heron hunters.",
)
RULED = (
    "Supreme Court of Russia ruled: ban on heron hunters suspended",
    "The Supreme Court of Russia ruled in a verdict that the ban on the heron hunters is suspended.",
)
KAZAKHSTAN = (
    "Казахстан исключил движение из списка запрещённых",
    "Власти Казахстана исключили движение из списка запрещённых организаций, сообщил МИД Казахстана.",
)
KYRGYZSTAN = (
    "Кыргызстан исключил движение из списка запрещённых",
    "Власти Кыргызстана исключили движение из списка запрещённых организаций, сообщил МИД Кыргызстана.",
)
KYRGYZSTAN_EN = (
    "Kyrgyzstan excludes movement from list of banned organisations",
    "The Foreign Ministry of Kyrgyzstan said the movement is off the list.",
)
KAZAKHSTAN_EN = (
    "Kazakhstan excludes movement from list of banned organisations",
    "The Foreign Ministry of Kazakhstan said the movement is off the list.",
)
SEVENTH_RU = (
    "В Баку прошло седьмое заседание Каспийского совета",
    "Представители Азербайджана и Ирана провели седьмое заседание рыбного совета.",
)
RULED_RU = (
    "Верховный суд России вынес решение о приостановлении запрета охотников на цапель",
    "Верховный суд России вынес вердикт: запрет охотников на цапель приостановлен.",
)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        pytest.param(SIXTH, SEVENTH, "en", id="the sixth meeting and the seventh"),
        pytest.param(SIXTH, SEVENTH_RU, "ru", id="the same across languages"),
        pytest.param(KAZAKHSTAN, KYRGYZSTAN_EN, "en", id="lists of two countries, across languages"),
        pytest.param(KYRGYZSTAN, KAZAKHSTAN_EN, "en", id="the other way round"),
    ],
)
def test_two_happenings_are_two_stories(one, other, language):
    first = "ru" if one in (KAZAKHSTAN, KYRGYZSTAN) else "en"
    assert stories((*one, first), (*other, language)) == [0, 1]
    assert stories((*other, language), (*one, first)) == [0, 1]
    assert stories((*one, first), (*other, language), (*one, first), (*other, language)) == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param((*KAZAKHSTAN, "ru"), (*KAZAKHSTAN_EN, "en"), id="Kazakhstan's list"),
        pytest.param((*KYRGYZSTAN, "ru"), (*KYRGYZSTAN_EN, "en"), id="Kyrgyzstan's list"),
        pytest.param((*RULED, "en"), (*RULED_RU, "ru"), id="a ruling"),
        pytest.param((*SEVENTH, "en"), (*SEVENTH_RU, "ru"), id="a meeting"),
    ],
)
def test_of_these_each_is_one_across_languages(one, other):
    assert stories(one, other) == stories(other, one) == [0, 0]


def test_silence_forbids_nothing():
    silent = ("Meeting of the Caspian council held in Baku", "Envoys of Azerbaijan and Iran met at the fishery council.")
    assert stories(SIXTH, silent) == stories(SEVENTH, silent) == stories(silent, SEVENTH) == [0, 0]


# ── the choice ──


@pytest.fixture
def few_words_will_do(monkeypatch):
    """Let vectors of a few words show what longer ones do."""
    monkeypatch.setattr(assign, "WORDS_IN_COMMON", 1)


def weighed(words="", signs="", tongue="en", **facts):
    """An article of words and signs that count the same."""
    stated = Facts(**{kind: frozenset(values) for kind, values in facts.items()})
    vectors = [{key: len(keys.split()) ** -0.5 for key in keys.split()} for keys in (words, signs)]
    return Weighed(Profile(tongue=tongue, facts=stated), *vectors)


LIFTED = "place:ru deed:lift body:supreme-court thing:petition name:zrbnf"


@pytest.mark.usefixtures("few_words_will_do")
def test_the_likest_story_is_joined_and_what_both_have_is_told():
    article = weighed("court lifts ban herons", "place:ru deed:lift")
    choice = choose(article, [("far", begun(weighed("court hears tax case"))), ("near", begun(weighed("court lifts herons", "place:ru")))])
    assert (choice.story, choice.by_words) == ("near", True)
    assert 0 < choice.score <= 1
    assert set(choice.shared) == {"court", "lifts", "herons", "place:ru"}
    assert choice.refused == ()


def test_an_article_like_no_story_begins_one():
    assert choose(weighed("herons nest"), [("far", begun(weighed("court rules")))]) == Choice(None)
    assert choose(weighed("herons nest"), []) == Choice(None)
    assert choose(weighed(), [("empty", begun(weighed()))]) == Choice(None)


def test_in_another_language_signs_alone_decide():
    choice = choose(weighed("суд запрет", LIFTED, "ru"), [(1, begun(weighed("court ban", LIFTED)))])
    assert (choice.story, choice.by_words, choice.score) == (1, False, 1.0)
    assert set(choice.shared) == set(LIFTED.split())
    assert choose(weighed("суд запрет", tongue="ru"), [(1, begun(weighed("court ban", LIFTED)))]) == Choice(None)


@pytest.mark.usefixtures("few_words_will_do")
def test_a_text_of_an_unknown_language_is_compared_by_its_words():
    known = choose(weighed("ab cd ef", "count:12"), [(1, begun(weighed("ab cd gh", "count:12 place:ru")))])
    assert choose(weighed("ab cd ef", "count:12", ""), [(1, begun(weighed("ab cd gh", "count:12 place:ru", "")))]) == known
    assert (known.story, known.by_words) == (1, True)


@pytest.mark.usefixtures("few_words_will_do")
def test_the_likest_story_is_joined():
    candidates = [(2, begun(weighed("court lifts nothing much"))), (1, begun(weighed("court lifts ban")))]
    assert choose(weighed("court lifts ban"), candidates).story == 1
    assert choose(weighed("court lifts ban"), candidates[:1]).story == 2
    assert choose(weighed("court lifts ban"), []) == Choice(None)


@pytest.mark.usefixtures("few_words_will_do")
@pytest.mark.parametrize(
    ("mine", "its", "veto"),
    [
        pytest.param({"ordinals": [6]}, {"ordinals": [7]}, "ordinal", id="ordinal"),
        pytest.param({"dates": [(1, 1)]}, {"dates": [(2, 1)]}, "date", id="date"),
        pytest.param({"states": ["place:kz"]}, {"states": ["place:kg"]}, "state", id="state"),
        pytest.param({"stages": ["asked"]}, {"stages": ["decided"]}, "stage", id="stage"),
        pytest.param({"people": ["person:putin"]}, {"people": ["person:lavrov"]}, "person", id="person"),
        pytest.param({"ordinals": [6], "people": ["a"]}, {"ordinals": [7], "people": ["b"]}, "ordinal", id="the gravest of two"),
    ],
)
def test_in_one_language_a_contradiction_must_be_outweighed(mine, its, veto):
    """What is only just like the story is refused for it, and what says the same joins all the same, but never another meeting."""
    story, halfway = [(1, begun(weighed("court lifts ban herons marsh", **its)))], "court lifts tax case today"
    assert choose(weighed(halfway), story).story == 1
    refused = choose(weighed(halfway, **mine), story)
    assert (refused.story, [kind for _, _, kind in refused.refused]) == (None, [veto])
    assert choose(weighed("court lifts ban herons marsh", **mine), story).story == (None if veto == "ordinal" else 1)


@pytest.mark.parametrize(
    ("mine", "its", "veto"),
    [
        pytest.param({"ordinals": [6]}, {"ordinals": [7]}, "ordinal", id="another meeting"),
        pytest.param({"states": ["place:kz"]}, {"states": ["place:kg"]}, "state", id="one state each"),
    ],
)
def test_across_languages_these_are_never_outweighed(mine, its, veto):
    choice = choose(weighed("суд", LIFTED, "ru", **mine), [(1, begun(weighed("court", LIFTED, **its)))])
    assert choice == Choice(None, refused=((1, 1.0, veto),))


def test_across_languages_a_guest_of_another_state_may_be_outweighed():
    mine, its = {"states": ["place:af", "place:kz"]}, {"states": ["place:af", "place:uz"]}
    assert choose(weighed("суд", LIFTED, "ru", **mine), [(1, begun(weighed("court", LIFTED, **its)))]).story == 1


@pytest.mark.usefixtures("few_words_will_do")
def test_refusals_are_told_beside_a_join_the_likest_first_and_not_all():
    stories = [(number, begun(weighed(" ".join(["court", "lifts", "ban"][: 1 + number % 3]), ordinals=[7]))) for number in range(9)]
    choice = choose(weighed("court lifts ban", ordinals=[6]), [*stories, ("open", begun(weighed("court lifts")))])
    scores = [score for _, score, _ in choice.refused]
    assert choice.story == "open"
    assert len(scores) == REFUSED
    assert scores == sorted(scores, reverse=True)


@pytest.mark.usefixtures("few_words_will_do")
def test_a_close_story_asks_more_of_the_next():
    loose = grown(begun(weighed("court lifts ban herons")), weighed("court lifts ban herons"), 0.3)
    close = grown(begun(weighed("court lifts ban herons")), weighed("court lifts ban herons"), 0.7)
    article = weighed("court lifts tax case")
    assert choose(article, [(1, loose)]).story == 1
    assert choose(article, [(1, close)]).story is None
    assert choose(weighed("court lifts ban herons"), [(1, close)]).story == 1


@pytest.mark.usefixtures("few_words_will_do")
def test_a_tie_goes_to_the_first_that_was_given():
    same = [(key, begun(weighed("court lifts ban"))) for key in ("b", "a", "c")]
    assert choose(weighed("court lifts ban"), same).story == "b"
    assert choose(weighed("court lifts ban"), same[::-1]).story == "c"


@pytest.mark.usefixtures("few_words_will_do")
def test_only_the_weightiest_of_what_is_shared_is_told():
    words = " ".join(f"w{number}" for number in range(50))
    article = Weighed(Profile(tongue="en"), {f"w{number}": number / 200 for number in range(50)}, {})
    shared = choose(article, [(1, begun(weighed(words)))]).shared
    assert shared == tuple(f"w{number}" for number in range(49, 49 - SHARED, -1))


def test_words_of_a_topic_alone_join_nothing():
    story = begun(weighed("moscow format talks"))
    assert choose(weighed("moscow format talks"), [(1, story)]).story is None
    assert choose(weighed("moscow format talks kabul"), [(1, begun(weighed("moscow format talks kabul")))]).story == 1
    common = "en:the en:to en:of en:and en:in"
    assert choose(weighed(common), [(1, begun(weighed(common)))]).story is None


def test_probes_are_of_the_weightiest_and_fit_a_database():
    article = Weighed(Profile(), {f"w{number}": float(number) for number in range(50)}, {"\ud800": 1.0})
    found = probes(article)
    assert len(found) == assign.WORD_PROBES + 1
    assert all(0 <= value <= MASK for value in found)
    assert found[0] == probes(Weighed(Profile(), {"w49": 1.0}, {}))[0]
    assert probes(Weighed(Profile(), {}, {})) == ()


# ── a stream ──

COURT = [
    ("Supreme Court suspends ban on heron hunters", "Judges in Moscow suspended the ban on the hunters on Thursday."),
    ("Moscow court lifts ban on heron hunters", "The Supreme Court suspended a ban imposed on the hunters in 2003."),
]
QUAKE = [
    ("Earthquake hits Herat province", "A magnitude six earthquake destroyed villages in Herat on Sunday."),
    ("Hundreds homeless after Herat earthquake", "Villages in Herat were destroyed by the earthquake on Sunday."),
]


def elsewhere(number):
    return profile(f"Nothing{number} happened{number} elsewhere{number}")


def test_a_stream_is_sorted_into_its_stories():
    assert stories(COURT[0], QUAKE[0], COURT[1], QUAKE[1]) == [0, 1, 0, 1]


def test_a_stream_is_sorted_the_same_each_time():
    articles = [COURT[0], SIXTH, QUAKE[0], ASKED, COURT[1], SEVENTH, RULED, QUAKE[1], *COURT, *QUAKE]
    assert stories(*articles) == stories(*articles)


@pytest.mark.parametrize("title", ["", "!", "Ban", "\ud800\udfff", "7", "塔"])
def test_too_little_to_compare_is_no_error(title):
    index = StoryIndex()
    assert index.add(1, profile(title)) == 1
    assert index.add(2, profile(title)) in {1, 2}


def test_empty_articles_are_stories_by_themselves():
    assert stories(("", ""), ("", "")) == [0, 1]


def test_a_story_without_news_is_closed(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 3)
    index = StoryIndex()
    index.add(0, profile(*COURT[0]))
    for number in range(1, 5):
        index.add(number, elsewhere(number))
    assert index.add(9, profile(*COURT[1])) == 9


def test_a_story_with_news_stays_open(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 3)
    index = StoryIndex()
    index.add(0, profile(*COURT[0]))
    index.add(1, elsewhere(1))
    index.add(2, profile(*COURT[1]))
    index.add(3, elsewhere(3))
    index.add(4, elsewhere(4))
    assert index.add(5, profile(*COURT[0])) == 0


def test_a_story_is_closed_with_the_last_of_its_articles(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 1)
    index = StoryIndex()
    for number, article in enumerate([COURT[0], COURT[1], QUAKE[0], QUAKE[1], COURT[0]]):
        index.add(number, profile(*article))
    assert index.add(9, profile(*COURT[1])) == 4


def test_one_article_again_and_again_takes_no_more_room_than_a_few(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 500)
    index, article = StoryIndex(), profile(*COURT[0])
    for number in range(assign.RUNNING):
        assert index.add(number, article) == 0
    tracemalloc.start()
    for number in range(assign.RUNNING):
        assert index.add(number, article) == 0
    grown_by, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown_by < 500_000


def test_of_many_stories_those_long_past_take_no_room(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 20)
    index = StoryIndex()
    for number in range(200):
        index.add(number, elsewhere(number))
    assert len(index._running) == len(index._newest) == len(index._order) == 20
    assert all(holders for holders in index._by_hash.values())
    assert {key for holders in index._by_hash.values() for key in holders} == set(range(180, 200))


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=80), st.sampled_from(["en", "ru", "zh", "fa", "", "xx"])), max_size=12))
def test_any_stream_is_sorted_into_stories_that_began_before(articles):
    for number, story in enumerate(stories(*articles)):
        assert story <= number


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_article_is_like_a_story_between_0_and_1(one, other):
    rarity = Rarity()
    choice = choose(rarity.weigh(profile(one)), [(1, begun(rarity.weigh(profile(other))))])
    assert 0 <= choice.score <= 1
    assert (choice.score > 0) == (choice.story == 1)

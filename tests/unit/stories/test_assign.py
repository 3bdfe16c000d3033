import pytest

from monitor.model import Article
from monitor.stories import assign
from monitor.stories.assign import StoryIndex, cosine
from monitor.stories.vector import word_weights
from monitor.text.words import read


def reading(title, lead="", body="", language="en"):
    return read(Article(title=title, lead=lead, body=body, language=language))


COURT = [
    reading("Supreme Court suspends ban on Taliban", "Judges in Moscow suspended the ban on the Taliban on Thursday."),
    reading("Moscow court lifts Taliban ban", "The Supreme Court suspended a ban imposed on the Taliban in 2003."),
]
QUAKE = [
    reading("Earthquake hits Herat province", "A magnitude six earthquake destroyed villages in Herat on Sunday."),
    reading("Hundreds homeless after Herat earthquake", "Villages in Herat were destroyed by the earthquake on Sunday."),
]


def test_reports_of_one_happening_are_one_story():
    index = StoryIndex()
    assert [index.add(i, r) for i, r in enumerate([COURT[0], QUAKE[0], COURT[1], QUAKE[1]])] == [0, 1, 0, 1]


def test_an_empty_article_is_a_story_by_itself():
    index = StoryIndex()
    assert index.add(1, reading("")) == 1
    assert index.add(2, reading("")) == 2


def test_the_nearest_of_several_stories_is_joined():
    index = StoryIndex()
    index.add(1, COURT[0])
    index.add(2, reading("Supreme Court hears tax case", "Judges in Moscow heard a tax case on Thursday."))
    assert index.add(3, COURT[1]) == 1


@pytest.mark.parametrize(
    ("title", "key", "weight"),
    [
        pytest.param("Talks", "en:talk", 3.0 * 1.6, id="a stem, written as a name"),
        pytest.param("talks", "en:talk", 3.0, id="a plain word"),
        pytest.param("塔利班", "塔利", 3.0, id="Chinese counts in pairs"),
    ],
)
def test_what_a_word_counts(title, key, weight):
    assert word_weights(reading(title, language="zh" if "塔" in title else "en"))[key] == pytest.approx(weight)


def test_letters_alone_count_nothing():
    assert word_weights(reading("a 塔 b", language="en")) == {}


def test_a_word_counts_by_its_stem():
    assert set(word_weights(reading("Toshkentdagi", language="uz"))) == {"uz:toshkent"}
    assert set(word_weights(reading("sud", language="uz"))) == {"uz:sud"}


def test_a_story_without_news_is_closed(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 3)
    index = StoryIndex()
    index.add(0, COURT[0])
    for number in range(1, 5):
        index.add(number, reading(f"Nothing{number} happened{number} elsewhere{number}"))
    assert index.add(9, COURT[1]) == 9


def test_a_story_with_news_stays_open(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 3)
    index = StoryIndex()
    index.add(0, COURT[0])
    index.add(1, reading("Nothing1 happened1 elsewhere1"))
    index.add(2, COURT[1])
    index.add(3, reading("Nothing3 happened3 elsewhere3"))
    index.add(4, reading("Nothing4 happened4 elsewhere4"))
    assert index.add(5, COURT[0]) == 0


def test_closing_a_story_twice_does_nothing(monkeypatch):
    monkeypatch.setattr(assign, "RUNNING", 1)
    index = StoryIndex()
    for number, article in enumerate([COURT[0], COURT[1], QUAKE[0], QUAKE[1], COURT[0]]):
        index.add(number, article)
    assert index.add(9, COURT[1]) == 4


def test_the_cosine_of_nothing_is_nothing():
    assert cosine({"a": 1.0}, {}) == 0.0
    assert cosine({"a": 1.0}, {"a": 5.0}) == pytest.approx(5.0)

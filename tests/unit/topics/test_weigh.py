"""What articles say for a spelling: capitals within sentences, the company it keeps, how many they are."""

from __future__ import annotations

import pytest

from monitor.model import Article, Concept
from monitor.topics.suggest import Ear, Likely
from monitor.topics.weigh import weighed

EAR = Ear(Concept(id="muttaqi", terms={"en": ("Muttaqi",), "kk": ("мұттақи",)}))
ONE = Likely(spelling="мутакки", articles=3, like="Muttaqi", likeness=0.9, forms=("мутаккини",))
VISIT = Article(language="ky", title="Мутакки Москвага келди", lead="Кечээ Мутакки келди. Аны менен Мутаккини көрүштү.")
SPORT = Article(language="ru", title="Другая новость", lead="Это мутакки и только.")
OTHER = Article(language="ru", title="О другом", lead="Ничего.")


def test_how_articles_use_a_spelling():
    found = weighed(ONE, [OTHER, SPORT, VISIT, VISIT], EAR, lambda article, _: article is VISIT)
    assert (found.written, found.languages, found.example) == ("Мутакки", ("ky", "ru"), VISIT)
    assert found.capital == pytest.approx(4 / 5)
    assert found.company == pytest.approx(2 / 3)


def score(*articles: Article, found: bool = False, **values) -> float:
    one = Likely(**{"spelling": "мутакки", "articles": 1, "like": "Muttaqi", "likeness": 0.9} | values)
    suggestion = weighed(one, articles, EAR, lambda *_: found)
    assert suggestion is not None
    return suggestion.score


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param(score(VISIT), score(VISIT, SPORT), id="a capital always, a capital at times"),
        pytest.param(score(VISIT, SPORT), score(SPORT), id="a capital at times, never"),
        pytest.param(score(VISIT, found=True), score(VISIT), id="in company, alone"),
        pytest.param(score(VISIT, articles=64), score(VISIT, articles=2), id="often, seldom"),
        pytest.param(score(VISIT), score(VISIT, known_to=("other",)), id="nobody's, another's"),
        pytest.param(score(VISIT, articles=2, likeness=0.95), score(VISIT, articles=10**9, likeness=0.8), id="alike, often"),
    ],
)
def test_what_speaks_for_a_spelling(more, less):
    assert more > less


def test_a_spelling_that_stands_in_none_of_the_articles_is_not_suggested():
    assert weighed(ONE, [OTHER], EAR, lambda *_: True) is None
    assert weighed(ONE, [], EAR, lambda *_: True) is None


def test_where_the_concepts_own_terms_find_it_it_is_not_suggested():
    spelling = Likely(spelling="муттаки", articles=2, like="Muttaqi", likeness=1.0)
    kazakh, russian = (Article(language=language, lead="Кеше Муттаки келді.") for language in ("kk", "ru"))
    assert weighed(spelling, [kazakh], EAR, lambda *_: False) is None
    found = weighed(spelling, [kazakh, russian], EAR, lambda *_: False)
    assert found is not None
    assert (found.languages, found.example) == (("ru",), russian)


def test_a_word_that_is_alone_and_never_has_a_capital_is_not_suggested():
    word = Likely(spelling="мутакки", articles=1, like="Muttaqi", likeness=0.85)
    assert weighed(word, [SPORT], EAR, lambda *_: False) is None
    assert weighed(word, [SPORT], EAR, lambda *_: True) is not None


def test_a_script_without_capitals_says_nothing_of_them():
    persian = Likely(spelling="مطقی", articles=1, like="متقی", likeness=0.9)
    found = weighed(persian, [Article(language="fa", lead="دیروز مطقی آمد.")], EAR, lambda *_: False)
    assert found is not None
    assert (found.capital, found.score) == (None, 0.9)


def test_where_forms_alone_stand_the_spelling_is_shown_as_it_was_given():
    found = weighed(ONE, [Article(language="ky", lead="Кечээ Мутаккини көрдү.")], EAR, lambda *_: False)
    assert found is not None
    assert found.written == "мутакки"

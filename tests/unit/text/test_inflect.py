from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.inflect import exact_key, stem_key, term_keys, token_keys

FOUND = [
    # English
    pytest.param("talk", "talks", "en", id="en-plural"),
    pytest.param("talks", "talk", "en", id="en-plural-term"),
    pytest.param("Moscow", "Moscow’s", "en", id="en-possessive"),
    pytest.param("talks", "talks'", "en", id="en-possessive-plural"),
    pytest.param("party", "parties", "en", id="en-ies"),
    pytest.param("address", "addresses", "en", id="en-es"),
    pytest.param("wolf", "wolves", "en", id="en-ves"),
    pytest.param("ban", "banned", "en", id="en-doubled"),
    pytest.param("remove", "removing", "en", id="en-silent-e"),
    pytest.param("deny", "denied", "en", id="en-ied"),
    pytest.param("removed", "removes", "en", id="en-past-term"),
    pytest.param("freeze", "frozen", "en", id="en-irregular"),
    pytest.param("late", "latest", "en", id="en-superlative"),
    pytest.param("labour", "labor", "en", id="en-our"),
    pytest.param("recognise", "recognized", "en", id="en-ise"),
    pytest.param("centre", "centers", "en", id="en-tre"),
    pytest.param("programme", "programs", "en", id="en-amme"),
    pytest.param("defence", "defense", "en", id="en-ence"),
    pytest.param("analyse", "analyzing", "en", id="en-yse"),
    pytest.param("analysis", "analyses", "en", id="en-analyses"),
    pytest.param("dialogue", "dialogs", "en", id="en-ogue"),
    pytest.param("counsellor", "counselors", "en", id="en-ller"),
    pytest.param("judgement", "judgments", "en", id="en-dgement"),
    pytest.param("cancel", "cancelled", "en", id="en-doubled-l"),
    pytest.param("traffic", "trafficking", "en", id="en-ck"),
    pytest.param("Pakistani", "Pakistanis", "en", id="en-is"),
    pytest.param("Hindu", "Hindus", "en", id="en-us-plural"),
    pytest.param("gunman", "gunmen", "en", id="en-men"),
    pytest.param("gunmen", "gunman", "en", id="en-men-term"),
    pytest.param("grandchild", "grandchildren", "en", id="en-children"),
    pytest.param("MP", "MPs", "en", id="en-plural-of-letters"),
    pytest.param("fire", "fired", "en", id="en-silent-e-after-one-vowel"),
    pytest.param("agree", "agreed", "en", id="en-eed-of-the-list"),
    pytest.param("bar", "barred", "en", id="en-doubled-r"),
    pytest.param("large", "larger", "en", id="en-comparative"),
    pytest.param("big", "bigger", "en", id="en-comparative-doubled"),
    pytest.param("early", "earliest", "en", id="en-superlative-y"),
    pytest.param("good", "better", "en", id="en-comparative-irregular"),
    # Russian
    pytest.param("формат", "формате", "ru", id="ru-case"),
    pytest.param("Талибан", "Талибаном", "ru", id="ru-name-instrumental"),
    pytest.param("посол", "послы", "ru", id="ru-fleeting-vowel"),
    pytest.param("знамя", "знамёнами", "ru", id="ru-irregular"),
    pytest.param("исключить", "исключили", "ru", id="ru-verb"),
    pytest.param("талибы", "талибов", "ru", id="ru-plural-term"),
    pytest.param("Гыбзоров", "Гыбзоровым", "ru", id="ru-unknown-name"),
    pytest.param("Кабулов", "Кабуловым", "ru", id="ru-surname"),
    pytest.param("кабулов", "Кабуловым", "ru", id="ru-surname-in-small-letters"),
    pytest.param("жапаров", "Жапаровым", "ru", id="ru-unknown-surname-in-small-letters"),
    pytest.param("карзай", "Карзая", "ru", id="ru-zai-in-small-letters"),
    pytest.param("спецпосланников", "спецпосланник", "ru", id="ru-unknown-plural-genitive"),
    pytest.param("беженцев", "беженцы", "ru", id="ru-plural-genitive"),
    pytest.param("мирзиёев", "Мирзиеевым", "ru", id="ru-surname-of-a-first-name"),
    pytest.param("Муттаки", "Муттаки", "ru", id="ru-indeclinable"),
    # Kazakh
    pytest.param("кітап", "кітабымыздың", "kk", id="kk-voiced"),
    pytest.param("халық", "халқына", "kk", id="kk-vowel-drop"),
    pytest.param("қозғалысы", "қозғалысында", "kk", id="kk-possessed-term"),
    pytest.param("субъект", "субъектілер", "kk", id="kk-loan"),
    pytest.param("Ауғанстан", "Aýǵanstannyń", "kk", id="kk-latin-2018"),
    pytest.param("Ауғанстан", "Auğanstannyñ", "kk", id="kk-latin-2021"),
    pytest.param("Талибан", "تاليباننىڭ", "kk", id="kk-arabic"),
    pytest.param("Қазақстан", "قازاقستاندا", "kk", id="kk-arabic-2"),
    pytest.param("qazaqstan", "Қазақстанмен", "kk", id="kk-latin-term"),
    pytest.param("Муттаки", "Муттакидің", "kk", id="kk-name-in-i"),
    pytest.param("Муттаки", "Muttakı", "kk", id="kk-name-in-i-latin"),
    pytest.param("тарихи", "тарихи", "kk", id="kk-adjective-itself"),
    pytest.param("полиция", "polisiasy", "kk", id="kk-loan"),
    pytest.param("Қазақстанды", "Казакстанды", "kk", id="kk-russian-letters"),
    # Kyrgyz
    pytest.param("китеп", "китебибизди", "ky", id="ky-voiced"),
    pytest.param("калк", "калкынын", "ky", id="ky-possessive-case"),
    pytest.param("өлкө", "өлкөлөрүндөгү", "ky", id="ky-harmony"),
    pytest.param("сот", "соттун", "ky", id="ky-after-o"),
    pytest.param("орун", "орду", "ky", id="ky-irregular"),
    pytest.param("сентябрь", "сентябрда", "ky", id="ky-soft-sign"),
    pytest.param("өкмөт", "окмоттун", "ky", id="ky-russian-letters"),
    pytest.param("сүйлөшүү", "суйлошуулордо", "ky", id="ky-russian-letters-2"),
    # Uzbek
    pytest.param("o‘g‘il", "o'g'lining", "uz", id="uz-vowel-drop"),
    pytest.param("yozuvchilik", "yozuvchiligi", "uz", id="uz-k-g"),
    pytest.param("qishloq", "qishlog‘i", "uz", id="uz-q-g"),
    pytest.param("tog‘", "toqqa", "uz", id="uz-g-q"),
    pytest.param("shahar", "shahrida", "uz", id="uz-a-drop"),
    pytest.param("Toshkent", "Тошкентдаги", "uz", id="uz-cyrillic"),
    pytest.param("ўзбек", "oʻzbeklar", "uz", id="uz-cyrillic-term"),
    pytest.param("Европа", "Yevropaga", "uz", id="uz-ye"),
    pytest.param("san’at", "санъати", "uz", id="uz-hard-sign"),
    pytest.param("idora", "idorasida", "uz", id="uz-after-vowel"),
    pytest.param("singil", "singlisi", "uz", id="uz-singil"),
    pytest.param("yordam", "ёрдами", "uz", id="uz-yo"),
    pytest.param("sanksiya", "санкцияларни", "uz", id="uz-ts"),
    pytest.param("Oʻzbekiston", "Узбекистонда", "uz", id="uz-russian-letters"),
    pytest.param("ҳукумат", "хукуматининг", "uz", id="uz-russian-letters-2"),
    # Tajik
    pytest.param("намоянда", "намояндагони", "tg", id="tg-gon"),
    pytest.param("сарвазирӣ", "сарвазирии", "tg", id="tg-long-i"),
    pytest.param("кишвар", "кишварҳоямонро", "tg", id="tg-chain"),
    pytest.param("ҳукумат", "хукуматхои", "tg", id="tg-russian-letters"),
    pytest.param("Тоҷикистон", "Точикистонро", "tg", id="tg-russian-letters-2"),
    # Persian and Dari
    pytest.param("نماینده", "نمایندگان", "fa", id="fa-gan"),
    pytest.param("نماینده", "نماینده‌ای", "fa", id="fa-indefinite"),
    pytest.param("گروه", "گروه‌های", "fa", id="fa-plural-zwnj"),
    pytest.param("گروه", "گروههایشان", "fa", id="fa-plural-joined"),
    pytest.param("دانشجو", "دانشجویان", "fa", id="fa-yan"),
    pytest.param("مرکز", "مراکز", "fa", id="fa-broken-plural"),
    pytest.param("قانون", "قوانین", "fa", id="fa-broken-plural-long"),
    pytest.param("حزب", "احزاب", "fa", id="fa-broken-plural-listed"),
    pytest.param("خدمت", "خدمات", "fa", id="fa-t-at"),
    pytest.param("موقع", "مواقع", "fa", id="fa-broken-plural-waw"),
    pytest.param("میدان", "میادین", "fa", id="fa-broken-plural-yeh"),
    pytest.param("رساله", "رسائل", "fa", id="fa-broken-plural-hamza"),
    # Pashto
    pytest.param("هیواد", "هیوادونه", "ps", id="ps-plural"),
    pytest.param("ملګری", "ملګرو", "ps", id="ps-oblique"),
    pytest.param("پښتون", "پښتانه", "ps", id="ps-inner-plural"),
    pytest.param("فارمېټ", "فارمیټونه", "ps", id="ps-yeh"),
    pytest.param("کال", "کلونه", "ps", id="ps-inner-vowel"),
    pytest.param("ملګری", "ملګرے", "ps", id="ps-of-pakistan"),
    # Urdu
    pytest.param("حملہ", "حملوں", "ur", id="ur-oblique"),
    pytest.param("پابندی", "پابندیاں", "ur", id="ur-feminine"),
    pytest.param("لڑکا", "لڑکی", "ur", id="ur-feminine-of-masculine"),
    pytest.param("چڑیا", "چڑیاں", "ur", id="ur-ya"),
    pytest.param("حکمراں", "حکمرانوں", "ur", id="ur-nasal"),
    pytest.param("ہٹانا", "ہٹایا", "ur", id="ur-verb"),
    # Hindi
    pytest.param("हमला", "हमलों", "hi", id="hi-oblique"),
    pytest.param("पाबंदी", "पाबंदियां", "hi", id="hi-feminine"),
    pytest.param("लड़ाई", "लड़ाइयों", "hi", id="hi-ii"),
    pytest.param("तालिबान", "तालिबानी", "hi", id="hi-adjective-of-name"),
    pytest.param("चिड़िया", "चिड़ियों", "hi", id="hi-iya"),
    pytest.param("हटाना", "हटाया", "hi", id="hi-verb"),
    # Arabic
    pytest.param("حكومة", "والحكومة", "ar", id="ar-article"),
    pytest.param("منظمة", "المنظمات", "ar", id="ar-feminine-plural"),
    pytest.param("منظمة", "لمنظمتها", "ar", id="ar-suffix"),
    pytest.param("وزير", "الوزراء", "ar", id="ar-broken-plural"),
    # German and French
    pytest.param("Gespräch", "Gespräche", "de", id="de"),
    pytest.param("accord", "l’accord", "fr", id="fr-elision"),
    pytest.param("accord", "d'accords", "fr", id="fr-elision-plural"),
    # Across languages
    pytest.param("Талибан", "Талибана", "en", id="russian-in-english"),
    pytest.param("NATO", "NATOнун", "ky", id="latin-name-with-ending"),
    pytest.param("Талибан", "Талибан'а", "ru", id="name-apostrophe-ending"),
    pytest.param("2024", "۲۰۲۴", "fa", id="digits"),
]


@pytest.mark.parametrize(("term", "token", "language"), FOUND)
def test_a_term_finds_the_forms_of_its_word(term: str, token: str, language: str) -> None:
    assert set(term_keys(term, language)) & set(token_keys(token, language))
    assert set(term_keys(term)) & set(token_keys(token, language))


NOT_FOUND = [
    pytest.param("government", "govern", "en", id="en-derivation"),
    pytest.param("bombing", "bombed", "en", id="en-gerund-term"),
    pytest.param("Don", "don't", "en", id="en-contracted"),
    pytest.param("san", "san’at", "uz", id="uz-apostrophe-is-a-sound"),
    pytest.param("news", "new", "en", id="en-news"),
    pytest.param("BRICS", "bric", "en", id="en-ics"),
    pytest.param("bus", "bu", "en", id="en-us"),
    pytest.param("string", "str", "en", id="en-no-vowel"),
    pytest.param("talk", "talker", "en", id="en-who-does-it"),
    pytest.param("better", "good", "en", id="en-comparative-term"),
    pytest.param("princes", "princess", "en", id="en-ss"),
    pytest.param("fir", "fired", "en", id="en-would-be-doubled"),
    pytest.param("bar", "baring", "en", id="en-would-be-doubled-2"),
    pytest.param("ad", "added", "en", id="en-two-letters-are-not-doubled"),
    pytest.param("seed", "see", "en", id="en-eed-is-no-past"),
    pytest.param("feed", "fee", "en", id="en-eed-is-no-past-2"),
    pytest.param("GA", "gas", "en", id="en-three-letters-with-a-vowel"),
    pytest.param("тарап", "тарабынан", "ky", id="ky-by"),
    pytest.param("tomon", "tomonidan", "uz", id="uz-by"),
    pytest.param("pic", "picking", "en", id="en-ck-of-a-short-word"),
    pytest.param("тема", "тем", "ru", id="ru-function-word-2"),
    pytest.param("Кабул", "Кабулов", "ru", id="ru-place-has-no-plural"),
    pytest.param("Кабулов", "Кабула", "ru", id="ru-surname-is-no-place"),
    pytest.param("кабулов", "Кабула", "ru", id="ru-surname-in-small-letters-is-no-place"),
    pytest.param("независимость", "независимо", "ru", id="ru-derivation"),
    pytest.param("посол", "после", "ru", id="ru-function-word"),
    pytest.param("тарих", "тарихи", "kk", id="kk-adjective"),
    pytest.param("мемлекет", "мемлекеттік", "kk", id="kk-adjective-lik"),
    pytest.param("элчи", "элчилик", "ky", id="ky-what-a-person-does"),
    pytest.param("دولت", "دولتی", "fa", id="fa-adjective"),
    pytest.param("گروه", "گروگان", "fa", id="fa-h-that-is-heard"),
    pytest.param("Масуд", "Масудов", "ru", id="ru-name-has-no-plural"),
    pytest.param("Карзай", "карзать", "ru", id="ru-name-is-no-verb"),
    pytest.param("кітап", "кітабтар", "kk", id="kk-voiced-before-consonant"),
    pytest.param("кеңеш", "кеңешме", "ky", id="ky-possessive-of-vowels-only"),
    pytest.param("жаңы", "жаны", "ky", id="ky-russian-letters-make-another-word"),
    pytest.param("elchi", "elchixona", "uz", id="uz-compound"),
    pytest.param("قیم", "قیمت", "fa", id="fa-not-a-possessive"),
    pytest.param("عضو", "عضویت", "fa", id="fa-derivation"),
    pytest.param("مرد", "مردم", "fa", id="fa-not-a-possessive-2"),
    pytest.param("दोस्त", "दोस्ती", "hi", id="hi-derivation"),
    pytest.param("सफीर", "सफर", "hi", id="hi-vowel"),
    pytest.param("سفیر", "سفر", "ur", id="ur-vowel"),
]


@pytest.mark.parametrize(("term", "token", "language"), NOT_FOUND)
def test_a_term_does_not_find_another_word(term: str, token: str, language: str) -> None:
    assert not set(term_keys(term, language)) & set(token_keys(token, language))


def test_the_exact_key_is_always_there() -> None:
    assert exact_key("Ёлки") == "елки"
    assert exact_key("Ёлки") in token_keys("елки", "ru")
    assert exact_key("Ёлки") in term_keys("ёлки")
    assert token_keys("Ёлки", "")[0] == exact_key("Ёлки")


def test_a_term_of_one_language_is_not_inflected_as_another() -> None:
    assert not set(term_keys("талап", "kk")) & set(token_keys("талаптын", "ky"))
    assert set(term_keys("талап")) & set(token_keys("талаптын", "ky"))


@given(
    st.text(max_size=12), st.sampled_from(["", "en", "ru", "fa", "ps", "ur", "zh", "hi", "kk", "ky", "tg", "uz", "ar", "de", "fr", "xx"])
)
def test_every_word_finds_itself(word: str, language: str) -> None:
    assert exact_key(word) in token_keys(word, language)
    assert exact_key(word) in term_keys(word, language)


LANGUAGES = ["", "en", "ru", "fa", "ps", "ur", "zh", "hi", "kk", "ky", "tg", "uz", "ar", "de", "fr"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["abc\udc00", "те\ud800ст", "\ud800", "طا\udfff", "\0", "o\0k", "", "*", "'", "''s"])
def test_what_is_no_word_has_its_own_key_at_least(word: str, language: str) -> None:
    assert exact_key(word) == token_keys(word, language)[0] == term_keys(word, language)[0]
    assert isinstance(stem_key(word, language), str)


@pytest.mark.parametrize("letters", ["a", "ж", "طا", "नम", "塔", "o'", "қ", "e\u0301"])
def test_a_word_of_a_hundred_letters_is_not_inflected(letters: str) -> None:
    word = letters * 5_000
    assert all(token_keys(word, language) == term_keys(word, language) == (exact_key(word),) for language in LANGUAGES)
    assert stem_key(word, "ru") == exact_key(word)


COUNTED_TOGETHER = [
    pytest.param(["release", "releases", "released", "Release's"], "en", id="snowball"),
    pytest.param(["талибы", "талибов"], "ru", id="russian"),
    pytest.param(["министр", "министрлердің", "министрі"], "kk", id="by-grammar"),
    pytest.param(["ел", "ел"], "kk", id="too-short-to-cut"),
    pytest.param(["Талибан", "Талибана"], "en", id="another-script"),
    pytest.param(["2024", "۲۰۲۴"], "fa", id="no-letters"),
]


@pytest.mark.parametrize(("tokens", "language"), COUNTED_TOGETHER)
def test_forms_are_counted_together(tokens: list[str], language: str) -> None:
    assert len({stem_key(token, language) for token in tokens}) == 1

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.language import detect

BY_TEXT = [
    pytest.param("The delegation has left for the talks, and it will not return", "en", id="en"),
    pytest.param("Die Delegation ist nach Moskau gereist und wird dort sprechen", "de", id="de"),
    pytest.param("La délégation est partie pour les pourparlers dans la capitale", "fr", id="fr"),
    pytest.param("Delegatsiya Moskvaga yetib keldi va muzokaralar bo‘yicha gaplashdi", "uz", id="uz"),
    pytest.param("Делегация Москвага етиб келди ва музокаралар бўйича гаплашди", "uz", id="uz-cyrillic"),
    pytest.param("Делегация прибыла в Москву и начала переговоры с министром", "ru", id="ru"),
    pytest.param("Делегация Мәскеуге келіп, келіссөздерді бастады", "kk", id="kk"),
    pytest.param("Delegatsııa Máskeýge kelip, kelissózderdi bastady jáne bul týraly aıtty", "kk", id="kk-latin"),
    pytest.param("دەلەگاتسيا ماسكەۋگە كەلىپ، كەلىسسوزدەردى باستادى", "kk", id="kk-arabic"),
    pytest.param("Делегация Москвага келип, сүйлөшүүлөрдү баштады жана өкүлдөр", "ky", id="ky"),
    pytest.param("Казакстанда акыркы суткада беш адам жабыркады", "ky", id="ky-without-its-letters"),
    pytest.param("Ҳайат ба Маскав омад ва музокиротро оғоз кард", "tg", id="tg"),
    pytest.param("هیئت به مسکو رفت و گفتگوها را آغاز کرد", "fa", id="fa"),
    pytest.param("وصل الوفد إلى موسكو وبدأ المحادثات مع الوزير", "ar", id="ar"),
    pytest.param("پلاوی مسکو ته ورسېد او خبرې یې پیل کړې", "ps", id="ps"),
    pytest.param("وفد ماسکو پہنچ گیا اور مذاکرات شروع ہو گئے ہیں", "ur", id="ur"),
    pytest.param("प्रतिनिधिमंडल मॉस्को पहुंचा", "hi", id="hi"),
    pytest.param("代表团抵达莫斯科并开始会谈", "zh", id="zh"),
    pytest.param("BRICS峰会", "zh", id="zh-with-latin"),
    pytest.param("代表団はモスクワに到着した", "ja", id="ja"),
    pytest.param("Делегація прибула до Києва і почала переговори", "uk", id="uk"),
    pytest.param("Taliban envoys Moscow", "en", id="en-no-common-word"),
    pytest.param("De delegatie is naar de hoofdstad vertrokken voor een gesprek", "nl", id="nl"),
    pytest.param("Žďž", "", id="latin-unknown"),
    pytest.param("αντιπροσωπεία", "", id="script-unknown"),
    pytest.param("2024 — 10!", "", id="no-letters"),
    pytest.param("", "", id="empty"),
]


@pytest.mark.parametrize(("text", "language"), BY_TEXT)
def test_by_text_alone(text: str, language: str) -> None:
    assert detect(text) == language


BY_HINT = [
    pytest.param("Taliban envoys Moscow", "de", "de", id="believed-where-nothing-speaks-against-it"),
    pytest.param("Taliban envoys", "en-US", "en", id="region"),
    pytest.param("Taliban envoys", "EN_us", "en", id="underscore"),
    pytest.param("طالبان در کابل", "prs", "fa", id="dari"),
    pytest.param("Талибан", "kz", "kk", id="country-for-language"),
    pytest.param("Делегация прибыла", "en", "ru", id="wrong-script"),
    pytest.param("Delegation", "zh", "en", id="wrong-script-chinese"),
    pytest.param("Делегация прибыла", "und", "ru", id="undetermined"),
    pytest.param("Делегация прибыла в Москву и начала переговоры с министром иностранных дел", "kk", "ru", id="russian-on-a-kazakh-site"),
    pytest.param("Делегация Мәскеуге келіп, келіссөздерді бастады, деп хабарлады", "ru", "kk", id="kazakh-on-a-russian-site"),
    pytest.param("Delegacja przybyła do Moskwy", "pl", "pl", id="a-language-we-do-not-weigh"),
    pytest.param("Делегација", "mk", "sr", id="a-language-of-another-script-as-we-know"),
    pytest.param("代表", "ja", "ja", id="japanese-without-kana"),
    pytest.param("शिष्टमंडळ मॉस्कोत", "mr", "mr", id="devanagari"),
    pytest.param("शिष्टमंडल", "en", "hi", id="devanagari-wrong-hint"),
    pytest.param("αντιπροσωπεία", "el", "el", id="greek"),
    pytest.param("αντιπροσωπεία", "en", "", id="greek-wrong-hint"),
    pytest.param("대표단", "ko", "ko", id="script-we-do-not-tell"),
    pytest.param("", "ru", "ru", id="no-text"),
]


@pytest.mark.parametrize(("text", "hint", "language"), BY_HINT)
def test_with_a_hint(text: str, hint: str, language: str) -> None:
    assert detect(text, hint) == language


@given(st.text(max_size=60), st.text(max_size=8))
def test_any_text_has_a_language_or_none(text: str, hint: str) -> None:
    assert detect(text, hint) == detect(text, hint).strip()

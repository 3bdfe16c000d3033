from __future__ import annotations

import pytest

from monitor.pages.digests import is_digest, subject

DIGESTS = [
    "Afghanistan news digest, 7 October",
    "Central Asia in brief: news round-up",
    "The week in review",
    "Top stories of the day",
    "Morning briefing: 7 October",
    "Talks in Moscow, a quake in Herat and other news",
    "Дайджест новостей за 7 октября",
    "Главное за день",
    "Главные события недели: от Кабула до Ташкента",
    "Итоги недели",
    "Обзор прессы Центральной Азии",
    "Новости к этому часу",
    "Переговоры в Москве и другие новости",
    "خلاصه اخبار افغانستان",
    "مهم‌ترین رویدادهای هفته",
    "سرخط خبرها",
    "د ورځې مهم خبرونه",
    "لنډ خبرونه",
    "آج کی اہم خبریں",
    "خبروں کا خلاصہ",
    "今日要闻",
    "一周新闻回顾",
    "每日新闻简报（10月7日）",
    "आज की बड़ी खबरें",
    "समाचार संक्षेप",
    "Күннің басты жаңалықтары",
    "Апта қорытынды",
    "Жуманын маанилүү окуялары",
    "Хабарҳои муҳими рӯз",
    "Муҳимтарин хабарҳо",
    "Kunning asosiy yangiliklari",
    "Hafta voqealari",
    "Кун янгиликлари",
    "موجز الأخبار",
    "أبرز أحداث الأسبوع",
    "Nachrichtenüberblick",
    "Der Tag im Überblick",
    "Kurzmeldungen aus Zentralasien",
    "L'essentiel de l'actualité",
    "Revue de presse du 7 octobre",
    "Resumen de noticias",
    "Günün özeti",
    "Талибан прибыл в Москву; в Герате землетрясение; Ташкент открыл границу",
    "莫斯科举行会谈；赫拉特发生地震；塔什干开放边境",
]


@pytest.mark.parametrize("title", DIGESTS)
def test_a_title_that_says_digest(title):
    assert is_digest(title)


OTHERS = [
    "Taliban delegation arrives in Moscow",
    "Foreign ministry press briefing: morning briefing by the spokesperson at the press briefing",
    "Police rounded up a news bulletin editor",
    "Moscow Format at a glance",
    "Повестка дня саммита БРИКС",
    "Итоги переговоров в Москве",
    "Главное на саммите — безопасность",
    "Итоги недели моды в Алма-Ате",
    "Обзор соглашения о границе",
    "طالبان هیئتی به مسکو فرستاد",
    "طالبان له مسکو سره خبرې کوي",
    "بیجنگ晚报".replace("بیجنگ", "北京"),
    "塔利班代表团抵达莫斯科",
    "तालिबान प्रतिनिधिमंडल मास्को पहुंचा",
    "Ауғанстан делегациясы Мәскеуге келді",
    "Le point de vue du ministre",
    "Das Wichtigste ist der Frieden",
    "Talks go on; no result",
    "",
]


@pytest.mark.parametrize("title", OTHERS)
def test_a_title_of_one_happening(title):
    assert not is_digest(title)


def test_what_a_digest_is_about():
    assert subject("Дайджест новостей Афганистана").split() == ["новостей", "Афганистана"]

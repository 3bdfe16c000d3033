from __future__ import annotations

import json
import tarfile
from contextlib import suppress

import pytest

from monitor.errors import NotAPage
from monitor.pages.article import read_page
from monitor.pages.stub import teaser
from monitor.pages.walls import WALL

URL = "https://example.org/world/a"
TEASER = "Envoys of five countries agreed on Sunday to open the northern crossings step by step, officials said after the talks."
CUT = "The first lorries are to pass on Monday, and buses will follow a week later if the first days go well, although the drivers …"
REST = "Drivers at the crossing said they had been told to come at dawn and to bring papers for every load they carry across."
FULL = "\n".join(f"<p>{REST} It was the {number}th time that such a thing was agreed.</p>" for number in range(9))
LD = '<script type="application/ld+json">{}</script>'


def page(*paragraphs: str, head: str = "", after: str = "") -> bytes:
    text = "".join(paragraph if paragraph.startswith("<") else f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>Crossings open at last</title>{head}</head><body><article>{text}</article>{after}</body></html>".encode()


def described(**facts: object) -> str:
    return LD.format(json.dumps({"@type": "NewsArticle", "headline": "Crossings open at last", **facts}))


WALLED = described(isAccessibleForFree=False, hasPart={"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"})

WALLS = [
    pytest.param("Subscribe now to continue reading", id="en"),
    pytest.param("To read the full story, subscribe or sign in", id="en-the-other-way-round"),
    pytest.param("This article is only available to subscribers.", id="en-only"),
    pytest.param("You have read your last free article this month.", id="en-metered"),
    pytest.param("Оформите подписку, чтобы прочитать материал полностью", id="ru"),
    pytest.param("Полный текст статьи доступен только подписчикам", id="ru-only"),
    pytest.param("برای ادامه خواندن این مطلب لطفاً مشترک شوید", id="fa"),
    pytest.param("این مطلب ویژه مشترکان است", id="fa-only"),
    pytest.param("د دې مطلب د بشپړ لوستلو لپاره ګډون وکړئ", id="ps"),
    pytest.param("مکمل خبر پڑھنے کے لیے سبسکرائب کریں", id="ur"),
    pytest.param("订阅后即可阅读全文", id="zh"),
    pytest.param("剩餘內容需訂閱會員才能觀看", id="zh-traditional"),
    pytest.param("本文为会员专享内容", id="zh-only"),
    pytest.param("पूरी खबर पढ़ने के लिए सब्सक्राइब करें", id="hi"),
    pytest.param("Мақаланы толық оқу үшін сайтқа жазылыңыз", id="kk"),
    pytest.param("Макаланы толук окуу үчүн жазылыңыз же катталыңыз", id="ky"),
    pytest.param("Барои хондани матни пурра обуна шавед", id="tg"),
    pytest.param("Maqolani to‘liq o‘qish uchun obuna bo‘ling", id="uz"),
    pytest.param("Мақолани тўлиқ ўқиш учун обуна бўлинг", id="uz-cyrillic"),
    pytest.param("اشترك الآن لمتابعة القراءة", id="ar"),
    pytest.param("هذا المحتوى متاح فقط للمشتركين", id="ar-only"),
    pytest.param("Jetzt registrieren und diesen Artikel weiterlesen", id="de"),
    pytest.param("Dieser Text ist nur für Abonnenten lesbar", id="de-only"),
    pytest.param("Cet article est réservé aux abonnés", id="fr"),
    pytest.param("Il vous reste 72.5% de cet article à découvrir", id="fr-share"),
    pytest.param("Suscríbete para seguir leyendo", id="es"),
    pytest.param("Abbonati per continuare a leggere", id="it"),
    pytest.param("Haberi okumak için abone olun", id="tr"),
]


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_in_the_text_is_told_and_taken_out(wall):
    found = read_page(page(TEASER, wall), url=URL)
    assert (found.stub, found.text) == ("paywall", TEASER)


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_beside_a_text_that_breaks_off(wall):
    found = read_page(page(TEASER, CUT, after=f"<div class='subscribe-box'>{wall}</div>"), url=URL)
    assert (found.stub, found.text) == ("paywall", f"{TEASER}\n{CUT}")


@pytest.mark.parametrize("wall", WALLS)
def test_a_full_article_with_a_box_at_its_end_is_an_article(wall):
    found = read_page(page(TEASER, FULL, f"<p>{wall}</p>"), url=URL)
    assert not found.stub
    assert TEASER in found.text


NEWS = [
    "Путин подписал указ, чтобы продолжить переговоры и получить доступ к рынкам.",
    "Суд зарегистрировал партию, и она продолжит работу.",
    "Parties registered their candidates and will continue with the talks to access the markets.",
    "Turkey joined the group to read the situation and continue with the plan.",
    "The report is for members of the council, and the rest of the region is behind it.",
    "برای ادامه تحصیل دختران ثبت نام نشدند و عضو شورا گفت مذاکرات ادامه دارد.",
    "تنها اعضای شورا برای دسترسی به اسناد حضور داشتند.",
    "یوازې د شورا غړي په غونډه کې وو.",
    "صرف ممبران اسمبلی نے اجلاس میں شرکت کی اور رسائی کے لیے درخواست دی۔",
    "اشترك الوفد في مفاوضات للوصول إلى اتفاق متاح للأعضاء.",
    "केवल सदस्य देश ही बैठक में शामिल हुए।",
    "会议仅对会员国开放，注册企业可以查看名单。",
    "Балалар мектепте оқу үшін тізімге жазылды.",
    "Окуучулар окуу үчүн мектепке жазылышты.",
    "Кӯдакон барои хондан ба мактаб ворид шуданд.",
    "Talabalar o‘qish uchun ro‘yxatdan o‘tdi.",
    "Die Plätze sind nur für registrierte Flüchtlinge und Mitglieder bestimmt.",
    "Les sièges sont réservés aux membres du conseil.",
]


@pytest.mark.parametrize("sentence", NEWS)
def test_news_that_uses_a_walls_words_is_news(sentence):
    assert not WALL.search(sentence)
    assert not read_page(page(TEASER, sentence), url=URL).stub


PAID = [
    pytest.param(page(TEASER, head=described(isAccessibleForFree=False)), id="nothing-but-a-description"),
    pytest.param(page(TEASER, TEASER, CUT, head=described(isAccessibleForFree="False")), id="breaks-off"),
    pytest.param(page(TEASER, REST, "<div class=paid></div>", head=WALLED), id="the-paid-part-is-empty"),
    pytest.param(
        page(TEASER, REST, REST, head='<meta name="article:content_tier" content="locked">', after="<i>Already a subscriber?</i>"),
        id="locked",
    ),
    pytest.param(
        page(TEASER, REST, REST, head='<meta name="article:content_tier" content="metered">', after="<i>Already a subscriber?</i>"),
        id="metered",
    ),
    pytest.param(page("", head="", after="<p class=subscribe>Subscribe to read this article</p>"), id="no-text-at-all"),
]


@pytest.mark.parametrize("body", PAID)
def test_what_a_page_says_of_itself_and_a_short_text_are_a_wall(body):
    assert read_page(body, url=URL).stub == "paywall"


FREE = [
    pytest.param(page(TEASER, FULL, head=WALLED), id="all-is-given-to-us"),
    pytest.param(page(TEASER, f"<div class=paid><p>{REST}</p><p>{REST}</p></div>", head=WALLED), id="a-short-article-given-to-us"),
    pytest.param(page(TEASER, REST, REST, head=described(isAccessibleForFree=False)), id="short-and-whole"),
    pytest.param(page(TEASER, REST, REST, head='<meta name="article:content_tier" content="metered">'), id="metered-without-a-wall"),
    pytest.param(page(TEASER, head=described(isAccessibleForFree=True)), id="short-and-free"),
    pytest.param(page(TEASER, REST, REST, after="<p class=subscribe>Subscribe to continue reading</p>"), id="a-box-after-a-whole-text"),
    pytest.param(
        page(TEASER, REST, head=described(hasPart=["x", {"cssSelector": ".x"}], isAccessibleForFree=None)), id="parts-that-say-nothing"
    ),
    pytest.param(page(TEASER, REST, REST, head=WALLED.replace(".paid", "p:[")), id="no-valid-selector"),
]


@pytest.mark.parametrize("body", FREE)
def test_a_whole_text_is_an_article_whatever_is_said(body):
    assert not read_page(body, url=URL).stub


NOTICES = [
    pytest.param(
        "We and our 842 partners store and access cookies on your device. Accept all cookies or manage settings at any time.", id="en"
    ),
    pytest.param(
        "Мы используем файлы куки. Оставаясь на сайте, вы соглашаетесь с использованием куки и обработкой персональных данных.", id="ru"
    ),
    pytest.param(
        "Wir verwenden Cookies. Mit Ihrer Einwilligung speichern unsere Partner Cookies und verarbeiten personenbezogene Daten.", id="de"
    ),
    pytest.param(
        "Nous utilisons des cookies. Avec votre accord, nos partenaires déposent des cookies et des traceurs sur votre appareil.", id="fr"
    ),
    pytest.param("این سایت از کوکی استفاده می‌کند. با ادامه، با استفاده از کوکی و سیاست حریم خصوصی ما موافقت می‌کنید.", id="fa"),
    pytest.param("نستخدم ملفات تعريف الارتباط لتحسين تجربتك. بالمتابعة فإنك توافق على ملفات تعريف الارتباط وسياسة الخصوصية.", id="ar"),
    pytest.param("हम कुकीज़ का उपयोग करते हैं। जारी रखकर आप कुकीज़ और हमारी गोपनीयता नीति के लिए सहमति देते हैं।", id="hi"),
    pytest.param("本网站使用 Cookie 改善您的体验。继续浏览即表示您同意我们使用 Cookie 以及隐私政策中的个人信息处理方式。", id="zh"),
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_about_cookies_is_no_article(notice):
    found = read_page(f"<title>Before you continue</title><body><p>{notice}</p></body>".encode(), url=URL)
    assert (found.stub, found.text) == ("cookies", "")


def test_a_notice_found_on_an_articles_page_is_no_article():
    assert read_page(page(NOTICES[0].values[0], head=described(datePublished="2026-05-03")), url=URL).stub == "cookies"


def test_an_article_about_cookies_is_an_article():
    head = described(headline="Ministers want fewer cookies")
    assert not read_page(page(NOTICES[0].values[0], REST, head=head), url=URL).stub
    assert not read_page(page("Ministers agreed on cookies.", REST, REST, "No cookies, said one of them.", REST), url=URL).stub


def test_a_host_that_asks_for_consent_has_no_articles():
    assert read_page(page(REST), url="https://consent.example.org/v2/collect?id=1").stub == "cookies"
    assert not read_page(page(REST), url="https://example.org/consent.html").stub


GUARDS = [
    pytest.param("<p>Please enable JavaScript and disable any ad blocker to view this page</p>", id="scripts"),
    pytest.param("<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>", id="noscript"),
    pytest.param("<p>Для работы сайта необходимо включить JavaScript в настройках браузера, затем обновите страницу</p>", id="scripts-ru"),
    pytest.param("<p>请启用 JavaScript 后继续访问本网站，谢谢您的理解与配合，如有问题请联系管理员</p>", id="scripts-zh"),
    pytest.param("<p>لطفاً جاوا اسکریپت مرورگر خود را فعال کنید و سپس صفحه را دوباره بارگذاری نمایید</p>", id="scripts-fa"),
    pytest.param("<p>Our systems have detected unusual traffic from your computer network. Please try again later.</p>", id="unusual"),
    pytest.param("<p>Подтвердите, что вы не робот, и мы продолжим показывать вам страницы нашего сайта</p>", id="robot-ru"),
    pytest.param(
        "<script>window._cf_chl_opt={}</script><h1>Wait</h1><p>This takes a moment or two, and then it will go on.</p>", id="a-guards-mark"
    ),
]


@pytest.mark.parametrize("body", GUARDS)
def test_a_guard_is_no_article(body):
    found = read_page(f"<html><head><title>example.org</title></head><body>{body}</body></html>".encode(), url=URL)
    assert (found.stub, found.text) == ("challenge", "")


def test_an_article_about_scripts_is_an_article():
    text = f"{TEASER} You must enable JavaScript to see the map, the ministry said. {REST} {REST}"
    assert not read_page(page(text, head=described()), url=URL).stub


def test_the_teaser_ends_at_the_wall():
    assert teaser(f"{TEASER}\nSubscribe to continue reading\n1 month: 1 euro") == TEASER
    assert teaser(f"{TEASER}\nTo read the full story\nSubscribe or sign in") == TEASER
    assert teaser(f"{TEASER} Subscribe to continue reading") == TEASER
    assert teaser(TEASER) == TEASER


@pytest.mark.shared
def test_no_article_of_the_corpora_is_called_a_stub(shared):
    called, read = [], 0
    for name in ("articles_aeb", "articles_fundus", "articles_readability"):
        with tarfile.open(shared / f"corpora/{name}.tar.xz") as tar:
            golden = {}
            bodies = {}
            for member in tar:
                if member.isfile() and (file := tar.extractfile(member)):
                    if member.name.endswith("golden.jsonl"):
                        golden = {line["file"]: line for line in map(json.loads, file)}
                    elif member.name.endswith(".html"):
                        bodies[member.name.removeprefix("./")] = file.read()
        for file, line in golden.items():
            if len(line["body"] or "") >= 600:
                read += 1
                with suppress(NotAPage):
                    called += [file] if read_page(bodies[file], url=line.get("url") or URL).stub else []
    assert read >= 380
    assert called == []

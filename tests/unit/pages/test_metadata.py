from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.pages.metadata import read_metadata
from monitor.text.markup import parse_html

URL = "https://example.org/news/1"
NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
DAY = datetime(2026, 5, 3, tzinfo=UTC)


def facts(markup: str):
    return read_metadata(parse_html(markup), URL)


def linked(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


TIMES = [
    pytest.param(linked('{"@type":"NewsArticle","datePublished":"2026-05-03T14:00:00+02:00"}'), NOON, id="json-ld"),
    pytest.param(
        linked('{"@type":"NewsArticle","datePublished":"2026-05-03"}')
        + "<meta property=article:published_time content=2026-05-03T12:00:00Z>",
        NOON,
        id="an-instant-before-a-day",
    ),
    pytest.param(linked('{"@type":"NewsArticle","datePublished":"2026-05-03"}'), DAY, id="a-day"),
    pytest.param(linked('{"@type":"NewsArticle","dateCreated":"2026-05-03T12:00:00Z"}'), NOON, id="created"),
    pytest.param(linked('{"@type":"WebPage","datePublished":"2026-05-03T12:00:00Z"}'), NOON, id="of-the-page"),
    pytest.param(
        linked('{"@type":"Person","datePublished":"2020-01-01"}') + "<meta itemprop=datePublished content=2026-05-03T12:00Z>",
        NOON,
        id="microdata",
    ),
    pytest.param("<meta name=article.published:time content=2026-05-03T12:00:00Z>", NOON, id="any-separators"),
    pytest.param("<meta name=DC.date.issued content='2026-05-03T12:00:00+00:00'>", NOON, id="dublin-core"),
    pytest.param("<meta name=date content=''><meta name=date content=soon><time datetime=2026-05-03T12:00:00Z>", NOON, id="time-element"),
    pytest.param(
        "<time datetime=2020-01-01></time><article><time datetime=2026-05-03T12:00:00Z></article>", NOON, id="the-articles-time-element"
    ),
    pytest.param(
        "<article><time datetime=2020-01-01></time></article><p itemprop=datePublished>3 May 2026, 12:00</p>", NOON, id="the-marked-element"
    ),
    pytest.param("<meta name=date content=1970-01-01><time>2026-05-03 12:00</time>", NOON, id="a-time-before-the-web-is-a-mistake"),
    pytest.param("<p>no time</p>", None, id="none"),
]


@pytest.mark.parametrize(("markup", "when"), TIMES)
def test_the_time_of_publication(markup, when):
    assert facts(markup).published == when


def test_the_time_of_an_update():
    assert facts(linked('{"@type":"Article","dateModified":"2026-05-03T12:00:00Z"}')).updated == NOON
    assert facts("<meta property=article:modified_time content=2026-05-03T12:00:00Z>").updated == NOON


AUTHORS = [
    pytest.param(linked('{"@type":"Article","author":{"name":"Ada Sample"}}'), ("Ada Sample",), id="object"),
    pytest.param(
        linked('{"@type":"Article","author":["Ada Sample",{"name":"Ben Sample"},{"name":"Ada Sample"},7]}'),
        ("Ada Sample", "Ben Sample"),
        id="list",
    ),
    pytest.param(linked('{"@type":"Article","creator":"Ada Sample"}'), ("Ada Sample",), id="creator"),
    pytest.param(
        linked('{"@type":"Article","author":"Courier","publisher":{"name":"Courier"}}') + "<a rel=author>By Ada Sample</a>",
        ("Ada Sample",),
        id="a-person-before-the-site",
    ),
    pytest.param(
        linked('{"@type":"Article","author":"Courier","publisher":{"name":"Courier"}}'), ("Courier",), id="the-site-where-nobody-else"
    ),
    pytest.param("<meta name=author content='Von Ada Sample und Ben Sample'>", ("Ada Sample", "Ben Sample"), id="several-in-one"),
    pytest.param(
        "<meta property=article:author content=https://example.com/ada><meta name=author content=ada@example.org>",
        (),
        id="addresses-are-no-names",
    ),
    pytest.param("<meta name=author content=105092>", (), id="numbers-are-no-names"),
    pytest.param(f"<meta name=author content='{'word ' * 40}'>", (), id="sentences-are-no-names"),
    pytest.param("<div itemprop=author><span itemprop=name>Ada Sample</span></div>", ("Ada Sample",), id="microdata"),
    pytest.param(
        linked('{"@type":"Article","author":{"@type":"NewsMediaOrganization","name":"EXAMPLE News"}}')
        + "<p class=author>Von Ada Sample</p>",
        ("Ada Sample",),
        id="a-person-before-an-organisation-that-is-the-site",
    ),
    pytest.param(
        linked('{"@type":"Article","author":{"@type":"Organization","name":"Some Agency"}}') + "<p class=author>Von Ada Sample</p>",
        ("Some Agency",),
        id="an-agency-is-an-author",
    ),
    pytest.param(
        "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ada Sample'>", ("Ada Sample",), id="card"
    ),
    pytest.param("<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='Two minutes'>", (), id="another-card"),
    pytest.param("<span class=author-name>Ada Sample</span>", ("Ada Sample",), id="a-class-that-says-name"),
    pytest.param(
        "<p class=author-box>All our authors</p><p class=author></p><p class=author>By 12 people</p><p class=byline>Автор: Ада Пример</p>",
        ("Ада Пример",),
        id="a-line-that-begins-with-by",
    ),
]


@pytest.mark.parametrize(("markup", "names"), AUTHORS)
def test_the_authors(markup, names):
    assert facts(markup).authors == names


LANGUAGES = [
    pytest.param("<html lang=PT-BR>", "pt-BR", id="html"),
    pytest.param("<html lang='not a tag'><meta property=og:locale content=ru_RU>", "ru-RU", id="locale"),
    pytest.param("<html xml:lang=fa>", "fa", id="xml"),
    pytest.param("<meta http-equiv=Content-Language content=uz>", "uz", id="http-equiv"),
    pytest.param(linked('{"@type":"Article","inLanguage":{"name":"Kazakh","alternateName":"kk"}}'), "kk", id="json-ld-object"),
    pytest.param(linked('{"@type":"Article","inLanguage":["tg"]}'), "tg", id="json-ld-list"),
    pytest.param("<html lang=en><article lang=fa-AF>", "fa-AF", id="of-the-article-on-a-page-in-another"),
    pytest.param("<html><main lang=''>", "", id="empty"),
    pytest.param("<p>x", "", id="none"),
]


@pytest.mark.parametrize(("markup", "language"), LANGUAGES)
def test_the_language(markup, language):
    assert facts(markup).language == language


CANONICAL = [
    pytest.param("<link rel=canonical href=/a#x><meta property=og:url content=https://example.org/b>", "https://example.org/a", id="link"),
    pytest.param(
        "<link rel=canonical href='javascript:x'><meta property=og:url content=https://example.org/b>",
        "https://example.org/b",
        id="open-graph",
    ),
    pytest.param(linked('{"@type":"Article","url":"https://example.org/c"}'), "https://example.org/c", id="json-ld"),
    pytest.param(
        linked('{"@type":"Article","mainEntityOfPage":{"@id":"https://example.org/d"}}'), "https://example.org/d", id="main-entity"
    ),
    pytest.param(linked('{"@type":"Article","mainEntityOfPage":"https://example.org/e"}'), "https://example.org/e", id="main-entity-text"),
    pytest.param(
        "<html amp><link rel=canonical href=/news/one><meta property=og:url content=/amp/one>",
        "https://example.org/news/one",
        id="of-an-amp-page",
    ),
    pytest.param("<link rel=amphtml href=/news/1/amp>", URL, id="an-amp-twin-is-not-canonical"),
    pytest.param(
        "<link rel=canonical href=/><meta property=og:url content=https://example.org/b>",
        "https://example.org/b",
        id="the-front-page-is-none",
    ),
    pytest.param("<p>x", URL, id="its-own"),
]


@pytest.mark.parametrize(("markup", "url"), CANONICAL)
def test_the_canonical_url(markup, url):
    assert facts(markup).canonical_url == url


LINKED = [
    pytest.param('{"@type":"Article","headline":"A &amp; B"}', "A & B", id="entities"),
    pytest.param('{"@type":["Thing","BlogPosting"],"headline":["In a list"]}', "In a list", id="several-types"),
    pytest.param('[[{"@graph":[{"@type":"Article","headline":"Deep"}]}]]', "Deep", id="nested"),
    pytest.param('<!-- {"@type":"Article","headline":"Commented"} -->', "Commented", id="in-a-comment"),
    pytest.param('//<![CDATA[\n{"@type":"Article","headline":"Wrapped"}\n//]]>', "Wrapped", id="in-cdata"),
    pytest.param('{"@type":"Article","headline":"Raw\nline",};', "Raw line", id="line-end-and-trailing-comma"),
    pytest.param('{"@type":"Article","headline":"cut', "", id="cut"),
    pytest.param("[" * 3000, "", id="too-deep"),
    pytest.param("3", "", id="a-number"),
    pytest.param('{"@type":"ItemList","itemListElement":[{"@type":"Article","headline":"Another"}]}', "", id="other-articles"),
    pytest.param('{"@type":"Article","headline":"a description","name":"Shown"}', "Shown", id="the-shown-name-before-a-headline"),
]


@pytest.mark.parametrize(("text", "title"), LINKED)
def test_the_title_in_json_ld(text, title):
    shown = "<h1>Shown</h1>" if "Shown" in text else ""
    assert facts(linked(text) + shown).title == title


def test_json_ld_beyond_the_limit_is_not_read():
    items = ",".join('{"@type":"Thing"}' for _ in range(6000))
    assert facts(linked(f'[{items},{{"x":[{{"@type":"Article","headline":"Late"}}]}}]')).title == ""


def test_the_text_in_json_ld():
    assert facts(linked('{"@type":"Article","articleBody":"All of it."}')).linked_text == "All of it."

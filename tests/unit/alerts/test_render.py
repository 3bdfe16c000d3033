from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.phrases import possible_repeat, stage_name
from monitor.alerts.render import flag, render_alert, when, without_tags
from monitor.alerts.shown import AlertView, ArticleView, article_view, story_of
from monitor.locales import locales, translator
from monitor.model import Article, Source, SourceId, Span, Stage, TopicId
from tests.line.telegram_html import parse_html

FORMAT = TopicId("moscow-format")
DAWN = ArticleView(
    title="Moscow Format meets in Kabul",
    url="https://news.example/a?x=1&y=2",
    source_name="Morning Post",
    country="PK",
    language="en",
    published=datetime(2026, 10, 7, 9, 5, tzinfo=UTC),
    title_hits=((0, 13),),
    text="Nobody knew. The seventh Moscow Format meeting <was> held. It ended.",
    text_hits=((25, 38),),
)
VIEW = AlertView(topic=FORMAT, topic_title="Moscow Format", articles=(DAWN,))
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=3000) | st.text("<>&\"'`\u202e\u2068\u05d0a😀\x00 \n.", max_size=3000)
ANY_HITS = st.lists(st.tuples(st.integers(-2, 3000), st.integers(-2, 3000)), max_size=40).map(tuple)


def test_the_whole_message() -> None:
    assert render_alert(VIEW) == (
        "<b>Moscow Format</b>\n"
        '<a href="https://news.example/a?x=1&amp;y=2"><b>Moscow Format</b> meets in Kabul</a>\n'
        "Morning Post 🇵🇰 · en · 2026-10-07 09:05 UTC\n"
        "<blockquote>The seventh <b>Moscow Format</b> meeting &lt;was&gt; held.</blockquote>"
    )


def test_a_text_from_right_to_left_is_isolated() -> None:
    article = ArticleView(
        title="نشست فرمت مسکو", source_name="خبر", country="af", language="fa", text="نشست «فرمت مسکو» برگزار شد.", text_hits=((6, 15),)
    )
    assert render_alert(replace(VIEW, articles=(article,), topic_title="فرمت مسکو")).split("\n") == [
        "<b>\u2068فرمت مسکو\u2069</b>",
        "\u2068نشست فرمت مسکو\u2069",
        "\u2068خبر\u2069 🇦🇫 · fa · no date",
        "<blockquote>\u2068نشست «<b>فرمت مسکو</b>» برگزار شد.\u2069</blockquote>",
    ]


@pytest.mark.parametrize(
    ("changes", "line", "expected"),
    [
        pytest.param({"title": " \n"}, 1, '<a href="https://news.example/a?x=1&amp;y=2">(no headline)</a>', id="no-headline"),
        pytest.param({"url": ""}, 1, "<b>Moscow Format</b> meets in Kabul", id="no-url"),
        pytest.param({"url": "javascript:alert(1)"}, 1, "<b>Moscow Format</b> meets in Kabul", id="no-web-url"),
        pytest.param(
            {"url": 'https://x.example/"><b>'},
            1,
            '<a href="https://x.example/&quot;&gt;&lt;b&gt;"><b>Moscow Format</b> meets in Kabul</a>',
            id="a-url-that-breaks-out",
        ),
        pytest.param({"url": "https://x.example/" + "a" * 3000}, 1, "<b>Moscow Format</b> meets in Kabul", id="a-url-too-long"),
        pytest.param({"source_name": ""}, 2, "news.example 🇵🇰 · en · 2026-10-07 09:05 UTC", id="no-source-name"),
        pytest.param(
            {"source_name": "A & B", "country": "", "language": ""}, 2, "A &amp; B · 2026-10-07 09:05 UTC", id="no-country-no-language"
        ),
        pytest.param({"source_name": "", "url": "", "country": "", "language": ""}, 2, "2026-10-07 09:05 UTC", id="only-a-date"),
        pytest.param({"text_hits": ()}, 3, "<blockquote>Nobody knew.</blockquote>", id="no-hit-in-the-text"),
    ],
)
def test_what_is_missing_or_odd(changes: dict[str, object], line: int, expected: str) -> None:
    assert render_alert(replace(VIEW, articles=(replace(DAWN, **changes),))).split("\n")[line] == expected


@pytest.mark.parametrize("text", ["", "  \n", "Moscow Format meets in Kabul"])
def test_no_quotation_of_nothing_or_of_the_headline(text: str) -> None:
    assert "blockquote" not in render_alert(replace(VIEW, articles=(replace(DAWN, text=text, text_hits=()),)))


def test_others_are_named_once_each_and_linked() -> None:
    copies = tuple(
        replace(DAWN, source_name=name, url=url)
        for name, url in [("B & C", "https://b.example/"), ("خبر", ""), ("B & C", "https://b.example/2")]
    )
    assert render_alert(replace(VIEW, articles=(DAWN, *copies))).split("\n")[-1] == (
        'Also in: <a href="https://b.example/">B &amp; C</a>, \u2068خبر\u2069'
    )


def test_very_many_others_are_counted() -> None:
    copies = tuple(replace(DAWN, source_name=f"Paper {n}") for n in range(50))
    parsed = parse_html(render_alert(replace(VIEW, articles=(DAWN, *copies), locale="ru")))
    assert parsed.text.split("\n")[-1].startswith("Также: Paper 0, Paper 1, ")
    assert parsed.text.endswith("Paper 19, и ещё 30")


def test_others_without_any_name() -> None:
    assert render_alert(replace(VIEW, articles=(DAWN, ArticleView(title="x")))).endswith("\nAlso in: (no headline)")


@pytest.mark.parametrize("locale", [*locales(), "ru-RU", "EN", "xx", ""])
def test_a_possible_repeat_is_marked_in_each_locale(locale: str) -> None:
    html = render_alert(replace(VIEW, possible_repeat=True, locale=locale))
    assert parse_html(html).texts("i") == [possible_repeat(translator(locale))]
    assert html.startswith(render_alert(replace(VIEW, locale=locale)))


@pytest.mark.parametrize(("title", "expected"), [("", "moscow-format"), (" ", "moscow-format"), ("A<B", "A<B")])
def test_the_topic_s_title_or_else_its_id(title: str, expected: str) -> None:
    assert parse_html(render_alert(AlertView(topic=FORMAT, topic_title=title, articles=()))).text == expected


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("locale", locales())
def test_the_stage_stands_beside_the_topic(stage: Stage, locale: str) -> None:
    first, rest = parse_html(render_alert(replace(VIEW, stage=stage, locale=locale))).text.split("\n", 1)
    assert first == f"Moscow Format · {stage_name(stage, translator(locale))}"
    assert rest == parse_html(render_alert(replace(VIEW, locale=locale))).text.split("\n", 1)[1]


@pytest.mark.parametrize(("country", "expected"), [("AF", "🇦🇫"), ("eu", "🇪🇺"), ("", ""), ("AFG", ""), ("A1", ""), ("ÄÖ", "")])
def test_flags(country: str, expected: str) -> None:
    assert flag(country) == expected


def test_times_are_told_in_utc() -> None:
    assert when(datetime(2026, 1, 1, 2, 30, tzinfo=timezone(timedelta(hours=4, minutes=30))), translator("en")) == "2025-12-31 22:00 UTC"


@pytest.mark.parametrize(
    ("zone", "published", "told"),
    [
        pytest.param("Asia/Kabul", datetime(2026, 10, 7, 20, 2, tzinfo=UTC), "2026-10-08 00:32", id="the-reader-s-own-clock"),
        pytest.param("Nowhere/At_All", datetime(2026, 10, 7, 20, 2, tzinfo=UTC), "2026-10-07 20:02", id="a-zone-that-is-no-more"),
        pytest.param("America/New_York", datetime(1, 1, 1, tzinfo=UTC), "1-01-01 00:00", id="before-all-time"),
        pytest.param("Asia/Kabul", None, "no date", id="undated"),
    ],
)
def test_times_are_told_by_the_clock_that_was_chosen(zone: str, published: datetime | None, told: str) -> None:
    assert when(published, translator("en"), zone).lstrip("0") == told


def test_the_most_that_fits() -> None:
    wide = "😀" * 4000
    article = ArticleView(
        title=wide, source_name=wide, country="AF", language=wide, url="https://x.example/", text=wide, text_hits=((3000, 3001),)
    )
    others = tuple(replace(article, source_name=f"{n}{wide}") for n in range(40))
    parsed = parse_html(
        render_alert(AlertView(topic=FORMAT, topic_title=wide, articles=(article, *others), possible_repeat=True, locale="ru"))
    )
    assert parsed.text.endswith(possible_repeat(translator("ru")))


def test_no_more_hits_are_marked_than_telegram_shows() -> None:
    article = replace(
        DAWN,
        text="x " * 200,
        text_hits=tuple((n, n + 1) for n in range(0, 400, 2)),
        title="x " * 200,
        title_hits=tuple((n, n + 1) for n in range(0, 400, 2)),
    )
    assert (
        len(parse_html(render_alert(replace(VIEW, articles=(article, *[replace(DAWN, source_name=str(n)) for n in range(40)])))).entities)
        <= 100
    )


def test_a_message_without_tags_keeps_the_first_link_in_plain_sight() -> None:
    assert without_tags(render_alert(replace(VIEW, articles=(DAWN, replace(DAWN, source_name="B & C"))))) == (
        "Moscow Format\n"
        "Moscow Format meets in Kabul https://news.example/a?x=1&amp;y=2\n"
        "Morning Post 🇵🇰 · en · 2026-10-07 09:05 UTC\n"
        "The seventh Moscow Format meeting &lt;was&gt; held.\n"
        "Also in: B &amp; C"
    )


@st.composite
def articles(draw: st.DrawFn) -> ArticleView:
    return ArticleView(
        title=draw(ANY_TEXT),
        url=draw(ANY_TEXT | st.just("https://example.org/x") | ANY_TEXT.map("https://example.org/{}".format)),
        source_name=draw(ANY_TEXT),
        country=draw(st.text(max_size=3)),
        language=draw(ANY_TEXT),
        published=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
        title_hits=draw(ANY_HITS),
        text=draw(ANY_TEXT),
        text_hits=draw(ANY_HITS),
    )


@settings(deadline=None, max_examples=150)
@given(
    ANY_TEXT,
    st.lists(articles(), max_size=4),
    st.sampled_from(locales()),
    st.booleans(),
    ANY_TEXT.map("language:{}".format) | st.just("official"),
)
def test_any_texts_make_a_message_that_telegram_accepts(
    title: str, found: list[ArticleView], locale: str, repeat: bool, change: str
) -> None:
    view = AlertView(
        topic=FORMAT,
        topic_title=title,
        articles=tuple(found),
        locale=locale,
        stage=Stage.DENIED,
        change=change,
        told=True,
        stage_before=Stage.DECIDED,
        story=story_of(found),
        possible_repeat=repeat,
    )
    html = render_alert(view)
    html.encode()
    parse_html(html)
    assert parse_html(without_tags(html)).entities == ()


@pytest.mark.parametrize(
    ("spans", "title_hits", "text", "text_hits"),
    [
        pytest.param([Span("title", 0, 5)], ((0, 5),), "the lead", (), id="a-hit-in-the-headline"),
        pytest.param([Span("lead", 4, 8), Span("body", 0, 3)], (), "the lead", ((4, 8),), id="the-lead-before-the-body"),
        pytest.param([Span("body", 4, 8)], (), "the body", ((4, 8),), id="the-body-where-only-it-has-a-hit"),
    ],
)
def test_the_view_of_an_article(spans: list[Span], title_hits: object, text: str, text_hits: object) -> None:
    article = Article(title="Title", url="https://x.example/", lead="the lead", body="the body", language="en", source=SourceId("dawn"))
    view = article_view(article, spans, source=Source(id=SourceId("dawn"), name="Dawn", country="PK"))
    assert (view.title_hits, view.text, view.text_hits) == (title_hits, text, text_hits)
    assert (view.source_name, view.country, view.url) == ("Dawn", "PK", "https://x.example/")


def test_the_view_of_an_article_whose_source_is_no_more() -> None:
    view = article_view(Article(title="Title", body="the body", source=SourceId("dawn"), country="PK"), [])
    assert (view.source_name, view.country, view.text) == ("dawn", "PK", "the body")


def test_an_article_that_its_source_only_found_is_its_publishers() -> None:
    gatherer = Source(id=SourceId("news-query"), name="A news query", country="")
    view = article_view(Article(title="Title", publisher="Dawn", source=gatherer.id), [], source=gatherer)
    assert view.source_name == "Dawn"

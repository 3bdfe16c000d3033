from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from monitor.alerts.render import render_alert, without_tags
from monitor.alerts.samples import samples
from monitor.alerts.shown import AlertView, ArticleView
from monitor.alerts.templates import LARGEST, ROOM, VALUES, compile_template, troubles, values_of
from monitor.errors import TemplateFailed
from monitor.locales import COMPLETE
from tests.line.telegram_html import parse_html, utf16
from tests.unit.alerts.test_render import DAWN, VIEW, articles

DOCUMENT = Path(__file__).parents[3] / "docs" / "alerts.md"
(EXAMPLE,) = re.findall(r"```jinja\n(.*?)```", DOCUMENT.read_text("utf8"), re.DOTALL)
ALL = "".join(f"{{{{ {name} }}}}\n" for name in VALUES if name != "others")


def said(text: str) -> list[str]:
    return [str(trouble) for trouble in troubles(text, COMPLETE)]


def test_a_form_of_one_s_own() -> None:
    text = '<b>{{ topic }}</b>: <a href="{{ url }}">{{ title_html }}</a>\n<blockquote>{{ quote_html }}</blockquote>\n{{ source }} {{ flag }}, {{ time }}'
    assert compile_template(text).render(VIEW) == (
        '<b>Moscow Format</b>: <a href="https://news.example/a?x=1&amp;y=2"><b>Moscow Format</b> meets in Kabul</a>\n'
        "<blockquote>The seventh <b>Moscow Format</b> meeting &lt;was&gt; held.</blockquote>\nMorning Post 🇵🇰, 2026-10-07 09:05 UTC"
    )


def test_the_example_of_the_document_has_no_fault_and_names_every_value() -> None:
    assert said(EXAMPLE) == []
    assert set(values_of(VIEW)) == set(VALUES)
    rows = DOCUMENT.read_text("utf8").split("| value | what |")[1].split("\n\n")[0]
    assert set(VALUES) <= set(re.findall(r"`(\w+)`", rows))


def test_every_value_in_the_reader_s_language() -> None:
    (full,) = (view for words, view in samples() if words.startswith("a follow-up"))
    values = values_of(replace(full, locale="ru", timezone="Asia/Kabul"))
    assert {name: values[name] for name in ("stage", "change", "language_name", "time", "more")} == {
        "stage": "отрицается",
        "change": "Официальный источник: Morning Post · Противоречие: отрицается (прежде: решено)",
        "language_name": "английский",
        "time": "2026-10-07 13:35",
        "more": "и ещё 20",
    }
    assert values["others"][:2] == [{"name": "Paper 0", "url": DAWN.url}, {"name": "Paper 1", "url": ""}]


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        pytest.param("\n{{ titel }}", "line 2: there is no `titel`: there are topic, ", id="a-value-that-is-not-there"),
        pytest.param("{{ title.upper() }}", "line 1: `call` is not for templates", id="a-call"),
        pytest.param("{% set x = 1 %}", "line 1: `assign` is not for templates", id="a-variable"),
        pytest.param("{% include 'x' %}", "line 1: `include` is not for templates", id="another-file"),
        pytest.param("{% macro x() %}{% endmacro %}", "line 1: `macro` is not for templates", id="a-macro"),
        pytest.param("{{ 'x' * 9999999999 }}", "line 1: `mul` is not for templates", id="arithmetic"),
        pytest.param("{{ title|safe }}", "line 1: No filter named 'safe'.", id="a-filter-that-would-not-escape"),
        pytest.param("{{ others|map('safe')|join }}", "line 1: No filter named 'map'.", id="the-same-by-another-way"),
        pytest.param("{{ title.__class__ }}", "line 1: there is no `.__class__`", id="an-attribute"),
        pytest.param("x\n{{ title['__class__'] }}", "line 2: access to attribute '__class__'", id="the-same-by-its-name"),
        pytest.param("{% if title %}", "line 1: Unexpected end of template", id="not-ended"),
        pytest.param("{{ title|nothing }}", "line 1: No filter named 'nothing'.", id="an-unknown-filter"),
        pytest.param("{% for a in others %}" * 3 + "{% endfor %}" * 3, "line 1: more than 2 loops stand one within the other", id="loops"),
        pytest.param(
            "x\n{{ others[0].name }}", "line 2: list object has no element 0 (in `en`, of an alert)", id="what-is-not-always-there"
        ),
        pytest.param("x\n<b>{{ title }}", "line 2: `<b>` is not closed (in `en`, of an alert)", id="a-tag-that-is-not-closed"),
        pytest.param("x\n<h1>{{ title }}</h1>", "line 2: `<h1>` is no tag that Telegram knows", id="a-tag-of-another-html"),
        pytest.param('x\n<a href="{{ url }}">x</a>', 'line 2: `<a href="` leads nowhere', id="a-link-where-there-is-none"),
        pytest.param("{{ quote }}", "there is no text (in `en`, of an alert without", id="nothing-left"),
        pytest.param("x" * 3600 + "{{ title }}", "the text is too long: 4,099 units, where 3,896 find room", id="too-long"),
        pytest.param("x" * (LARGEST + 1), "is longer than 16,384 characters", id="a-template-without-end"),
        pytest.param("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "is nested too deep", id="too-deep"),
        pytest.param(
            "{% for a in quote %}{% for b in quote %}{{ quote }}{% endfor %}{% endfor %}x",
            "the message is far too long",
            id="output-without-end",
        ),
    ],
)
def test_what_is_wrong_with_a_template(text: str, trouble: str) -> None:
    assert said(text)[0].startswith(trouble), said(text)[0]


def test_the_same_trouble_is_told_once() -> None:
    assert len(said("<b>{{ title }}")) == 1


def test_texts_are_escaped_and_hits_are_not() -> None:
    html = compile_template("{{ title }} {{ title_html }} {{ title ~ '<' }}").render(
        replace(VIEW, articles=(replace(DAWN, title="<b>Moscow</b> & co", title_hits=((3, 9),)),))
    )
    title = "&lt;b&gt;{}&lt;/b&gt; &amp; co"
    assert html == f"{title.format('Moscow')} {title.format('<b>Moscow</b>')} {title.format('Moscow')}&lt;"


def test_an_alert_has_the_form_that_it_is_given() -> None:
    own = replace(VIEW, styled=compile_template("{{ title }}").render)
    assert render_alert(own) == "Moscow Format meets in Kabul"
    assert render_alert(replace(own, possible_repeat=True)).startswith("Moscow Format meets in Kabul\n<i>Possible repeat: ")


def test_where_that_fails_an_alert_has_the_form_that_is_built_in() -> None:
    assert render_alert(replace(VIEW, styled=lambda _: "")) == render_alert(VIEW)
    assert render_alert(replace(VIEW, articles=(), styled=lambda _: "never asked")) == "<b>Moscow Format</b>"


WHOLE = [compile_template(EXAMPLE), compile_template(ALL)]


@settings(deadline=None, max_examples=60)
@given(articles())
def test_any_texts_make_a_message_that_telegram_accepts(article: ArticleView) -> None:
    for template in WHOLE:
        view = AlertView(topic=VIEW.topic, topic_title=article.title, articles=(article, article), styled=template.render)
        html = template.render(view)
        html.encode()
        assert utf16(parse_html(html).text) <= ROOM
        parse_html(render_alert(replace(view, possible_repeat=True)))
        assert parse_html(without_tags(html)).entities == ()


def test_a_failure_says_its_line() -> None:
    assert (str(TemplateFailed("x", line=3)), str(TemplateFailed("x"))) == ("line 3: x", "x")

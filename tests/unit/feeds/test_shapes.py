"""Paths that are found in JSON of unknown shape."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.api import read_api
from monitor.feeds.shapes import find_paths
from monitor.model import Paths

TITLES = [
    "Talks on the border held in the capital today",
    "Ministers of nine countries sign a statement",
    "Trade with neighbours grows by a third",
    "Court postpones the hearing once more",
    "Delegation arrives for a two-day visit",
]
CHINESE = ["外交部发言人就阿富汗问题答记者问", "中亚五国外长会议在北京举行", "两国签署合作文件"]
TEXT = "A long text about what happened there, and when. " * 9


def rows(titles=TITLES, **parts):
    """Return an object for each title; a part that can be called is told the number and the title."""
    return [{name: part(n, title) if callable(part) else part for name, part in parts.items()} for n, title in enumerate(titles)]


WORDPRESS = rows(
    id=lambda n, _: 100 + n,
    date=lambda n, _: f"2026-11-2{n}T10:00:00",
    date_gmt=lambda n, _: f"2026-11-2{n}T07:00:00",
    modified=lambda n, _: f"2026-11-2{n}T11:00:00",
    slug=lambda n, _: f"slug-{n}",
    status="publish",
    link=lambda n, _: f"https://x.example/2026/{n}",
    title=lambda _, title: {"rendered": title},
    content=lambda n, _: {"rendered": f"<p>{TEXT}{n}</p>", "protected": False},
    excerpt=lambda n, _: {"rendered": f"<p>Short words about it, {n}</p>"},
    _links=lambda n, _: {"self": [{"href": f"https://x.example/wp-json/wp/v2/posts/{n}"}]},
)
MINISTRY = {
    "code": 0,
    "data": {
        "rows": rows(
            newsId=lambda n, _: 9000 + n,
            headLine=lambda _, title: title,
            imgUrl=lambda n, _: f"/img/{n}.jpg",
            thumbUrl=lambda n, _: f"/img/{n}/small",
            detailUrl=lambda n, _: f"/news/{n}.html",
            publishTime=lambda n, _: 1795521600000 + n,
            updateTime=lambda n, _: 1795521600000 + n,
            digest=lambda n, _: f"Something else that is told, number {n}",
        ),
        "menu": [{"id": n, "name": f"A rubric of the site {n}", "url": f"/c/{n}"} for n in range(30)],
    },
}
SECTIONS = [
    {
        "section": "Politics",
        "items": rows(TITLES[:3], title=lambda _, t: t, url=lambda n, _: f"/p/{n}", tags=[{"name": "Borders"}, {"name": "Trade"}]),
    },
    {"section": "World", "items": rows(TITLES[3:], title=lambda _, t: t, url=lambda n, _: f"/w/{n}", tags=[])},
]
SHAPES = [
    pytest.param(
        WORDPRESS,
        Paths(
            items="[]", title="title.rendered", link="link", id="id", time="date", summary="excerpt.rendered", content="content.rendered"
        ),
        id="wordpress",
    ),
    pytest.param(
        MINISTRY,
        Paths(items="data.rows[]", title="headLine", link="detailUrl", id="newsId", time="publishTime", summary="digest"),
        id="a-ministry",
    ),
    pytest.param(SECTIONS, Paths(items="[].items[]", title="title", link="url"), id="sections"),
    pytest.param(
        {
            "news": {
                str(n): row for n, row in enumerate(rows(t=lambda _, t: t, u=lambda n, _: f"https://x.example/{n}", d="24.11.2026 10:00"))
            }
        },
        Paths(items="news.*", title="t", link="u", time="d"),
        id="objects-by-id",
    ),
    pytest.param(
        {"列表": rows(CHINESE, biaoti=lambda _, t: t, lianjie=lambda n, _: f"https://z.example/{n}", shijian="2026-11-24 10:00")},
        Paths(items=json.dumps("列表") + "[]", title="biaoti", link="lianjie", time="shijian"),
        id="chinese",
    ),
    pytest.param(
        {
            "data": {
                "posts": {
                    "edges": rows(
                        node=lambda n, t: {"title": t, "uri": f"/p/{n}", "image": {"src": f"/{n}.jpg", "altText": f"A picture of {t}"}}
                    )
                }
            }
        },
        Paths(items="data.posts.edges[]", title="node.title", link="node.uri"),
        id="graphql",
    ),
    pytest.param(
        {
            "data": rows(
                id=lambda n, _: n,
                attributes=lambda n, t: {
                    "title": t,
                    "created": f"2026-11-2{n}T09:00:00Z",
                    "publishedAt": f"2026-11-2{n}T10:00:00Z",
                    "body": {"value": f"{TEXT}{n}", "processed": f"{TEXT}{n}"},
                },
            )
        },
        Paths(items="data[]", title="attributes.title", id="id", time="attributes.publishedAt", content="attributes.body.value"),
        id="published-goes-before-created",
    ),
    pytest.param(
        {
            "news": rows(
                title=lambda _, t: {"tj": f"{t} тҷ", "ru": t}, date=lambda n, _: f"2{n}.11.2026 10:00:00", link=lambda n, _: f"/tj/{n}"
            )
        },
        Paths(items="news[]", title="title.tj", link="link", time="date"),
        id="titles-in-languages",
    ),
    pytest.param({"a": {"b-c": rows(h=lambda _, t: t)}}, Paths(items='a."b-c"[]', title="h"), id="headlines-alone"),
    pytest.param([rows(h=lambda _, t: t)], Paths(items="[][]", title="h"), id="a-list-in-a-list"),
    pytest.param(rows(h=lambda _, t: t, number=lambda n, _: 1795521600 + n), Paths(items="[]", title="h"), id="numbers-that-are-no-times"),
    pytest.param(
        rows(h=lambda _, t: t, deep={"a": {"b": {"c": {"d": {"e": "x"}}}}}, l=[{"a": 1}]), Paths(items="[]", title="h"), id="deep-parts"
    ),
]


@pytest.mark.parametrize(("document", "paths"), SHAPES)
def test_the_news_of_a_document_are_found(document, paths):
    assert find_paths(document) == paths
    assert (
        next(iter(read_api(json.dumps(document).encode(), paths, url="https://x.example/").entries)).title.removesuffix(" тҷ")
        in TITLES + CHINESE
    )


NOTHING = [
    pytest.param(None, id="null"),
    pytest.param("news", id="text"),
    pytest.param({"error": "quota exceeded", "code": 403}, id="an-error"),
    pytest.param([{"a": 1}, {"a": 2}], id="numbers"),
    pytest.param(rows(TITLES[:1], title=lambda _, t: t), id="one"),
    pytest.param(rows(title="The same words again and again"), id="the-same"),
    pytest.param(rows(link=lambda n, _: f"https://x.example/{n}"), id="links"),
    pytest.param(rows(at=lambda n, _: f"2026-11-2{n}T10:00:00"), id="times"),
    pytest.param([{}, {}], id="empty"),
    pytest.param(rows(text=lambda _, t: t * 9), id="whole-texts"),
]


@pytest.mark.parametrize("document", NOTHING)
def test_where_no_headlines_repeat_nothing_is_found(document):
    assert find_paths(document) is None


def nested(depth):
    value = rows(h=lambda _, t: t)
    for _ in range(depth):
        value = {"a": value}
    return value


HOSTILE = [
    pytest.param({f"l{n}": [{f"k{m}": f"A headline of the day {m}" for m in range(100)}] * 2 for n in range(2_000)}, id="many-lists"),
    pytest.param(nested(900), id="deep"),
    pytest.param([[[[]] * 10] * 10] * 400, id="empty-lists"),
    pytest.param([{str(n): n for n in range(50_000)}] * 3, id="many-fields"),
    pytest.param({str(n): [] for n in range(50_000)}, id="many-places"),
    pytest.param({str(n): {"a": {"b": n}} for n in range(100_000)}, id="many-objects"),
]


@pytest.mark.parametrize("document", HOSTILE)
def test_a_hostile_document_is_looked_over_in_bounded_time(document):
    start = time.process_time()
    find_paths(document)
    assert time.process_time() - start < 20


KEYS = st.sampled_from(["title", "url", "date", "id", "body", "x y", "é", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.sampled_from(TITLES),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=40,
)


@settings(deadline=None, max_examples=150)
@given(VALUES)
def test_what_is_found_can_be_read(document):
    paths = find_paths(document)
    if paths is not None:
        assert read_api(json.dumps(document).encode(), paths, url="https://x.example/").entries

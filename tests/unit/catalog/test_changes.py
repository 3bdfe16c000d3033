from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.catalog.changes import changes
from monitor.catalog.load import Catalog
from monitor.catalog.settings import Settings
from monitor.model import Concept, FeedSpec, Source, SourceId, Topic, TopicId

TOPIC = Topic(id=TopicId("brics"), query="brics", file="topics/a.yaml", line=3, column=1)
CONCEPT = Concept(id="taliban", terms={"en": ("taliban",)}, file="concepts/a.yaml", line=1)
SOURCE = Source(id=SourceId("post"), name="Post", country="PK", feeds=(FeedSpec(url="https://a.example/rss"),))
BEFORE = Catalog(topics=(TOPIC,), concepts=(CONCEPT,), sources=(SOURCE,))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param(BEFORE, (), id="nothing"),
        pytest.param(replace(BEFORE, topics=(replace(TOPIC, line=9, file="topics/b.yaml"),), digest="x"), (), id="moved"),
        pytest.param(replace(BEFORE, concepts=(replace(CONCEPT, line=9),)), (), id="moved-concept"),
        pytest.param(replace(BEFORE, topics=(replace(TOPIC, query="brics+"),)), ("topic brics: changed",), id="query"),
        pytest.param(
            replace(BEFORE, topics=(replace(TOPIC, id=TopicId("new")),)), ("topic brics: removed", "topic new: added"), id="renamed"
        ),
        pytest.param(replace(BEFORE, concepts=()), ("concept taliban: removed",), id="concept"),
        pytest.param(replace(BEFORE, sources=(replace(SOURCE, name="The Post"),)), ("source post: changed",), id="source"),
        pytest.param(replace(BEFORE, settings=Settings(retention_days=9)), ("setting retention_days: changed",), id="setting"),
    ],
)
def test_what_an_edit_changed(after: Catalog, said: tuple[str, ...]) -> None:
    assert changes(BEFORE, after) == said

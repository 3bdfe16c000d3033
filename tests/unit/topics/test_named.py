from __future__ import annotations

import pytest

from monitor.model import Exclusion, Stage, StageQuery, Topic, TopicId
from monitor.topics.named import alternatives_to, concepts_of, named_concepts


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("taliban", set()),
        ("@taliban", {"taliban"}),
        ("(@a NEAR/3 (@b OR x)) NOT title:@c", {"a", "b", "c"}),
        ("(@a @b)~5 OR ATLEAST/2(@d)", {"a", "b", "d"}),
    ],
)
def test_concepts_of_a_query(query, named):
    assert named_concepts(query) == named


def test_a_topic_names_concepts_in_its_exclusions_and_stages_too():
    topic = Topic(
        id=TopicId("t"),
        query="@a x",
        exclusions=(Exclusion(query="@b", because="sport"),),
        stages=(StageQuery(stage=Stage.DENIED, query="@c"),),
    )
    assert concepts_of(topic) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("@a OR @b OR word", {"b"}),
        ("@c (@b OR title:(@a OR @d))", {"d"}),
        ("(@a OR @b)@1 (@e OR (@a @f))", {"b"}),
        ("@a @b", set()),
        ("@b OR @c", set()),
    ],
)
def test_alternatives_to_a_concept(query, names):
    assert alternatives_to("a", query) == names

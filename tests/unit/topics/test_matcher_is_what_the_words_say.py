"""The matcher against a plain reading of the language: random queries over random articles of a few words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, Concept, Topic, TopicId
from monitor.topics.matcher import Matcher
from monitor.topics.syntax import parse
from tests.unit.topics.plain import FIELDS, Plain

WORDS = ("zug", "zugbo", "bim", "kol", "dap")
CONCEPTS = (
    Concept(id="c", terms={"": ("=bim", "=kol =dap")}, not_only=("s",)),
    Concept(id="s", terms={"": ("=zug =bim",)}),
)

# ── queries and articles ──

term = st.sampled_from([f"={word}" for word in WORDS] + ["zu*", "bi?", "@c"])
phrase = st.lists(st.sampled_from([f"={word}" for word in WORDS]), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"')
atom = term | phrase | st.tuples(phrase, st.integers(0, 3)).map(lambda pair: f"{pair[0]}~{pair[1]}")
listed = st.lists(atom, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})")
operator = st.sampled_from(["NEAR/0", "NEAR/1", "NEAR/3", "ONEAR/2", "NEAR/1f", "SENTENCE", "PARAGRAPH", "w/1", "adj2", "near2"])
near = st.tuples(atom | listed, operator, atom | listed).map(" ".join) | st.tuples(atom, operator, atom, operator, atom).map(" ".join)
together = st.tuples(st.lists(term, min_size=2, max_size=3), st.integers(0, 3)).map(lambda pair: f"({' '.join(pair[0])})~{pair[1]}")
placed = atom | listed | near | together
count = st.tuples(st.integers(1, 3), atom | listed).map(lambda pair: f"ATLEAST/{pair[0]}({pair[1]})")


def joined(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(part, min_size=2, max_size=3)
    return (
        several.map(lambda parts: "(" + " ".join(f"({p})" for p in parts) + ")")
        | several.map(lambda parts: "(" + " OR ".join(f"({p})" for p in parts) + ")")
        | several.map(lambda parts: "(" + " OR ".join(f"({p})" for p in parts) + ")@2")
        | st.tuples(part, part).map(lambda pair: f"(({pair[0]}) NOT ({pair[1]}))")
        | st.tuples(st.sampled_from(["title", "lead", "body", "text"]), part).map(lambda pair: f"{pair[0]}:({pair[1]})")
    )


queries = st.recursive(placed | count, joined, max_leaves=5)
sentence = st.lists(st.sampled_from(WORDS), max_size=6).map(lambda words: " ".join(words).capitalize() + ".")
field = st.lists(sentence, max_size=3).flatmap(lambda parts: st.sampled_from([" ", "\n", " • "]).map(lambda gap: gap.join(parts)))
texts = st.fixed_dictionaries({"title": field, "lead": field, "body": field})


@settings(max_examples=600, deadline=None)
@given(queries, texts)
def test_the_matcher_finds_what_a_plain_reading_finds(query: str, fields: dict[str, str]) -> None:
    node = parse(query)
    plain = Plain(fields)
    expected = plain.true(node, FIELDS, FIELDS)
    matches = Matcher([Topic(id=TopicId("t"), query=query)], CONCEPTS).match(Article(**fields, language="en"))
    assert bool(matches) is expected
    if matches:
        in_head = plain.true(node, ("title", "lead"), FIELDS)
        assert (matches[0].field != "body") is in_head

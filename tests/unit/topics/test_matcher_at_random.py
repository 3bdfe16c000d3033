"""A thousand standing queries over a hundred articles, each pair held against a plain reading: scripts, marks, NOT, NEAR and overlaps."""

from __future__ import annotations

import random

import pytest

from monitor.model import Article, Concept, Topic, TopicId
from monitor.topics.matcher import Matcher
from monitor.topics.syntax import parse
from tests.unit.topics.plain import FIELDS, Plain

QUERIES, ARTICLES = 1_000, 100
CONCEPTS = (
    Concept(id="c", terms={"": ("=bim", "=kol =dap")}, not_only=("s",)),
    Concept(id="s", terms={"": ("=zug =bim",)}),
)
# Each word, then other spellings of it: an accent, harakat and tatweel, nukta, ё, the traditional character, a homoglyph, a soft hyphen.
WORDS = [
    ["zug", "zúg", "z\u00adug"],
    ["zugbo"],
    ["bim"],
    ["kol", "kоl"],
    ["dap"],
    ["مدرس", "مَدْرَس", "مـدرس"],
    ["जमीन", "ज़मीन"],
    ["чет", "чёт"],
    ["会", "會"],
    ["塔"],
]
SPELLINGS = {spelling: word for word, *others in WORDS for spelling in (word, *others)}


def queries(chance: random.Random) -> list[str]:
    def word() -> str:
        return f"={chance.choice(WORDS)[0]}"

    def atom() -> str:
        match chance.randrange(8):
            case 0:
                return chance.choice(["zu*", "bi?", "@c", "мет*"])
            case 1:
                return f'"{word()} {word()}"' + chance.choice(["", "~1", "~3"])
            case 2:
                return f"({word()} OR {word()})"
            case _:
                return word()

    def placed() -> str:
        operator = chance.choice(["NEAR/0", "NEAR/1", "NEAR/2", "ONEAR/2", "NEAR/1f", "SENTENCE", "PARAGRAPH", "adj2"])
        return chance.choice([atom(), f"{atom()} {operator} {atom()}", f"({word()} {word()})~2", f"ATLEAST/2({atom()})"])

    def query() -> str:
        one, two, three = (f"({placed()})" for _ in range(3))
        return chance.choice(
            [
                one,
                f"{one} {two}",
                f"{one} OR {two}",
                f"{one} NOT {two}",
                f"({one} OR {two} OR {three})@2",
                f"title:{one} OR lead:{two}",
                f"{one} NOT body:({two} OR {three})",
                f"text:({one} NOT {two})",
            ]
        )

    return [query() for _ in range(QUERIES)]


def text(chance: random.Random) -> str:
    sentences = []
    for _ in range(chance.randint(0, 3)):
        words = [chance.choice(chance.choice(WORDS)) for _ in range(chance.randint(1, 7))]
        sentences.append(f"{' '.join(words)}.".replace("塔 ", "塔"))
    return chance.choice([" ", "\n", " • "]).join(sentence[:1].upper() + sentence[1:] for sentence in sentences)


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_of_fifty_thousand_pairs_is_what_a_plain_reading_says(language: str) -> None:
    chance = random.Random(f"2026 {language}")
    written = queries(chance)
    nodes = [parse(query) for query in written]
    matcher = Matcher([Topic(id=TopicId(str(number)), query=query) for number, query in enumerate(written)], CONCEPTS)
    found = 0
    for _ in range(ARTICLES // 2):
        fields = {name: text(chance) for name in FIELDS}
        plain = Plain(fields, SPELLINGS, scale=3 if language == "zh" else 1)
        matches = [int(match.topic) for match in matcher.match(Article(**fields, language=language))]
        expected = [number for number, node in enumerate(nodes) if plain.true(node, FIELDS, FIELDS)]
        assert matches == expected, (fields, [written[number] for number in set(matches) ^ set(expected)][:3])
        found += len(matches)
    assert QUERIES < found < QUERIES * ARTICLES // 4  # neither nothing nor everything

"""How many alerts were right, and how sure that is."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import AlertId, ArticleId, SourceId, TopicId
from monitor.review.precision import FEW, NAMED, NOTHING_SAID, Precision, as_lines, as_rows, precision, precisions, spoken, wilson
from monitor.storage.feedback import Verdict


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (41, 44, 0.8177, 0.9765),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_the_interval_is_that_of_the_literature(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 3000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_share_lies_in_its_interval_and_right_and_wrong_mirror_each_other(counts):
    successes, trials = counts
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    assert wilson(trials - successes, trials) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_it_holds_the_truth_about_95_times_in_100(share):
    trials = 60
    chances = [comb(trials, hits) * share**hits * (1 - share) ** (trials - hits) for hits in range(trials + 1)]
    held = sum(chance for hits, chance in enumerate(chances) if wilson(hits, trials)[0] <= share <= wilson(hits, trials)[1])
    assert 0.93 < held < 0.98


def verdict(topic: str, source: str, language: str, good: int = 1, bad: int = 0) -> Verdict:
    return Verdict(
        alert=AlertId(1), topic=TopicId(topic), article=ArticleId(1), source=SourceId(source), language=language, good=good, bad=bad
    )


def test_an_alert_counts_once_however_many_spoke_and_is_right_where_most_say_so():
    found = precisions(
        [
            verdict("fairs", "post", "en", good=5, bad=4),
            verdict("fairs", "vest", "ru-RU", good=1, bad=1),
            verdict("mines", "vest", "ru", bad=3, good=0),
            verdict("fairs", "vest", ""),
        ]
    )
    counted = [[(one.name, one.right, one.judged) for one in some] for some in (found.topics, found.sources, found.languages)]
    assert counted == [
        [("fairs", 2, 3), ("mines", 0, 1)],
        [("vest", 1, 3), ("post", 1, 1)],
        [("ru", 0, 2), ("?", 1, 1), ("en", 1, 1)],
    ]


@pytest.mark.parametrize(
    ("right", "judged", "words"),
    [
        (41, 44, "41 of 44 right, 82–98 %"),
        (FEW, FEW, "10 of 10 right, 72–100 %"),
        (3, 4, "3 of 4 right, 30–95 %; too few to say more"),
        (0, 1, "0 of 1 right, 0–79 %; too few to say more"),
    ],
)
def test_a_share_is_said_with_its_interval_and_few_are_called_few(right, judged, words):
    assert spoken(precision("x", right, judged)) == words


def test_the_review_names_topics_and_where_it_went_wrong_the_worst_first():
    said = (
        [verdict("fairs", "post", "en")] * 20 + [verdict("fairs", "vest", "ru", good=0, bad=1)] * 6 + [verdict("fairs", "vest", "ru")] * 4
    )
    assert as_lines(precisions([*said, verdict("mines", "tolo", "fa")])) == [
        "fairs: 24 of 30 right, 63–90 %",
        "mines: 1 of 1 right, 21–100 %; too few to say more",
        "source vest: 4 of 10 right, 17–69 %",
        "language ru: 4 of 10 right, 17–69 %",
    ]
    assert as_lines(NOTHING_SAID) == []


def test_many_are_counted():
    said = [verdict("fairs", f"s{number}", "en", good=0, bad=1) for number in range(NAMED + 2)]
    assert as_lines(precisions(said))[NAMED + 1] == "and 2 more sources"


def test_as_values():
    rows = as_rows(precisions([verdict("fairs", "post", "en")]))
    one = {"right": 1, "judged": 1, "low": 0.2065, "high": 1.0}
    assert rows == {"topics": [{"name": "fairs"} | one], "sources": [{"name": "post"} | one], "languages": [{"name": "en"} | one]}
    assert isinstance(precision("x", 1, 2), Precision)

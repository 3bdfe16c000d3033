"""What a source repeats is learnt from its stories, within bounds, and forgotten when the site drops it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.pages.learnt import FULL, MOST, Learnt

SITE = 7


def taught(stories, learnt=None):
    learnt = learnt or Learnt()
    for blocks in stories:
        learnt = learnt.with_story(blocks)
    return learnt


def test_what_three_stories_have_is_the_sites():
    stories = [(SITE, 100), (SITE, 101), (SITE, 102)]
    assert taught(stories[:2]).known == frozenset()
    assert taught(stories).known == {SITE}


def test_what_comes_again_is_kept_and_what_came_once_gives_way():
    learnt = taught([(SITE, *range(1000 * n, 1000 * n + 20)) for n in range(1, 80)])
    assert len(learnt.counts) == MOST
    assert learnt.known == {SITE}
    assert 79_019 in learnt.counts
    assert 1_000 not in learnt.counts


def test_what_a_site_drops_is_forgotten_in_time():
    old = taught([(SITE, n) for n in range(100, 150)])
    assert old.known == {SITE}
    assert SITE not in taught([(n,) for n in range(1_000, 1_000 + 5 * FULL)], old).known


@given(st.lists(st.frozensets(st.integers(0, 40), max_size=12), max_size=60))
def test_no_more_is_counted_than_was_seen(stories):
    learnt = taught(stories)
    assert learnt.stories == len(stories)
    assert all(count == sum(block in blocks for blocks in stories) for block, count in learnt.counts.items())

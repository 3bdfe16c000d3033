"""Whether an article in another language tells a story's happening: what speaks for it and against it, weighed together.

A logistic regression over what the two have in common in signs. The weights were fitted to 1,100 pairs of an article and a running story in
fourteen languages, a good third of them tellings of one happening, many of the others happenings that look alike; docs/stories.md has
how, and what they reach on happenings that they were not fitted to.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection

from monitor.stories.facts import Facts
from monitor.stories.outline import SIGNS, Outline
from monitor.stories.rarity import Weighed, cosine

NEVER = -20.0  # not fitted: another meeting or stage, or each tells of one state alone and not the same
SIGNS_IN_COMMON = 2  # at least
BIAS = 0.33
WEIGHTS = {
    "likeness": 5.92,  # the cosine of their signs
    "shared": 1.0,  # how much of the article the signs in common are, whatever else the story has
    "deeds": 0.21,  # in common, up to three
    "things": 0.17,  # things, bodies, people by what they are; up to four
    "names": 0.78,  # names by their sound, cities, days; up to three
    # the vetoes between them
    "state": -0.91,
    "no state": -0.6,  # none at all in common
    "city": -0.35,
    "number": -1.0,
    "date": -1.56,
    "ordinal": NEVER,
    "stage": NEVER,
    "other state alone": NEVER,
    "closeness": -1.87,  # of the articles that joined by signs before
    "joined before": 1.19,
    "size": -2.17,  # the logarithm of how many articles the story has: the more signs it has gathered, the less one proves
    "length": -0.9,  # the logarithm of how many signs the article has
}
_GROUPS = {
    "deed": "deeds",
    **dict.fromkeys(("thing", "body", "folk", "role"), "things"),
    **dict.fromkeys(("name", "city", "date"), "names"),
}
_MOST = {"deeds": 3, "things": 4, "names": 3}


def signs_alike(article: Weighed, story: Outline) -> float:
    """Return the cosine of an article's signs and a story's."""
    return cosine(article.signs, story.signs) / story.lengths[SIGNS]


def support(article: Weighed, story: Outline) -> tuple[float, float]:
    """Return how like their signs are, and what speaks for an article to tell a story's happening, whatever they contradict each other in.

    The second is in log-odds. Where they have hardly a sign in common, the first is not looked at, and 0.
    """
    common = article.signs.keys() & story.signs.keys()
    if len(common) < SIGNS_IN_COMMON:
        return 0.0, NEVER
    likeness = signs_alike(article, story)
    groups = Counter([_GROUPS.get(sign.partition(":")[0], "") for sign in common])
    odds = (
        BIAS
        + WEIGHTS["likeness"] * likeness
        + WEIGHTS["shared"] * sum([article.signs[sign] for sign in common])
        + WEIGHTS["closeness"] * story.by_signs.mean
        + WEIGHTS["joined before"] * (story.by_signs.joins > 0)
        + WEIGHTS["size"] * math.log(story.members)
        + WEIGHTS["length"] * math.log(1 + len(article.signs))
    )
    return likeness, odds + sum([WEIGHTS[group] * min(groups[group], most) for group, most in _MOST.items()])


def objection(one: Facts, other: Facts, contradicted: Collection[str]) -> float:
    """Return what speaks against it, as log-odds of 0 or below: the facts in which they contradict each other."""
    found = sum([WEIGHTS.get(kind, 0.0) for kind in contradicted])
    if "state" in contradicted and one.states.isdisjoint(other.states):
        found += WEIGHTS["other state alone" if len(one.states) == len(other.states) == 1 else "no state"]
    return found

"""Whether an article in another language tells a story's happening: what speaks for it and against it, weighed together.

A logistic regression over what the two have in common in signs. The weights were fitted to 1,100 pairs of an article and a running story in
fourteen languages, a good third of them tellings of one happening, many of the others happenings that look alike; docs/stories.md has
how, and what they reach on happenings that they were not fitted to.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection

from monitor.stories.outline import SIGNS, Outline
from monitor.stories.rarity import Weighed, cosine

BIAS = 0.33
WEIGHTS = {
    "likeness": 5.92,  # the cosine of their signs
    "shared": 1.0,  # how much of the article the signs in common are, whatever else the story has
    "deeds": 0.21,  # in common, up to three
    "things": 0.17,  # things, bodies, people by what they are; up to four
    "names": 0.78,  # names by their sound, cities, days; up to three
    "other state": -0.91,  # each names a state that the other does not
    "no state": -0.6,  # they have none in common
    "city": -0.35,
    "number": -1.0,  # both name numbers, and none alike
    "date": -1.56,
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


def evidence(article: Weighed, story: Outline, contradicted: Collection[str]) -> float:
    """Return the log-odds that an article tells a story's happening: it does where they are above 0.

    Args:
        article: the article.
        story: the story.
        contradicted: the vetoes between them.
    """
    seen = {
        "likeness": signs_alike(article, story),
        "other state": "state" in contradicted,
        "no state": "state" in contradicted and article.profile.facts.states.isdisjoint(story.facts.states),
        "city": "city" in contradicted,
        "date": "date" in contradicted,
        "number": _other_numbers(article, story),
        "closeness": story.by_signs.mean,
        "joined before": story.by_signs.joins > 0,
        "size": math.log(story.members),
        "length": math.log(1 + len(article.signs)),
    }
    common = article.signs.keys() & story.signs.keys()
    seen["shared"] = sum(article.signs[sign] for sign in common)
    groups = Counter(_GROUPS.get(sign.partition(":")[0], "") for sign in common)
    seen |= {group: min(groups[group], most) for group, most in _MOST.items()}
    return BIAS + sum(WEIGHTS[name] * value for name, value in seen.items())


def _other_numbers(article: Weighed, story: Outline) -> bool:
    mine, theirs = ({sign for sign in signs if sign.startswith("count:")} for signs in (article.signs, story.signs))
    return bool(mine and theirs) and mine.isdisjoint(theirs)

"""Reports by one template: the same words again with another number in them are another report, and another happening.

"Ruble falls to 91" and "Ruble falls to 92", "Alert no. 17" and "Alert no. 18": neither cosine nor containment tells them apart.
"""

from __future__ import annotations

from functools import lru_cache

from monitor.text.words import tokenize

SAME_WORDS = 0.5  # of the words of both headlines, numbers aside


def another_by_template(one: str, other: str) -> bool:
    """Return whether two headlines say nearly the same but for their numbers. One without a number is no report by a template."""
    (figures, words), (other_figures, other_words) = _parts(one), _parts(other)
    if not figures or not other_figures or figures == other_figures:
        return False
    return not words | other_words or len(words & other_words) >= SAME_WORDS * len(words | other_words)


@lru_cache(maxsize=1 << 12)
def _parts(title: str) -> tuple[frozenset[str], frozenset[str]]:
    words = frozenset(tokenize(title).folded())
    figures = frozenset(word for word in words if word[0].isdigit())
    return figures, words - figures

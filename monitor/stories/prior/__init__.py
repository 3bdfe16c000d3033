"""Which words are common in a language, before a stream has shown it: a table a language beside this file.

A line is the share of news articles that use each of the words behind it. Those shares are estimates for articles of 250 words from
the frequencies of wordfreq 3.1 (Robyn Speer, data under CC BY-SA 4.0, see LICENSE.md beside the tables); for languages that it lacks, a
list of our own. **To add a language:** a table of that form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from monitor.text.inflect import stem_key
from monitor.text.normalize import fold


@cache
def shares_of(tongue: str) -> Mapping[str, float]:
    """Return the share of news articles in a language that use a word, by its key (text/inflect.stem_key); rare words are not there.

    That of a language without a table is empty.
    """
    table = files("monitor.stories.prior").joinpath(f"{tongue}.txt")
    return read_table(table.read_text(encoding="utf-8"), tongue) if tongue.isalpha() and table.is_file() else {}


def read_table(text: str, tongue: str) -> dict[str, float]:
    """Return the share of articles by word key; forms of one word add up. Characters of Chinese count in pairs, as in vector.py."""
    shares: dict[str, float] = {}
    for line in text.splitlines():
        share, *words = line.split()
        for word in words:
            keys = [fold(one + two) for one, two in pairwise(word)] if tongue == "zh" else [stem_key(word, tongue)]
            for key in keys:
                shares[key] = min(1.0, shares.get(key, 0.0) + float(share))
    return shares

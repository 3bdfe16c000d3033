"""What stands in forms.txt, by the Russian dictionary.

**After a change of the tables or of the dictionary** (a test tells) it is made anew:
``python -c 'from monitor.stories.glossary.listing import *; print(written(russian_words()), end="")'``
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from monitor.stories.glossary import shipped
from monitor.stories.glossary.entries import words_of
from monitor.stories.glossary.forms import MORE, NAME, NONE, PO, UNKNOWN, listed
from monitor.text import russian
from monitor.text.inflect import term_languages
from monitor.text.normalize import fold


def russian_words() -> set[str]:
    """Return the words of all Russian terms that come with the product, as they are written there."""
    return {word.token for _, term in shipped().terms("ru") for word in words_of(term) if not word.begins}


def written(tokens: Iterable[str]) -> str:
    """Return the list of these words and their forms, by the dictionary. Words that are not read as Russian are left out."""
    ways: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for token in tokens:
        if term_languages(token, "ru") != ("ru",):
            continue
        form, name = fold(token), token[:1].isupper()
        forms = set(russian.forms(form, name=name))
        if len(forms) == 1 and not russian.is_known(form):
            ways[UNKNOWN,].add(listed(token))
            continue
        more = {one for one in forms if one.startswith(PO) and one.removeprefix(PO) in forms and not form.startswith(PO)}
        stem = _beginning({form, *forms} - more)
        bare = len(stem)
        endings = sorted(one[bare:] for one in forms - more if one != form)
        ways[form[bare:], *endings, *sorted(MORE + one[len(PO) + bare :] for one in more)].add(NAME + stem if name else stem)
    lines = (" ".join(one or NONE for one in way) + "\t" + " ".join(sorted(one or NONE for one in ways[way])) for way in sorted(ways))
    return "".join(f"{line}\n" for line in lines)


def _beginning(words: set[str]) -> str:
    """What all of the words begin with."""
    first, last = min(words), max(words)
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:same]

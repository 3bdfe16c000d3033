"""Inflection by keys: *a term's word matches a token when their key sets meet*.

Every word has the key of its own folded form. Beside it stand keys of one language, written ``language:base``.
"""

from __future__ import annotations

from functools import cache

import Stemmer

from monitor.text.normalize import fold
from monitor.text.scripts import script_of

_SNOWBALL = {"en": "english", "ru": "russian", "hi": "hindi", "ar": "arabic", "de": "german", "fr": "french"}
_BY_SCRIPT = {
    "Latn": ("en", "de", "fr", "uz", "kk"),
    "Cyrl": ("ru", "kk", "ky", "tg", "uz"),
    "Arab": ("fa", "ps", "ur", "ar", "kk"),
    "Deva": ("hi",),
}


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[language])


def exact_key(token: str) -> str:
    """Return the key of a word's own form: one of ``token_keys`` and of ``term_keys``."""
    return fold(token)


def token_keys(token: str, language: str) -> tuple[str, ...]:
    """Return the keys under which a token of a text in ``language`` may be found; the first is ``exact_key(token)``."""
    form = fold(token)
    if language in _SNOWBALL:
        return (form, f"{language}:{_stemmer(language).stemWord(form)}")
    return (form,)


def term_keys(term: str, language: str = "") -> tuple[str, ...]:
    """Return the keys under which a term's word is filed; without a language, those of every language its script allows."""
    form = fold(term)
    languages = (language,) if language else _BY_SCRIPT.get(script_of(form), ())
    keys = [form, *(f"{one}:{_stemmer(one).stemWord(form)}" for one in languages if one in _SNOWBALL)]
    return tuple(dict.fromkeys(keys))

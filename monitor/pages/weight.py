"""How much a text says, whatever its script."""

from __future__ import annotations

import re
from typing import Final

_DENSE: Final = re.compile(
    "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)  # scripts that say in one character what others say in three


def weight_of(text: str) -> int:
    """Return how much a text says, in characters of an alphabet."""
    return len(text) if text.isascii() else len(text) + 2 * len(_DENSE.findall(text))

"""Time zones as dates write them: numeric offsets, the names of RFC 822, and those of the countries of the watch."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_HOURS: Final = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST":
    3, "MSK": 3, "MSD": 4, "TRT": 3, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "ET": -5, "CST": -6, "CDT": -5, "MST": -7, "MDT":
    -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "IRST": 3.5, "IRDT": 4.5, "GST": 4, "AMT": 4, "AZT": 4, "GET": 4,
    "SAMT": 4, "AFT": 4.5, "PKT": 5, "UZT": 5, "TJT": 5, "TMT": 5, "YEKT": 5, "ALMT": 5, "QYZT": 5, "IST": 5.5, "NPT": 5.75, "KGT":
    6, "OMST": 6, "BDT": 6, "KRAT": 7, "NOVT": 7, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "IRKT": 8, "JST": 9,
    "KST": 9, "YAKT": 9, "AEST": 10, "AEDT": 11, "VLAT": 10, "NZST": 12, "NZDT": 13, "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3,
}  # fmt: skip
_OFFSET: Final = re.compile(r"(?:UTC|GMT|UT|Z)?\s*([+\u2212-])\s*(\d\d?)(?::?(\d\d))?(?::?\d\d)?(?:\s*\(.*\))?\Z", re.IGNORECASE)


@lru_cache(maxsize=1024)
def zone_minutes(zone: str) -> int:
    """Return how many minutes a zone is ahead of UTC; one that is not known, or beyond 15 hours, counts as UTC.

    Single letters count as UTC, as RFC 2822 (4.3) asks: RFC 822 had their signs the wrong way round.
    """
    zone = zone.strip("() \t")
    found = _OFFSET.match(zone)
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return 0 if minutes > 15 * 60 else minutes if found[1] == "+" else -minutes
    return int(_HOURS.get(zone.upper(), 0) * 60)

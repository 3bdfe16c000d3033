"""Whether a push comes from the hub that knows our secret: https://www.w3.org/TR/websub/#signature-validation."""

from __future__ import annotations

import hmac

METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_LONGEST = 200  # characters of the header


class Signature:
    """What a hub says it signed a body with. The body is fed in pieces, so that none need be kept."""

    def __init__(self, method: str, claimed: bytes, secret: str) -> None:
        self._claimed = claimed
        self._own = hmac.new(secret.encode(), digestmod=method)

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the body."""
        self._own.update(piece)

    def holds(self) -> bool:
        """Return whether the body is what was signed; takes as long whatever the answer."""
        return hmac.compare_digest(self._own.digest(), self._claimed)


def read_signature(header: str, secret: str) -> Signature | None:
    """Read ``X-Hub-Signature``: a method, an equals sign, a digest in hexadecimal; None where it is not that."""
    method, equals, digest = header.strip().partition("=") if len(header) <= _LONGEST else ("", "", "")
    if not equals or method.lower() not in METHODS:
        return None
    try:
        return Signature(method.lower(), bytes.fromhex(digest), secret)
    except ValueError:
        return None

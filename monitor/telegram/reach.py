"""Whether the Bot API answers at all, without a token, and what its clock says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from telegram.error import RetryAfter, TelegramError

from monitor.errors import TelegramUnreachable
from monitor.telegram.request import make_request

_CERTIFICATE = ("certificate", "ssl", "tls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An answer over HTTP. ``date`` is that of its clock, to the second; None where it does not tell it."""

    status: int
    date: datetime | None


async def reach(api_url: str, *, seconds: float) -> Reached:
    """Ask for the root of a Bot API; any answer will do.

    Raises:
        TelegramUnreachable: none came; its words say whether the certificate, the connection or the time was the matter.
    """
    heard: list[httpx.Response] = []

    async def note(answer: httpx.Response) -> None:
        heard.append(answer)

    root = api_url.rstrip("/")
    request = make_request(root, seconds=seconds, pool=1, heard=note)
    try:
        await request.initialize()
        await request.do_request(f"{root}/", "GET")
    except RetryAfter:
        pass  # an answer, too
    except TelegramError as error:
        cause = error.__cause__ or error
        words = str(cause).lower()
        if any(sign in words for sign in _CERTIFICATE):
            raise TelegramUnreachable(f"the certificate cannot be trusted ({cause})") from None
        raise TelegramUnreachable(f"no connection ({type(cause).__name__})") from None
    finally:
        await request.shutdown()
    return Reached(status=heard[-1].status_code, date=_date(heard[-1].headers.get("date", "")))


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return None

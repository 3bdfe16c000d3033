"""The one door to Apprise: its URL becomes a notifier, and what became of a message one of three words.

Apprise is an extra and may be missing. It says of a message that it was taken or that it was not; whether one that was not may have arrived
all the same is read from what it logs of the attempt, which is kept from every log of ours: it may quote the URL.
https://github.com/caronc/apprise
"""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    import apprise

INSTALL = "pip install 'monitor[apprise]'"
PATIENCE = 10.0  # seconds that a server is given for an answer, where the URL does not say (`rto`); Apprise gives mail 15 (`cto`)
WHOLE = 60.0  # seconds of one message, with the pause that a service wants between two
LEAST_SECRET = 4  # characters of a part of a URL that is hidden

_SOCKET = "Socket Exception: "  # how Apprise's plugins begin their account of a connection that broke
_ANSWERED = re.compile(  # of those, the ones that had a clear answer, or that broke before the message left
    r"\(\d{3}, b|refused|NewConnectionError|ConnectTimeout|NameResolution|Name or service|No address|unreachable|No route|"
    r"CERTIFICATE_VERIFY|SSLError|SSLCertVerification"
)
_NOT_BEGUN = "Connection error while submitting email"  # in the greeting, TLS or login
_TAKEN_BY_SOME = re.compile(r"SMTP recipient .* was refused")  # one of several receivers of one mail
_PARTS = re.compile(r"[/?&=:@,;#]+")


class Fate(StrEnum):
    """What became of a message."""

    TAKEN = "taken"
    REFUSED = "refused"  # certainly not taken
    UNKNOWN = "unknown"  # no answer came: it may have arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The fate of a message; of one that was not taken also why, in Apprise's words without the URL's secrets."""

    fate: Fate
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why a URL cannot be used, for the operator who wrote it; without its secrets."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """A place that Apprise can write to.

    Attributes:
        name: of the service, as people know it: E-Mail, ntfy.
        shown: where it leads, without secrets.
        holds_secret: whether the URL has any.
        rich: whether it takes HTML (Apprise makes Markdown of it where the service wants that), and not plain text.
        title_room: characters of a title; 0 where it knows none.
        room: characters of a message.
    """

    name: str
    shown: str
    holds_secret: bool
    rich: bool
    title_room: int
    room: int
    url: str = field(repr=False)
    hidden: tuple[str, ...] = field(repr=False)
    plugin: apprise.NotifyBase = field(repr=False, compare=False)

    async def send(self, title: str, body: str) -> Answer:
        """Send one message, HTML where the notifier is ``rich``, and say within ``WHOLE`` seconds what became of it."""
        library = _library()
        sender = library.Apprise(asset=_asset())
        sender.add(self.plugin)
        form = library.NotifyFormat.HTML if self.rich else library.NotifyFormat.TEXT
        result = await sender.async_notify(title=title, body=body, body_format=form, log_level=logging.DEBUG)
        if result.status == library.AppriseResultStatus.SUCCESS:
            return Answer(fate=Fate.TAKEN)
        said = [entry for one in result.results for entry in one.logs()] + list(result.call_logs())
        unknown = result.status == library.AppriseResultStatus.TIMEOUT or _may_have_arrived([entry.message for entry in said])
        warnings = [entry.message for entry in said if entry.level in {"WARNING", "ERROR"}]
        detail = self.without_secrets(warnings[0]) if warnings else "no reason is given"
        return Answer(fate=Fate.UNKNOWN if unknown else Fate.REFUSED, detail=detail)

    def without_secrets(self, text: str) -> str:
        """Return a text without the parts of the URL that are nobody's business."""
        for part in self.hidden:
            text = text.replace(part, "•••")
        return text


def installed() -> bool:
    """Whether Apprise is there."""
    return importlib.util.find_spec("apprise") is not None


def notifier_of(url: str) -> Notifier | Unfit:
    """Return the notifier that an Apprise URL names. Nothing is sent or looked up.

    A message is retried as a whole: a URL with several receivers would repeat it to those who have it, so that each wants its own.
    """
    scheme, there, _ = url.partition("://")
    if not there:
        return Unfit(reason="it is not the URL of a service: write for example `ntfy://ntfy.example.org/topic`")
    known = _library().NotificationManager()
    if scheme.lower() not in known:
        near = get_close_matches(scheme.lower(), known.schemas(), n=1)
        return Unfit(reason=f"Apprise knows no service `{scheme}://`{f': did you mean `{near[0]}://`?' if near else ''}")
    plugin = _library().Apprise.instantiate(url, asset=_asset())
    if plugin is None:
        return Unfit(
            reason=f"Apprise cannot use this `{scheme}://` URL: a part of it is missing or wrong, or its service wants one more package"
        )
    plugin.retry, plugin.optional = 0, False  # a retry is a state of the outbox, and a failure is one
    if len(plugin) > 1:
        return Unfit(reason=f"it names {len(plugin)} receivers: write an entry for each, so that none has a message twice")
    private, whole = plugin.url(privacy=True), plugin.url(privacy=False)
    if not re.search(r"[?&]rto=", url):
        plugin.socket_read_timeout = PATIENCE
    return Notifier(
        name=str(plugin.service_name),
        shown=unquote(private.partition("?")[0]),
        holds_secret=private != whole,
        rich=plugin.resolve_format(None) is not _library().NotifyFormat.TEXT,
        title_room=max(0, plugin.title_maxlen),
        room=plugin.body_maxlen,
        url=url,
        hidden=_hidden(url, private),
        plugin=plugin,
    )


def _may_have_arrived(said: Iterable[str]) -> bool:
    lines = list(said)
    if any(line.startswith(_NOT_BEGUN) for line in lines):
        return False
    broken = [line for line in lines if line.startswith(_SOCKET)]
    return any(not _ANSWERED.search(line) for line in broken) or any(_TAKEN_BY_SOME.search(line) for line in lines)


def _hidden(url: str, public: str) -> tuple[str, ...]:
    """A URL and its parts, as written and decoded, that are not in its public form; the longest first."""
    parts = _parts(url) - _parts(public)
    return (url, *sorted((part for part in parts if len(part) >= LEAST_SECRET), key=lambda part: (-len(part), part)))


def _parts(url: str) -> set[str]:
    written = _PARTS.split(url)
    return {*written, *map(unquote, written)}


@cache
def _library() -> ModuleType:
    """Import Apprise, which takes a quarter of a second, and let what it and its HTTP client log reach no log of ours."""
    import apprise

    for name in ("apprise", "urllib3"):
        log = logging.getLogger(name)
        log.addHandler(logging.NullHandler())
        log.propagate = False
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    return apprise


@cache
def _asset() -> apprise.AppriseAsset:
    """How messages present themselves: under our name, without Apprise's pictures. An answer that leads elsewhere took nothing."""
    asset: apprise.AppriseAsset = _library().AppriseAsset(
        app_id="monitor", app_desc="monitor", app_url="", image_url_mask="", http_redirects=False, service_timeout=WHOLE
    )
    return asset

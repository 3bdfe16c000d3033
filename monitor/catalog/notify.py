"""``notify`` of monitor.yaml: places that Apprise writes to, each a subscriber. What is secret of a URL comes from the environment."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field

from monitor.catalog.fields import Id, Language, Strictly, Text, TimeZone, Whole
from monitor.catalog.secrets import one_secret
from monitor.catalog.tree import YamlFile
from monitor.errors import Problem
from monitor.model import Channel, Pace, Quiet, Subscriber, Subscription, Topic, TopicId
from monitor.notifiers import INSTALL, Notifier, Unfit, installed, notifier_of

Day: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PREFIX = "MONITOR_NOTIFY_"

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")


def _quiet_hours(text: str) -> str:
    start, end = _minutes(text)
    if start != end:
        return text
    raise ValueError(f"`{text}` is no stretch of the day: write its beginning and its end, as in `22:00-07:00`")


def _minutes(hours: str) -> tuple[int, int]:
    """Beginning and end in minutes after midnight, the same twice where this is no stretch of the day."""
    found = _HOURS.fullmatch(hours)
    return (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else (0, 0)


QuietHours = Annotated[str, AfterValidator(_quiet_hours), Field(json_schema_extra={"pattern": f"^{_HOURS.pattern}$"})]


class NotifyText(Strictly):
    """A place that alerts go to by way of Apprise: a mailbox, a room, a channel, a topic of ntfy."""

    name: Id = Field(description="The word by which it is known, in commands and in the name of its secret.", examples=["desk-mail"])
    url: Text = Field(
        default="",
        description="Where to, as an Apprise URL, where nothing in it is secret; else it comes from MONITOR_NOTIFY_ and the name.",
        examples=["ntfy://ntfy.example.org/moscow-format"],
    )
    topics: Literal["all"] | tuple[Id, ...] = Field(
        default="all", description="Which topics: all, or a list.", examples=[["moscow-format"]]
    )
    pace: Literal["now", "hourly", "daily", "weekly"] = Field(default="now", description="At once, or in digests.", examples=["daily"])
    digest_hour: Whole = Field(default=8, ge=0, le=23, description="The hour of daily and weekly digests.", examples=[8])
    digest_day: Day = Field(default="monday", description="The day of weekly digests.", examples=["monday"])
    quiet: QuietHours | None = Field(
        default=None, description="Hours in which nothing comes; it is told at their end.", examples=["22:00-07:00"]
    )
    languages: tuple[Language, ...] = Field(default=(), description="Languages of articles; none is all.", examples=[["en", "ru"]])
    corroboration: Whole = Field(
        default=1, ge=1, le=100, description="How many sources must tell a story before it comes at once.", examples=[2]
    )
    locale: Language = Field(
        default="", description="The language it is written to in; empty is `locale` of the settings.", examples=["ru"]
    )
    time_zone: TimeZone = Field(default="", description="Its time zone; empty is `time_zone` of the settings.", examples=["Asia/Almaty"])

    def noun(self, topics: Sequence[Topic], *, locale: str, time_zone: str) -> Subscriber:
        """Return the subscriber that this is, with a choice for each topic that there is."""
        start, end = _minutes(self.quiet or "")
        heard = {topic.id for topic in topics if self.topics == "all" or topic.id in self.topics}
        return Subscriber(
            channel=Channel.APPRISE,
            chat_id=number_of(self.name),
            name=self.name,
            locale=self.locale or locale,
            timezone=self.time_zone or time_zone,
            pace=Pace(self.pace),
            digest_hour=self.digest_hour,
            digest_weekday=get_args(Day).index(self.digest_day),
            quiet=Quiet(start=start, end=end) if self.quiet else None,
            languages=frozenset(self.languages),
            corroboration=self.corroboration,
            subscriptions={topic.id: Subscription(topic=topic.id, on=topic.id in heard) for topic in topics},
        )


def variable_of(name: str) -> str:
    """Return the environment variable that holds the URL of this entry."""
    return PREFIX + name.upper().replace("-", "_")


def number_of(name: str) -> int:
    """Return the number under which an entry is kept where chats have theirs: of its name, so that it is the same at each start."""
    return int.from_bytes(sha256(name.encode()).digest()[:6])


def read_notify(
    entries: Sequence[NotifyText], environ: Mapping[str, str], topics: Collection[TopicId], file: YamlFile
) -> tuple[dict[str, Notifier], list[Problem]]:
    """Return the notifier of each entry by its name, and what is wrong with the entries, at its place."""
    notifiers: dict[str, Notifier] = {}
    problems: list[Problem] = []
    if entries and not installed():
        message = f"Apprise is not installed, which writes to these places: {INSTALL}"
        return {}, [_problem(file, ("notify",), message)]
    for number, entry in enumerate(entries):
        if any(other.name == entry.name for other in entries[:number]):
            problems.append(_problem(file, ("notify", number, "name"), f"the name `{entry.name}` is taken: give this one another"))
        unknown = [] if entry.topics == "all" else [(at, topic) for at, topic in enumerate(entry.topics) if TopicId(topic) not in topics]
        problems += (_problem(file, ("notify", number, "topics", at), f"there is no topic `{topic}`") for at, topic in unknown)
        if not entry.topics:
            problems.append(_problem(file, ("notify", number, "topics"), "it hears no topic: name some, or delete the line to hear all"))
        found = _notifier(entry, environ, problems)
        if isinstance(found, Notifier):
            notifiers[entry.name] = found
        elif found:
            problems.append(_problem(file, ("notify", number, "url" if entry.url else "name"), found))
    return notifiers, problems


def _notifier(entry: NotifyText, environ: Mapping[str, str], problems: list[Problem]) -> Notifier | str:
    """The notifier of an entry, or why there is none; an empty text where that stands among the problems already."""
    variable, before = variable_of(entry.name), len(problems)
    secret = one_secret(variable, environ, problems)
    if len(problems) > before:
        return ""
    if secret and entry.url:
        return f"the URL stands here and in {variable}: keep one of them"
    if not secret and not entry.url:
        return f"its URL is missing: set {variable} or {variable}_FILE, or write `url:` where nothing in it is secret"
    found = notifier_of(secret or entry.url)
    if isinstance(found, Unfit):
        return f"{variable}: {found.reason}" if secret else found.reason
    if entry.url and found.holds_secret:
        return f"a URL with a password or token must not stand in a file of config/: set {variable} or {variable}_FILE"
    return found


def _problem(file: YamlFile, path: tuple[int | str, ...], message: str) -> Problem:
    node, place = file.node_at(path)
    place = node.place if node else place
    return Problem(file=file.name, line=place.line, column=place.column, message=message)

"""``config/monitor.yaml``: every setting with its default; an empty or missing file works. docs/configuration.md is tested against this."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from monitor.catalog.fields import (
    DatabaseUrl,
    Duration,
    Language,
    ListenAddress,
    Network,
    Number,
    Port,
    Strictly,
    Text,
    TimeZone,
    WebUrl,
    Whole,
)
from monitor.catalog.notify import NotifyText


class FetchSettings(Strictly):
    """How this program behaves as a guest of other people's servers."""

    allow_networks: tuple[Network, ...] = Field(
        default=(),
        description="Networks that are not public and may be fetched from all the same, on any port: an intranet, for example.",
        examples=[["10.1.0.0/16"]],
    )
    allow_ports: tuple[Port, ...] = Field(
        default=(), description="Ports that may be fetched from beside the usual 80, 443, 8080 and 8443.", examples=[[8008]]
    )
    contact: WebUrl = Field(
        default="",
        description="A page about this installation, named in the User-Agent for webmasters.",
        examples=["https://example.org/monitor"],
    )
    seconds_between: Number = Field(
        default=5.0, ge=0, le=3600, description="Least time between two requests to one site, in seconds.", examples=[5]
    )
    robots: bool = Field(default=True, description="Obey robots.txt; switch it off only where the sites have agreed.", examples=[True])
    at_once: Whole = Field(default=100, ge=1, le=2000, description="Most requests in flight at a time.", examples=[100])


class WebhookSettings(Strictly):
    """Where Telegram posts what people write, in place of being asked for it."""

    public_url: WebUrl = Field(
        default="",
        description="The public address under which Telegram reaches `listen`; empty where it is asked.",
        examples=["https://monitor.example.org"],
    )
    listen: ListenAddress = Field(
        default="127.0.0.1:8082",
        description="Host and port that Telegram calls, behind a proxy that speaks TLS.",
        examples=["127.0.0.1:8082"],
    )


class TelegramSettings(Strictly):
    """The bot. Its token comes from MONITOR_TELEGRAM_TOKEN only."""

    api_url: WebUrl = Field(
        default="https://api.telegram.org",
        description="Where the Bot API answers; another for a local Bot API server.",
        examples=["https://api.telegram.org"],
    )
    operators: tuple[Whole, ...] = Field(
        default=(), description="Chat ids that may give operators' commands and hear of failures.", examples=[[123456789]]
    )
    access: Literal["open", "invite", "closed"] = Field(
        default="open", description="Who may subscribe: anyone, those invited by an operator, or operators alone.", examples=["open"]
    )
    webhook: WebhookSettings = Field(default=WebhookSettings(), description=WebhookSettings.__doc__)

    @model_validator(mode="after")
    def _reached_by_tls(self) -> Self:
        if self.webhook.public_url.startswith("http://") and self.api_url.startswith("https://"):
            raise ValueError("`webhook.public_url` must begin with `https://`: Telegram posts to no other address")
        return self


class WebSettings(Strictly):
    """The operators' console. Its password comes from MONITOR_WEB_PASSWORD only."""

    listen: ListenAddress = Field(default="127.0.0.1:8080", description="Host and port of the console.", examples=["127.0.0.1:8080"])


class WebSubSettings(Strictly):
    """Hubs that push what is new, where a feed names one."""

    public_url: WebUrl = Field(
        default="",
        description="The public address under which hubs reach `listen`; empty where feeds are only asked.",
        examples=["https://monitor.example.org"],
    )
    listen: ListenAddress = Field(
        default="127.0.0.1:8081", description="Host and port that hubs call, behind a proxy that speaks TLS.", examples=["127.0.0.1:8081"]
    )


class AlertSettings(Strictly):
    """When a match becomes an alert."""

    fresh_hours: Number = Field(
        default=24.0, gt=0, le=8760, description="How old an entry may be that the first check of a feed finds.", examples=[24]
    )
    late_days: Number = Field(
        default=30.0, gt=0, le=3650, description="How old an entry may be that appears later, in a feed that is watched.", examples=[30]
    )
    flood_limit: Whole = Field(
        default=10,
        ge=1,
        le=1000,
        description="How many alerts of one topic an hour come as messages of their own; the rest comes as one at the end of the hour.",
        examples=[10],
    )


class PollingSettings(Strictly):
    """How often feeds are checked; between the bounds each feed finds its own pace."""

    shortest: Duration = Field(default=timedelta(minutes=2), description="No feed is checked more often.", examples=["2m"])
    longest: Duration = Field(default=timedelta(hours=24), description="No feed is checked less often.", examples=["24h"])

    checks_per_second: Number = Field(
        default=50.0,
        gt=0,
        le=10_000,
        description="Most checks a second in the long run; where all feeds together ask for more, tier C waits longer, then B, then A.",
        examples=[50],
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(seconds=1) <= self.shortest <= self.longest <= timedelta(days=31):
            raise ValueError("`shortest` must be at least `1s`, `longest` at most `31d`, and `shortest` not above `longest`")
        return self


class LogSettings(Strictly):
    """The log files, one a day."""

    folder: Text = Field(
        default="var/log", min_length=1, description="Where log files are written, from the working folder.", examples=["var/log"]
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least severe event that is written.", examples=["info"]
    )
    keep_days: Whole = Field(default=30, ge=1, le=3650, description="Log files older than this many days are deleted.", examples=[30])


class Settings(Strictly):
    """All settings of one installation."""

    database: DatabaseUrl = Field(
        default="sqlite:///var/monitor.db",
        description="Where everything is kept: SQLite in a file, or PostgreSQL. MONITOR_DATABASE_URL wins over it and may hold a password.",
        examples=["sqlite:///var/monitor.db"],
    )
    fetch: FetchSettings = Field(default=FetchSettings(), description=FetchSettings.__doc__)
    telegram: TelegramSettings = Field(default=TelegramSettings(), description=TelegramSettings.__doc__)
    notify: tuple[NotifyText, ...] = Field(
        default=(),
        description="Places that alerts go to beside Telegram, by way of Apprise: e-mail, Matrix, Slack, ntfy.",
        examples=[[{"name": "desk", "url": "ntfy://ntfy.example.org/moscow-format"}]],
    )
    web: WebSettings = Field(default=WebSettings(), description=WebSettings.__doc__)
    websub: WebSubSettings = Field(default=WebSubSettings(), description=WebSubSettings.__doc__)
    locale: Language = Field(default="en", description="The language of alerts and commands for new subscribers.", examples=["en"])
    locales: Text = Field(
        default="",
        description="A folder of more languages than English and Russian, `TAG/messages.po` each, from the config folder.",
        examples=["locales"],
    )
    time_zone: TimeZone = Field(
        default="UTC", description="The time zone of days, digests and the review, by its IANA name.", examples=["Asia/Almaty"]
    )
    alerts: AlertSettings = Field(default=AlertSettings(), description=AlertSettings.__doc__)
    retention_days: Whole = Field(
        default=365, ge=1, le=36500, description="Articles older than this many days are deleted.", examples=[365]
    )
    polling: PollingSettings = Field(default=PollingSettings(), description=PollingSettings.__doc__)
    logs: LogSettings = Field(default=LogSettings(), description=LogSettings.__doc__)

"""What `monitor doctor` says of one thing, and what its checks are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.catalog.load import Catalog
from monitor.cli import FINDINGS
from monitor.telegram.bot import BotSettings

SECONDS = 4.0  # that a check may take for what it waits for; all together are given one more


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``ok`` is None where it could not be looked at, or does not matter here; ``do`` is empty where nothing is to be done."""

    name: str
    ok: bool | None
    says: str
    do: str = ""
    code: int = FINDINGS  # the exit code, where it is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """An installation. The checks of a config that is invalid have its defaults."""

    folder: Path
    catalog: Catalog
    environ: Mapping[str, str]
    now: datetime

    @property
    def bot(self) -> BotSettings:
        """The bot of the config."""
        telegram = self.catalog.settings.telegram
        return BotSettings(token=self.catalog.secrets.telegram_token, api_url=telegram.api_url, request_seconds=SECONDS)

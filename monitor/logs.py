"""Logs: one JSON event a line in a daily file for reviewers, short lines on standard error for people, secrets in neither.

The events are listed in docs/logs.md; a test holds the list to the code.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import orjson
import structlog
from structlog.typing import Processor

FILE = "monitor.jsonl"
HIDDEN = "•••"
_TOKEN = re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}")  # a bot token by its form, whoever wrote it
_PASSWORD = re.compile(r"(?<=://)([^\s/@:]+):[^\s/@]+(?=@)")  # scheme://user:password@host
NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "watchfiles", "asyncio", "alembic", "sqlalchemy", "trafilatura", "pymorphy3")


class Redactor:
    """Takes secrets out of a finished line: the values it was given, bot tokens by their form, and passwords in URLs."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({s for s in secrets if len(s) > 3}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, line: str) -> str:
        """Return the line with every secret replaced by dots."""
        if self._known:
            line = self._known.sub(HIDDEN, line)
        return _PASSWORD.sub(rf"\1:{HIDDEN}", _TOKEN.sub(HIDDEN, line))


class _Redacting(logging.Formatter):
    """A formatter whose finished text, traceback included, has gone through the redactor."""

    def __init__(self, inner: logging.Formatter, redact: Redactor) -> None:
        super().__init__()
        self._inner = inner
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(self._inner.format(record))


def set_up(*, folder: Path | None, level: str = "info", keep_days: int = 30, secrets: Iterable[str] = (), console: bool = True) -> None:
    """Send every event, ours and the libraries', to ``folder``/monitor.jsonl (rotated at midnight UTC) and to standard error.

    Args:
        folder: where the daily files are; None keeps none.
        level: of our own events; libraries that talk much stay at warning unless this is ``debug``.
        keep_days: how many rotated files stay.
        secrets: values that must never be written.
        console: also write short lines to standard error, from warnings on (from ``level`` on where that is debug).

    Raises:
        OSError: the folder cannot be made or written.
    """
    redact = Redactor(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handlers: list[logging.Handler] = []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        daily = logging.handlers.TimedRotatingFileHandler(folder / FILE, when="midnight", utc=True, backupCount=keep_days, encoding="utf8")
        daily.setFormatter(_Redacting(_json_lines(shared), redact))
        handlers.append(daily)
    if console:
        stream = logging.StreamHandler(sys.stderr)
        stream.setLevel(logging.DEBUG if level == "debug" else max(logging.WARNING, logging.getLevelName(level.upper())))
        stream.setFormatter(_Redacting(_console_lines(shared, colors=sys.stderr.isatty()), redact))
        handlers.append(stream)

    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    logging.raiseExceptions = False  # a full disk must not stop the line
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _json_lines(shared: list[Processor]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str).decode()),
        ],
    )


def _console_lines(shared: list[Processor], *, colors: bool) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=colors, pad_event_to=24, exception_formatter=structlog.dev.plain_traceback),
        ],
    )

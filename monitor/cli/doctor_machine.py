"""`monitor doctor`: this machine and the files on it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from monitor.catalog.notify import variable_of
from monitor.catalog.secrets import DATABASE_URL, TELEGRAM_TOKEN, WEB_PASSWORD
from monitor.cli.doctor_finding import Finding, Patient
from monitor.cli.init_token import FILE as TOKEN_KEPT
from monitor.storage.failures import readable
from monitor.storage.inspection import sqlite_version

OLDEST = (3, 11)
LEAST_FREE = 500 << 20  # bytes
OTHERS = 0o077  # rights of anybody but the owner


def program(_: Patient) -> Iterator[Finding]:
    """Python, and the SQLite within it."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(name="python", ok=sys.version_info >= OLDEST, says=version, do=f"install Python {OLDEST[0]}.{OLDEST[1]} or newer")
    sqlite, searches = sqlite_version()
    says = f"{sqlite}, {'with' if searches else 'without'} full-text search (FTS5)"
    yield Finding(name="sqlite", ok=searches, says=says, do="use a Python whose SQLite has FTS5: those of python.org and Debian have")


def secrets(patient: Patient) -> Iterator[Finding]:
    """Which secrets are set, and whether others can read the files that hold them."""
    given = patient.catalog.secrets
    of_places = [(variable_of(entry.name), not entry.url) for entry in patient.catalog.settings.notify]
    ours = [(TELEGRAM_TOKEN, given.telegram_token), (DATABASE_URL, given.database_url), (WEB_PASSWORD, given.web_password)]
    for name, value in (*ours, *of_places):
        place = patient.environ.get(f"{name}_FILE", "").strip()
        if value and place:
            yield _sealed(name, Path(place))
        elif value:
            yield Finding(name="secret", ok=True, says=f"{name} is set")
    if not given.telegram_token:
        do = f"export {TELEGRAM_TOKEN}_FILE={TOKEN_KEPT}" if TOKEN_KEPT.exists() else "run `monitor init`"
        yield Finding(name="secret", ok=None, says=f"{TELEGRAM_TOKEN} is not set: alerts go to the terminal alone", do=do)


def disk(patient: Patient) -> Iterator[Finding]:
    """Room where the database and the logs are, and whether logs can be written."""
    kept = Path(patient.catalog.settings.logs.folder)
    folders = {"logs": kept}
    url = readable(patient.catalog.database_url)
    if url.get_backend_name() == "sqlite":
        folders = {"database": Path(url.database or "").parent} | folders
    for what, folder in folders.items():
        there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
        free = shutil.disk_usage(there).free
        says = f"{shown(free)} free for {what} ({folder.as_posix()})"
        yield Finding(name="disk", ok=free >= LEAST_FREE, says=says, do="make room, or lower retention_days and logs.keep_days")
        if not os.access(there, os.W_OK | os.X_OK):
            says = f"{there} cannot be written to, where {what} {'is' if what == 'database' else 'are'} kept"
            yield Finding(name="disk", ok=False, says=says, do="give this user the right to (chown, chmod), or name another folder")


def shown(size: float) -> str:
    """Return a number of bytes for people."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _sealed(name: str, file: Path) -> Finding:
    mode = file.stat().st_mode & 0o777
    says = f"{name}_FILE is set; {file} has mode {mode:o}"
    return Finding(
        name="secret", ok=not mode & OTHERS, says=f"{says}{': others can read it' if mode & OTHERS else ''}", do=f"chmod 600 {file}"
    )

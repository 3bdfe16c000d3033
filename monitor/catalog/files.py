"""Files of the config folder, read whole and with care; the only place where catalog opens them."""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import Problem

LARGEST = 4 * 1024 * 1024  # bytes; the 174 sources of this repository take about 60,000

_REASONS = {
    errno.ELOOP: "its symbolic links lead in a circle: link it to a real file",
    errno.ENOENT: "it is a symbolic link to a file that is not there: mend the link or delete it",
    errno.EACCES: "this program may not read it: give its user the right to (chmod, chown)",
    errno.EPERM: "this program may not read it: give its user the right to (chmod, chown)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A file's name relative to the config folder, its bytes, its text without a byte order mark, and what is wrong with it."""

    name: str
    body: bytes = b""
    text: str = ""
    problems: tuple[Problem, ...] = ()


def read_text(path: Path, *, name: str) -> RawFile:
    """Read one file; never raises for what an operator's disk may hold."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            return _refused(name, b"", "it is not a file: put a text file here, or give it a name that does not end in .yaml")
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"{error.strerror}: put a readable text file here")
        return _refused(name, b"", f"cannot be read: {reason}")
    if len(body) > LARGEST:
        return _refused(name, body, f"is larger than {LARGEST // 1024 // 1024} MB: split it into several files")
    return _decoded(name, body)


def _decoded(name: str, body: bytes) -> RawFile:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refused(name, body, "the file is in UTF-16: save it as UTF-8", line=1, column=1)
    try:
        return RawFile(name=name, body=body, text=body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        cut = error.end == len(body) and error.reason == "unexpected end of data"
        message = (
            "the file ends in the middle of a character: was it only half written?"
            if cut
            else f"the byte 0x{body[error.start]:02X} is not UTF-8: save the file as UTF-8 (it may be in windows-1251)"
        )
        return _refused(name, body, message, line=line, column=column)


def _refused(name: str, body: bytes, message: str, *, line: int = 0, column: int = 0) -> RawFile:
    return RawFile(name=name, body=body, problems=(Problem(file=name, line=line, column=column, message=message),))

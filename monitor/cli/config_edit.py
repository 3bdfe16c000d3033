"""A file of the config folder with another text: the folder is checked with it first, then it is put in place at once."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import click

from monitor.catalog.files import RawFile
from monitor.catalog.load import load
from monitor.errors import ConfigInvalid


def write_edited(folder: Path, raw: RawFile, text: str) -> None:
    """Write a text in the place of a file that was read; one that was not there is made.

    Args:
        folder: the config folder.
        raw: the file as it was read; its name says where it stands.
        text: what it is to hold, without a byte order mark: one that is there stays.

    Raises:
        click.ClickException: the config would not be valid, or the file cannot be written; it is as it was.
    """
    path = folder / raw.name
    try:
        _see_that_it_loads(folder, raw.name, text)
    except ConfigInvalid as error:
        raise click.ClickException(f"{path} is left as it was: {error}") from error
    mark = raw.body[: len(raw.body) - len(raw.text.encode())]
    replace_file(path.resolve(), mark + text.encode(), expected=raw.body)


def replace_file(path: Path, body: bytes, *, expected: bytes) -> None:
    """Put new bytes in a file's place at once: whoever reads it sees the old ones or the new ones. A missing file counts as empty.

    Raises:
        click.ClickException: the file has changed meanwhile, or its folder cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
            new.write(body)
            new.flush()
            os.fsync(new.fileno())
        made = Path(new.name)
        try:
            made.chmod(path.stat().st_mode if path.exists() else 0o644)
            if (path.read_bytes() if path.exists() else b"") != expected:
                raise click.ClickException(f"{path} was changed meanwhile: nothing was written, try again")
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error


def _see_that_it_loads(folder: Path, name: str, text: str) -> None:
    """Load a copy of the folder with the edited file in it.

    Raises:
        ConfigInvalid: it is not valid.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "config"
        shutil.copytree(folder, copy, ignore_dangling_symlinks=True)
        (copy / name).write_text(text, encoding="utf8", newline="")
        load(copy, os.environ)

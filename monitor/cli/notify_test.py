"""`monitor notify test NAME`: a message to one place, to see whether alerts will come there."""

from __future__ import annotations

import asyncio
import os
from html import escape
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.catalog.settings import Settings
from monitor.cli import FINDINGS, NOTIFY, OK
from monitor.cli.registers_store import CONFIG
from monitor.locales import add_folder, translator
from monitor.notifiers import Fate


@click.command("test", help=NOTIFY["test"], context_settings={"show_default": True})
@click.argument("name")
@CONFIG
def command(name: str, config: Path) -> int:
    """Send it, and say what became of it."""
    catalog = load(config, os.environ)
    notifier = catalog.notifiers.get(name)
    if notifier is None:
        known = ", ".join(catalog.notifiers)
        raise click.BadParameter(f"no entry of `notify` has this name{f': there are {known}' if known else ''}", param_hint="NAME")
    if catalog.settings.locales:
        add_folder(config / catalog.settings.locales)
    text = translator(_locale(name, catalog.settings)).say("It works: alerts come here.")
    answer = asyncio.run(notifier.send("monitor", escape(text, quote=False) if notifier.rich else text))
    match answer.fate:
        case Fate.TAKEN:
            click.echo(f"✓ {notifier.name} took it: {notifier.shown}")
            return OK
        case Fate.REFUSED:
            click.echo(f"✗ {notifier.name} did not take it: {answer.detail}")
        case Fate.UNKNOWN:
            click.echo(f"✗ {notifier.name} gave no answer, it may have come: {answer.detail}")
    return FINDINGS


def _locale(name: str, settings: Settings) -> str:
    return next(entry.locale or settings.locale for entry in settings.notify if entry.name == name)

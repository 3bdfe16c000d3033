"""`monitor doctor`: what is right and what is wrong with an installation, in a line each, with what to do. It changes nothing."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue

import click

from monitor.catalog.load import Catalog, load
from monitor.catalog.secrets import redacted
from monitor.cli import COMMANDS, CONFIG_INVALID, OK, OUT_OF_REACH
from monitor.cli.check import placed
from monitor.cli.doctor_database import database, feeds, memory, service, subscribers
from monitor.cli.doctor_finding import SECONDS, Finding, Patient
from monitor.cli.doctor_machine import disk, program, secrets
from monitor.cli.doctor_network import network, telegram
from monitor.cli.doctor_notify import notify
from monitor.cli.jsonlines import lines_out
from monitor.errors import ConfigInvalid
from monitor.service import now

Check = Callable[[Patient], Iterable[Finding]]

CHECKS: Sequence[Check] = (program, secrets, disk, database, service, feeds, network, telegram, notify, subscribers, memory)
"""In the order in which they are told; they run beside each other."""
WORST = (CONFIG_INVALID, OUT_OF_REACH)  # exit codes that go before that of findings
MARKS = {True: "✓", False: "✗", None: "–"}


@click.command("doctor", help=COMMANDS["doctor"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each instead of text.")
def command(config: Path, in_json: bool) -> int:
    """Run every check, and tell what was found."""
    catalog, of_config = _config(config)
    patient = Patient(folder=config, catalog=catalog, environ=os.environ, now=now())
    findings = [*of_config, *examined(CHECKS, patient)]
    if in_json:
        lines_out({"name": each.name, "ok": each.ok, "says": each.says, "do": each.do} for each in findings)
    else:
        for line in _as_text(findings):
            click.echo(line)
    return code_of(findings)


def examined(checks: Sequence[Check], patient: Patient, *, seconds: float = SECONDS + 1) -> list[Finding]:
    """Run the checks at once, and return what they found in their order; of one that takes longer, that it does."""
    found: dict[Check, list[Finding]] = {}
    done: SimpleQueue[tuple[Check, list[Finding]]] = SimpleQueue()
    for check in checks:  # threads that nobody waits for: a name server may keep one for minutes
        threading.Thread(target=_run, args=(check, patient, done), name=f"doctor-{_name(check)}", daemon=True).start()
    until = time.monotonic() + seconds
    while len(found) < len(checks):
        try:
            check, answer = done.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            break
        found[check] = answer
    return [each for check in checks for each in found.get(check, [_unanswered(check, seconds)])]


def code_of(findings: Iterable[Finding]) -> int:
    """Return the exit code: that of the worst."""
    codes = {each.code for each in findings if each.ok is False}
    return next((code for code in WORST if code in codes), max(codes, default=OK))


def _run(check: Check, patient: Patient, done: SimpleQueue[tuple[Check, list[Finding]]]) -> None:
    found: list[Finding] = []
    try:
        found.extend(check(patient))
    except Exception as error:  # noqa: BLE001 - a check that fails must not silence the others
        says = f"could not be checked ({type(error).__name__}: {error})"
        found.append(Finding(name=_name(check), ok=False, says=says, do="report this as a fault of monitor"))
    done.put((check, [replace(each, says=_hidden(each.says, patient)) for each in found]))


def _hidden(text: str, patient: Patient) -> str:
    """Return a text without secrets, whoever's words it quotes."""
    kept = patient.catalog.secrets
    for secret in filter(None, (kept.telegram_token, kept.web_password)):
        text = text.replace(secret, "[secret]")
    for notifier in patient.catalog.notifiers.values():
        if notifier.holds_secret:
            text = notifier.without_secrets(text)
    return redacted(text)


def _unanswered(check: Check, seconds: float) -> Finding:
    do = "see to what it waits for, and try again"
    return Finding(name=_name(check), ok=False, says=f"no answer within {seconds:g} s", do=do, code=OUT_OF_REACH)


def _name(check: Check) -> str:
    return getattr(check, "__name__", "check")


def _config(folder: Path) -> tuple[Catalog, list[Finding]]:
    """Load the config; of one that is invalid, what is wrong, and the defaults in its place."""
    do = "mend it (`monitor check` says the same)"
    try:
        catalog = load(folder, os.environ)
    except ConfigInvalid as error:
        wrong = [problem for problem in error.problems if problem.severity == "error"]
        return Catalog(), [Finding(name="config", ok=False, says=placed(each, folder), do=do, code=CONFIG_INVALID) for each in wrong]
    feeds_there = sum(len(source.feeds) for source in catalog.sources)
    says = f"{folder.as_posix()}: topics {len(catalog.topics)}, sources {len(catalog.sources)}, feeds {feeds_there}"
    doubts = [Finding(name="config", ok=None, says=placed(each, folder)) for each in catalog.warnings]
    return catalog, [Finding(name="config", ok=True, says=says), *doubts]


def _as_text(findings: Sequence[Finding]) -> Iterator[str]:
    width = max(len(each.name) for each in findings)
    for each in findings:
        yield f"{MARKS[each.ok]} {each.name:<{width}}  {each.says}"
        if each.ok is not True and each.do:
            yield f"  {'':<{width}}  → {each.do}"
    wrong = sum(each.ok is False for each in findings)
    yield f"{wrong} to mend" if wrong else "All is well."

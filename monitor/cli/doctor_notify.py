"""`monitor doctor`: the places that alerts go to by way of Apprise. Nothing is sent: `monitor notify test` does."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.cli.doctor_finding import Finding, Patient


def notify(patient: Patient) -> Iterator[Finding]:
    """What each is, and how to try it. One whose URL cannot be used is a fault of the config."""
    for entry in patient.catalog.settings.notify:
        notifier = patient.catalog.notifiers[entry.name]
        says = f"{entry.name}: {notifier.name}, {notifier.shown}"
        yield Finding(name="notify", ok=True, says=f"{says} (`monitor notify test {entry.name}` sends a message)")

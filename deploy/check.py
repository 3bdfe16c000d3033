"""Check the deploy files with the tools that would run them: no engine, no daemon, no network.

Exit status 0 when all is well, 1 with the findings otherwise. systemd's checks need systemd-analyze and say so where it is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
EXPOSURE = "20"  # tenths; `systemd-analyze security` calls up to 4.0 "ok", and this unit reaches less than 2.0


def run(*command: str, cwd: Path = HERE) -> subprocess.CompletedProcess[str]:
    """Run a checker and return what it said."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


def dockerfile() -> list[str]:
    """Lint the Dockerfile."""
    done = run(str(BIN / "hadolint"), "Dockerfile")
    return done.stdout.splitlines() + done.stderr.splitlines()


def compose() -> list[str]:
    """Let compose resolve its file; it reads the secret's path but not its content."""
    done = run(str(BIN / "docker-compose"), "-f", "compose.yaml", "config", "-q")
    return (done.stdout + done.stderr).splitlines() or ([] if done.returncode == 0 else ["compose.yaml is refused"])


def systemd() -> list[str]:
    """Verify the unit (which exits 0 even on an unknown key, so every line it says counts) and its exposure."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        if os.environ.get("CI"):
            return ["systemd-analyze is missing, and CI must have it"]
        print("deploy: systemd-analyze is not here, so the unit was not verified")
        return []
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / "monitor.service"
        program = Path(folder) / "monitor"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        unit.write_text((HERE / "systemd/monitor.service").read_text().replace("/opt/monitor/.venv/bin/monitor", str(program)))
        verified = run(analyze, "verify", "--man=no", str(unit))
        exposed = run(analyze, "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", str(unit))
    return verified.stderr.splitlines() + (
        [] if exposed.returncode == 0 else exposed.stdout.splitlines()[-2:] + exposed.stderr.splitlines()
    )


def main() -> int:
    """Run every check and print what each found."""
    found = [(check.__name__, line) for check in (dockerfile, compose, systemd) for line in check() if line.strip()]
    for name, line in found:
        print(f"deploy: {name}: {line}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

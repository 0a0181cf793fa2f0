"""Audit the locked parts of the register with what a package index says through pip alone.

    python dev/audit.py

Fails where a locked release was withdrawn ("yanked") or its file no longer has the locked hash, and where two installed
parts do not fit together. Names the security-relevant parts for which a newer patch of the same series exists: these
are to be taken with `make lock UPGRADE=1`. Advisories themselves are not looked up: that needs a service on the
internet; run pip-audit by hand before a release.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = PROJECT / "requirements" / "register.txt"
WATCHED: Final = ("django", "cryptography", "pillow", "waitress", "django-otp", "django-axes", "lxml")
"""Parts that meet what strangers send, or keep secrets: the first to be patched."""


def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pip and give what it said."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own words


def withdrawn(folder: Path) -> list[str]:
    """Fetch every locked file by its hash, and name what was withdrawn or is not there as locked."""
    asked = ("--require-hashes", "--only-binary", ":all:", "--no-deps", "--requirement", str(LOCK))
    fetched = pip("download", "--quiet", "--dest", str(folder), *asked)
    said = fetched.stdout + fetched.stderr
    found = [line for line in said.splitlines() if "yanked" in line]
    if fetched.returncode != 0:
        found += [line for line in said.splitlines() if line.startswith("ERROR")]
    return found


def newer_patches() -> list[str]:
    """Name the watched parts of which the index has a newer patch of the locked series."""
    locked = dict(re.findall(r"^([a-z0-9-]+)==([0-9.]+)", LOCK.read_text("utf-8"), flags=re.MULTILINE))
    found = []
    for name in WATCHED:
        said = re.search(r"Available versions: (.*)", pip("index", "versions", name).stdout)
        if said is None or name not in locked:
            continue
        series = locked[name].rsplit(".", 1)[0] + "."
        same = [version for version in said[1].split(", ") if version.startswith(series)]
        if len(same) > 0 and same[0] != locked[name]:
            found.append(f"{name} {locked[name]} is locked; {same[0]} is there")
    return found


def main() -> int:
    """Say what was found; return 1 where something must not go out."""
    for line in newer_patches():
        print(f"newer: {line}")
    fits = pip("check")
    with TemporaryDirectory() as folder:
        wrong = withdrawn(Path(folder))
    wrong += [] if fits.returncode == 0 else fits.stdout.splitlines()
    for line in wrong:
        print(line, file=sys.stderr)
    if len(wrong) == 0:
        print("every locked part is there as locked, and none was withdrawn")
    return 1 if len(wrong) > 0 else 0


if __name__ == "__main__":
    sys.exit(main())

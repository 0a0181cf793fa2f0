"""The system's browser, and what is done where there is none."""

import os
from pathlib import Path
from typing import Final

import pytest

CHROMIUM: Final = Path("/usr/bin/chromium")
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

VIOLATIONS: Final = {"resultTypes": ["violations"]}
"""What axe is asked for: to tell of all that passes, too, takes it as long again as finding what does not."""


def missing(browser: Path) -> None:
    """Skip, saying why; where a browser is required, fail: a check that was skipped must not look passed."""
    words = f"no browser at {browser}: install Debian's package chromium"
    if os.environ.get("TALLYSTICK_BROWSER") == "required":
        pytest.fail(words)
    pytest.skip(words)

"""Write `expected.jsonl` of every source anew from its sample; look at the difference before keeping it.

With `--check`, write nothing and end with 1 if any file would change.
"""

import sys
from pathlib import Path

from tallystick.sources import shelf
from tallystick.sources.sample import EXPECTED, read_sample

CATALOG = Path(__file__).resolve().parents[1] / "src" / "tallystick" / "catalog"


def main() -> int:
    """Rewrite or check every source's expectation."""
    check = sys.argv[1:] == ["--check"]
    stale = [name for name in shelf.names() if _differs(name, check=check)]
    return 1 if check and len(stale) > 0 else 0


def _differs(name: str, *, check: bool) -> bool:
    file = CATALOG / name / EXPECTED
    told = "".join(f"{line}\n" for line in read_sample(name))
    if file.exists() and file.read_text("utf-8") == told:
        return False
    if check:
        print(f"{name}: {EXPECTED} is stale; run dev/make_expected.py and look at the difference")
    else:
        file.write_text(told, "utf-8")
        print(f"{name}: wrote {told.count(chr(10))} lines")
    return True


if __name__ == "__main__":
    sys.exit(main())

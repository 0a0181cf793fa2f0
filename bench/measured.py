"""What benches have measured, for pages to quote: `bench/measured.json`, kept with the code, a figure by its name.

A page quotes one as `<!-- bench:NAME -->…<!-- /bench -->`; `make docs` writes what stands between from that file, so
that no figure is copied by hand and no page needs the bench, or the real data, to be checked.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

MEASURED: Final = Path(__file__).resolve().parent / "measured.json"


def figures(path: Path = MEASURED) -> dict[str, str]:
    """Give every figure by its name, as pages show it; none where nothing was measured yet."""
    if not path.is_file():
        return {}
    return {str(name): str(text) for name, text in json.loads(path.read_text("utf-8")).items()}


def record(topic: str, found: Mapping[str, str], path: Path = MEASURED) -> None:
    """Put the figures of one topic in place of what that topic had; those of other topics stay."""
    kept = {name: text for name, text in figures(path).items() if not name.startswith(f"{topic}.")}
    kept |= {f"{topic}.{name}": text for name, text in found.items()}
    path.write_text(json.dumps(dict(sorted(kept.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")

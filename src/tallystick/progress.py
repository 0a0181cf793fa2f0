"""Show that a long step is under way: on a terminal only, on stderr, never in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Step = Callable[[str], None]


@contextmanager
def steps(label: str, *, quiet: bool = False) -> Iterator[Step]:
    """Yield a function that names the step now under way; it does nothing where nobody looks on."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    # rich costs a tenth of a second to load, so a pipe never pays for it
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True)
    with console.status(label) as status:
        yield lambda name: status.update(f"{label}: {name}")

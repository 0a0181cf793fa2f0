"""Every command: parse, call the pipeline, print. Data on stdout, talk on stderr.

Exit codes: 0 finished, 1 no (of a question), 2 wrong usage, 3 data that could not be read. The rooms load only when a
command runs, so that `--help` stays quick on an old computer.
"""

from tallystick.cli import agreements, cases, exercises, leads, mirror, register
from tallystick.cli.speech import cli

__all__ = ["agreements", "cases", "cli", "exercises", "leads", "main", "mirror", "register"]


def main() -> None:
    """Run the command line."""
    cli()

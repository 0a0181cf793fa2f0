"""The command that opens a demonstration register of an invented small state."""

from datetime import date
from pathlib import Path

import click

from tallystick.cli.register.group import ready, register, told_where
from tallystick.cli.speech import FOLDER
from tallystick.progress import steps


@register.command()
@click.option("--out", type=FOLDER, default=None, help="Its folder; ./tallystick-register-demo if not given.")
@click.option(
    "--items", type=click.IntRange(min=100), default=20_000, help="Items registered at the beginning."
)
@click.option("--serve/--no-serve", "serves", default=True, help="Serve it afterwards.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8_765, help="The port it listens at.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def demo(out: Path | None, items: int, serves: bool, port: int, opens: bool) -> None:
    """Make a register of an invented small state, with three years of events, and serve it on this computer.

    Made once; a second call serves the one that is there.
    """
    from tallystick.register import management, starting
    from tallystick.register.folder import SETTINGS

    folder = Path("tallystick-register-demo") if out is None else out
    if (folder / SETTINGS).is_file():
        ready(folder)
    else:
        with steps("Making an invented state") as step:
            management.demonstrate(folder, items, date.today(), step)  # noqa: DTZ011  # a day of this computer
    for line in management.demo_people():
        click.echo(line)
    click.echo("All of it is invented. The one password is for trying only.", err=True)
    if not serves:
        return
    starting.serve(folder, "127.0.0.1", port, lambda: told_where("127.0.0.1", port, opens=opens))

"""An invented treaty with a limit on what comes in each year, written as a folder."""

from pathlib import Path
from typing import Final

_TERMS: Final = """\
name = "hill_pact"
title = "Pact on Armour in the Hills"
short = "the Hill Pact"
kind = "treaty"
force = "binding"
about = "Hill states import no more than twelve battle tanks a year."
depositary = "Secretariat of the Hills"
source = "Pact on Armour in the Hills, 5 May 2014, invented"
adopted_on = 2014-05-05
participation_as_of = 2022-12-31

[entry_into_force]
article = "11(1)"
in_force_on = 2015-01-01

[joining]
article = "11(2)"
by = "days"
count = 30
after = "entry_into_force"

[withdrawal]
article = "12"
by = "months"
count = 6
"""
_ACTS: Final = """\
party,act,acted_on,in_force_on,ends_on,articles,contested,note,source
SVK,ratification,2014-07-10,,,-,-,-,invented
"""
_VALUE: Final = """
[{name}]
what = "{name}"
unit = "{unit}"

[[{name}.value]]
since = 2015-01-01
value = {value}
article = "3"
source = "invented"
"""
_PARAMETERS: Final = "".join(
    _VALUE.format(name=name, unit=unit, value=value)
    for name, unit, value in (
        ("report_due", "month_day", '"04-15"'),
        ("tanks_imported", "whole", 12),
        ("let_pass", "whole", 2),
        ("would_matter", "whole", 8),
    )
)
_RULES: Final = '''\
"""What the Hill Pact asks."""

from tallystick.rules.obligation import Ceiling, Duty, Ruling, obligation


@obligation(article="5(1)", each_year=True, reports="hill_report")
def yearly_return(duty: Duty) -> Ruling:
    """Report by 15 April on the tanks of the year before."""
    return duty.report(duty.day(duty.year + 1, duty.parameter("report_due")))


@obligation(
    article="3",
    each_year=True,
    reports="hill_report",
    ceiling=Ceiling(
        act="transfer",
        side="to",
        categories=("battle_tanks",),
        limit="tanks_imported",
        tolerance="let_pass",
        significance="would_matter",
        alpha=0.05,
        beta=0.1,
    ),
)
def most_imported(duty: Duty) -> Ruling:
    """Import no more than twelve battle tanks a year."""
    return duty.ceiling()
'''


def hill_pact(folder: Path) -> None:
    """Write the folder of the invented pact."""
    (folder / "cases").mkdir(parents=True)
    for name, text in (
        ("agreement.toml", _TERMS),
        ("participation.csv", _ACTS),
        ("parameters.toml", _PARAMETERS),
        ("rules.py", _RULES),
    ):
        (folder / name).write_text(text, "utf-8")

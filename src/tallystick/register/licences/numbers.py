"""Numbers of cases and licences, with a check digit."""

from typing import Final

from django.db.models import Model

from tallystick.register.folder import own_folder
from tallystick.register.items.numbers import check_digit
from tallystick.register.licences.models import Application, Licence

_DIGITS: Final = 6
"""A million cases, before numbers grow by a digit."""


def next_case_number() -> str:
    """Give the next number of a case: `QMA1-C-000012-1`; call it inside an operation, which holds the chain."""
    return _next(Application, "C")


def next_licence_number() -> str:
    """Give the next number of a licence: `QMA1-L-000012-1`; call it inside an operation."""
    return _next(Licence, "L")


def _next(model: type[Model], letter: str) -> str:
    own = own_folder().settings
    begins = f"{own.party}{own.code}-{letter}-"
    known = model._base_manager.filter(number__startswith=begins).order_by("-number")
    last = known.values_list("number", flat=True).first()
    count = 1 if last is None else int(last.split("-")[2]) + 1
    digits = str(count).zfill(_DIGITS)
    return f"{begins}{digits}-{check_digit(own.code + digits)}"

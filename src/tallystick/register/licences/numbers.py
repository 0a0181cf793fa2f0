"""Numbers of cases, licences and certificates, with a check digit."""

from django.db.models import Model

from tallystick.register.folder import own_folder
from tallystick.register.licences.models import Application, Licence, OwnCertificate
from tallystick.register.numbers import following


def next_case_number() -> str:
    """Give the next number of a case: `QMA1-C-000012-1`; call it inside an operation, which holds the chain."""
    return _next(Application, "C")


def next_licence_number() -> str:
    """Give the next number of a licence: `QMA1-L-000012-1`; call it inside an operation."""
    return _next(Licence, "L")


def next_certificate_number() -> str:
    """Give the next number of a certificate of this state: `QMA1-E-000012-1`; call it inside an operation."""
    return _next(OwnCertificate, "E")


def _next(model: type[Model], letter: str) -> str:
    own = own_folder().settings
    begins = f"{own.party}{own.code}-{letter}-"
    known = model._base_manager.filter(number__startswith=begins).order_by("-number")
    return following(known.values_list("number", flat=True).first(), begins, own.code)

"""What a request ought to say by the International Tracing Instrument: what lacks is told, never refused."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tallystick.register.tracing.models import Circumstance, Direction, TraceRequest


def lacking(request: TraceRequest, marks: int) -> list[str]:
    """Say what a request lacks of the information that paragraph 17 names, one sentence each.

    Source: International Tracing Instrument, adopted by decision 60/519 of the General Assembly, 8 December 2005,
    paragraph 17: (a) what makes the weapon illicit, its legal ground, and to the extent possible the circumstances of
    the find; (b) marks, type, calibre and other details, to the extent possible; (c) the intended use of the
    information. The point of contact of the state that asks is that of paragraph 25.
    """
    return [*_about_the_find(request), *_about_the_weapon(request, marks), *_about_the_use(request)]


def _about_the_find(request: TraceRequest) -> Iterator[str]:
    if request.illicit == "":
        yield _("It does not say why the weapon is held to be illicit, and under what law.")
    if request.circumstance == Circumstance.UNKNOWN or request.found_how == "":
        yield _("It does not say how and under what circumstances the weapon came into hand.")
    if request.found_on is None or request.found_where == "":
        yield _("It does not say when and where the weapon came into hand.")


def _about_the_weapon(request: TraceRequest, marks: int) -> Iterator[str]:
    if marks == 0:
        yield _("It gives no mark.")
    if request.kind == "" or request.model == "":
        yield _("It does not say what kind and model the weapon is.")
    if request.calibre == "":
        yield _("It does not say the calibre.")


def _about_the_use(request: TraceRequest) -> Iterator[str]:
    if request.purpose == "":
        yield _("It does not say what the answer is needed for.")
    asks = request.own_contact if request.direction == Direction.OUT else request.contact
    if asks == "":
        yield _("It names no point of contact.")

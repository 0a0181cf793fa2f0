"""What a return still lacks: questions that nobody answered, and parts of which nothing says whether they are nil."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tallystick.register.returns.figures import figures
from tallystick.register.returns.instruments import PARTS
from tallystick.register.returns.models import Filing
from tallystick.register.returns.part import Counted
from tallystick.register.returns.questions import answers


def lacking(filing: Filing) -> list[str]:
    """Say of each empty part and open question of a working return that it is not known; none once it is submitted.

    Parts that a person declares nil are not among them: without that the return is not submitted at all.
    """
    if not filing.is_working:
        return []
    return [_("Not known: %(what)s") % {"what": what} for what in (*_empty(filing), *_open(filing))]


def nothing_found() -> str:
    """Say what an empty part says that nobody declares nil."""
    return _("Nothing was found in the register. Whether there was none is not known.")


def _empty(filing: Filing) -> Iterator[str]:
    for part in PARTS[filing.instrument]:
        is_counted = part.counted is not Counted.ANSWERS and not part.may_be_nil
        if is_counted and len(figures(filing, part)) == 0:
            yield str(part.title)


def _open(filing: Filing) -> Iterator[str]:
    for one in answers(filing):
        if not one.is_answered:
            yield f"{one.article}: {one.question}"

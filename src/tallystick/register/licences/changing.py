"""Until when a case may be changed, who changed it, and what has lapsed since a document was changed."""

from typing import Final, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    CaseParty,
    Check,
    Confirmation,
    EndUseDocument,
    PartyRole,
    State,
)
from tallystick.register.licences.models.case import Kept
from tallystick.register.licences.models.end_use import ABOUT_GOODS

Row = TypeVar("Row", bound=Kept)

OPEN_IN: Final = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.UNDER_REVIEW)
"""States in which what a case rests on may be changed: nobody has recommended or signed anything."""
_SIGNED_IN: Final = (State.RECOMMENDED, State.COUNTERSIGNED_1, State.COUNTERSIGNED_2)
_SAID_BY_PAPER: Final = (
    "kind",
    "document_id",
    "missing_reason",
    "number",
    "issuer",
    "issuer_party",
    "signatory",
    "issued_on",
    "expires_on",
    "names_end_user",
)
"""What a document on end use says: whoever checked or confirmed another of these did so of another document."""
_GOODS: Final = (
    "category",
    "description",
    "make",
    "model",
    "calibre",
    "quantity",
    "unit",
    "marks_known",
    "is_withdrawn",
)
"""What a line says of goods: a document was compared with these."""
_WHO: Final = ("role", "name", "address", "party", "is_withdrawn")
_COMPARED: Final = frozenset({PartyRole.ULTIMATE_END_USER, PartyRole.END_USER, PartyRole.CONSIGNEE})
"""Parties whom a document on end use names."""


def check_open(case: Application) -> None:
    """Refuse to change what a case rests on once it is recommended. The state is read anew: call it in an operation.

    Raises:
        ValidationError: it is recommended, signed or decided.
    """
    if _state(case) not in OPEN_IN:
        raise ValidationError(_too_late())


def check_unsigned(case: Application) -> None:
    """Refuse to put right what a recommendation rests on while it is being signed, as `check_open` reads it.

    Raises:
        ValidationError: the case is recommended or countersigned, and not decided.
    """
    if _state(case) in _SIGNED_IN:
        raise ValidationError(_too_late())


def _state(case: Application) -> str:
    return Application.objects.values_list("state", flat=True).get(pk=case.pk)


def _too_late() -> str:
    return _(
        "What a case rests on is changed until it is recommended; later only once it was sent back to the case officer."
    )


def kept_by(done: Operation, row: Row) -> Row:
    """Name whoever writes a row among its keepers, before it is saved; those who stand there stay."""
    before = type(row)._base_manager.filter(pk=row.pk).values_list("keepers", flat=True).first()
    row.keepers = sorted({*(before or []), done.actor})
    return row


def date_change(done: Operation, document: EndUseDocument) -> None:
    """Keep when a document came to say something else, before it is saved: its checks and confirmations lapse."""
    rows = EndUseDocument.objects.filter(pk=document.pk)
    before = rows.values(*_SAID_BY_PAPER, "changed_at").first()
    if before is None:
        return
    document.changed_at = before.pop("changed_at")
    if any(getattr(document, name) != was for name, was in before.items()):
        document.changed_at = done.at


def date_goods(done: Operation, line: CaseLine) -> None:
    """Keep when goods of a case came to be others, before the line is saved: what was compared with them lapses."""
    if _differs(line, _GOODS):
        _date_compared(done, line.application)


def date_end_user(done: Operation, party: CaseParty) -> None:
    """Keep when whom a document names came to be somebody else, before the party is saved; as `date_goods`."""
    before = CaseParty.objects.filter(pk=party.pk).values_list("role", flat=True).first()
    if len({before, party.role} & _COMPARED) > 0 and _differs(party, _WHO):
        _date_compared(done, party.application)


def _differs(row: CaseLine | CaseParty, names: tuple[str, ...]) -> bool:
    before = type(row)._base_manager.filter(pk=row.pk).values(*names).first()
    return before is None or any(getattr(row, name) != was for name, was in before.items())


def _date_compared(done: Operation, case: Application) -> None:
    for document in case.end_use_documents.all():
        document.goods_changed_at = done.at
        done.save(document)


def looked_at(document: EndUseDocument, seen: int | None) -> EndUseDocument:
    """Give a document as it stands, where it stands as it was looked at; call it in an operation.

    Raises:
        ValidationError: it was changed since.
    """
    stands = EndUseDocument.objects.get(pk=document.pk)
    if stands.entry != seen:
        raise ValidationError(_("This was changed meanwhile. Look at it again."))
    return stands


def is_lapsed(row: Check | Confirmation, document: EndUseDocument) -> bool:
    """Whether the document, or what it was compared with, was changed after it was checked or its issuer was asked."""
    # not by the clock, which may be set back: by which change it was made after
    return row.after_change != document.changed_at or is_of_other_goods(row, document)


def is_of_other_goods(row: Check | Confirmation, document: EndUseDocument) -> bool:
    """Whether goods or the end user of the case were changed after the document was compared with them."""
    if not isinstance(row, Check) or row.point not in ABOUT_GOODS:
        return False
    return row.after_goods != document.goods_changed_at

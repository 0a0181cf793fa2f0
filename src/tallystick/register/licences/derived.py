"""Compute anew what follows from other rows: after rows came from another site, and to check what stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from django.db.models import Q

from tallystick.register.items.history import chunks
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.exempting import stage_by_steps
from tallystick.register.licences.models import (
    Application,
    CaseParty,
    EndUseDocument,
    Exemption,
    ExemptionStep,
    Licence,
    LicenceEvent,
    Move,
    Reduction,
    Refusal,
)
from tallystick.register.licences.standing import case_columns, fold_names, standing_by_events

Touched = Mapping[str, Collection[UUID]]
"""Kinds of rows, and the ids that came or were changed."""
_OWNERS: Final[tuple[tuple[type[Recorded], type[Recorded], str], ...]] = (
    (Application, Move, "moves"),
    (Application, Reduction, "moves__reductions"),
    (Application, CaseParty, "parties"),
    (Licence, LicenceEvent, "events"),
    (Exemption, ExemptionStep, "steps"),
)
"""Kinds with derived columns, the kinds they follow from, and by what name."""
KINDS: Final[tuple[type[Recorded], ...]] = (
    Application,
    Licence,
    Exemption,
    CaseParty,
    EndUseDocument,
    Refusal,
)
"""Every kind of row of this app that has derived columns."""
_FOLDED: Final[tuple[type[Recorded], ...]] = (CaseParty, EndUseDocument, Refusal)


def settled(touched: Touched) -> None:
    """Compute anew what follows from rows that came from elsewhere."""
    for model in _FOLDED:
        for row in _rows(model, touched.get(model.row_kind(), ())):
            _settle(row)
    for owner in (Application, Licence, Exemption):
        for row in _rows(owner, _ids(owner, touched)):
            _settle(row)


def _ids(owner: type[Recorded], touched: Touched) -> set[UUID]:
    ids = set(touched.get(owner.row_kind(), ()))
    for model, part, name in _OWNERS:
        if model is owner:
            for some in chunks(touched.get(part.row_kind(), ())):
                ids |= set(
                    owner._base_manager.filter(Q(**{f"{name}__in": some})).values_list("pk", flat=True)
                )
    return ids


def _rows(model: type[Recorded], ids: Iterable[UUID]) -> Iterator[Recorded]:
    for some in chunks(sorted(ids)):
        yield from model._base_manager.filter(pk__in=some).order_by("pk")


def _settle(row: Recorded) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**wanted(row))


def wanted(row: Recorded) -> dict[str, object]:
    """Give the derived columns of a row as they must be, without writing them.

    Raises:
        TypeError: the row is of a kind that has none here.
    """
    if isinstance(row, Application):
        return case_columns(row)
    if isinstance(row, Licence):
        return {"standing": standing_by_events(row)}
    if isinstance(row, Exemption):
        return {"stage": stage_by_steps(row)}
    if isinstance(row, CaseParty | EndUseDocument | Refusal):
        fold_names(row)
        return {"folded": row.folded}
    raise TypeError(f"{row.row_kind()} has no derived columns here")

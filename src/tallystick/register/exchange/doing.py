"""Do the steps of a plan, inside the transaction that holds the chain."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tallystick.register.exchange.after import prepared
from tallystick.register.exchange.here import put_content
from tallystick.register.exchange.models import Conflict, ConflictKind
from tallystick.register.exchange.rivals import stand_anew, take_out
from tallystick.register.exchange.rows import insert_raw
from tallystick.register.exchange.steps import (
    LeaveAside,
    Overwrite,
    Put,
    Rename,
    StandAnew,
    Step,
    Unwait,
    Wait,
)
from tallystick.register.ledger.models import Recorded


@dataclass(slots=True)
class Doing:
    """What was done so far."""

    touched: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """Kinds of rows, and the ids from which other columns follow anew."""
    renamed: set[tuple[str, UUID]] = field(default_factory=set)

    def do(self, steps: Iterable[Step]) -> None:
        """Do steps in their order; new rows that follow each other are written at once."""
        for kind, some in groupby(steps, key=type):
            if kind is Put:
                self._put([step.row for step in some if isinstance(step, Put)])
            else:
                for step in some:
                    self._one(step)

    def _one(self, step: Step) -> None:  # one kind of step a case
        match step:
            case Put():
                self._put([step.row])
            case Overwrite():
                self._overwrite(step)
            case Rename():
                self._rename(step)
            case LeaveAside():
                self._leave_aside(step)
            case Wait():
                _wait(step)
            case Unwait():
                _waiting(step.kind, step.about_kind, step.about_id).delete()
            case StandAnew():
                model = apps.get_model(step.about_kind)
                self.touched[step.about_kind] |= stand_anew(model, UUID(step.about_id))

    @staticmethod
    def _put(rows: list[Recorded]) -> None:
        insert_raw(type(rows[0]), rows)

    def _overwrite(self, step: Overwrite) -> None:
        row = put_content(step.row, step.content)
        row.entry = step.number
        # derived columns that follow from the row itself go with it; the others are settled at the end
        prepared(row).save(operation=self)

    def _rename(self, step: Rename) -> None:
        row = step.row
        setattr(row, step.column, step.name)
        if step.is_here:
            type(row)._base_manager.filter(pk=row.pk).update(**{step.column: step.name})
        self.renamed.add((row.row_kind(), row.pk))
        self.touched[row.row_kind()].add(row.pk)
        _wait(Wait(ConflictKind.RENAMED, row.row_kind(), str(row.pk), why=step.why))

    def _leave_aside(self, step: LeaveAside) -> None:
        row = step.row
        if step.is_here:
            take_out(row)
        for column in row._meta.concrete_fields:
            target: Any = column.related_model
            if isinstance(column, models.ForeignKey) and issubclass(target, Recorded):
                self.touched[target.row_kind()].add(getattr(row, column.attname))
        _wait(Wait(ConflictKind.ASIDE, row.row_kind(), str(row.pk), (step.version,), why=step.why))


def _wait(step: Wait) -> None:
    about: dict[str, Any] = {"kind": step.kind, "about_kind": step.about_kind, "about_id": step.about_id}
    given = {"versions": list(step.versions), "differs": step.differs}
    Conflict.objects.update_or_create(**about, defaults=given)


def _waiting(kind: ConflictKind, about_kind: str, about_id: str) -> "models.QuerySet[Conflict]":
    return Conflict.objects.filter(kind=kind, about_kind=about_kind, about_id=about_id)

"""Who may open a kept file: who may see what it is attached to.

Derived from the references to files, as the silo of other kinds is from theirs. A file itself says its handling mark.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404

from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Cell, Reach, reach
from tallystick.register.access.silo import keep_readings, on_page, visible
from tallystick.register.files.models import Document
from tallystick.register.ledger.models import Entry

_ITEMS: Final[Cell] = ("items", "view")
_FILES: Final[Cell] = ("files", "view")
_PAGES: Final[Mapping[str, Cell]] = MappingProxyType(
    {
        "items": _ITEMS,
        "licences": ("licences", "view"),
        "licences.enquiry": ("assessments", "view"),
        "licences.exemptionstep": ("assessments", "view"),
        "tracing": ("traces", "view"),
        "returns": ("returns", "view"),
        "exchange": _ITEMS,
    }
)
"""For each app, or one kind of row of it, the page of the table of permissions on which its rows are seen."""
_OF_ALL_ITEMS: Final = "exchange"
"""The app of ledgers: one tells of items of every service, so who sees only their own opens none."""


def opened(request: Asked, rows: QuerySet[Document], pk: UUID) -> Document:
    """Find a file that this person may open; a reading of a sensitive one is kept.

    Raises:
        Http404: there is none, or not for this person: the two look alike.
    """
    found = rows.filter(pk=pk, handling__in=request.user.handlings).first()
    if found is None or not may_open(request, found):
        raise Http404
    keep_readings(request, [found])
    return found


def is_known(request: Asked, document: Document) -> bool:
    """Whether a page may name a file to this person: one that they are not cleared for does not exist for them."""
    return document.handling in request.user.handlings


def leads_to(request: Asked, document: Document) -> bool:
    """Whether a link to a file would open it for this person; asked once for each file of a page."""
    known: dict[UUID, bool] = request.__dict__.setdefault("_opened", {})
    if document.pk not in known:
        known[document.pk] = (
            reach(request.user.role, *_FILES) is not Reach.NONE
            and is_known(request, document)
            and may_open(request, document)
        )
    return known[document.pk]


def may_open(request: Asked, document: Document) -> bool:
    """Whether this person may see something that a file is attached to; or, where it is to nothing, the file itself."""
    attached = [(kind, kind._base_manager.filter(**{name: document})) for kind, name in references()]
    if any(rows.exists() for kind, rows in attached if kind._meta.app_label == _OF_ALL_ITEMS):
        return reach(request.user.role, *_ITEMS) is Reach.ANY
    if any(_is_seen(request, kind, rows) for kind, rows in attached):
        return True
    return not any(rows.exists() for _, rows in attached) and _is_keeper(request, document)


@cache
def references() -> tuple[tuple[type[Model], str], ...]:
    """Name every kind of row that files are attached to, and the column."""
    return tuple(
        (kind, field.name)
        for kind in apps.get_models()
        for field in kind._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Document
    )


def page_of(kind: type[Model]) -> Cell:
    """Name the page on which rows of a kind are seen.

    Raises:
        KeyError: nothing says it, so files that are attached to it cannot be opened by anybody.
    """
    about = kind._meta
    return _PAGES.get(about.label_lower) or _PAGES[about.app_label]


def _is_seen(request: Asked, kind: type[Model], rows: QuerySet[Model]) -> bool:
    there = on_page(request, *page_of(kind))
    return there is not None and visible(there, rows).exists()


def _is_keeper(request: Asked, document: Document) -> bool:
    """Whether this person put a file here that is attached to nothing, or may add files for everybody."""
    if reach(request.user.role, "files", "add") is Reach.ANY:
        return True
    by = Entry.objects.filter(number=document.entry).values_list("actor", flat=True).first()
    return by == request.user.get_username()

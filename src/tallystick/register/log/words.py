"""What templates of the log call rows, their columns and what stands in them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django import template
from django.template.defaultfilters import capfirst
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.verify import recorded_models

register = template.Library()


@register.filter
def kind_words(kind: str) -> str:
    """Name a kind of row of the log: `stores.site`; what is told of users and drafts stands as it is."""
    model = _recorded().get(kind)
    named = _KINDS.get(kind) if model is None or kind in _KINDS else model._meta.verbose_name
    return kind if named is None else str(named)


@register.simple_tag
def column(name: str, kind: str) -> str:
    """Name a column of the log's rows of a kind; one that people never fill in has its name in the program alone."""
    field = _column(kind, name)
    # Django makes English of the name where nobody gave words
    if field is None or isinstance(field.verbose_name, str):
        return format_html('<span class="mono ltr" lang="en">{}</span>', name)
    return capfirst(str(field.verbose_name))


@register.simple_tag
def recorded(value: Any, name: str, kind: str) -> Any:  # noqa: ANN401  # whatever a column holds
    """Show what the log holds in a column: one of a few words in the reader's language, anything else as it is."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    field = _column(kind, name)
    return (
        value
        if field is None or isinstance(value, (list, dict))
        else dict(field.flatchoices).get(value, value)
    )


def _column(kind: str, name: str) -> Any:  # noqa: ANN401  # a field of any type
    model = _recorded().get(kind)
    fields = () if model is None else model._meta.concrete_fields
    return next((one for one in fields if name in {one.name, one.attname}), None)


_KINDS: Final[Mapping[str, Any]] = {
    "exchange.importedrow": gettext_lazy("row of a ledger"),
    "exchange.settlement": gettext_lazy("settlement of a conflict"),
    "files.document": gettext_lazy("document"),
    "stocktaking.closing": gettext_lazy("closing of a count"),
    "stocktaking.line": gettext_lazy("line of a count"),
    "stocktaking.seedpart": gettext_lazy("part of the number a sample was drawn by"),
    "stocktaking.seen": gettext_lazy("number seen in a count"),
    "stocktaking.settlement": gettext_lazy("settlement of a difference"),
    "stocktaking.swept": gettext_lazy("line that was all looked for"),
}
"""Kinds of row that no form names."""


@cache
def _recorded() -> dict[str, type[Recorded]]:
    return {model.row_kind(): model for model in recorded_models()}

"""What templates of the register may say: whether a person may do something, and addresses of further pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django import forms, template
from django.db.models import Model
from django.template import RequestContext
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tallystick.register.access import page
from tallystick.register.access.permissions import Cell, roles_of
from tallystick.register.direction import isolated, left_to_right, listed
from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.once import FIELD, new_word
from tallystick.register.ledger.verify import recorded_models
from tallystick.register.states import state_name
from tallystick.register.stores.models import Service, Site, Store
from tallystick.register.stores.own import may_register

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: RequestContext, name: str, action: str) -> bool:
    """Whether the person may do this: `{% may "items" "add" as may_add %}`."""
    return page.may(context["request"], name, action)


@register.simple_tag(takes_context=True, name="may_register")
def may_register_items(context: RequestContext) -> bool:
    """Whether the person has anything to register items for: `{% may_register as may_add %}`."""
    return may_register(context["request"])


@register.simple_tag(takes_context=True)
def not_yet_deciding(context: RequestContext) -> str:
    """Say from when on the person may decide; nothing where they may: `{% not_yet_deciding as not_yet %}`."""
    return page.not_yet_deciding(context["request"].user)


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changed: Any) -> str:  # noqa: ANN401  # values of an address
    """Write the query of the present address with some values changed: `{% with_query page=2 %}`."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def colon() -> str:
    """Write the colon between a label and its value as the language does: `{% translate "Site" %}{% colon %}`."""
    return pgettext("between a label and its value", ":")


@register.filter
def kind_words(kind: str) -> str:
    """Name a kind of row of the log: `stores.site`; what is told of users and drafts stands as it is."""
    model = _recorded().get(kind)
    named = _KINDS.get(kind) if model is None or kind in _KINDS else model._meta.verbose_name
    return kind if named is None else str(named)


@register.filter
def column_words(name: str, kind: str) -> str:
    """Name a column of the log's rows of a kind; one that people never fill in stands as it is."""
    field = _column(kind, name)
    # Django makes English of the name where nobody gave words
    return name if field is None or isinstance(field.verbose_name, str) else str(field.verbose_name)


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


@register.simple_tag
def once() -> SafeString:
    """Write the hidden field by which what is sent twice is done once: `{% csrf_token %}{% once %}`."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_word())


@register.filter(name="isolated")
def isolated_on_page(text: Any) -> Any:  # noqa: ANN401  # text, lazy or not
    """Keep marks and numbers in an Arabic sentence from being turned round: `{{ field.help_text|isolated }}`."""
    said = str(text)
    return text if isinstance(said, SafeData) else isolated(said)


@register.filter(name="listed")
def listed_on_page(words: Iterable[object]) -> str:
    """Put words in a row, with the comma of their script between them: `{{ roles|listed }}`."""
    return listed(words)


@register.filter
def party(code: str) -> SafeString:
    """Name a state, its code behind it: `{{ item.country|party }}`; what is no code stays as it is."""
    name = state_name(code)
    return (
        format_html("<bdi>{}</bdi>", name if name == code else f"{name} ({code})")
        if code != ""
        else SafeString()
    )


@register.filter
def parties(codes: Iterable[str]) -> SafeString:
    """Name several states, as `party` does, with the comma of their script between: `{{ licence.via|parties }}`."""
    return SafeString(listed(party(code) for code in codes))


@register.filter(name="date", expects_localtime=True)
def date_on_page(value: Any, form: str | None = None) -> str:  # noqa: ANN401  # a day, a moment, or none
    """Write a day as Django does, kept from being turned round where it follows an Arabic word."""
    written: str = date(value, form)
    return left_to_right(written) if written != "" and translation.get_language_bidi() else written


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a list of a form is empty, and where to go."""

    why: str
    does: Any
    """What ends it: "Add a service"."""
    address: str = ""
    """Where, if the person may go there."""
    roles: tuple[str, ...] = ()
    """Otherwise who may."""


_MADE: Final[dict[type[Model], tuple[Cell, str, Any]]] = {
    Service: (("services", "change"), "service_add", gettext_lazy("Add a service")),
    Site: (("services", "change"), "site_add", gettext_lazy("Add a site")),
    Store: (("stores", "change"), "store_add", gettext_lazy("Add a store")),
}
"""By whom, where and by which words the rows are made that a new register lacks."""


@register.simple_tag(takes_context=True)
def nothing_to_choose(context: RequestContext, field: forms.BoundField) -> Lack | None:
    """Say why a list of services, sites or stores is empty; None where there is something to choose."""
    asked = field.field
    if not isinstance(asked, forms.ModelChoiceField) or asked.queryset is None:
        return None
    model = asked.queryset.model
    if model not in _MADE or asked.queryset.exists():
        return None
    cell, name, does = _MADE[model]
    if model._base_manager.exists():
        return Lack(
            _("None of them is within your reach: an administrator sets your services and sites."), does
        )
    why = _("There is nothing to choose from yet.")
    if page.may(context["request"], *cell):
        return Lack(why, does, reverse(name))
    return Lack(why, does, roles=tuple(str(role.label) for role in roles_of(*cell)))

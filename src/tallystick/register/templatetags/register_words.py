"""What templates of the register may say: whether a person may do something, and addresses of further pages."""

from collections.abc import Iterable
from dataclasses import dataclass
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
from tallystick.register.ledger.once import FIELD, new_word
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


@register.simple_tag
def comma() -> str:
    """Write the comma of the reader's script."""
    return "\u060c" if translation.get_language_bidi() else ","


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

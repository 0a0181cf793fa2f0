"""What templates of the register may say: whether a person may do something, and addresses of further pages."""

from typing import Any

from django import template
from django.template import RequestContext

from tallystick.register import pages

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: RequestContext, name: str, action: str) -> bool:
    """Whether the person may do this: `{% may "items" "add" as may_add %}`."""
    return pages.may(context["request"], name, action)


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changed: Any) -> str:  # noqa: ANN401  # values of an address
    """Write the query of the present address with some values changed: `{% with_query page=2 %}`."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"

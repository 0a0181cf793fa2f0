"""Pages that change what is known of one item: its description, marks and pictures, and taking a lot apart."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.files.keeping import keep
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.items.forms import DescribeForm, MarkForm, PictureForm, SplitForm
from tallystick.register.items.models import Item, Mark, Picture
from tallystick.register.items.record import add_mark, describe, happen, split
from tallystick.register.ledger.operation import Operation, operation


@page("items", "change")
def edit_item(request: Asked, pk: UUID) -> HttpResponse:
    """Change the description of an item; what somebody else changed meanwhile is shown and nothing is lost."""
    found = one(request, Item.objects.all(), pk=pk)
    form = DescribeForm(request, request.POST or None, instance=found)

    def act(done: Operation) -> None:
        describe(done, form.save(commit=False), seen=form.entry_seen)
        for remark in form.remarks():
            messages.warning(request, remark)

    return kept(request, form, _page(found, _("Change the description")), "describe item", act)


def _page(item: Item, title: str) -> FormPage:
    back, state = reverse("item", args=[item.pk]), item.get_state_display()
    return FormPage(title, back, item.number, about=item.described, state=state, verb=title)


@page("items", "change")
def add_mark_to_item(request: Asked, pk: UUID) -> HttpResponse:
    """Add a mark that was read, or that was applied on a day."""
    found = one(request, Item.objects.select_related("store"), pk=pk)
    form = MarkForm(request.POST or None)

    def act(done: Operation) -> None:
        done.document = form.cleaned_data["reference"]
        add_mark(done, found, form.save(commit=False))
        happened = form.happened()
        if happened is not None:
            happen(done, found, happened)

    return kept(request, form, _page(found, _("Add a mark")), "add mark", act)


@page("items", "change")
@require_POST
def withdraw_mark(request: Asked, pk: UUID) -> HttpResponse:
    """Withdraw a mark that was read wrongly; it stays visible, and no search finds it."""
    mark = one(request, Mark.objects.select_related("item"), pk=pk)
    with operation(request.user, "withdraw mark") as done:
        mark.refresh_from_db()
        mark.is_withdrawn = True
        done.save(mark)
    messages.success(request, _("The mark is withdrawn. It stays visible, and no search finds it."))
    return redirect("item", pk=mark.item_id)


@page("files", "add")
def add_picture(request: Asked, pk: UUID) -> HttpResponse:
    """Add a picture of an item."""
    found = one(request, Item.objects.select_related("service"), pk=pk)
    form = PictureForm(request.POST or None, request.FILES or None)

    def act(done: Operation) -> None:
        picture, caption = form.cleaned_data["picture"], form.cleaned_data["caption"]
        document = keep(done, picture, title=caption, handling=found.handling, service=found.service)
        done.save(Picture(item=found, document=document, caption=caption))

    return kept(request, form, _page(found, _("Add a picture")), "add picture", act)


@page("events", "add")
def split_item(request: Asked, pk: UUID) -> HttpResponse:
    """Take a part out of a lot as a lot of its own."""
    found = one(request, Item.objects.select_related("store", "service"), pk=pk)
    form = SplitForm(request.POST or None)
    parts: list[Item] = []

    def act(done: Operation) -> None:
        done.document = form.cleaned_data["reference"]
        parts.append(split(done, found, form.cleaned_data["quantity"], happened=form.happened()))

    if is_sent(request, form) and acted(request, form, "split lot", act):
        messages.success(request, _("Registered as %(number)s.") % {"number": parts[0].number})
        return redirect("item", pk=parts[0].pk)
    return form_page(request, form, _page(found, _("Take a part out as a lot of its own")))

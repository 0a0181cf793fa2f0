"""Pages that change what is known of one item: its description, marks and pictures, and taking a lot apart."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.files.keeping import keep
from tallystick.register.items.fields import refuse
from tallystick.register.items.forms import DescribeForm, MarkForm, PictureForm, SplitForm
from tallystick.register.items.models import Item, Mark, Picture
from tallystick.register.items.record import add_mark, describe, happen, split
from tallystick.register.ledger.operation import EditedMeanwhileError, operation


@page("items", "change")
def edit_item(request: Asked, pk: UUID) -> HttpResponse:
    """Change the description of an item; what somebody else changed meanwhile is shown and nothing is lost."""
    found = one(request, Item.objects.all(), pk=pk)
    form = DescribeForm(request, request.POST or None, instance=found)
    seen, changed = found.entry, []
    if request.method == "POST" and form.is_valid():
        seen = int(request.POST.get("seen", "-1")) if request.POST.get("seen", "").isdecimal() else -1
        try:
            with operation(request.user, "describe item") as done:
                describe(done, form.save(commit=False), seen=seen)
        except EditedMeanwhileError:
            present = Item.objects.get(pk=found.pk)
            seen, changed = present.entry, differences(form, present)
            form.add_error(
                None, _("Somebody changed this item after you opened it. Nothing of yours was saved yet.")
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            for remark in form.remarks():
                messages.warning(request, remark)
            messages.success(request, _("Kept."))
            return redirect("item", pk=found.pk)
    return render(request, "items/edit.html", {"form": form, "item": found, "seen": seen, "changed": changed})


def differences(form: DescribeForm, present: Item) -> list[tuple[Any, Any, Any]]:
    """Say in which columns a form differs from the row as it stands: label, there, here."""
    found = []
    for name in form.Meta.fields:
        there, here = getattr(present, name), form.cleaned_data.get(name)
        if there != here:
            found.append((form.fields[name].label, there, here))
    return found


@page("items", "change")
def add_mark_to_item(request: Asked, pk: UUID) -> HttpResponse:
    """Add a mark that was read, or that was applied on a day."""
    found = one(request, Item.objects.select_related("store"), pk=pk)
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with operation(request.user, "add mark", document=form.cleaned_data["reference"]) as done:
                add_mark(done, found, form.save(commit=False))
                happened = form.happened()
                if happened is not None:
                    happen(done, found, happened)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("item", pk=found.pk)
    return render(request, "items/add_mark.html", {"form": form, "item": found})


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
    if request.method == "POST" and form.is_valid():
        caption = form.cleaned_data["caption"]
        with operation(request.user, "add picture") as done:
            document = keep(
                done,
                form.cleaned_data["picture"],
                title=caption,
                handling=found.handling,
                service=found.service,
            )
            done.save(Picture(item=found, document=document, caption=caption))
        messages.success(request, _("Kept."))
        return redirect("item", pk=found.pk)
    return render(request, "items/add_picture.html", {"form": form, "item": found})


@page("events", "add")
def split_item(request: Asked, pk: UUID) -> HttpResponse:
    """Take a part out of a lot as a lot of its own."""
    found = one(request, Item.objects.select_related("store", "service"), pk=pk)
    form = SplitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with operation(request.user, "split lot", document=form.cleaned_data["reference"]) as done:
                part = split(done, found, form.cleaned_data["quantity"], happened=form.happened())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Registered as %(number)s.") % {"number": part.number})
            return redirect("item", pk=part.pk)
    return render(request, "items/split.html", {"form": form, "item": found})

"""Pages of users, for administrators; and of what was read, for auditors."""

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.forms import UserForm
from tallystick.register.access.models import Reading, User
from tallystick.register.access.page import Asked, may, page
from tallystick.register.access.readings import head
from tallystick.register.access.users import (
    CHANGE,
    MAKE,
    RESET,
    add_user,
    change_user,
    refuse_own,
    refuse_stale,
    reset_password,
    reset_second_factor,
    unlock,
)
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.handling import in_words
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.paging import cut


@page("users", "view")
def users(request: Asked) -> HttpResponse:
    """List users: those who may sign in first."""
    rows = User.objects.order_by("-is_active", "username")
    return render(request, "access/users.html", {"rows": cut(request, rows)})


@page("users", "change", sensitive=True)
def add(request: Asked) -> HttpResponse:
    """Make a user, and show the first password once."""
    form = UserForm(request.POST or None)
    first: list[str] = []

    def act(done: Operation) -> None:
        given = form.cleaned_data
        first.append(add_user(done, form.save(commit=False), given["services"], given["sites"]))

    if is_sent(request, form) and acted(request, form, MAKE, act):
        made = {"person": form.instance, "first": first[0]}
        return render(request, "access/first_password.html", made)
    title = _("Add a user")
    return form_page(request, form, FormPage(title, verb=title))


@page("users", "view")
def user(request: Asked, pk: int) -> HttpResponse:
    """Show one user: role, reach, clearances, and whether something keeps them out."""
    found = get_object_or_404(User, pk=pk)
    attempts = AccessAttempt.objects.filter(username=found.username)
    failures = sum(attempts.values_list("failures_since_start", flat=True))
    context = {
        "person": found,
        "is_locked": failures >= settings.AXES_FAILURE_LIMIT,
        "services": found.services.all(),
        "sites": found.sites.all(),
        "cleared": [in_words(mark) for mark in found.handlings],
        "may_change": may(request, "users", "change") and found.pk != request.user.pk,
    }
    return render(request, "access/user.html", context)


@page("users", "change", sensitive=True)
def change(request: Asked, pk: int) -> HttpResponse:
    """Change a user's role, reach or clearances; nobody's own."""
    found = get_object_or_404(User, pk=pk)
    form = UserForm(request.POST or None, instance=found)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        refuse_own(done, found)
        refuse_stale(found, given["seen"])
        change_user(done, form.save(commit=False), given["services"], given["sites"])

    there = reverse("user", args=[pk])
    return kept(request, form, FormPage(found.full_name, verb=_("Change"), there=there), CHANGE, act)


@page("users", "change", sensitive=True)
@require_POST
def reset(request: Asked, pk: int) -> HttpResponse:
    """Set a user's password anew and show it once; every session of theirs ends."""
    found = get_object_or_404(User, pk=pk)
    try:
        with operation(request.user, RESET, note="password") as done:
            refuse_own(done, found)
            first = reset_password(done, found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("user", pk=pk)
    return render(request, "access/first_password.html", {"person": found, "first": first})


@page("users", "change", sensitive=True)
@require_POST
def forget_device(request: Asked, pk: int) -> HttpResponse:
    """Forget a user's lost device; a new one is enrolled at the next sign-in."""
    found = get_object_or_404(User, pk=pk)
    try:
        with operation(request.user, RESET, note="second factor") as done:
            refuse_own(done, found)
            reset_second_factor(done, found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The device is forgotten. A new one is enrolled at the next sign-in."))
    return redirect("user", pk=pk)


@page("users", "change")
@require_POST
def lift(request: Asked, pk: int) -> HttpResponse:
    """Lift the lock-out after failed tries."""
    found = get_object_or_404(User, pk=pk)
    unlock(found)
    messages.success(request, _("The user may try again."))
    return redirect("user", pk=pk)


@page("readings", "view")
def readings(request: Asked) -> HttpResponse:
    """List who opened which sensitive record, newest first."""
    rows = Reading.objects.select_related("user").order_by("-place")
    who, what = request.GET.get("who", "").strip(), request.GET.get("what", "").strip()
    if who != "":
        rows = rows.filter(user__username=who)
    if what != "":
        rows = rows.filter(subject=what)
    context = {"rows": cut(request, rows), "who": who, "what": what, "head": head()}
    return render(request, "access/readings.html", context)

"""A person's own account: language, password, backup codes, and ending sessions elsewhere."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tallystick.register.access.forms import AccountForm, OwnPasswordForm
from tallystick.register.access.page import Asked, page
from tallystick.register.access.second_factor import renewed_codes
from tallystick.register.access.unsent import unsent
from tallystick.register.access.users import CHANGE_OWN, refuse_ended, tell
from tallystick.register.form_page import acted, is_sent
from tallystick.register.ledger.operation import Operation, operation


@page("account", "change")
def account(request: Asked) -> HttpResponse:
    """Show the account, and change its language."""
    user = request.user
    form = AccountForm(request.POST or None, initial={"language": user.language})
    if is_sent(request, form):
        user.language = form.cleaned_data["language"]
        user.save(update_fields=["language"])
        translation.activate(user.language)
        messages.success(request, _("Kept."))
        return redirect("account")
    return render(request, "access/account.html", {"form": form})


@page("account", "change")
def send_again(request: Asked) -> HttpResponse:
    """Show what the person sent after the session had ended, to be sent again; nothing of it is saved by itself."""
    found = unsent(request)
    return redirect("home") if found is None else render(request, "access/send_again.html", {"unsent": found})


@sensitive_post_parameters()
@page("account", "change")
def password(request: Asked) -> HttpResponse:
    """Set a new password; every other session of the person ends."""
    form = OwnPasswordForm(request, request.POST or None)

    def act(done: Operation) -> None:
        done.note = "password"
        refuse_ended(request.user)
        request.user.must_change_password = False
        form.save(commit=False)
        request.user.save(update_fields=["password", "must_change_password"])
        tell(done, request.user)

    if is_sent(request, form) and acted(request, form, CHANGE_OWN, act):
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password is changed. Sessions on other computers have ended."))
        return redirect("home")
    if getattr(request, "axes_locked_out", False):
        # whoever guesses passwords at an open computer does not keep it; the page of the lock is the answer
        logout(request)
    return render(request, "access/password.html", {"form": form})


@page("account", "change")
@require_POST
def end_sessions(request: Asked) -> HttpResponse:
    """End every other session of the person."""
    request.user.session_round += 1
    request.user.save(update_fields=["session_round"])
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Sessions on other computers have ended."))
    return redirect("account")


@page("account", "change", sensitive=True)
@require_POST
def backup_codes(request: Asked) -> HttpResponse:
    """Make backup codes anew and show them once."""
    if not request.user.has_second_factor:
        return redirect("second_factor")
    with operation(request.user, CHANGE_OWN, note="backup codes") as done:
        codes = renewed_codes(request.user, done)
    return render(request, "access/codes.html", {"codes": codes})

"""Signing in and out, and the second factor."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, views
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from tallystick.register.access.forms import CodeForm
from tallystick.register.access.models import User
from tallystick.register.access.page import owed
from tallystick.register.access.second_factor import enrol, enrolment, is_given, locked_until
from tallystick.register.access.sessions import BEGAN
from tallystick.register.access.unsent import keep_unsent
from tallystick.register.form_page import is_sent

sign_in = views.LoginView.as_view(template_name="access/sign_in.html", redirect_authenticated_user=True)
sign_out = views.LogoutView.as_view()


def locked_out(request: HttpRequest, _answer: object, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say when the next try is looked at; the same whether or not there is such a user."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    last = AccessAttempt.objects.filter(username=name).order_by("-attempt_time").first()
    began = timezone.now() if last is None else last.attempt_time
    until = began + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return render(request, "access/locked_out.html", {"until": until}, status=429)


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form whose token is too old; of a page of this register, what was written is kept to be sent again.

    The token is renewed at every sign-in: a page that was open in another tab meanwhile has the one before. What comes
    from elsewhere is not kept: a browser says so in `Origin`, and does not send the session with it (SameSite).
    """
    is_own = urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
    if is_own and request.user.is_authenticated:
        again = keep_unsent(request)
        if again == reverse("send_again"):
            return redirect(again)
    return csrf_failure(request, reason)


def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code; or, of a person without a device, let one be enrolled."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path())
    if owed(user) == "password":
        return redirect("password")
    if user.has_second_factor:
        return _ask(request, user)
    if not _signed_in_lately(request):
        # a device enrolled by somebody else at an open computer would be theirs for good
        logout(request)
        messages.error(request, _("Sign in anew, and then enrol the device."))
        return redirect_to_login(reverse("second_factor"), login_url=reverse("sign_in"))
    return _enrol(request, user)


def _signed_in_lately(request: HttpRequest) -> bool:
    return abs(timezone.now().timestamp() - float(request.session.get(BEGAN, 0.0))) <= _LATELY_SECONDS


_LATELY_SECONDS: Final = 900
"""A quarter of an hour, as for a code that is asked again before sensitive steps: time to install an application."""


def _ask(request: HttpRequest, user: User) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if is_sent(request, form):
        until = locked_until(user)
        if until is not None:
            form.add_error("code", _waits(until))
        elif is_given(request, user, form.cleaned_data["code"]):
            return redirect(_next(request))
        else:
            form.add_error(
                "code", _("This is not the code. Look at the device again; its clock must be right.")
            )
    return render(request, "access/second_factor.html", {"form": form, "next": _next(request)})


def _waits(until: Any) -> str:  # noqa: ANN401  # a moment
    clock = timezone.localtime(until).strftime("%H:%M:%S")
    return _("After wrong codes no code is looked at until %(clock)s.") % {"clock": clock}


def _enrol(request: HttpRequest, user: User) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if is_sent(request, form):
        codes = enrol(request, user, form.cleaned_data["code"].replace(" ", ""))
        if codes is not None:
            messages.success(request, _("The device is enrolled."))
            return render(request, "access/codes.html", {"codes": codes})
        form.add_error("code", _("This is not the code. Look at the device again; its clock must be right."))
    return render(request, "access/enrol.html", {"form": form, "enrolment": enrolment(request, user)})


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else "/"

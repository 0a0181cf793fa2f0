"""Pages of the steps of a case: submit, take up, ask, recommend, countersign, grant, refuse."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.entering import asked
from tallystick.register.licences.forms.cases import QueryForm, ReasonForm, RecommendForm, TermsForm
from tallystick.register.licences.licensing import Terms, granted, refused
from tallystick.register.licences.models import Application, Verb
from tallystick.register.licences.needs import for_grant, grounds_against
from tallystick.register.licences.steps import STEPS, moved, refusals_of
from tallystick.register.licences.views.shown import FormPage, done_or_told, form_page, is_sent


@page("licences", "add")
def case_add(request: Asked, pk: UUID, verb: str) -> HttpResponse:
    """Submit, withdraw, or appeal."""
    return _step(request, pk, verb, "add")


@page("licences", "review")
def case_review(request: Asked, pk: UUID, verb: str) -> HttpResponse:
    """Take up, or let a countersigned refusal go out."""
    return _step(request, pk, verb, "review")


@page("licences", "countersign")
def case_countersign(request: Asked, pk: UUID, verb: str) -> HttpResponse:
    """Countersign at the first level, or send back."""
    return _step(request, pk, verb, "countersign")


@page("licences", "decide", sensitive=True)
def case_decide(request: Asked, pk: UUID, verb: str) -> HttpResponse:
    """Countersign at the second level."""
    return _step(request, pk, verb, "decide")


def _step(request: Asked, pk: UUID, verb: str, action: str) -> HttpResponse:
    if verb not in Verb.values or STEPS[Verb(verb)].action != action or STEPS[Verb(verb)].is_own_page:
        raise Http404
    found, what = _case(request, pk), Verb(verb)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = STEPS[what].asks_reason

    def do() -> None:
        with operation(request.user, f"{verb} case") as done:
            if what == Verb.REFUSE:
                refused(done, found, form.cleaned_data["reason"])
            else:
                moved(done, found, what, reason=form.cleaned_data["reason"])

    if is_sent(request, form) and done_or_told(form, do):
        messages.success(request, _("Kept."))
        return redirect("case", pk=found.pk)
    told = refusals_of(found, what, request.user.get_username(), reason="?")
    return form_page(
        request, form, FormPage(what.label, reverse("case", args=[found.pk]), found.number, list(told))
    )


def _case(request: Asked, pk: UUID) -> Application:
    return one(request, Application.objects.select_related("applicant"), pk=pk)


@page("licences", "review")
def case_ask(request: Asked, pk: UUID) -> HttpResponse:
    """Put a question to the applicant."""
    found = _case(request, pk)
    form = QueryForm(request.POST or None)

    def do() -> None:
        with operation(request.user, "ask applicant") as done:
            asked(done, found, form.cleaned_data["question"])

    if is_sent(request, form) and done_or_told(form, do):
        messages.success(request, _("Kept."))
        return redirect("case", pk=found.pk)
    shown = FormPage(_("Question to the applicant"), reverse("case", args=[found.pk]), found.number)
    return form_page(request, form, shown)


@page("licences", "review")
def case_recommend(request: Asked, pk: UUID) -> HttpResponse:
    """Recommend to grant or to refuse."""
    found = _case(request, pk)
    form = RecommendForm(request.POST or None)

    def do() -> None:
        given = form.cleaned_data
        with operation(request.user, "recommend") as done:
            moved(done, found, Verb.RECOMMEND, reason=given["reason"], recommends=given["recommends"])

    if is_sent(request, form) and done_or_told(form, do):
        messages.success(request, _("Kept."))
        return redirect("case", pk=found.pk)
    notes = [*grounds_against(found), *for_grant(found)]
    shown = FormPage(Verb.RECOMMEND.label, reverse("case", args=[found.pk]), found.number, notes)
    return form_page(request, form, shown)


@page("licences", "review")
def case_grant(request: Asked, pk: UUID) -> HttpResponse:
    """Issue the licence of a case that was countersigned twice."""
    found = _case(request, pk)
    form = TermsForm(request.POST or None)

    def do() -> None:
        given = form.cleaned_data
        with operation(request.user, "grant licence") as done:
            granted(done, found, Terms(given["valid_from"], given["valid_until"], given["provisos"]))

    if is_sent(request, form) and done_or_told(form, do):
        messages.success(request, _("Licence %(number)s is issued.") % {"number": found.licence.number})
        return redirect("licence", pk=found.licence.pk)
    told = refusals_of(found, Verb.GRANT, request.user.get_username())
    shown = FormPage(_("Grant"), reverse("case", args=[found.pk]), found.number, list(told))
    return form_page(request, form, shown)

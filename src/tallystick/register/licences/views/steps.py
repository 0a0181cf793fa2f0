"""Pages of the steps of a case: submit, take up, ask, recommend, countersign, grant, refuse."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.doubts import doubts_of
from tallystick.register.licences.entering import put_question
from tallystick.register.licences.forms.cases import PartForm, QueryForm, ReasonForm, RecommendForm, TermsForm
from tallystick.register.licences.licensing import Terms, grant, refuse
from tallystick.register.licences.models import Application, Recommendation, Verb
from tallystick.register.licences.needs import for_grant, grounds_against
from tallystick.register.licences.on_paper import confirm_paper
from tallystick.register.licences.reducing import recommend
from tallystick.register.licences.seen import case_stamp, refuse_changed
from tallystick.register.licences.steps import STEPS, make_move, refusals_of
from tallystick.register.licences.views.whole import to_sign


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
    """Countersign at the second level; confirm or give back the record of a licence on paper."""
    return _step(request, pk, verb, "decide")


def _step(request: Asked, pk: UUID, verb: str, action: str) -> HttpResponse:
    if verb not in Verb.values or STEPS[Verb(verb)].action != action or STEPS[Verb(verb)].is_own_page:
        raise Http404
    found, what = _case(request, pk), Verb(verb)
    asked = [*doubts_of(found)] if what == Verb.SUBMIT else []
    form = ReasonForm(request.POST if request.method == "POST" else None, asked=asked)
    form.fields["reason"].required = STEPS[what].asks_reason
    form.see(case_stamp(found))

    def act(done: Operation) -> None:
        if what in _DECIDE:
            refuse_changed(case_stamp(found), form.stamp_seen)
        _ACTS.get(what, partial(make_move, verb=what))(done, found, reason=form.cleaned_data["reason"])

    told = refusals_of(found, what, request.user.get_username(), reason="?")
    return kept(request, form, _to_sign(request, found, what.label, told), f"{verb} case", act)


def _to_sign(
    request: Asked, found: Application, title: object, notes: Sequence[object], parts: Sequence[Form] = ()
) -> FormPage:
    """Lay the whole case above the form: whoever signs sees what they sign."""
    return FormPage(
        title,
        reverse("case", args=[found.pk]),
        found.number,
        [*notes],
        parts=[*parts],
        verb=title,
        template="licences/sign.html",
        shown=to_sign(request, found),
    )


_ACTS: Final[Mapping[Verb, Callable[..., object]]] = {Verb.REFUSE: refuse, Verb.RECORD: confirm_paper}
"""What else a step does than move the case."""
_DECIDE: Final = frozenset({Verb.COUNTERSIGN_1, Verb.COUNTERSIGN_2, Verb.REFUSE, Verb.RECORD})
"""Steps by which a person answers for all that the case is made of, as it was when they opened the page."""


def _case(request: Asked, pk: UUID) -> Application:
    return one(request, Application.objects.select_related("applicant", "paper"), pk=pk)


@page("licences", "review")
def case_ask(request: Asked, pk: UUID) -> HttpResponse:
    """Put a question to the applicant."""
    found = _case(request, pk)
    form = QueryForm(request.POST or None)

    def act(done: Operation) -> None:
        put_question(done, found, form.cleaned_data["question"])

    shown = FormPage(_("Question to the applicant"), reverse("case", args=[found.pk]), found.number)
    return kept(request, form, shown, "ask applicant", act)


@page("licences", "review")
def case_recommend(request: Asked, pk: UUID) -> HttpResponse:
    """Recommend to grant, in whole or in part, or to refuse."""
    found = _case(request, pk)
    form = RecommendForm(request.POST or None)
    # what is to be refused is refused whole: no line is asked about
    is_refusal = request.POST.get("recommends") == Recommendation.REFUSE
    lines = [] if is_refusal else found.lines.filter(is_withdrawn=False)
    parts = [PartForm(line, request.POST or None) for line in lines]

    def act(done: Operation) -> None:
        reason = form.cleaned_data["reason"]
        if is_refusal:
            make_move(done, found, Verb.RECOMMEND, reason=reason, recommends=Recommendation.REFUSE)
        else:
            recommend(done, found, [one.part for one in parts], reason)

    notes = [*grounds_against(found), *for_grant(found)]
    return kept(request, form, _to_sign(request, found, Verb.RECOMMEND.label, notes, parts), "recommend", act)


@page("licences", "review")
def case_grant(request: Asked, pk: UUID) -> HttpResponse:
    """Issue the licence of a case that was countersigned twice."""
    found = _case(request, pk)
    form = TermsForm(request.POST or None)
    form.see(case_stamp(found))

    def act(done: Operation) -> None:
        given = form.cleaned_data
        refuse_changed(case_stamp(found), form.stamp_seen)
        grant(done, found, Terms(given["valid_from"], given["valid_until"], given["provisos"]))

    if is_sent(request, form) and acted(request, form, "grant licence", act):
        messages.success(request, _("Licence %(number)s is issued.") % {"number": found.licence.number})
        return redirect("licence", pk=found.licence.pk)
    told = refusals_of(found, Verb.GRANT, request.user.get_username())
    return form_page(request, form, _to_sign(request, found, _("Grant"), told))

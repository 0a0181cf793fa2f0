"""Objects that the tests of every role and page open: of the army, so that its own people reach them."""

from collections.abc import Callable

from django.utils import timezone

from tallystick.register.ledger.operation import operation
from tallystick.register.licences.certifying import put_certificate, put_own_line
from tallystick.register.licences.entering import put_question
from tallystick.register.licences.exempting import draft_request
from tallystick.register.licences.informing import keep_question
from tallystick.register.licences.mending import Because, enter_correction
from tallystick.register.licences.models import (
    CaseParty,
    Enquiry,
    Informing,
    Licence,
    OwnCertificate,
    OwnLine,
    PaperLicence,
    Refusal,
    Verb,
    Verification,
)
from tallystick.register.licences.on_paper import confirm_paper
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, keep_attempt
from tallystick.register.licences.use_refused import Refused, Why
from tests.register.conftest import SmallState
from tests.register.licence_case import (
    APPLICANT,
    OFFICER,
    SECOND,
    assess,
    confirmed,
    documented,
    does,
    drafted,
    issued,
    on_paper,
    reviewed,
)

Sample = Callable[[SmallState], dict[str, object]]


def _case(small: SmallState) -> dict[str, object]:
    return {"pk": drafted(small).pk}


def _paper(small: SmallState) -> dict[str, object]:
    return {"pk": on_paper(small).paper.pk}


def _line(small: SmallState) -> dict[str, object]:
    return {"pk": drafted(small).lines.get().pk}


def _party(small: SmallState) -> dict[str, object]:
    case = drafted(small)
    return {"pk": CaseParty.objects.filter(application=case).order_by("role").values_list("pk", flat=True)[0]}


def _query(small: SmallState) -> dict[str, object]:
    case = reviewed(small)
    with operation(OFFICER, "ask applicant") as done:
        return {"pk": put_question(done, case, "Which port?").pk}


def _document(small: SmallState) -> dict[str, object]:
    return {"pk": documented(drafted(small)).pk}


def _confirmation(small: SmallState) -> dict[str, object]:
    document = documented(drafted(small))
    confirmed(document)
    return {"pk": document.confirmations.get().pk}


def _assessment(small: SmallState) -> dict[str, object]:
    return {"pk": assess(reviewed(small)).pk}


def _consult(small: SmallState) -> dict[str, object]:
    case = reviewed(small)
    with operation(OFFICER, "enter refusal told of") as done:
        refusal = done.save(
            Refusal(
                told_by="QMU",
                end_user="Somebody Else",
                folded="else somebody",
                grounds="-",
                handling="public",
            )
        )
    return {"pk": case.pk, "refusal": refusal.pk}


def _exemption(small: SmallState) -> dict[str, object]:
    request = draft_request(drafted(small))
    with operation(OFFICER, "prepare exemption request") as done:
        return {"pk": done.save(request).pk}


def _licence(small: SmallState) -> dict[str, object]:
    return {"pk": issued(small).pk}


def _on_paper_issued(small: SmallState) -> Licence:
    # no two cases are of one paper
    case = on_paper(small, number=f"{100 + PaperLicence.objects.count()}/2019")
    does(case, APPLICANT, Verb.SUBMIT)
    with operation(SECOND, "record case") as done:
        return confirm_paper(done, case)


def _paper_line(small: SmallState) -> dict[str, object]:
    return {"pk": _on_paper_issued(small).lines.get().pk}


def _paper_issued(small: SmallState) -> dict[str, object]:
    return {"pk": _on_paper_issued(small).pk}


def _mending(small: SmallState) -> dict[str, object]:
    line = _on_paper_issued(small).lines.get()
    with operation(OFFICER, "correct line of paper licence") as done:
        return {"pk": enter_correction(done, line, {"quantity": 12}, Because("-"), seen=line.entry).pk}


def _attempt(small: SmallState) -> dict[str, object]:
    licence, wanted = issued(small), Wanted(11, "items", 1)
    error = UseRefusedError(Refused(Why.NOTHING), licence)
    with operation(OFFICER, "refuse use of licence") as done:
        kept = keep_attempt(done, error, wanted, Said(timezone.localdate()))
    return {"pk": "" if kept is None else kept.pk}


def _delivery(small: SmallState) -> dict[str, object]:
    licence, day = issued(small), timezone.localdate()
    row = Verification(
        licence=licence, line=licence.lines.get(), asked_on=day, asked_of="-", due_on=day, delivered=1
    )
    with operation(OFFICER, "ask for delivery verification") as done:
        return {"pk": done.save(row).pk}


def _own(small: SmallState) -> OwnCertificate:
    row = OwnCertificate(
        service=small.army, signatory="-", exporter="-", exporter_party="QMO", end_use="-",
        valid_until=timezone.localdate(),
    )  # fmt: skip
    with operation(OFFICER, "prepare own certificate") as done:
        put_certificate(done, row)
        put_own_line(done, row, OwnLine(category="SA3", description="rifles", quantity=4))
    return row


def _own_certificate(small: SmallState) -> dict[str, object]:
    return {"pk": _own(small).pk}


def _own_line(small: SmallState) -> dict[str, object]:
    return {"pk": _own(small).lines.get().pk}


def _enquiry(_small: SmallState) -> dict[str, object]:
    row = Enquiry(
        asked_by="-", asked_by_party="QMO", asked_on=timezone.localdate(), channel="-", number="EUC 1"
    )
    with operation(OFFICER, "enter enquiry") as done:
        return {"pk": done.save(row).pk}


def _informing(small: SmallState) -> dict[str, object]:
    row = Informing(
        licence=issued(small), party="QMO", asked_on=timezone.localdate(), asked_by="-", question="-"
    )
    with operation(OFFICER, "asked about authorization") as done:
        return {"pk": keep_question(done, row).pk}


def _with(sample: Sample, **more: object) -> Sample:
    return lambda small: sample(small) | more


SAMPLES: dict[str, Sample] = {
    **dict.fromkeys(
        (
            "case", "edit_case", "add_case_line", "add_case_party", "copy_case", "amend_case", "case_ask",
            "case_recommend", "case_waive", "case_grant", "add_end_use", "assess", "edit_exemption",
        ),
        _case,
    ),
    "edit_paper": _paper,
    "edit_case_line": _line,
    "edit_case_party": _party,
    "verify_case_party": _party,
    "answer_query": _query,
    "case_add": _with(_case, verb=Verb.SUBMIT.value),
    "case_review": _with(_case, verb=Verb.TAKE_UP.value),
    "case_countersign": _with(_case, verb=Verb.COUNTERSIGN_1.value),
    "case_decide": _with(_case, verb=Verb.COUNTERSIGN_2.value),
    **dict.fromkeys(("end_use", "edit_end_use", "check_end_use", "ask_issuer"), _document),
    "issuer_answer": _confirmation,
    "assessment": _assessment,
    "add_measure": _assessment,
    "consult": _consult,
    **dict.fromkeys(("exemption", "step_exemption", "exemption_paper"), _exemption),
    **dict.fromkeys(("licence", "use_licence", "add_customs_row", "ask_verification"), _licence),
    "act_on_licence": _with(_licence, verb="suspend"),
    "export_items": _with(_licence, place=1),
    "receive_verification": _delivery,
    "mend_line": _paper_line,
    **dict.fromkeys(("add_missing_line", "mend_terms"), _paper_issued),
    "decide_mending": _mending,
    "try_again": _attempt,
    **dict.fromkeys(
        (
            "own_certificate", "edit_own_certificate", "add_own_line", "issue_certificate", "withdraw_certificate",
        ),
        _own_certificate,
    ),
    "edit_own_line": _own_line,
    **dict.fromkeys(("enquiry", "edit_enquiry", "answer_enquiry"), _enquiry),
    "add_informing": _licence,
    "answer_informing": _informing,
}  # fmt: skip

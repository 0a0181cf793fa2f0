"""What the Arms Trade Treaty and the ECOWAS Convention ask of a case, article by article."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from docx import Document as Paper

from tallystick.register.ledger.operation import operation
from tallystick.register.licences.assessing import Answered, keep_assessment
from tallystick.register.licences.exempting import Happening, draft_request, put_step
from tallystick.register.licences.models import (
    Application,
    Confirmed,
    Exemption,
    Kind,
    Missing,
    Mitigation,
    Stage,
    Verb,
)
from tallystick.register.licences.needs import for_grant, grounds_against
from tallystick.register.licences.papers import request_docx
from tallystick.register.licences.questions import QUESTIONS, asked_of
from tallystick.register.licences.weighing import summary
from tallystick.register.states import name_and_code
from tests.register.conftest import SmallState
from tests.register.licence_case import (
    OFFICER,
    Goods,
    assess,
    confirmed,
    documented,
    does,
    drafted,
    licensed,
    ready,
    reviewed,
    signed,
    state_of,
)

TREATY = [one for one in QUESTIONS if not one.is_of_convention and Kind.EXPORT in one.kinds]
PROHIBITIONS = [one for one in TREATY if one.is_prohibition]
RISKS = [one for one in TREATY if not one.is_barring]


def answer(code: str, what: str) -> dict[str, str]:
    return {f"q{code.replace('.', '_')}": what}


def documents_in_order(small: SmallState, kind: Kind = Kind.EXPORT) -> Application:
    case = reviewed(small, kind)
    confirmed(documented(case))
    return case


def test_every_prohibition_of_article_6_ends_in_refusal(small: SmallState) -> None:
    case = documents_in_order(small)
    for question in PROHIBITIONS:
        assess(case, **answer(question.code, "yes"))
        with pytest.raises(ValidationError) as told:
            does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")
        assert told.value.messages == [f"{question.article} forbids this transfer."]
    does(case, OFFICER, Verb.RECOMMEND, reason="an embargo", recommends="refuse")


def test_not_known_is_no_pass_under_article_6_nor_7_3(small: SmallState) -> None:
    case = documents_in_order(small)
    for question in TREATY:
        if question in RISKS:
            continue
        assess(case, **answer(question.code, "not_known"))
        assert for_grant(case) == [f"{question.article}: not known is no pass."]
        assert grounds_against(case) == []


def test_a_risk_seen_or_not_known_needs_a_measure_against_it(small: SmallState) -> None:
    case = documents_in_order(small)
    for question, what in zip(RISKS, ("yes", "not_known") * len(RISKS), strict=False):
        made = assess(case, **answer(question.code, what))
        assert for_grant(case) == [
            f"{question.article}: a risk, or one not known, has no measure against it."
        ]
        with operation(OFFICER, "enter measure") as done:
            measure = done.save(
                Mitigation(assessment=made, question=question.code, measure="marking", entered_by=OFFICER)
            )
        assert for_grant(case) == []
        with operation(OFFICER, "withdraw measure") as done:
            measure.is_withdrawn = True
            done.save(measure)


def test_an_overriding_risk_of_article_7_3_ends_in_refusal_whatever_the_measures(small: SmallState) -> None:
    case = documents_in_order(small)
    made = assess(case, q7_1_b_i="yes", q7_3="yes")
    with operation(OFFICER, "enter measure") as done:
        done.save(Mitigation(assessment=made, question="7.1.b.i", measure="training", entered_by=OFFICER))
    with pytest.raises(ValidationError, match=r"Art. 7\(3\): an overriding risk"):
        does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")


def test_measures_go_over_to_the_assessment_that_follows(small: SmallState) -> None:
    case = documents_in_order(small)
    made = assess(case, q11_2="yes")
    with operation(OFFICER, "enter measure") as done:
        done.save(Mitigation(assessment=made, question="11.2", measure="escort", entered_by=OFFICER))
    assess(case, q11_2="yes")
    assert for_grant(case) == []


def test_an_answer_needs_its_reasons_and_its_sources(small: SmallState) -> None:
    case = reviewed(small)
    answers = [Answered(one.code, "no", " ", "-") for one in asked_of(case)]
    with pytest.raises(ValidationError) as told, operation(OFFICER, "assess risk") as done:
        keep_assessment(done, case, answers[1:])
    assert len(told.value.messages) == len(answers)
    assert told.value.messages[:2] == [
        "Art. 6(1) was not answered.",
        "Art. 6(2): an answer needs its reasons and its sources.",
    ]


def test_the_summary_states_what_was_not_known(small: SmallState) -> None:
    found = summary(assess(reviewed(small), q7_4="not_known", q11_2="yes"))
    assert [one.code for one in found.not_known] == ["7.4"]
    assert [one.code for one in found.risks] == ["11.2"]
    assert [one.code for one in found.unmet] == ["7.4", "11.2"]


def test_article_7_is_asked_of_exports_and_article_6_of_every_transfer(small: SmallState) -> None:
    for kind in Kind:
        codes = {one.code for one in asked_of(drafted(small, kind))}
        assert {"6.1", "6.2", "6.3"} <= codes
        assert ("7.3" in codes) == (kind == Kind.EXPORT)
        assert codes & {"11.1", "11.2"} == ({"11.2"} if kind == Kind.EXPORT else {"11.1"})


def test_a_granted_case_is_assessed_anew_only_on_new_information(small: SmallState) -> None:
    case = licensed(small).application
    with pytest.raises(ValidationError, match=r"Art. 7\(7\)"):
        assess(case)
    assess(case, occasion="fighting at the border since June")


def test_an_export_without_a_confirmed_document_is_not_recommended(small: SmallState) -> None:
    case = reviewed(small)
    assess(case)
    assert for_grant(case) == ["There is no end-user document, and no reason why."]
    document = documented(case)
    confirmed(document, is_independent=False)
    assert for_grant(case) == [
        "The issuing authority has not confirmed end-user certificate EUC-77/2024 by a channel found independently."
    ]
    confirmed(document)
    assert for_grant(case) == []


def test_a_document_that_is_awaited_is_no_reason_to_go_on(small: SmallState) -> None:
    case = reviewed(small)
    assess(case)
    documented(case, number="", missing_reason=Missing.AWAITED)
    assert for_grant(case) == ["An end-user document is awaited."]


def test_a_document_that_its_issuer_does_not_know_ends_in_refusal(small: SmallState) -> None:
    case = ready(small)
    confirmed(documented(case, number="EUC-78"), answer=Confirmed.DENIED)
    with pytest.raises(ValidationError, match="does not know a document as its own"):
        does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")


def requested(case: Application) -> Exemption:
    request = draft_request(case)
    for name in ("ground_explained", "shipments", "storage", "period", "end_user_confirmed"):
        setattr(request, name, f"the {name}\x01 of it")
    with operation(OFFICER, "prepare exemption request") as done:
        return done.save(request)


def step(request: Exemption, stage: Stage, **told: object) -> None:
    with operation(OFFICER, "exemption request goes on") as done:
        put_step(done, request, Happening(stage, timezone.localdate(), **told))  # type: ignore[arg-type]


def test_a_case_that_needs_an_exemption_waits_for_its_certificate(small: SmallState) -> None:
    case = ready(small, Kind.IMPORT, needs_exemption=True)
    lacks = ["The exemption under the ECOWAS Convention is not there."]
    assert for_grant(case) == lacks
    request = requested(case)
    step(request, Stage.SENT)
    step(request, Stage.OPINION, party="QMO", note="no objection", is_objection=False)
    assert Exemption.objects.get().stage == Stage.SENT
    assert for_grant(Application.objects.get(pk=case.pk)) == lacks
    step(request, Stage.GRANTED, certificate="EX 12", valid_until=date(2030, 1, 1))
    case = Application.objects.get(pk=case.pk)
    assert for_grant(case) == []
    signed(case)
    assert state_of(case) == "countersigned_2"


def test_a_refused_exemption_ends_in_refusal(small: SmallState) -> None:
    case = ready(small, Kind.IMPORT, needs_exemption=True)
    request = requested(case)
    step(request, Stage.SENT)
    step(request, Stage.REFUSED, note="Art. 6")
    assert grounds_against(Application.objects.get(pk=case.pk)) == [
        "The exemption under the ECOWAS Convention was refused."
    ]


def test_an_exemption_goes_its_way_in_order_and_with_what_each_step_needs(small: SmallState) -> None:
    request = requested(ready(small, Kind.IMPORT, needs_exemption=True))
    with pytest.raises(ValidationError, match="stands as"):
        step(request, Stage.GRANTED, certificate="EX 12", valid_until=date(2030, 1, 1))
    step(request, Stage.SENT)
    for stage, told in ((Stage.GRANTED, {}), (Stage.OPINION, {"note": "-"}), (Stage.REFUSED, {})):
        with pytest.raises(ValidationError, match="needed here"):
            step(request, stage, **told)
    with pytest.raises(ValidationError, match="has not come"), operation(OFFICER, "goes on") as done:
        put_step(done, request, Happening(Stage.ACKNOWLEDGED, timezone.localdate() + timedelta(days=1)))


def test_the_paper_of_an_exemption_request_holds_every_point_of_article_5_and_is_the_same_twice(
    small: SmallState,
) -> None:
    case = ready(small, Kind.IMPORT, needs_exemption=True, goods=Goods(quantity=12))
    request = requested(case)
    paper = request_docx(request, "Register of Arms", date(2024, 6, 1))
    assert paper == request_docx(request, "Register of Arms", date(2024, 6, 1))
    text = "\n".join(one.text for one in Paper(io.BytesIO(paper)).paragraphs)
    for part in ("Art. 4(1)", *(f"Art. 5(1)({letter})" for letter in "abcde")):
        assert part in text
    assert "1. 12 items rifles Invented R1" in text
    assert "exporter, Invented Arms Works, Maldren (QMA)" in text
    assert f"end user, Army of Morvane, {name_and_code('QMO')}" in text
    assert "the storage\N{REPLACEMENT CHARACTER} of it" in text
    with zipfile.ZipFile(io.BytesIO(paper)) as packed:
        assert {one.date_time[0] for one in packed.infolist()} == {1980}
        assert packed.read("docProps/core.xml").decode().count("2024-06-01T00:00:00Z") == 2

"""What is odd about an end-user document is found across cases, and said as a lead."""

from datetime import date

from django.utils import timezone

from tallystick.register.files.models import Document
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.leads import leads, licensed_before
from tallystick.register.licences.models import Check, CheckPoint, EndUseDocument
from tallystick.register.licences.names import are_near, folded, folded_number
from tests.register.conftest import SmallState
from tests.register.licence_case import OFFICER, confirmed, documented, drafted, licensed

TODAY = date(2024, 6, 1)


def with_file(document: EndUseDocument, sha256: str) -> None:
    with operation(OFFICER, "keep file") as done:
        kept = done.save(Document(sha256=sha256, name="c.pdf", media_type="application/pdf", bytes=9))
        document.document = kept
        done.save(document)


def checked(document: EndUseDocument, **answers: str) -> None:
    with operation(OFFICER, "check end-user document") as done:
        for point in CheckPoint:
            done.save(
                Check(
                    end_use=document, point=point, answer=answers.get(point.value, "yes"), reason="seen",
                    checked_by=OFFICER, checked_at=timezone.now(),
                )
            )  # fmt: skip


def test_a_document_in_order_gives_no_lead(small: SmallState) -> None:
    document = documented(drafted(small))
    confirmed(document)
    checked(document)
    assert leads(document, TODAY) == []


def test_one_number_with_other_content_in_another_case_is_a_lead(small: SmallState) -> None:
    first, second = drafted(small), drafted(small)
    documented(first, number="EUC 77-2024", names_end_user="Police of Morvane")
    found = leads(documented(second), TODAY)
    assert f"Case {first.number} has a document of the same number with other content." in found


def test_one_number_with_the_same_content_is_told_apart_from_that(small: SmallState) -> None:
    first, second = drafted(small), drafted(small)
    documented(first)
    found = leads(documented(second), TODAY)
    assert f"Case {first.number} rests on a document of the same number." in found


def test_the_same_file_in_another_case_is_a_lead_whatever_its_number(small: SmallState) -> None:
    first, second = drafted(small), drafted(small)
    with_file(documented(first, number="A-1000"), "a" * 64)
    again = documented(second, number="B-2000")
    with_file(again, "a" * 64)
    assert f"The same file, byte for byte, lies in case {first.number}." in leads(again, TODAY)


ODD: list[tuple[dict[str, object], str]] = [
    ({"issued_on": date(2024, 7, 1)}, "It is dated in the future."),
    ({"expires_on": date(2024, 1, 1)}, "It ends before it begins."),
    ({"expires_on": date(2024, 5, 1)}, "It has expired."),
    ({"issued_on": None}, "The day on which it was issued is not known."),
    ({"issuer_party": "QMU"}, "It was issued by another state than the end user's."),
    ({"names_end_user": "Wildlife Service"}, "It names another end user than the application."),
    ({"translation": "lacking"}, "There is no translation of it."),
    ({"missing_reason": "own_forces"}, "The document is missing: the end user is this state's own forces."),
]


def test_each_oddity_is_one_sentence(small: SmallState) -> None:
    case = drafted(small)
    for columns, sentence in ODD:
        assert sentence in leads(documented(case, "EUC-77/2024", **columns), TODAY)


def test_an_issuer_who_was_not_asked_or_only_at_the_documents_own_address_is_a_lead(
    small: SmallState,
) -> None:
    document = documented(drafted(small))
    assert "The issuer has not been asked." in leads(document, TODAY)
    confirmed(document, is_independent=False)
    assert "The issuer has not confirmed it independently." in leads(document, TODAY)


def test_a_point_answered_no_is_a_lead_and_a_later_answer_stands_for_it(small: SmallState) -> None:
    document = documented(drafted(small))
    confirmed(document)
    checked(document, signature="no", office="not_known")
    assert leads(document, TODAY) == [
        "Was the signature compared with a specimen? no.",
        "Points not checked, or not known: 1.",
    ]
    checked(document)
    assert leads(document, TODAY) == []


def test_what_was_licensed_to_the_end_user_before_is_added_up(small: SmallState) -> None:
    licensed(small)
    assert licensed_before(drafted(small)) == [("SA3", "10 items")]


def test_names_are_compared_without_accents_order_or_legal_forms() -> None:
    assert folded("Société d'Armes, S.A. de Morvane") == folded("MORVANE d armes societe s a")
    assert are_near(folded("Army of Morvane"), folded("The Army of Morvane, Third Brigade"))
    assert are_near("armee morvane", "armees morvane")
    assert not are_near(folded("Army of Morvane"), folded("Navy of Olvarra"))
    assert not are_near("", "")
    assert folded_number("EUC 77-2024/a") == "EUC772024A"

"""What a risk assessment asks, article by article, in own words.

Sources: Arms Trade Treaty, New York, 2 April 2013; ECOWAS Convention on small arms, Abuja, 14 June 2006.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tallystick.register.licences.convention import is_of_convention
from tallystick.register.licences.models import Application, Kind

_EVERY: Final = frozenset(Kind)
_EXPORT: Final = frozenset({Kind.EXPORT})


@dataclass(frozen=True, slots=True)
class Question:
    """One question: yes is always the answer that speaks against the transfer."""

    code: str
    article: str
    text: Any
    kinds: frozenset[Kind] = _EXPORT
    """For which kinds of transfer it is asked."""
    is_prohibition: bool = False
    is_overriding: bool = False
    is_measured: bool = True
    """Whether a risk that is seen, or not known, needs a measure against it before a grant."""
    is_of_convention: bool = False
    """Whether the ECOWAS Convention asks it: of what it covers, where it binds."""
    is_unconfirmed: bool = False
    """Whether it is not confirmed against the text."""

    @property
    def is_barring(self) -> bool:
        """Whether yes forbids the transfer, whatever the measures."""
        return self.is_prohibition or self.is_overriding


def _of_ecowas(code: str, article: str, text: Any, *, is_unconfirmed: bool = False) -> Question:  # noqa: ANN401
    said = {"is_prohibition": True, "is_of_convention": True, "is_unconfirmed": is_unconfirmed}
    return Question(code, f"ECOWAS {article}", text, _EVERY, **said)


_DIVERTED: Final = _("Is there a risk that the goods are diverted, on the way or from the end user?")

QUESTIONS: Final = (
    Question(
        "6.1",
        "Art. 6(1)",
        _(
            "Would the transfer violate a measure of the Security Council under Chapter VII of the Charter, such as an "
            "embargo?"
        ),
        _EVERY,
        is_prohibition=True,
    ),
    Question(
        "6.2",
        "Art. 6(2)",
        _("Would it violate another international agreement to which this state is a party?"),
        _EVERY,
        is_prohibition=True,
    ),
    Question(
        "6.3",
        "Art. 6(3)",
        _(
            "Is it known here, at the time of authorization, that the goods would be used for genocide, crimes against "
            "humanity, grave breaches of the Geneva Conventions, attacks on protected civilians or civilian objects, "
            "or other war crimes as defined by agreements to which this state is a party?"
        ),
        _EVERY,
        is_prohibition=True,
    ),
    Question(
        "7.1.a",
        "Art. 7(1)(a)",
        _("Would the goods undermine peace and security, rather than contribute to them?"),
    ),
    Question(
        "7.1.b.i",
        "Art. 7(1)(b)(i)",
        _(
            "Could they be used to commit or facilitate a serious violation of international humanitarian law?"
        ),
    ),
    Question(
        "7.1.b.ii",
        "Art. 7(1)(b)(ii)",
        _(
            "Could they be used to commit or facilitate a serious violation of international human rights law?"
        ),
    ),
    Question(
        "7.1.b.iii",
        "Art. 7(1)(b)(iii)",
        _("Could they be used for an offence under a convention on terrorism that binds this state?"),
    ),
    Question(
        "7.1.b.iv",
        "Art. 7(1)(b)(iv)",
        _(
            "Could they be used for an offence under a convention on transnational organized crime to which this state "
            "is a party?"
        ),
    ),
    Question(
        "7.4",
        "Art. 7(4)",
        _(
            "Is there a risk that they are used for serious gender-based violence, or serious violence against women "
            "and children?"
        ),
    ),
    Question(
        "7.3",
        "Art. 7(3)",
        _(
            "With every measure against them counted, is there still an overriding risk of one of the negative "
            "consequences of Article 7(1)?"
        ),
        is_overriding=True,
    ),
    # 11(2) binds the exporting state alone; of 11(1) and 11(3) follows no duty to agree on a measure
    Question("11.2", "Art. 11(1), 11(2)", _DIVERTED),
    Question("11.1", "Art. 11(1), 11(3)", _DIVERTED, _EVERY - _EXPORT, is_measured=False),
    _of_ecowas(
        "E3.2",
        "Art. 3(2)",
        _("Would the goods go to a non-state actor whom the importing state has not explicitly authorised?"),
    ),
    # the wording of Article 6 is not confirmed against the text
    _of_ecowas(
        "E6.1",
        "Art. 6(1)",
        _(
            "Would the transfer violate the Charter, an embargo, international humanitarian law or another obligation "
            "of this state or of the Member States?"
        ),
        is_unconfirmed=True,
    ),
    _of_ecowas(
        "E6.2",
        "Art. 6(2)",
        _(
            "Are the goods to be used to violate human rights or humanitarian law, for terrorism, to worsen a conflict "
            "or the situation within a state, or for other than legitimate defence and security needs?"
        ),
        is_unconfirmed=True,
    ),
    _of_ecowas(
        "E6.3",
        "Art. 6(3)",
        _(
            "Are they destined for violent or organised crime or corrupt practices, or to affect regional security, "
            "to pile up arms or to hinder sustainable development?"
        ),
        is_unconfirmed=True,
    ),
    _of_ecowas(
        "E6.4",
        "Art. 6(4)",
        _(
            "Are they likely to be diverted or re-exported to users who are not authorised, or into illicit trade?"
        ),
        is_unconfirmed=True,
    ),
)
BY_CODE: Final = {question.code: question for question in QUESTIONS}


def asked_of(case: Application) -> list[Question]:
    """List the questions that a case must answer, in order; those of the Convention where it covers the goods."""
    found = [question for question in QUESTIONS if Kind(case.kind) in question.kinds]
    if is_of_convention(case):
        return found
    return [question for question in found if not question.is_of_convention]

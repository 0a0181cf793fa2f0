"""What a risk assessment asks, article by article of the Arms Trade Treaty (New York, 2 April 2013, in own words)."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tallystick.register.licences.models import Kind

_EVERY: Final = frozenset(Kind)
_EXPORT: Final = frozenset({Kind.EXPORT})


@dataclass(frozen=True, slots=True)
class Question:
    """One question: yes is always the answer that speaks against the transfer."""

    code: str
    article: str
    text: Any
    kinds: frozenset[Kind] = _EXPORT
    """For which kinds of transfer the Treaty asks it."""
    is_prohibition: bool = False
    is_overriding: bool = False


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
            "Is it known here that the goods would be used for genocide, crimes against humanity, grave breaches "
            "of the Geneva Conventions, attacks on protected civilians or civilian objects, or other war crimes?"
        ),
        _EVERY,
        is_prohibition=True,
    ),
    Question("7.1.a", "Art. 7(1)(a)", _("Would the goods undermine peace and security?")),
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
        "11.2",
        "Art. 11(1), 11(2)",
        _("Is there a risk that the goods are diverted, on the way or from the end user?"),
        _EVERY,
    ),
    Question(
        "7.3",
        "Art. 7(3)",
        _(
            "With every measure against them counted, is there still an overriding risk of one of these consequences?"
        ),
        is_overriding=True,
    ),
)
BY_CODE: Final = {question.code: question for question in QUESTIONS}


def asked_of(kind: str) -> list[Question]:
    """List the questions that a kind of transfer must answer, in order."""
    return [question for question in QUESTIONS if Kind(kind) in question.kinds]

"""Questions of questionnaires, answered from the profile; the rest is left to be answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.returns.instruments import Part
from tallystick.register.returns.models import Filing, Profile


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and what the profile answers."""

    article: str
    question: str
    answer: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class _Question:
    article: str
    question: Any
    column: str = ""
    """Of the profile; empty where a person has to answer."""


_INITIAL: Final = (
    _Question("5(2)", gettext_lazy("Is there a national control system?")),
    _Question("5(2)", gettext_lazy("What does the national control list cover?"), "control_list"),
    _Question("5(4)", gettext_lazy("Where is the control list published?"), "control_list_published"),
    _Question("5(3)", gettext_lazy("Which national definitions of categories are used?"), "definitions"),
    _Question("5(5)", gettext_lazy("Which is the competent national authority?"), "authority"),
    _Question("5(6)", gettext_lazy("Which is the national point of contact?"), "contact"),
    _Question("6", gettext_lazy("How are the prohibitions applied?")),
    _Question("7", gettext_lazy("How are exports assessed before they are authorised?")),
    _Question("8", gettext_lazy("How are imports regulated?")),
    _Question("9", gettext_lazy("How are transit and transhipment regulated?")),
    _Question("10", gettext_lazy("How is brokering regulated?")),
    _Question("11", gettext_lazy("Which measures prevent diversion?")),
    _Question(
        "12(1)", gettext_lazy("For how many years are records of exports kept?"), "export_record_years"
    ),
    _Question(
        "12(2)", gettext_lazy("For how many years are records of imports kept?"), "import_record_years"
    ),
    _Question("14", gettext_lazy("How are the laws enforced?")),
    _Question("15", gettext_lazy("With whom does the state co-operate?")),
    _Question("16", gettext_lazy("Which assistance is asked for?"), "assistance"),
)
"""What Article 13(1) has a party report on, article by article; the questions in this project's words."""

_ASSISTANCE: Final = (
    _Question("II.8", gettext_lazy("How are weapons marked when they are made?"), "marking"),
    _Question("ITI 8", gettext_lazy("How are weapons marked when they are imported?"), "import_marking"),
    _Question("III.6", gettext_lazy("Which assistance is asked for?"), "assistance"),
)
"""Of the Programme of Action and the International Tracing Instrument."""


FROZEN: Final = "profile"
"""Under what name a submitted return keeps the profile it was answered from."""


def profile_of(filing: Filing) -> Profile | None:
    """Give the profile a return is answered from: as it stands, or as it stood when the return was submitted."""
    if filing.frozen is None:
        return Profile.objects.first()
    kept = next((one[FROZEN] for one in filing.frozen if FROZEN in one), None)
    return None if kept is None else Profile(**kept)


def frozen_profile() -> dict[str, Any]:
    """Give what a submitted return keeps of the profile."""
    profile = Profile.objects.first()
    return {"part": "", FROZEN: None if profile is None else profile.content()}


def answers(part: Part, profile: Profile | None) -> Iterator[Answer]:
    """Answer the questions of a part, in their order."""
    for one in _ASSISTANCE if part.name == "assistance" else _INITIAL:
        given = "" if profile is None or one.column == "" else getattr(profile, one.column)
        is_answered = given not in {"", None}
        yield Answer(
            one.article, str(one.question), str(given) if is_answered else _("to be answered"), is_answered
        )

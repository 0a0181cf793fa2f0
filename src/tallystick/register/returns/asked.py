"""The questions of questionnaires, in this project's own words, article by article."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tallystick.register.returns.instruments import Instrument


class Count(StrEnum):
    """What the register itself answers."""

    REQUESTS_SENT = "requests_sent"
    REQUESTS_RECEIVED = "requests_received"
    REQUESTS_ANSWERED = "requests_answered"
    TRACING_CONTACT = "tracing_contact"
    CONTACT = "contact"
    """The same office, as the Programme of Action asks for it; where none is entered, the profile answers."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question."""

    name: str
    """Under which a person's answer is kept; never changed."""
    article: str
    question: Any
    column: str = ""
    """Of the profile, where it answers."""
    count: Count | None = None
    """What the register answers; where it does not, the profile does."""
    section: str = ""
    """`A` for what the Treaty binds to, `B` for what it encourages."""


def _binding(article: str, question: Any, column: str = "", *, name: str = "") -> Question:  # noqa: ANN401  # lazy text
    return Question(name or article, article, question, column, section="A")


def _encouraged(article: str, question: Any, column: str = "", *, name: str = "") -> Question:  # noqa: ANN401  # lazy
    return Question(name or article, article, question, column, section="B")


_ATT_INITIAL: Final = (
    _binding("2(1)", _("Which categories of arms does the control system cover?")),
    _binding("3", _("How are exports of ammunition controlled?")),
    _binding("4", _("How are exports of parts and components controlled?")),
    _binding("5(2)", _("Is there a national control system?")),
    _binding("5(2)", _("What does the national control list cover?"), "control_list", name="5(2) list"),
    _binding("5(3)", _("Which national definitions of categories are used?"), "definitions"),
    _binding("5(4)", _("Was the control list given to the Secretariat?")),
    _binding("5(5)", _("Which is the competent national authority?"), "authority"),
    _binding("5(6)", _("Which is the national point of contact?"), "contact"),
    _binding("6", _("How are the prohibitions applied?")),
    _binding("7", _("How are exports assessed before they are authorised?")),
    _binding("7(5)", _("How is it ensured that authorisations are detailed and issued before the export?")),
    _binding("7(6)", _("How is information on an authorisation given to the states concerned, on request?")),
    _binding("8", _("How are imports regulated?")),
    _binding("9", _("How are transit and transhipment regulated?")),
    _binding("10", _("How is brokering regulated?")),
    _binding("11", _("Which measures prevent diversion?")),
    _binding("12(1), 12(4)", _("For how many years are records of exports kept?"), "export_record_years"),
    _binding("13(1)", _("Which new measures were taken since the report before?")),
    _binding("13(3)", _("Who makes the annual report, and from which records?")),
    _binding("14", _("How are the laws enforced?")),
    _binding("15", _("With whom does the state co-operate?")),
    _encouraged("5(3)", _("To which other conventional arms is the Treaty applied?"), name="5(3) others"),
    _encouraged(
        "5(4)", _("Where is the control list published?"), "control_list_published", name="5(4) public"
    ),
    _encouraged("7(7)", _("Is an authorisation assessed again when new information comes to light?")),
    _encouraged("11(5)", _("Which information on diversion is given to other states parties?")),
    _encouraged("12(2), 12(4)", _("For how many years are records of imports kept?"), "import_record_years"),
    _encouraged("13(2)", _("Which measures against diversion that proved effective were reported?")),
    _encouraged("16", _("Which assistance is asked for?"), "assistance"),
)
"""What Article 13(1) has a party report on. In section A stand articles whose verb is `shall`, with or without a
condition of national law, in B those that encourage or permit: so the provisional template says it divides.

Source: Arms Trade Treaty, United Nations, Treaty Series, vol. 3013, p. 269; ATT/CSP1/2015/WP.4/Rev.2, 27 August 2015.
The template's own numbering of questions is not reproduced.
"""

_POA: Final = (
    Question("II.2", "II.2", _("Which laws regulate the making of small arms?")),
    Question("II.4", "II.4", _("Which body co-ordinates the Programme of Action in the state?")),
    Question("II.5", "II.5", _("Which is the national point of contact?"), "contact", Count.CONTACT),
    Question("II.7", "II.7; ITI 8(a)", _("How are weapons marked when they are made?"), "marking"),
    Question("II.8", "II.8", _("What is done about weapons without adequate marks?")),
    Question("ITI 8(b)", "ITI 8(b)", _("How are weapons marked when they are imported?"), "import_marking"),
    Question(
        "ITI 8(c)", "ITI 8(c)", _("How are weapons marked that go from state stocks to civilians for good?")
    ),
    Question("ITI 8(d)", "ITI 8(d)", _("Are the weapons of the armed and security forces marked?")),
    Question("ITI 11", "II.9; ITI 11", _("Which records of marked weapons are kept?")),
    Question("ITI 12", "ITI 12", _("For how many years are records of making, imports and exports kept?")),
    Question("ITI 13", "ITI 13", _("What becomes of the records of companies that close?")),
    Question("II.11", "II.11", _("How are exports, imports and transit licensed?")),
    Question("II.12", "II.12", _("How are end-user certificates used and verified?")),
    Question("II.13", "II.13", _("Is the first exporter told before weapons are transferred again?")),
    Question("II.14", "II.14", _("How is brokering regulated?")),
    Question("II.16", "II.16", _("How are weapons disposed of that were seized, found or surrendered?")),
    Question("II.17", "II.17", _("Which rules hold for the safe keeping of stocks?")),
    Question("II.18", "II.18", _("How is surplus found, and how is it disposed of?")),
    Question(
        "ITI sent", "II.10; ITI 16", _("How many requests to trace were sent?"), count=Count.REQUESTS_SENT
    ),
    Question(
        "ITI received",
        "ITI 18",
        _("How many requests to trace were received?"),
        count=Count.REQUESTS_RECEIVED,
    ),
    Question("ITI answered", "ITI 18", _("Of these, how many were answered?"), count=Count.REQUESTS_ANSWERED),
    Question(
        "ITI 25",
        "ITI 25",
        _("Which is the national point of contact for tracing?"),
        count=Count.TRACING_CONTACT,
    ),
    Question("III.6", "III.6", _("Which assistance is asked for?"), "assistance"),
)
"""Of the Programme of Action, A/CONF.192/15, and the International Tracing Instrument (ITI), A/60/88."""

_ECOWAS: Final = (
    Question("orders", "10", _("Which orders were placed, and which purchases made, in the period?")),
    Question("operations out", "11", _("Which arms and ammunition were taken to peace operations?")),
    Question("operations collected", "11", _("Which arms were seized, collected or destroyed there?")),
    Question(
        "operations back", "11", _("Which arms and ammunition were brought back from peace operations?")
    ),
    Question("ammunition", "1, 9", _("Which stocks of ammunition are held?")),
)
"""Of the ECOWAS Convention; not confirmed against a form of the Commission."""

QUESTIONS: Final[Mapping[str, tuple[Question, ...]]] = {
    Instrument.ATT_INITIAL: _ATT_INITIAL,
    Instrument.POA: _POA,
    Instrument.ECOWAS: _ECOWAS,
}

"""Who supplies and who receives: states by the vocabulary, armed groups and organisations as actors."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from tallystick.model.party import normalise
from tallystick.sources.intake import Intake
from tallystick.sources.strict import Record

_ACTORS: Final = {
    # organisations, which SIPRI marks with two asterisks; the European Union and the United Nations are parties
    "African Union": "actor:african_union",
    "NATO": "actor:nato",
    "OSCE": "actor:osce",
    "Regional Security System": "actor:regional_security_system",
    # armed groups and others that hold territory, marked with one asterisk or none; a name says nothing of standing
    "Darfur rebels (Sudan)": "actor:darfur_rebels",
    "Hamas (Palestine)": "actor:hamas",
    "Hezbollah (Lebanon)": "actor:hezbollah",
    "HoR (Libya)": "actor:hor_libya",
    "Houthi rebels (Yemen)": "actor:houthi_rebels",
    "Kurdistan Regional Government (Iraq)": "actor:kurdistan_regional_government",
    "LRA (Uganda)": "actor:lra",
    "LTTE (Sri Lanka)": "actor:ltte",
    "NLA (Macedonia)": "actor:nla_macedonia",
    "NTC (Libya)": "actor:ntc_libya",
    "Northern Alliance (Afghanistan)": "actor:northern_alliance",
    "Northern Cyprus": "actor:northern_cyprus",
    "PKK (Turkiye)": "actor:pkk",
    "PRC (Israel/Palestine)": "actor:prc_palestine",
    "Palestinian Islamic Jihad (Israel/Palestine)": "actor:palestinian_islamic_jihad",
    "RUF (Sierra Leone)": "actor:ruf",
    "SLA (Lebanon)": "actor:sla_lebanon",
    "SNA (Somalia)": "actor:sna_somalia",
    "Syria rebels": "actor:syria_rebels",
    "UIC (Somalia)": "actor:uic_somalia",
    "Ukraine Rebels": "actor:ukraine_rebels",
    "United Wa State (Myanmar)": "actor:united_wa_state",
    # an armed group, and no more is known
    "unknown rebel group": "actor:unspecified",
}

ACTORS: Final[Mapping[str, str]] = {normalise(name): code for name, code in _ACTORS.items()}
"""SIPRI's name of an armed group or organisation, as looked up → the code of the actor."""


def party_of(intake: Intake, record: Record, column: str, name: str, on: date) -> str:
    """Look a name up: settled by hand, then the vocabulary, then SIPRI's actors; otherwise kept and reported.

    "Unknown supplier(s)" and "unknown recipient(s)" are names of the vocabulary: `area:unspecified`.
    """
    actor = None if intake.known_party(name, on) is not None else ACTORS.get(normalise(name))
    return intake.party(record, column, name, on) if actor is None else actor

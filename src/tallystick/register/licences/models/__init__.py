"""The rows of the app `licences`."""

from tallystick.register.licences.models.case import (
    Application,
    CaseLine,
    CaseParty,
    Kind,
    Move,
    PartyRole,
    Query,
    Recommendation,
    Reduction,
    State,
    Unit,
    Verb,
)
from tallystick.register.licences.models.correction import LineCorrection
from tallystick.register.licences.models.end_use import (
    Answer,
    Check,
    CheckPoint,
    Confirmation,
    Confirmed,
    EndUseDocument,
    EndUseKind,
    Missing,
    Translation,
)
from tallystick.register.licences.models.exemption import Exemption, ExemptionStep, Ground, Stage
from tallystick.register.licences.models.issued import Enquiry, Ours, OwnCertificate, OwnLine, OwnState
from tallystick.register.licences.models.licence import (
    CustomsRow,
    Licence,
    LicenceEvent,
    LicenceLine,
    LicenceState,
    LicenceVerb,
    Use,
    UsedItem,
    Verification,
)
from tallystick.register.licences.models.paper import PaperLicence
from tallystick.register.licences.models.refusal import Consultation, Refusal
from tallystick.register.licences.models.risk import Assessment, AssessmentDraft, Finding, Mitigation
from tallystick.register.licences.models.told import Informing
from tallystick.register.licences.models.waiver import Waiver

__all__ = (
    "Answer",
    "Application",
    "Assessment",
    "AssessmentDraft",
    "CaseLine",
    "CaseParty",
    "Check",
    "CheckPoint",
    "Confirmation",
    "Confirmed",
    "Consultation",
    "CustomsRow",
    "EndUseDocument",
    "EndUseKind",
    "Enquiry",
    "Exemption",
    "ExemptionStep",
    "Finding",
    "Ground",
    "Informing",
    "Kind",
    "Licence",
    "LicenceEvent",
    "LicenceLine",
    "LicenceState",
    "LicenceVerb",
    "LineCorrection",
    "Missing",
    "Mitigation",
    "Move",
    "Ours",
    "OwnCertificate",
    "OwnLine",
    "OwnState",
    "PaperLicence",
    "PartyRole",
    "Query",
    "Recommendation",
    "Reduction",
    "Refusal",
    "Stage",
    "State",
    "Translation",
    "Unit",
    "Use",
    "UsedItem",
    "Verb",
    "Verification",
    "Waiver",
)

"""Requests to trace a weapon, what was done about them, and what is known in answer."""

from tallystick.register.tracing.models.answer import (
    NAMING,
    Answer,
    AnswerLine,
    Hearing,
    LineKind,
)
from tallystick.register.tracing.models.conclusion import Conclusion, How, Match, Verdict
from tallystick.register.tracing.models.contact import OUR_CONTACT, PartyKey, PointOfContact
from tallystick.register.tracing.models.request import (
    Background,
    Circumstance,
    Direction,
    Means,
    RequestPaper,
    SoughtMark,
    State,
    TraceRequest,
    Urgency,
)
from tallystick.register.tracing.models.step import Ground, Step, Verb

__all__ = [
    "NAMING",
    "OUR_CONTACT",
    "Answer",
    "AnswerLine",
    "Background",
    "Circumstance",
    "Conclusion",
    "Direction",
    "Ground",
    "Hearing",
    "How",
    "LineKind",
    "Match",
    "Means",
    "PartyKey",
    "PointOfContact",
    "RequestPaper",
    "SoughtMark",
    "State",
    "Step",
    "TraceRequest",
    "Urgency",
    "Verb",
    "Verdict",
]

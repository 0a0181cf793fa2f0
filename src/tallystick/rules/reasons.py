"""What a verdict's reason says, in a sentence. `{due_on}` and other columns of the verdict's values are filled in."""

from types import MappingProxyType
from typing import Final

REASONS: Final = MappingProxyType(
    {
        "received": "A report is on record.",
        "received_in_time": "The report came in time, on {filed_on}.",
        "received_late": "The report came on {filed_on}, {days_late} days after it was due.",
        "day_of_receipt_unknown": "A report is on record; the day it came is not.",
        "left_to_the_report": "No report is on record, so there is no day to compare.",
        "due_later": "Due on {due_on}.",
        "not_received": "Not recorded as received: the complete list as of {listed_on} does not have it.",
        "no_complete_list": "No report is on record, and no complete list says whether one was made.",
        "completed": "Completion was declared on {completed_on}.",
        "declared_none": "Declared on {none_on}: there is nothing to which the duty applies.",
        "existence_unknown": "Nothing on record says whether there is anything to which the duty applies.",
        "not_completed": "Not recorded as completed by {due_on}: the complete list as of {listed_on} does not have it.",
        "declared_none_since": "Known since {exists_on}, declared none on {none_on}; no completion is on record.",
        "day_of_completion_unknown": (
            "Completion was declared on {completed_on}, after {due_on}; whether it was reached by then is not on "
            "record."
        ),
        "found_after_completion": (
            "Known anew on {found_on}; completion was declared on {completed_on}, and none since."
        ),
        "found_after_deadline": (
            "Known since {exists_on}; the text fixes no day for what is found after {first_deadline}."
        ),
        "extensions_incomplete": (
            "Extended to {extended_to}; the extensions on record ({extensions}) end by {furthest_on}."
        ),
        "no_figure": "No figure is on record.",
        "exceeds": "The figures on record exceed the limit, with the certainty that the rule asks for.",
        "no_excess_shown": "No significant excess is shown.",
        "figures_do_not_settle": "The figures on record do not settle it.",
        "withheld_from_audience": "Something on record that may decide it is withheld from this audience.",
        "status_contested": "Whether the party is bound is contested; each view stands with its status.",
        "signed_only": "Signed, and not bound: consent to be bound is not on record.",
        "provisional_only": "Applies some articles provisionally; this duty is not among them.",
        "not_yet_in_force": "Consent is deposited; the agreement is not in force for it yet.",
        "withdrawn": "Withdrew; not bound since {since}.",
        "left_before_due": (
            "No longer bound on the day it was due; whether it is owed for the time before is not for this record "
            "to say."
        ),
        "cannot_be_told": "What would decide it is not known.",
    }
)
"""By reason. A folder of the shelf may add its own in `REASONS` of its `rules.py`."""

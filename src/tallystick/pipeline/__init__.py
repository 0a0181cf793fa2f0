"""Everything the command line and the library ask for; no other module calls a room."""

from tallystick.pipeline.cases import DEMO_CASE, DEMO_OUT, add, bundled_case, demo, load, new, settle_name
from tallystick.pipeline.exercises import (
    EXERCISE_OUT,
    Played,
    find_scenario,
    mark_answers,
    mark_findings,
    play,
    scenarios,
)
from tallystick.pipeline.found import remarks_in
from tallystick.pipeline.leads import contest, draft, explain, reply
from tallystick.pipeline.mirror import Mirror, reconcile_files
from tallystick.pipeline.order import AS_IT_STANDS, Setting, Tables, assess, read_case, suppose, write
from tallystick.pipeline.promises import (
    Ahead,
    Checked,
    agreement_lines,
    agreement_names,
    check,
    due,
    due_lines,
    obligations,
    save_calendar,
    status,
    status_lines,
)
from tallystick.reports.changes import what_if_lines
from tallystick.worlds.mark import Mark
from tallystick.worlds.scenario import Scenario

__all__ = [
    "AS_IT_STANDS",
    "DEMO_CASE",
    "DEMO_OUT",
    "EXERCISE_OUT",
    "Ahead",
    "Checked",
    "Mark",
    "Mirror",
    "Played",
    "Scenario",
    "Setting",
    "Tables",
    "add",
    "agreement_lines",
    "agreement_names",
    "assess",
    "bundled_case",
    "check",
    "contest",
    "demo",
    "draft",
    "due",
    "due_lines",
    "explain",
    "find_scenario",
    "load",
    "mark_answers",
    "mark_findings",
    "new",
    "obligations",
    "play",
    "read_case",
    "reconcile_files",
    "remarks_in",
    "reply",
    "save_calendar",
    "scenarios",
    "settle_name",
    "status",
    "status_lines",
    "suppose",
    "what_if_lines",
    "write",
]

"""Lay exporters' and importers' declarations of arms side by side, and judge them by what each party promised.

    import tallystick
    case, tables = tallystick.assess(Path("my-case"))
    tables["gap"]

The names in `__all__` are the public ones; each loads its room only when it is asked for.
"""

from importlib import import_module

_HOME = {
    "Ahead": "tallystick.pipeline.promises",
    "Case": "tallystick.model.case",
    "Claim": "tallystick.model.claim",
    "Entry": "tallystick.model.document",
    "Filing": "tallystick.model.claim",
    "Judgement": "tallystick.model.judgement",
    "Period": "tallystick.model.period",
    "Quantity": "tallystick.model.quantity",
    "Setting": "tallystick.pipeline.order",
    "TABLES": "tallystick.model.tables",
    "TallystickError": "tallystick.errors",
    "add": "tallystick.pipeline.cases",
    "assess": "tallystick.pipeline.order",
    "check": "tallystick.pipeline.promises",
    "contest": "tallystick.pipeline.leads",
    "demo": "tallystick.pipeline.cases",
    "draft": "tallystick.pipeline.leads",
    "due": "tallystick.pipeline.promises",
    "explain": "tallystick.pipeline.leads",
    "find_party": "tallystick.model.party",
    "load": "tallystick.pipeline.cases",
    "new": "tallystick.pipeline.cases",
    "obligations": "tallystick.pipeline.promises",
    "reply": "tallystick.pipeline.leads",
    "status": "tallystick.pipeline.promises",
    "suppose": "tallystick.pipeline.order",
    "write": "tallystick.pipeline.order",
}

__all__ = [*sorted(_HOME), "__version__"]  # noqa: PLE0604  the names are the table's


def __getattr__(name: str) -> object:
    """Load a public name's room, or read the version, when somebody asks for it."""
    if name == "__version__":
        # the look-up costs a tenth of the time of `--help`
        from importlib.metadata import version  # noqa: PLC0415

        return version("tallystick")
    if name not in _HOME:
        message = f"module 'tallystick' has no attribute {name!r}; it has {', '.join(__all__)}"
        raise AttributeError(message)
    return getattr(import_module(_HOME[name]), name)

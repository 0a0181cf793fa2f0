"""Lay exporters' and importers' declarations of arms transfers side by side."""


def __getattr__(name: str) -> str:
    """Read the version only when somebody asks for it: the look-up costs a tenth of the time of `--help`."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("tallystick")
    message = f"module 'tallystick' has no attribute {name!r}"
    raise AttributeError(message)

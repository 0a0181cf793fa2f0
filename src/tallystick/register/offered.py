"""Ask the apps of the register what each offers under one name: `waiting`, `checks`, `derived`."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from django.apps import apps

ROOM: Final = "tallystick.register."
"""What the names of the register's own apps begin with."""


@cache
def offered(name: str) -> tuple[ModuleType, ...]:
    """Give the module of that name of every app that has one, in the order of the settings.

    So a lower app is served by higher ones that it does not know: what waits for a person, what is checked, what is
    computed anew.
    """
    names = [f"{app.name}.{name}" for app in apps.get_app_configs() if app.name.startswith(ROOM)]
    return tuple(import_module(each) for each in names if find_spec(each) is not None)

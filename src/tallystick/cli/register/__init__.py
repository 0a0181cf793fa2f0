"""The commands of the national register: one folder, one database, everything in it."""

from tallystick.cli.register import demo, keys, moving, running, safe, users
from tallystick.cli.register.group import register

__all__ = ["demo", "keys", "moving", "register", "running", "safe", "users"]

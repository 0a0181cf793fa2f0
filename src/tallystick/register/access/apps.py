"""The app `access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Users, roles and what was read."""

    name = "tallystick.register.access"

"""The app `access`."""

from importlib import import_module

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Users, roles and what was read."""

    name = "tallystick.register.access"

    def ready(self) -> None:
        """Listen for people signing in before the first request."""
        import_module("tallystick.register.access.sessions")

"""The app `items`."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """Weapons, parts and lots."""

    name = "tallystick.register.items"

    def ready(self) -> None:
        """Teach columns of text the lookup `fits`."""
        from tallystick.register.items import lookups  # noqa: F401, PLC0415  # importing it registers it

"""The app `items`."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """Weapons, parts and lots."""

    name = "tallystick.register.items"

"""The app `returns`."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """What is reported to each body, from the same rows."""

    name = "tallystick.register.returns"

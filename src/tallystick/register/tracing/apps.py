"""The app `tracing`."""

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """Requests in and out, by marks that are half read."""

    name = "tallystick.register.tracing"

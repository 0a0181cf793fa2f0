"""The app `stores`."""

from django.apps import AppConfig


class StoresConfig(AppConfig):
    """Services, sites and stores."""

    name = "tallystick.register.stores"

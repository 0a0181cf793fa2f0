"""The app `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Ledgers in and out, bundles between sites, backups."""

    name = "tallystick.register.exchange"

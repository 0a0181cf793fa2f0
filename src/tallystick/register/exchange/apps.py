"""The app `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Ledgers in and out, bundles between sites, backups."""

    name = "tallystick.register.exchange"

    def ready(self) -> None:
        """Answer `check` about rows that two sites wrote apart."""
        from tallystick.register.exchange.clashes import verdict  # noqa: PLC0415  # models load after the apps
        from tallystick.register.ledger.verdicts import judged_by  # noqa: PLC0415

        judged_by(verdict)

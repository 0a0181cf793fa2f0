"""The app `ledger`: its tables refuse to be changed, in the database itself."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """Put the guards back after every migration, since SQLite drops them when it rebuilds a table."""

    name = "tallystick.register.ledger"

    def ready(self) -> None:
        """Hang the guards on the end of a migration."""
        from tallystick.register.ledger.guards import put_guards  # noqa: PLC0415  # models load after the apps

        post_migrate.connect(put_guards, sender=self)

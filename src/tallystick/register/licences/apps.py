"""The app `licences`."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Applications, end use, risk, countersignature, and the use of a licence."""

    name = "tallystick.register.licences"

    def ready(self) -> None:
        """Decide whether goods may leave the country."""
        from tallystick.register.items.leaving import decided_by  # noqa: PLC0415  # models load after the apps
        from tallystick.register.licences import leaving  # noqa: PLC0415

        decided_by(leaving)

"""The app `licences`."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Applications, end use, risk, countersignature, and the use of a licence."""

    name = "tallystick.register.licences"

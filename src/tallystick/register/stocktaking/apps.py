"""The app `stocktaking`."""

from django.apps import AppConfig


class StocktakingConfig(AppConfig):
    """Counting what is there, and settling the differences."""

    name = "tallystick.register.stocktaking"

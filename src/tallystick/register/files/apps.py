"""The app `files`."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Documents and pictures."""

    name = "tallystick.register.files"

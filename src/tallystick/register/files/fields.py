"""The field of a form for a file that is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.keeping import checked


class PaperField(forms.FileField):
    """The document that something rests on, scanned; optional unless said otherwise."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        told = {
            "label": _("document"),
            "required": False,
            "help_text": _("PDF, picture, DOCX, XLSX, ODT, ODS, CSV or text."),
            **kwargs,
        }
        super().__init__(**told)

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401  # as Django has it
        """Refuse by content what is of no kind that is kept."""
        given = super().clean(data, initial)
        if given is not None:
            checked(given)
        return given

"""What a person is told who gives a name that something else has already."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class Taken(models.Model):
    """A model that names what is taken; Django's own sentence names the class, and calls every row an object."""

    class Meta:
        abstract = True

    def unique_error_message(
        self, model_class: type[models.Model], unique_check: Sequence[str]
    ) -> ValidationError:
        """Say that one value is taken; of several columns together, what Django says."""
        if len(unique_check) > 1:
            return super().unique_error_message(model_class, unique_check)
        sentence = _("“%(given)s” stands in the register already. Give another one.")
        return ValidationError(sentence % {"given": getattr(self, unique_check[0])}, code="unique")

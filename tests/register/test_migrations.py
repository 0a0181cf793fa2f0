"""The database's steps are what the models ask for."""

from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_step_is_missing_between_the_models_and_the_database() -> None:
    said = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said, no_color=True)
    assert said.getvalue().strip() == "No changes detected"

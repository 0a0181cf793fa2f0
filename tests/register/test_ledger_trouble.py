"""A disk that is full is said on a page, and keeps nothing of what was asked."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from tallystick.register.ledger.trouble import TroubleSaid


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OperationalError("database or disk is full"), "full or failing"),
        (OSError(28, "No space left on device"), "full or failing"),
        (OperationalError("database is locked"), "Somebody else is writing"),
    ],
)
def test_a_full_disk_and_a_busy_database_are_said_in_a_sentence(
    error: Exception, sentence: str, rf: RequestFactory
) -> None:
    page = TroubleSaid(lambda _request: HttpResponse()).process_exception(rf.post("/"), error)
    assert page is not None
    assert page.status_code == 503
    assert sentence in page.content.decode()


def test_other_faults_go_their_usual_way(rf: RequestFactory) -> None:
    assert TroubleSaid(lambda _request: HttpResponse()).process_exception(rf.get("/"), ValueError()) is None

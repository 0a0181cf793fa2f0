"""Machine files are signed; what came says whose key signed it, and a wrong signature is refused."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.folder import own_folder
from tallystick.register.ledger.keys import fingerprint, own_key
from tallystick.register.ledger.operation import operation
from tallystick.register.tracing.intake import Taken, take_in
from tallystick.register.tracing.keys import withdraw
from tallystick.register.tracing.message import answer_file, refusal_file, request_file
from tallystick.register.tracing.models import Ground, PartyKey, TraceRequest, Verb
from tallystick.register.tracing.signing import Signing, signing_of, statement
from tests.register.conftest import SmallState
from tests.register.samples_tracing import accepted_key, answered, asked, asking, days_ago, line, step

Browser = Callable[[Role], Client]
VECTOR = Path(__file__).with_name("vectors") / "tallystick-trace-1.json"
THEIRS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""The key of an invented state, whose public half signed the vector."""
KEY = THEIRS.public_key().public_bytes_raw().hex()


def came() -> dict[str, Any]:
    """Give the vector as it reads."""
    said: dict[str, Any] = json.loads(VECTOR.read_text("utf-8"))
    return said


def written(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode()


def unsigned(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "signature"}


def taken(content: bytes) -> Taken:
    with operation("clerk", "take in trace file") as done:
        return take_in(done, content, ["public", "parties_only"])


def is_right(said: dict[str, Any]) -> None:
    """Verify as a program of another maker would, by the words of the form alone."""
    body = json.dumps(unsigned(said), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["signature"]["key"]))
    key.verify(bytes.fromhex(said["signature"]["value"]), f"tallystick-trace-1\n{body}".encode())


def test_the_form_is_frozen_and_the_kept_file_still_reads_and_is_signed() -> None:
    assert hashlib.sha256(VECTOR.read_bytes()).hexdigest()[:16] == "f19f298fdc531830"
    is_right(came())


def test_every_file_of_ours_is_signed_by_the_key_of_this_register(small: SmallState) -> None:
    refused = step(asked(small), Verb.REFUSE, days_ago(1), ground=Ground.SECURITY)
    files = [
        request_file(asking(small.rifle, purpose="Procès, «à suivre»")),
        answer_file(answered(asked(small), line())),
        refusal_file(refused),
    ]
    for content in files:
        said = json.loads(content)
        assert said["signature"]["key"] == own_key(own_folder()).public_hex
        is_right(said)


@pytest.mark.usefixtures("small")
def test_known_unknown_and_no_key_are_three_statements_and_all_are_taken_in() -> None:
    request = taken(VECTOR.read_bytes()).request
    assert request.signed_by == KEY
    assert signing_of(KEY, "QMO") is Signing.UNKNOWN
    unknown = statement(KEY, "QMO")
    assert fingerprint(KEY) in unknown
    accepted_key("cd" * 32)
    other = statement(KEY, "QMO")
    accepted_key(KEY)
    # what came before the key was accepted is looked at anew
    assert signing_of(request.signed_by, "QMO") is Signing.KNOWN
    known, stripped = statement(KEY, "QMO"), statement("", "QMO")
    bare = statement("", "QPA")
    assert len({unknown, other, known, stripped, bare}) == 5


@pytest.mark.usefixtures("small")
def test_a_file_without_a_signature_is_taken_in_and_a_signed_copy_says_whose_it_was() -> None:
    first = taken(written(unsigned(came())))
    assert (first.is_new, first.signed_by, first.request.signed_by) == (True, "", "")
    again = taken(VECTOR.read_bytes())
    assert (again.is_new, TraceRequest.objects.get().signed_by) == (False, KEY)
    # and an unsigned copy takes nothing back
    taken(written(unsigned(came())))
    assert TraceRequest.objects.get().signed_by == KEY


def _changed(said: dict[str, Any]) -> None:
    said["purpose"] = "Something else."


def _other_key(said: dict[str, Any]) -> None:
    said["signature"]["key"] = "ab" * 32


def _cut(said: dict[str, Any]) -> None:
    said["signature"]["value"] = said["signature"]["value"][:-2]


def _no_value(said: dict[str, Any]) -> None:
    del said["signature"]["value"]


def _null(said: dict[str, Any]) -> None:
    said["signature"] = None


def _more(said: dict[str, Any]) -> None:
    said["signature"]["by"] = "them"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("spoil", [_changed, _other_key, _cut, _no_value, _null, _more])
def test_a_wrong_signature_is_refused_and_is_not_the_same_as_none(
    spoil: Callable[[dict[str, Any]], None],
) -> None:
    said = came()
    spoil(said)
    with pytest.raises(ValidationError):
        taken(written(said))
    assert not TraceRequest.objects.exists()


@pytest.mark.usefixtures("small")
def test_a_file_under_the_key_of_another_state_or_a_withdrawn_one_is_refused() -> None:
    theirs = accepted_key(KEY, "QPA")
    with pytest.raises(ValidationError, match="signed by the key of QPA"):
        taken(VECTOR.read_bytes())
    PartyKey.objects.filter(pk=theirs.pk).update(party="QMO")
    with operation("clerk", "withdraw key of another state") as done:
        withdraw(done, PartyKey.objects.get())
    assert signing_of(KEY, "QMO") is Signing.UNKNOWN
    with pytest.raises(ValidationError, match="withdrawn"):
        taken(VECTOR.read_bytes())


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "content",
    [b'{"format": 1, "format": 1}', b'{"format": 1.5}', b'{"format": NaN}'],
    ids=["twice", "half", "NaN"],
)
def test_what_two_programs_may_read_in_two_ways_is_no_machine_file(content: bytes) -> None:
    with pytest.raises(ValidationError, match="no machine file"):
        taken(content)


@pytest.mark.usefixtures("small")
def test_the_clerk_is_told_by_whose_key_a_file_is_signed(signed_in: Browser) -> None:
    browser = signed_in(Role.AUTHORITY)
    file = SimpleUploadedFile("request.json", VECTOR.read_bytes(), "application/json")
    page = browser.post(reverse("read_trace_file"), {"file": file}, follow=True).content.decode()
    assert "is not known here" in page
    assert f"{reverse('trace_keys')}?party=QMO&amp;key={KEY}" in page
    given = {"party": "QMO", "public_key": KEY, "told_by": "Desk 4", "accepted_on": days_ago(0)}
    refused = browser.post(reverse("trace_keys"), given | {"spoken": "0000 0000"}).content.decode()
    assert "not the fingerprint" in refused
    assert own_key(own_folder()).public_hex in refused, "the key to hand over stands beside its fingerprint"
    assert not PartyKey.objects.exists()
    listed = browser.post(reverse("trace_keys"), given | {"spoken": fingerprint(KEY).upper()}, follow=True)
    assert fingerprint(KEY) in listed.content.decode()
    page = browser.get(reverse("trace", args=[TraceRequest.objects.get().pk])).content.decode()
    assert "that was accepted here" in page
    browser.post(reverse("withdraw_trace_key", args=[PartyKey.objects.get().pk]))
    assert PartyKey.objects.get().is_withdrawn


@pytest.mark.usefixtures("small")
def test_our_own_key_and_one_that_was_entered_are_not_accepted() -> None:
    with pytest.raises(ValidationError, match="this state itself"):
        accepted_key(own_key(own_folder()).public_hex)
    accepted_key(KEY)
    with pytest.raises(ValidationError, match="entered already"):
        accepted_key(KEY, "QPA")

"""Two sites without a line: who they are to each other, and the signed bundles they carry to each other on a stick."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tallystick.errors import UnreadableError, UsageError, nearest
from tallystick.phrase import Phrase, Value, Word, listed, quoted, says
from tallystick.register.access.silo import MARK, marked_by
from tallystick.register.aside import written_aside
from tallystick.register.exchange.merge import Merge
from tallystick.register.exchange.models import Conflict, Peer
from tallystick.register.exchange.rows import entry_written
from tallystick.register.exchange.verify_bundle import (
    LOG,
    BrokenBundleError,
    Bundle,
    chains,
    is_signed,
    opened,
)
from tallystick.register.exchange.verify_bundle import head_message as signed_of_head
from tallystick.register.exchange.whole import Written, add_files, container, head_of, manifest
from tallystick.register.files.models import place_of
from tallystick.register.folder import Folder
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.keys import fingerprint, own_key
from tallystick.register.ledger.models import GENESIS, Entry, Origin
from tallystick.register.ledger.moment import one_moment
from tallystick.register.ledger.operation import Actor, lock, operation, own_origin
from tallystick.register.ledger.verify import recorded_models

CARD: Final = "tallystick-card-1"
_KEY_BYTES: Final = 32
"""Of the public half of an Ed25519 key."""
_ENTRIES_AT_ONCE: Final = 20
"""Entries in memory: one of an import is two million characters."""
_CHUNK: Final = 1024 * 1024
_ASK_AGAIN: Final = says("Nothing of it was taken in. Ask for it again.")


@dataclass(frozen=True, slots=True)
class Received:
    """What a bundle brought."""

    sender: str
    entries: int
    files: int
    conflicts: tuple[Conflict, ...]
    """All that waits for a person now."""


def own_card() -> dict[str, str]:
    """Give what another site must know of this register."""
    own = own_origin()
    return {"format": CARD, "id": str(own.pk), "name": own.name, "public_key": own.public_key}


def introduce(file: Path, spoken: str, actor: str) -> Origin:
    """Accept another site by its card.

    Args:
        file: the card.
        spoken: the fingerprint of its key as a person of that site read it over the telephone.
        actor: who accepts.

    Raises:
        UnreadableError: the file is no card.
        UsageError: the fingerprint is not the card's, or it is this register's own card.
    """
    said = _card(file)
    digits = spoken.replace(" ", "").lower()
    if digits != fingerprint(said["public_key"]).replace(" ", ""):
        raise UsageError(
            says("the fingerprint is not that of the card."),
            says(
                "Read it over the telephone again; if it still differs, somebody changed the card on its way."
            ),
        )
    if said["id"] == str(own_origin().pk):
        raise UsageError(says("this is the card of this register itself; take the other site's"))
    with operation(actor, "accept site") as done:
        columns = {"name": said["name"], "public_key": said["public_key"]}
        origin, _ = Origin.objects.update_or_create(pk=UUID(said["id"]), defaults=columns)
        Peer.objects.get_or_create(origin=origin)
        done.tell("ledger.origin", said["id"], columns)
    return origin


def _card(file: Path) -> dict[str, str]:
    try:
        said = json.loads(file.read_text("utf-8"))
        is_card = said["format"] == CARD and len(bytes.fromhex(said["public_key"])) == _KEY_BYTES
        card = {"id": str(UUID(said["id"])), "name": str(said["name"]), "public_key": str(said["public_key"])}
    except (OSError, ValueError, KeyError, TypeError):
        is_card, card = False, {}
    if not is_card:
        remedy = says("A card is written by: tallystick register key card DIR FILE")
        raise UnreadableError(file, says("it is no card of a site"), remedy=remedy)
    return card


def marks_standing() -> set[str]:
    """Name the handling marks that stand on any record: a bundle carries the chains whole, and so all of them."""
    marked = [model for model in recorded_models() if () in marked_by(model)]
    return {
        mark
        for model in marked
        for mark in model._base_manager.order_by().values_list(MARK, flat=True).distinct()  # type: ignore[misc]  # these have one
    }


def write_bundle(
    folder: Folder, path: Path, actor: Actor | str, *, site: str | None = None, since: int | None = None
) -> Written:
    """Write the entries that another site lacks, of every chain held here, with their files.

    Args:
        folder: this register's.
        path: where to; its name stands in the log.
        actor: who asks. That this person may have everything in it is for the caller to see to.
        site: the name of the site: what it acknowledged in its last bundle is left out.
        since: the first place of this register's own chain that is wanted.

    Raises:
        UsageError: no site has that name, or several have.
    """
    begins = {} if site is None else dict(Peer.objects.get(origin=_site(site)).acknowledged)
    if since is not None:
        begins[str(own_origin().pk)] = since - 1
    with operation(actor, "bundle") as done:
        done.tell("exchange.bundle", path.name, {"for": site or ""})
    with one_moment(), container(path) as into:
        entries = _after(begins)
        into.add_lines(LOG, (entry_written(entry) for entry in entries.iterator(_ENTRIES_AT_ONCE)))
        files, lacking = add_files(into, _files_of(entries))
        said = manifest("since", timezone.now(), folder, since=_begins(begins))
        said["holds"] = {str(one.pk): head_of(one)[0] for one in Origin.objects.all()}
        said["kinds"] = {model.row_kind(): model.content_columns() for model in recorded_models()}
        into.close(said, own_key(folder))
        return Written(path, 0, entries.count(), files, tuple(lacking))


def _site(name: str) -> Origin:
    found = list(Origin.objects.filter(name=name, is_own=False))
    if len(found) == 1:
        return found[0]
    known = sorted(Origin.objects.filter(is_own=False).values_list("name", flat=True))
    if len(found) == 0:
        raise UsageError(
            says("no site is called %(name)s here.", name=quoted(name)),
            *nearest(name, known),
            *([says("Known: %(known)s.", known=listed(known))] if len(known) > 0 else []),
        )
    raise UsageError(
        says("%(count)s sites are called %(name)s; use --since", count=len(found), name=quoted(name))
    )


def _after(begins: Mapping[str, int]) -> QuerySet[Entry]:
    wanted = Q(pk=None)
    for origin in Origin.objects.all():
        wanted |= Q(origin=origin, place__gt=begins.get(str(origin.pk), 0))
    return Entry.objects.filter(wanted).order_by("number")


def _begins(begins: Mapping[str, int]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for origin in Origin.objects.all():
        place = begins.get(str(origin.pk), 0)
        last = Entry.objects.filter(origin=origin, place=place).values_list("sha256", flat=True).first()
        found[str(origin.pk)] = {"place": 0 if last is None else place, "sha256": last or GENESIS}
    return found


def _files_of(entries: QuerySet[Entry]) -> Iterator[str]:
    for text in entries.values_list("rows", flat=True).iterator(_ENTRIES_AT_ONCE):
        if '"files.document"' in text:
            yield from (row["is"]["sha256"] for row in json.loads(text) if row["row"] == "files.document")


def take_in_bundle(file: Path, actor: Actor | str) -> Received:
    """Take in a bundle of another site: all of it or nothing. A second time changes nothing.

    Args:
        file: the bundle.
        actor: who takes it in.

    Raises:
        UnreadableError: it is damaged, or signed by a key that is not the site's.
        UsageError: its site was never introduced, entries are missing before it, or the site runs a later version.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _take_in(archive, actor)
    except BrokenBundleError as error:
        raise UnreadableError(file, _break(error), remedy=_ASK_AGAIN) from error
    except zipfile.BadZipFile as error:
        problem = says("it is no bundle, or a damaged one (%(why)s)", why=str(error))
        raise UnreadableError(file, problem, remedy=_ASK_AGAIN) from error


def _break(error: BrokenBundleError) -> Phrase:
    # the verifier stands alone and makes no phrases; places of a chain are names, not amounts: without thousands
    return Phrase(error.template, {name: Value(Word.TEXT, (str(one),)) for name, one in error.values.items()})


def _take_in(archive: zipfile.ZipFile, actor: Actor | str) -> Received:
    bundle = opened(archive)
    sender = _sender(bundle)
    if bundle.manifest["content"] != "since":
        raise UsageError(
            says("it is a complete export or a backup: make a register of it with `restore FILE DIR`")
        )
    chains(bundle)
    _check_heads(bundle, sender)
    _check_version(bundle)
    with transaction.atomic():
        lock()
        merge = Merge()
        for said in bundle.entries():
            merge.take(said)
        merge.finish(sender, actor)
        _acknowledge(bundle, sender)
        files = _keep_files(bundle)
    waiting = tuple(Conflict.objects.filter(differs=True))
    return Received(sender.name, merge.entries, files, waiting)


def _sender(bundle: Bundle) -> Origin:
    said = bundle.manifest["register"]
    sender = Origin.objects.filter(pk=said["id"]).first()
    if sender is None:
        raise UsageError(
            says("the site %(name)s was never introduced here.", name=quoted(str(said["name"]))),
            says(
                "Get its card, ask for its fingerprint over the telephone, then: "
                "tallystick register key accept DIR CARD --fingerprint …"
            ),
        )
    if sender.is_own:
        raise UsageError(says("it is a bundle of this register itself; take the other site's"))
    if sender.public_key != said["public_key"]:
        raise BrokenBundleError(
            "it says it is of %(name)s, and is signed by the key %(key)s, not %(known)s as was accepted",
            name=sender.name,
            key=fingerprint(said["public_key"]),
            known=fingerprint(sender.public_key),
        )
    return sender


def _check_heads(bundle: Bundle, sender: Origin) -> None:
    """Hold what a site hands on of a third one to that one's own signature."""
    last = {str(said["origin"]): (said["place"], said["sha256"]) for said in bundle.entries()}
    told = {origin["id"]: origin for origin in bundle.manifest["origins"]}
    for origin, end in last.items():
        if origin == str(sender.pk):
            continue
        known = Origin.objects.filter(pk=origin).first()
        if known is None:
            raise UsageError(
                says(
                    "it hands on entries of %(name)s, which was never introduced here",
                    name=quoted(str(told[origin]["name"])),
                )
            )
        head = told[origin]["head"]
        message = signed_of_head(origin, head["signed_place"], head["signed_sha256"])
        # what is held here already is compared entry by entry; of a register's own chain, too, nothing else passes
        is_covered = _held(known) >= end[0] or (
            head["signature"] != ""
            and is_signed(known.public_key, message, bytes.fromhex(head["signature"]))
            and end == (head["signed_place"], head["signed_sha256"])
        )
        if not is_covered:
            raise BrokenBundleError(
                "it hands on entries of %(name)s that %(name)s did not sign", name=known.name
            )


def _held(origin: Origin) -> int:
    last = Entry.objects.filter(origin=origin).order_by("-place").values_list("place", flat=True).first()
    return 0 if last is None else last


def _check_version(bundle: Bundle) -> None:
    known = {model.row_kind(): set(model.content_columns()) for model in recorded_models()}
    for kind, columns in sorted(bundle.manifest["kinds"].items()):
        lacking = [kind] if kind not in known else sorted(set(columns) - known[kind])
        if len(lacking) > 0:
            raise UsageError(
                says(
                    "the other site runs a later version, which knows %(kind)s with %(column)s.",
                    kind=kind,
                    column=lacking[0],
                ),
                says("Install that version here first, then: tallystick register upgrade DIR"),
            )


def _acknowledge(bundle: Bundle, sender: Origin) -> None:
    peer, _ = Peer.objects.get_or_create(origin=sender)
    peer.acknowledged = bundle.manifest["holds"]
    peer.heard_at = timezone.now()
    peer.save()
    for told in bundle.manifest["origins"]:
        head = told["head"]
        stands = Entry.objects.filter(origin=told["id"], place=head["signed_place"]).values_list(
            "sha256", flat=True
        )
        if head["signature"] != "" and stands.first() == head["signed_sha256"]:
            about = {"head_place": head["signed_place"], "head_signature": head["signature"]}
            Peer.objects.filter(origin=told["id"], head_place__lt=head["signed_place"]).update(**about)


def _keep_files(bundle: Bundle) -> int:
    kept = 0
    for name, said in sorted(bundle.manifest["files"].items()):
        place = place_of(said["sha256"])
        if not name.startswith("files/") or place.is_file():
            continue
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with bundle.archive.open(name) as source, written_aside(place) as target:
            while len(chunk := source.read(_CHUNK)) > 0:
                target.write(chunk)
        kept += 1
    return kept

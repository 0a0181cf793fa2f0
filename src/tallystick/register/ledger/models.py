"""The chain, and what every recorded row is."""

from typing import Any, ClassVar, Final
from uuid import uuid4

from django.db import models

from tallystick.register.ledger.canonical import FORMAT, Json, canonical, plain, sha256
from tallystick.register.ledger.taken import Taken

GENESIS: Final = "0" * 64
"""What the first entry of a chain names as the one before it."""


class NotRecordedError(RuntimeError):
    """A recorded row was to be changed outside an operation, so that the chain would not know of it."""


class Origin(models.Model):
    """A register whose entries stand here: this one, and those that sent bundles."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=200)
    public_key = models.CharField(max_length=64)
    """The Ed25519 key its bundles are signed with, as hexadecimal digits."""
    is_own = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["is_own"], condition=models.Q(is_own=True), name="one_own_origin"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One thing done: what rows it wrote, who, when entered, on what document. Never changed, never removed.

    Each origin's entries are a chain: `place` counts them from 1, `previous` is the hash of the one before.
    `number` is the order in which they came into this database.
    """

    APPEND_ONLY: ClassVar = True

    number = models.BigIntegerField(primary_key=True)
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="entries")
    place = models.BigIntegerField()
    entered_at = models.DateTimeField()
    """What the computer's clock said. Order is by place, since clocks are set back."""
    actor = models.CharField(max_length=150)
    verb = models.CharField(max_length=60, db_index=True)
    document = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    rows = models.TextField()
    """Canonical JSON, a list: `row` the kind, `id`, `was` the hash of the entry that wrote it last, `is` content."""
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["origin", "place"], name="one_entry_a_place"),)
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    def sealed(self) -> str:
        """Compute what `sha256` must be."""
        framed = {
            "format": FORMAT,
            "origin": self.origin_id,
            "place": self.place,
            "entered_at": self.entered_at,
            "actor": self.actor,
            "verb": self.verb,
            "document": self.document,
            "note": self.note,
            "rows": self.rows,
            "previous": self.previous,
        }
        return sha256(canonical(framed))


class Recorded(Taken):
    """A row whose every state stands in the chain.

    Columns named in `DERIVED` follow from other rows; they are no part of the content and may be computed anew.
    """

    DERIVED: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.BigIntegerField(editable=False, default=0)
    """The number of the entry that wrote the row as it stands; forms send it back, so that no edit is lost."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        """Refuse: an operation writes recorded rows.

        Raises:
            NotRecordedError: always, unless an operation asks.
        """
        if kwargs.pop("operation", None) is None:
            raise NotRecordedError(
                f"{self.row_kind()} is changed inside `with operation(…) as done: done.save(row)` alone."
            )
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401  # as Django has it
        """Refuse: nothing recorded is removed.

        Raises:
            NotRecordedError: always.
        """
        raise NotRecordedError(
            f"{self.row_kind()} is never removed. Correct it by a later event, or mark it withdrawn."
        )

    @classmethod
    def row_kind(cls) -> str:
        """Give the name of the kind of row, as it stands in the chain: `items.item`."""
        return cls._meta.label_lower

    @classmethod
    def content_columns(cls) -> list[str]:
        """Name the columns that are content, in order."""
        left = {"id", "entry", *cls.DERIVED}
        return sorted(field.attname for field in cls._meta.concrete_fields if field.name not in left)

    def content(self) -> dict[str, Json]:
        """Give what the chain keeps of the row."""
        return {name: plain(getattr(self, name)) for name in self.content_columns()}

"""Whether every kept file is what its record says: a part of `tallystick register check`."""

import hashlib
from collections.abc import Iterator

from tallystick.register.files.models import Document, place_of


def breaks() -> Iterator[str]:
    """Say each file that is missing or was changed."""
    rows = Document._base_manager.order_by("sha256").values_list("sha256", "name")
    last = ""
    for digest, name in rows.iterator(2_000):
        if digest == last:
            continue
        last = digest
        place = place_of(digest)
        if not place.is_file():
            yield f"file {digest} ({name}): it is not in the folder files"
            continue
        with place.open("rb") as file:
            stands = hashlib.file_digest(file, "sha256").hexdigest()
        if stands != digest:
            yield f"file {digest} ({name}): its bytes are not those that were kept"

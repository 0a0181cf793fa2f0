"""Small pictures of kept ones, made when they are first asked for; the folder may be emptied at any time."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tallystick.register.aside import written_aside
from tallystick.register.files.models import Document
from tallystick.register.folder import own_folder

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_SIDE: Final = 240
"""Pixels of the longer side: some ten kilobytes, so that a page with a few pictures stays quick on a bad line."""


def thumbnail(document: Document) -> Path:
    """Give the small picture of a picture, as JPEG without the data that cameras add (place, owner).

    Raises:
        OSError: the kept bytes cannot be read.
    """
    place = own_folder().files / "thumbs" / document.sha256[:2] / f"{document.sha256}.jpg"
    if place.exists():
        return place
    from PIL import Image, ImageOps  # noqa: PLC0415  # a tenth of a second, for pages without pictures

    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Image.open(document.path) as picture:
        picture.draft("RGB", (_SIDE * 2, _SIDE * 2))
        small = ImageOps.exif_transpose(picture)
        small.thumbnail((_SIDE, _SIDE))
        with written_aside(place) as file:
            _on_white(small).save(file, "JPEG", quality=80)
    return place


def _on_white(picture: "Picture") -> "Picture":
    from PIL import Image  # noqa: PLC0415  # as above

    if picture.mode not in {"RGBA", "LA", "P"}:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")

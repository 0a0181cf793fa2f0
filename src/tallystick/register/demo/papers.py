"""Files of the demonstration: certificates as PDF, and pictures that say they are drawings."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from tallystick.register.demo.scene import Scene
from tallystick.register.files.keeping import keep
from tallystick.register.files.models import Document
from tallystick.register.items.models import Item, ItemKind, Mark, Picture, State
from tallystick.register.ledger.operation import operation
from tallystick.register.paper.paper import Paper

_PAGE: Final = (210.0, 297.0)
_MARGIN, _WIDTH, _BEGIN = 20.0, 170.0, 25.0
_LISTED: Final = 40
"""Numbers on a certificate: one page of them."""
_DRAWN: Final = 8
_SIZE: Final = (480, 300)


def certificate(number: str, day: date, items: Sequence[Item]) -> Document:
    """Keep the certificate of a destruction."""
    paper = Paper(size=_PAGE, language="en", title=f"Certificate {number}", day=day)
    paper.page()
    lines = [
        f"Certificate of destruction {number}",
        f"{len(items)} weapons were cut and melted on {day.isoformat()}. All of it is invented.",
        *(f"{item.number}  {item.described}" for item in items[:_LISTED]),
    ]
    top = _BEGIN
    for line in lines:
        top = paper.text(_MARGIN, top, _WIDTH, line, size=10) + 1
    with operation("authority", "keep document", document=number) as done:
        file = ContentFile(paper.finished(), name=f"{number}.pdf")
        return keep(done, file, title=f"Certificate of destruction {number}")


def draw_pictures(scene: Scene) -> None:
    """Add drawings of marks to the first weapons of the army."""
    shown = [
        item
        for item in scene.items
        if item.kind == ItemKind.SMALL_ARM and item.state == State.IN_STORE and item.service.name == "Army"
    ][:_DRAWN]
    with operation("operator", "add picture", document="picture list 1") as done:
        for item in shown:
            mark = Mark.objects.filter(item=item).order_by("kind", "pk").first()
            text = "no mark read" if mark is None else mark.text
            file = ContentFile(_drawn(text), name=f"{item.number}.png")
            document = keep(done, file, title=item.number, handling=item.handling, service=item.service)
            done.save(Picture(item=item, document=document, caption="mark on the receiver (a drawing)"))


def _drawn(text: str) -> bytes:
    picture = Image.new("RGB", _SIZE, (92, 96, 100))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 90, 440, 210), fill=(140, 144, 148), outline=(60, 62, 64), width=3)
    pen.text((70, 130), text, fill=(30, 30, 30), font_size=36)
    pen.text((70, 250), "drawing, invented", fill=(220, 220, 220), font_size=16)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()

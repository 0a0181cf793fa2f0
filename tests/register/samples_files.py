"""A sample for the tests of every role and page."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tallystick.register.files.keeping import keep
from tallystick.register.items.models import Picture
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState


def _picture(small: SmallState) -> dict[str, object]:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "brown").save(made, "PNG")
    with operation("setter", "keep file") as done:
        document = keep(done, SimpleUploadedFile("a.png", made.getvalue()), service=small.army)
        done.save(Picture(item=small.rifle, document=document))
        return {"pk": document.pk}


SAMPLES = {"document": _picture, "thumbnail": _picture}

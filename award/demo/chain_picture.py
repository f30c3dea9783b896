"""A picture of a package that nobody sells, for the products of invented chains."""

import io
from dataclasses import dataclass, field
from typing import BinaryIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 800, 1000
PAPER, EDGE, BAND, LABEL = "#b98a5a", "#8a6136", "#9f1d28", "#f6efe4"


@dataclass
class Drawing:
    """A drawn package, as a form would hand it over."""

    filename: str | None = "goi-hang-mau.png"
    stream: BinaryIO = field(default_factory=lambda: io.BytesIO(_package()))


def _package() -> bytes:
    """A bag with a folded top, a band and an empty label."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(170, 160), (630, 160), (690, 900), (110, 900)], fill=PAPER, outline=EDGE)
    draw.polygon([(190, 90), (610, 90), (630, 160), (170, 160)], fill=EDGE)
    draw.rectangle([(136, 560), (664, 640)], fill=BAND)
    draw.rounded_rectangle([(250, 300), (550, 520)], radius=24, fill=LABEL, outline=EDGE, width=6)
    draw.ellipse([(350, 340), (450, 480)], fill=EDGE)
    draw.line([(400, 345), (385, 410), (415, 420), (400, 475)], fill=LABEL, width=8)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

"""The picture of a product: drawn anew, small enough for a phone, without anything beside it."""

import io

from PIL import Image, ImageOps

from award.extensions import db
from award.models import Product, StoredFile, User
from award.policies import Refusal, trace
from award.services import antivirus, auditing, storage
from award.services.storage import MEGABYTE, Upload
from award.words import _N

MOST_BYTES = 15 * MEGABYTE
MOST_PIXELS = 50_000_000
WIDEST = 1_000  # pixels of a side that is kept
MOST_KEPT = 400_000  # bytes, so that a phone far from a mast has it at once
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"

_QUALITIES = (85, 70, 50, 30)
_WHITE = (255, 255, 255)
_NOT_READ = _N("Không đọc được ảnh. Hãy chọn ảnh JPEG, PNG hoặc WebP.")


def keep(product: Product, upload: Upload | None, *, actor: User) -> StoredFile:
    """Keep a picture as the product's, in place of the one before; flushes.

    The picture is encoded anew: what a camera wrote beside it does not come along. Raises
    `Refusal` for a person who may not, and a file that is none, too large or no picture.
    """
    if why := trace.edit_product(actor, product):
        raise why
    if upload is None or not upload.filename:
        raise Refusal(_N("Hãy chọn một tệp."))
    with upload.stream as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal(_N("Ảnh lớn hơn {limit} MB. Hãy giảm cỡ ảnh."), limit=MOST_BYTES // MEGABYTE)
    antivirus.scan(content)
    kept = storage.keep(
        f"anh-san-pham-{product.id}.jpg", _drawn(content), media_type=MEDIA_TYPE, actor=actor
    )
    product.picture_id = kept.id
    _audited("save_product_picture", product, actor, sha256=kept.sha256)
    return kept


def remove(product: Product, *, actor: User) -> None:
    """Take the picture from the product; flushes."""
    if why := trace.edit_product(actor, product):
        raise why
    product.picture_id = None
    _audited("remove_product_picture", product, actor)


def of(product: Product) -> StoredFile | None:
    """The product's picture, where it has one."""
    return db.session.get(StoredFile, product.picture_id) if product.picture_id else None


def _audited(action: str, product: Product, actor: User, **data: str) -> None:
    db.session.flush()
    auditing.record(action, product, actor=actor, data={"name": product.name, **data})


def _drawn(content: bytes) -> bytes:
    """The picture as a JPEG within the limits, the right side up, on white."""
    picture = _opened(content)
    for quality in _QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= MOST_KEPT:
            break
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refusal(
                    _N("Ảnh có hơn {limit} triệu điểm. Hãy giảm cỡ ảnh."),
                    limit=MOST_PIXELS // 1_000_000,
                )
            opened.draft("RGB", (WIDEST, WIDEST))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((WIDEST, WIDEST))
            layered = upright.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refusal(_NOT_READ) from error
    flat = Image.new("RGB", layered.size, _WHITE)
    flat.paste(layered, mask=layered.getchannel("A"))
    return flat

"""Photographs of labels: decoded in memory and forgotten; neither picture nor its data is kept."""

import io
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from award.policies import Refusal
from award.services import antivirus
from award.services.storage import MEGABYTE, Upload
from award.words import _N
from traceability.element_strings import FNC1, WRITTEN_FNC1, read_raw

MOST_BYTES = 15 * MEGABYTE
MOST_PIXELS = 50_000_000
WIDEST = 3_000  # pixels of a side that is decoded; a label fills enough of any photograph
MOST_CODES = 8
FORMATS = ("JPEG", "PNG")

_KINDS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.ITF14,
        zxingcpp.BarcodeFormat.Code128,
    ]
)
_NOT_READ = _N("Không đọc được ảnh. Hãy chụp lại hoặc chọn ảnh JPEG, PNG.")


@dataclass(frozen=True, slots=True)
class Code:
    """One code on a label: its content as machines read it, for people, and its kind."""

    content: str
    shown: str
    symbology: str


def decode(upload: Upload | None) -> list[Code]:
    """The codes on a photograph, each once.

    Raises `Refusal` for no or an empty file, one too large, one that is no picture, and a picture
    without any code.
    """
    if upload is None or not upload.filename:
        raise Refusal(_N("Hãy dán nội dung đọc được, hoặc chụp nhãn."))
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal(_N("Ảnh lớn hơn {limit} MB. Hãy giảm cỡ ảnh."), limit=MOST_BYTES // MEGABYTE)
    antivirus.scan(content)
    picture = _picture(content)
    found = zxingcpp.read_barcodes(picture, formats=_KINDS, text_mode=zxingcpp.TextMode.Plain)
    codes = {_code(one): None for one in found[:MOST_CODES] if one.text}
    if not codes:
        raise Refusal(
            _N("Không thấy mã nào đọc được trong ảnh. Hãy chụp gần hơn, đủ sáng, không lóa.")
        )
    return list(codes)


def _picture(content: bytes) -> Image.Image:
    """The pixels alone, in grey, no larger than is worth decoding."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refusal(
                    _N("Ảnh có hơn {limit} triệu điểm. Hãy giảm cỡ ảnh."),
                    limit=MOST_PIXELS // 1_000_000,
                )
            opened.draft("L", (WIDEST, WIDEST))
            picture = opened.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refusal(_NOT_READ) from error
    picture.thumbnail((WIDEST, WIDEST))
    return picture


def _code(found: "zxingcpp.Barcode") -> Code:
    """GS1 symbols with the mark that says so, which tells element strings from other texts."""
    content = str(found.text)
    if found.content_type is not zxingcpp.ContentType.GS1:
        return Code(content, content, str(found.format))
    written = WRITTEN_FNC1 + content.replace(FNC1, WRITTEN_FNC1)
    return Code(written, _for_people(written), f"GS1 {found.format}")


def _for_people(content: str) -> str:
    """An element string with its identifiers in brackets; as it stands where it is wrong."""
    reading = read_raw(content)
    if reading.problems:
        return content
    return "".join(f"({one.ai}){one.value}" for one in reading.elements)

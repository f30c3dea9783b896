"""What a file really is: its kind by name, content and structure, or why it is refused."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

import pikepdf
import puremagic
from PIL import Image

from award.policies import Refusal
from award.words import _N

UNPACKED_LIMIT = 200 * 1024 * 1024  # bytes that an office file may hold once unpacked
UNPACKED_RATIO = 200  # times its packed size; text packs about 10, empty tables about 100
MEMBERS_LIMIT = 5000
PIXELS_LIMIT = 89_478_485  # where Pillow warns; an A1 plan scanned at 300 dpi has 70 million
_RUNNING = re.compile(r"vbaproject|activex|\.(exe|dll|js|vbs|bat|cmd|zip)$")
TRAILER = 1024  # bytes that may follow a PDF's end mark: some scanners pad


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file that is taken: its extensions, media type, and the check of its inside."""

    code: str
    extensions: tuple[str, ...]
    media_type: str
    check: Callable[[bytes], None]


def kind_of(name: str, content: bytes, allowed: Iterable[str]) -> FileKind:
    """The kind that both the name and the content say, among the codes in `allowed`.

    Raises `Refusal` when the extension is not taken, the content is of another kind, or the
    inside is broken, encrypted, too large unpacked, or carries something behind its end.
    """
    kinds = [kind for kind in KINDS if kind.code in set(allowed)]
    extension = name.rpartition(".")[2].lower() if "." in name.strip(".") else ""
    kind = next((kind for kind in kinds if extension in kind.extensions), None)
    if kind is None:
        raise Refusal(_N("Loại tệp không được nhận. Hãy chọn tệp {kinds}."), kinds=names(kinds))
    if _content_type(content) != kind.code:
        raise Refusal(
            _N("Nội dung tệp không phải {kind} như phần mở rộng. Hãy xuất lại đúng loại tệp."),
            kind=kind.code.upper(),
        )
    kind.check(content)
    return kind


def names(kinds: Iterable[FileKind]) -> str:
    """`PDF, DOCX, XLSX, JPG, PNG`, for hints and refusals."""
    return ", ".join(kind.code.upper() for kind in kinds)


def _content_type(content: bytes) -> str | None:
    """The kind that the first bytes tell; office files by the part that names their content."""
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    try:
        found = puremagic.from_string(content[:8192])
    except (puremagic.PureError, ValueError):
        return None
    signs = {".pdf": "pdf", ".jpg": "jpg", ".jpeg": "jpg", ".jfif": "jpg", ".png": "png"}
    code = signs.get(found.lower())
    starts = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
    return code if code and content.startswith(starts[code]) else None


def _office_type(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in inside:
        return None
    if "word/document.xml" in inside:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in inside else None


def _check_pdf(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content) - end > TRAILER or b"<html" in content[end:].lower():
        raise Refusal(_BROKEN, kind="PDF")
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise Refusal(_ENCRYPTED)
            if not document.pages:
                raise Refusal(_BROKEN, kind="PDF")
            _check_pdf_actions(document)
    except pikepdf.PasswordError as error:
        raise Refusal(_ENCRYPTED) from error
    except pikepdf.PdfError as error:
        raise Refusal(_BROKEN, kind="PDF") from error


def _check_pdf_actions(document: pikepdf.Pdf) -> None:
    """Files inside and scripts that run on opening do not belong into a dossier."""
    root = document.Root
    if "/JavaScript" in root.get("/Names", {}) or _runs(root.get("/OpenAction")):
        raise Refusal(_ACTIVE)
    if len(document.attachments):
        raise Refusal(_N("Tệp PDF có tệp khác đính bên trong. Hãy tải riêng từng tệp."))


def _runs(action: object) -> bool:
    """Whether an opening action starts a script or a program; going to a page is harmless."""
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") in (
        pikepdf.Name("/JavaScript"),
        pikepdf.Name("/Launch"),
    )


def _check_office(content: bytes) -> None:
    """Sizes are judged from the directory before anything is unpacked, and again while reading."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        _check_members(members, len(content))
        if archive.comment:
            raise Refusal(_BROKEN, kind="Office")
        try:
            unpacked = sum(_read(archive, member) for member in members)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError, ElementTree.ParseError) as error:
            raise Refusal(_BROKEN, kind="Office") from error
    if unpacked > UNPACKED_LIMIT:
        raise Refusal(_BOMB)


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > MEMBERS_LIMIT or total > UNPACKED_LIMIT or total > size * UNPACKED_RATIO:
        raise Refusal(_BOMB)
    for member in members:
        if member.flag_bits & 0x1:
            raise Refusal(_ENCRYPTED)
        if (member.external_attr >> 16) & 0o170000 == 0o120000 or _leaves(member.filename):
            raise Refusal(_BROKEN, kind="Office")
        if re.search(
            r"vbaproject|activex|\.(exe|dll|js|vbs|bat|cmd|zip)$", member.filename.lower()
        ):
            raise Refusal(_ACTIVE)


def _leaves(path: str) -> bool:
    return path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or ":" in path


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Bytes of a member, read in pieces: what is more than it declared ends the reading."""
    read = 0
    with archive.open(member) as stream:
        while piece := stream.read(1 << 20):
            read += len(piece)
            if read > member.file_size:
                raise zipfile.BadZipFile("more than declared")
            if read <= 1 << 20 and member.filename.endswith(".xml") and b"<!DOCTYPE" in piece:
                raise Refusal(_BROKEN, kind="Office")
    return read


def _check_image(end: bytes, label: str) -> Callable[[bytes], None]:
    """An image that decodes, is not monstrous, and ends where its format ends."""

    def check(content: bytes) -> None:
        if not content.rstrip(b"\x00\r\n").endswith(end):
            raise Refusal(_BROKEN, kind=label)
        try:
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > PIXELS_LIMIT:
                    raise Refusal(_BOMB)
                picture.verify()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Refusal(_BOMB) from error
        except (OSError, SyntaxError, ValueError) as error:
            raise Refusal(_BROKEN, kind=label) from error

    return check


_BROKEN = _N("Tệp {kind} bị hỏng hoặc có phần lạ nên không nhận được. Hãy xuất lại tệp.")
_ENCRYPTED = _N("Tệp đang được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.")
_BOMB = _N("Tệp bung ra quá lớn nên không nhận được. Hãy tách nhỏ hoặc xuất sang PDF.")
_ACTIVE = _N("Tệp có mã chạy tự động (macro, script) nên không nhận được. Hãy xuất sang PDF.")

KINDS = (
    FileKind("pdf", ("pdf",), "application/pdf", _check_pdf),
    FileKind(
        "docx",
        ("docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _check_office,
    ),
    FileKind(
        "xlsx",
        ("xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _check_office,
    ),
    FileKind("jpg", ("jpg", "jpeg"), "image/jpeg", _check_image(b"\xff\xd9", "JPG")),
    FileKind("png", ("png",), "image/png", _check_image(b"IEND\xaeB`\x82", "PNG")),
)
EVIDENCE = ("pdf", "docx", "xlsx", "jpg", "png")
SIGNED_COPY = ("pdf", "jpg", "png")

"""Files on the way in: what is taken, what is refused and why, names, hashes, and what waits."""

import base64
import io
import json
import os
import unicodedata
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from award.config import ROOT, current
from award.extensions import db
from award.models import StoredFile
from award.policies import Refusal
from award.services import image_metadata, storage
from tests.factories import make_user
from tests.web.dossiers.papers import Upload, docx, image, pdf, xlsx

CORPORA = ROOT.parent / "shared" / "data" / "corpora"


@pytest.fixture
def actor(app):
    return make_user()


def refusal(content, name, actor):
    with pytest.raises(Refusal) as raised:
        storage.store(Upload(content, name), actor=actor)
    return str(raised.value)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pdf(), "Báo cáo.pdf", "application/pdf"),
        (pdf(), "BAO CAO.PDF", "application/pdf"),
        (
            docx(),
            "Thuyết minh.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            xlsx(),
            "Số liệu.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (image("JPEG"), "ảnh.jpg", "image/jpeg"),
        (image("JPEG"), "ảnh.jpeg", "image/jpeg"),
        (image("PNG"), "ảnh.png", "image/png"),
    ],
)
def test_every_kind_of_the_list_is_taken(actor, content, name, media_type):
    stored = storage.store(Upload(content, name), actor=actor)

    assert (stored.name, stored.media_type, stored.size) == (name, media_type, len(content))
    assert storage.read(stored) == content


def encrypted_pdf():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return out.getvalue()


def scripted_pdf():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        document.Root.OpenAction = document.make_indirect(action)
        document.save(out)
    return out.getvalue()


def pdf_with_attachment():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.attachments["run.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")
        document.save(out)
    return out.getvalue()


def bomb():
    """An office file whose one sheet unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(bytes(1 << 20))
    return out.getvalue()


def lying_zip():
    """An office file whose directory declares less than its member holds."""
    whole = docx({"word/long.xml": b"a" * 5000})
    place = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"word/long.xml"))
    return whole[: place + 24] + (10).to_bytes(4, "little") + whole[place + 28 :]


def encrypted_zip():
    """The flag of a password set on every member."""
    whole = bytearray(docx())
    place = whole.index(b"PK\x01\x02")
    whole[place + 8] |= 1
    return bytes(whole)


def link_in_zip():
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "rong.pdf", "Tệp rỗng."),
        (pdf(), "", "Hãy chọn một tệp."),
        (pdf(), "bao-cao.html", "Loại tệp không được nhận."),
        (pdf(), "bao-cao", "Loại tệp không được nhận."),
        (b"MZ\x90\x00 program", "bao-cao.pdf", "không phải PDF"),
        (pdf(), "ảnh.jpg", "không phải JPG"),
        (image("PNG"), "ảnh.jpg", "không phải JPG"),
        (docx(), "bang.xlsx", "không phải XLSX"),
        (b"<html><script>alert(1)</script></html>", "a.pdf", "không phải PDF"),
        (b"GIF89a" + pdf(), "a.pdf", "không phải PDF"),
        (pdf() + b"<html><script>alert(1)</script></html>", "a.pdf", "bị hỏng"),
        (pdf() + bytes(5000), "a.pdf", "bị hỏng"),
        (pdf()[:200], "a.pdf", "bị hỏng"),
        (encrypted_pdf(), "a.pdf", "đặt mật khẩu"),
        (scripted_pdf(), "a.pdf", "mã chạy tự động"),
        (pdf_with_attachment(), "a.pdf", "đính bên trong"),
        (image("JPEG") + b"PK\x03\x04 archive", "a.jpg", "bị hỏng"),
        (image("PNG") + b"<script>", "a.png", "bị hỏng"),
        (image("JPEG")[:80] + b"\xff\xd9", "a.jpg", "bị hỏng"),
        (bomb(), "a.xlsx", "bung ra quá lớn"),
        (lying_zip(), "a.docx", "bị hỏng"),
        (encrypted_zip(), "a.docx", "đặt mật khẩu"),
        (link_in_zip(), "a.docx", "bị hỏng"),
        (docx({"../../evil.xml": b"x"}), "a.docx", "bị hỏng"),
        (docx({"word/vbaProject.bin": b"x"}), "a.docx", "mã chạy tự động"),
        (docx({"word/embeddings/run.exe": b"MZ"}), "a.docx", "mã chạy tự động"),
        (docx({"word/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}), "a.docx", "bị hỏng"),
        (b"PK\x03\x04 not really", "a.docx", "không phải DOCX"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_everything_else_is_refused_with_its_sentence(actor, content, name, why):
    assert why in refusal(content, name, actor)
    assert db.session.query(StoredFile).count() == 0


def test_a_picture_of_too_many_points_is_refused(actor):
    out = io.BytesIO()
    Image.new("1", (13_000, 10_000)).save(out, format="PNG")

    assert "bung ra quá lớn" in refusal(out.getvalue(), "a.png", actor)


def test_the_limit_of_the_settings_holds_to_the_byte(app, actor):
    usual = app.config["AWARD"]
    app.config["AWARD"] = usual.model_copy(update={"max_upload_mb": 1})
    try:
        page = pdf()
        exact = page + b"\n" * (1024 * 1024 - len(page))
        assert "lớn hơn 1 MB" in refusal(exact + b"\n", "a.pdf", actor)
        assert "bị hỏng" in refusal(exact, "a.pdf", actor)  # size passed, trailing bytes did not
    finally:
        app.config["AWARD"] = usual


def corpus() -> list[tuple[str, str, bytes]]:
    folder = CORPORA / "upload"
    files = sorted(folder.iterdir()) if folder.exists() else []
    return [(file.name, file.name, file.read_bytes()) for file in files]


@pytest.mark.parametrize(("label", "name", "content"), corpus() or [("none", "", b"")])
def test_the_upload_corpus_is_refused_or_kept_harmless(actor, label, name, content):
    if not content:
        pytest.skip("../shared/data/corpora/upload is not here")
    if name == "eicar.b64":
        content = base64.b64decode(content)

    try:
        stored = storage.store(Upload(content, name), actor=actor)
    except Refusal:
        stored = None

    assert stored is None or stored.media_type == "image/jpeg"
    if not name.endswith((".jpg", ".jpeg")):
        assert stored is None


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "jpg", "png"])
def test_no_corpus_file_passes_under_a_name_of_the_list(actor, extension):
    files = [each for each in corpus() if not each[1].endswith((".jpg", ".jpeg"))]
    if not files:
        pytest.skip("../shared/data/corpora/upload is not here")

    for _, _, content in files:
        assert refusal(content, f"a.{extension}", actor)


def names() -> list[tuple[str, str]]:
    file = Path(CORPORA / "names" / "filenames.json")
    return [tuple(pair) for pair in json.loads(file.read_text())] if file.exists() else []


@pytest.mark.parametrize(("label", "name"), names() or [("none", "")])
def test_a_display_name_is_one_harmless_line(label, name):
    if label == "none":
        pytest.skip("../shared/data/corpora/names is not here")

    shown = storage.display_name(name)

    assert 0 < len(shown) <= storage.LONGEST_NAME
    assert unicodedata.is_normalized("NFC", shown)
    assert not set("/\\\r\n\x00\u202e\u200b") & set(shown)
    assert shown not in {".", ".."}
    assert not shown.startswith(".")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Báo cáo tự đánh giá – Công ty Đường Ninh.pdf",) * 2,
        (unicodedata.normalize("NFD", "Báo cáo.pdf"), "Báo cáo.pdf"),
        ("đ.pdf", "đ.pdf"),
        ("Đơn đề nghị.pdf", "Đơn đề nghị.pdf"),
        ("C:\\hồ sơ\\x.pdf", "x.pdf"),
        ("../../../../etc/passwd", "passwd"),
        ("bao_cao_\u202efdp.exe", "bao_cao_fdp.exe"),
        ("a.pdf. ", "a.pdf"),
        ("..", "tệp"),
    ],
)
def test_vietnamese_names_come_back_as_they_were(sent, shown):
    assert storage.display_name(sent) == shown


def test_changed_bytes_are_noticed(actor):
    stored = storage.store(Upload(pdf("một"), "a.pdf"), actor=actor)
    other = storage.store(Upload(pdf("hai khác hẳn"), "b.pdf"), actor=actor)
    stored.sha256 = other.sha256

    with pytest.raises(ValueError, match="do not match"):
        storage.read(stored)


# --- pictures keep nothing of the camera ----------------------------------------------------------


def photo(*, side=6):
    """A photograph as a telephone takes it: place, device, comment, thumbnail in a second image."""
    exif = Image.Exif()
    exif[0x010F] = "Hãng Mẫu"
    exif[0x0112] = side
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(
        out, "JPEG", exif=exif, comment=b"chup tai nha may", progressive=True
    )
    return out.getvalue()


def test_a_photograph_is_kept_without_place_device_and_comment(actor):
    stored = storage.store(Upload(photo() + photo(), "ảnh.jpg"), actor=actor)

    kept = storage.read(stored)
    with Image.open(io.BytesIO(kept)) as picture:
        exif = picture.getexif()
        assert (picture.size, dict(exif)) == ((40, 20), {0x0112: 6})
        assert dict(exif.get_ifd(0x8825)) == {}
        picture.load()
    assert [word in kept for word in (b"nha may", "Hãng".encode(), b"GPS")] == [False] * 3
    assert kept.count(b"\xff\xd9") == 1


def test_the_picture_itself_is_not_touched(actor):
    stored = storage.store(Upload(photo(side=1), "ảnh.jpg"), actor=actor)

    with (
        Image.open(io.BytesIO(storage.read(stored))) as kept,
        Image.open(io.BytesIO(photo(side=1))) as sent,
    ):
        assert kept.tobytes() == sent.tobytes()
        assert dict(kept.getexif()) == {}


def test_a_png_is_kept_without_its_texts(actor):
    texts = PngInfo()
    texts.add_text("Comment", "chup tai nha may")
    exif = Image.Exif()
    exif[0x010F] = "Hãng Mẫu"
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG", pnginfo=texts, exif=exif)

    kept = storage.read(storage.store(Upload(out.getvalue(), "ảnh.png"), actor=actor))

    assert [word in kept for word in (b"nha may", b"eXIf", b"tEXt")] == [False] * 3
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (8, 8)


@pytest.mark.parametrize(
    "damaged",
    [
        photo()[:2] + b"\x00\xf0" + photo()[4:],
        photo()[:-2],
        photo()[:-400] + b"\x00",
    ],
)
def test_a_picture_whose_parts_cannot_be_told_apart_is_refused(damaged):
    with pytest.raises(Refusal, match="Tệp ảnh bị hỏng"):
        image_metadata.without("jpg", damaged)


def test_other_files_are_kept_as_they_are():
    assert image_metadata.without("pdf", pdf()) == pdf()


# --- nothing stays of what was not committed ------------------------------------------------------


def bytes_on_disk():
    root = Path(current().storage_url.removeprefix("file://"))
    return {path.name for path in root.rglob("*") if path.is_file()}


def test_bytes_of_a_transaction_that_is_given_up_are_taken_away(actor):
    db.session.commit()
    before = bytes_on_disk()
    stored = storage.store(Upload(pdf(), "báo cáo.pdf"), actor=actor)
    name = str(stored.id)
    there = name in bytes_on_disk()

    db.session.rollback()

    assert there
    assert bytes_on_disk() == before


def test_bytes_of_a_committed_row_stay(actor):
    with db.session.begin_nested():
        stored = storage.store(Upload(pdf(), "báo cáo.pdf"), actor=actor)
    db.session.commit()
    db.session.rollback()

    assert storage.read(stored) == pdf()


def test_sweeping_takes_old_bytes_without_a_row_and_nothing_else(actor):
    stored = storage.store(Upload(pdf(), "báo cáo.pdf"), actor=actor)
    db.session.commit()
    root = Path(current().storage_url.removeprefix("file://"))
    old, young, captured = (f"{number:08d}-0000-4000-8000-000000000000" for number in (1, 2, 3))
    places = [f"00/{old}", f"00/{young}", f"capture/00/{captured}", "README"]
    for place in places:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes(b"x")
        os.utime(root / place, (0, 0))
    os.utime(root / places[1])

    gone = storage.sweep()

    left = bytes_on_disk()
    assert gone >= 1
    assert old not in left
    assert {young, captured, "README", str(stored.id)} <= left

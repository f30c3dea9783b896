"""The picture of a product: drawn small, without what a camera wrote, shown behind its QR code."""

import io
from types import SimpleNamespace

import pytest
from PIL import Image
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, CaptureSource
from award.policies import Refusal
from award.services import capturing, product_pictures, storage
from tests.web.trace.test_captures import EVENT, document

PAGE, PICTURE = "/p/01/08938505970011", "/p/picture/01/08938505970011"


def photo(size=(1600, 1200), kind="JPEG", name="ảnh.jpg", mode="RGB"):
    """A picture as a camera writes it, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "TOA-DO-RIENG"
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind, exif=exif)
    return io.BytesIO(out.getvalue()), name


@pytest.fixture
def address(product):
    return f"/trace/products/{product.id}/picture"


def test_a_picture_is_kept_small_and_shown_behind_the_qr_code(browser, client, editor, address):
    saved = browser(editor).post(address, data={"picture": photo()}, follow_redirects=True)

    page, answer = client.get(PAGE), client.get(PICTURE)

    assert "Đã lưu ảnh sản phẩm." in saved.text
    assert f'src="{PICTURE}" alt="Ảnh sản phẩm Cà phê Mẫu"' in page.text
    assert page.text.count("govuk-summary-list__key") == 7
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert b"TOA-DO-RIENG" not in answer.data
    assert Image.open(io.BytesIO(answer.data)).size == (1000, 750)
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_the_picture_of_a_recalled_lot_is_not_shown(browser, client, editor, organisation, address):
    browser(editor).post(address, data={"picture": photo()})
    recalled = document(EVENT | {"disposition": "recalled"})
    job = capturing.accept(recalled, organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)
    db.session.commit()

    assert client.get(f"{PICTURE}/10/L1").status_code == 404
    assert "<img" not in client.get(f"{PAGE}/10/L1").text.split("govuk-summary-list")[1]
    assert client.get(f"{PICTURE}/10/L2").status_code == 200


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("WEBP", "RGB"), ("PNG", "P")])
def test_other_kinds_of_pictures_become_the_same_kind(
    browser, editor, address, product, kind, mode
):
    browser(editor).post(address, data={"picture": photo((20, 10), kind, f"a.{kind}", mode)})

    kept = product_pictures.of(product)
    assert (kept.media_type, Image.open(storage.open_bytes(kept)).size) == ("image/jpeg", (20, 10))


def test_a_picture_is_taken_away_again_and_both_are_in_the_audit(browser, client, editor, address):
    browser(editor).post(address, data={"picture": photo((20, 10))})

    page = browser(editor).post(f"{address}/remove", follow_redirects=True)

    assert "Sản phẩm chưa có ảnh." in page.text
    assert client.get(PICTURE).status_code == 404
    assert "anh.png" in client.get(PAGE).text
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["save_product_picture", "remove_product_picture"]


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        ((io.BytesIO(b""), ""), "Hãy chọn một tệp."),
        ((io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "a.svg"), "Không đọc được ảnh"),
        ((io.BytesIO(b"\xff\xd8\xff\xe0" + b"0" * 99), "a.jpg"), "Không đọc được ảnh"),
    ],
)
def test_what_is_no_picture_is_told_at_the_field(browser, editor, address, upload, sentence):
    page = browser(editor).post(address, data={"picture": upload})

    assert page.status_code == 422
    assert sentence in page.text


def test_a_file_that_is_too_large_is_told(product, editor):
    huge = SimpleNamespace(filename="a.jpg", stream=io.BytesIO(b"0" * (15 * 2**20 + 1)))

    with pytest.raises(Refusal, match="Ảnh lớn hơn 15 MB"):
        product_pictures.keep(product, huge, actor=editor)


def test_a_picture_full_of_detail_is_kept_within_the_limit_too(product, editor):
    out = io.BytesIO()
    Image.effect_noise((2000, 2000), 90).convert("RGB").save(out, "PNG")

    kept = product_pictures.keep(
        product, SimpleNamespace(filename="a.png", stream=io.BytesIO(out.getvalue())), actor=editor
    )

    assert kept.size <= product_pictures.MOST_KEPT


def test_a_picture_of_too_many_points_is_told(browser, editor, address):
    huge = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(huge, "PNG")

    page = browser(editor).post(address, data={"picture": (io.BytesIO(huge.getvalue()), "a.png")})

    assert page.status_code == 422
    assert "50 triệu điểm" in page.text


def test_readers_see_the_picture_and_do_not_change_it(browser, editor, reader, product, address):
    without = browser(reader).get(f"{address}.jpg")
    browser(editor).post(address, data={"picture": photo((20, 10))})

    assert without.status_code == 404
    assert browser(reader).get(f"{address}.jpg").status_code == 200
    assert "Đổi ảnh sản phẩm" not in browser(reader).get(f"/trace/products/{product.id}").text
    assert browser(reader).post(address, data={"picture": photo((20, 10))}).status_code == 403
    assert browser(reader).post(f"{address}/remove").status_code == 403

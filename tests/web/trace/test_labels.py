"""Labels: typed or photographed, compared sign by sign, recorded; pictures are forgotten."""

import io
import json

import numpy
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from award.config import current
from award.extensions import db
from award.models import AuditEvent, CaptureSource, CarrierCheck, StoredFile
from award.policies import Refusal
from award.services import capturing, checking, label_photos, labels, products_register
from award.services.label_photos import Code
from award.services.products_register import ProductFacts
from tests.web.trace import epcis

GTIN = "08938505970011"
F = zxingcpp.BarcodeFormat


def picture(content, kind=F.QRCode, scale=4, **options):
    """What a camera sees of a code: it lies askew on a table."""
    drawn = zxingcpp.create_barcode(content, kind, **options)
    code = Image.fromarray(numpy.array(zxingcpp.write_barcode_to_image(drawn, scale=scale)))
    table = Image.new("L", (code.width + 200, code.height + 200), 190)
    table.paste(code, (100, 100))
    return table.rotate(7, fillcolor=190)


def photo(image, name="nhan.jpg", kind="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return io.BytesIO(buffer.getvalue()), name


@pytest.fixture
def address(product):
    return f"/trace/products/{product.id}/label"


def captured(organisation, *events):
    body = json.dumps(epcis.document(*events)).encode()
    job = capturing.keep(body, organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)


def sealed(page):
    return page.text.split('name="packed" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("content", "kind", "options", "shown"),
    [
        (f"https://example.vn/p/01/{GTIN}/10/L1", F.QRCode, {}, f"/01/{GTIN}/10/L1"),
        (f"(01){GTIN}(10)L1", F.DataMatrix, {"gs1": True}, f"(01){GTIN}(10)L1"),
        (f"(01){GTIN}(10)L1", F.Code128, {"gs1": True}, f"(01){GTIN}(10)L1"),
        ("8938505970011", F.EAN13, {}, "8938505970011"),
    ],
)
def test_t28_a_photographed_label_is_decoded_and_matches(
    browser, reader, address, content, kind, options, shown
):
    form = {"photo": photo(picture(content, kind, **options))}

    page = browser(reader).post(address, data=form)

    assert page.status_code == 200
    assert "Nhãn khớp với mã đã đăng ký." in page.text
    assert shown in page.text


def test_t28_a_mismatch_is_named_sign_by_sign(browser, reader, address):
    form = {"photo": photo(picture("8938505970028", F.EAN13), "n.png", "PNG")}

    page = browser(reader).post(address, data=form)

    assert "Nhãn không khớp." in page.text
    assert "Từ ký tự thứ 13: nhãn là “28”, mã đã đăng ký là “11”." in page.text


@pytest.mark.parametrize(
    ("read", "registered", "sentences"),
    [
        ("abc", "abc", []),
        ("abxd", "abcd", ["Từ ký tự thứ 3: nhãn là “x”, mã đã đăng ký là “c”."]),
        ("abcc", "abc", ["Từ ký tự thứ 4: nhãn thừa “c”."]),
        ("ac", "abc", ["Trước ký tự thứ 2: nhãn thiếu “b”."]),
    ],
)
def test_signs_that_differ_are_counted_from_one(read, registered, sentences):
    assert list(labels.signs(read, registered)) == sentences


def test_of_many_differences_the_first_are_told_and_the_rest_counted():
    told = list(labels.signs("a1b2c3d4e5f6g7", "a_b_c_d_e_f_g_"))

    assert len(told) == 6
    assert told[-1] == "Còn 2 chỗ khác nữa."


def _exif():
    exif = Image.Exif()
    exif[0x010E] = "Vườn nhà ông Mẫu"
    return exif


def test_a_photograph_leaves_nothing_behind(browser, editor, address):
    form = {"photo": photo(picture(GTIN, F.QRCode), exif=_exif())}

    page = browser(editor).post(address, data=form)
    browser(editor).post(f"{address}/record", data={"packed": sealed(page)})

    assert db.session.scalar(select(StoredFile.id)) is None
    assert "Vườn nhà ông Mẫu" not in page.text
    row = db.session.scalars(select(CarrierCheck)).one()
    assert (row.content, row.matches, row.symbology) == (GTIN, True, "QR Code")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (lambda: (io.BytesIO(b""), "n.jpg"), "Không đọc được ảnh"),
        (lambda: (io.BytesIO(b"GIF89a" + b"0" * 90), "n.jpg"), "Không đọc được ảnh"),
        (lambda: (io.BytesIO(photo(picture("x"))[0].read()[:300]), "n.jpg"), "Không đọc được ảnh"),
        (lambda: photo(Image.new("L", (300, 300), 255)), "Không thấy mã nào đọc được"),
        (lambda: photo(Image.new("1", (8_000, 7_000)), "n.png", "PNG"), "hơn 50 triệu điểm"),
    ],
)
def test_a_photograph_that_cannot_be_read_says_why(browser, reader, address, given, sentence):
    page = browser(reader).post(address, data={"photo": given()})

    assert page.status_code == 422
    assert sentence in page.text


def test_a_photograph_of_too_many_bytes_is_not_even_opened(app):
    huge = FileStorage(io.BytesIO(b"\xff\xd8" + b"0" * 15_800_000), filename="n.jpg")

    with pytest.raises(Refusal, match="Ảnh lớn hơn 15 MB"):
        label_photos.decode(huge)


def test_a_form_without_anything_asks_for_something(browser, reader, address):
    page = browser(reader).post(address, data={})

    assert page.status_code == 422
    assert "Hãy dán nội dung đọc được, hoặc chụp nhãn." in page.text
    assert browser(reader).post(address, data={"content": "x" * 3_000}).status_code == 422
    assert 'capture="environment"' in browser(reader).get(address).text


def test_a_large_photograph_is_made_smaller_before_it_is_read(app):
    big, name = photo(picture(GTIN, F.QRCode, scale=40).resize((6_000, 6_000)))

    codes = label_photos.decode(FileStorage(big, filename=name))

    assert codes == [Code(GTIN, GTIN, "QR Code")]


def test_a_lot_that_no_event_names_is_pointed_out(browser, editor, organisation, product, address):
    unknown = browser(editor).post(address, data={"content": f"(01){GTIN}(10)L1"})
    lot = {"epcClass": f"https://id.gs1.org/01/{GTIN}/10/L1", "quantity": 1}
    captured(organisation, epcis.event(1, quantityList=[lot]))
    known = browser(editor).post(address, data={"content": f"(01){GTIN}(10)L1"})

    assert "(L1) chưa có trong sự kiện nào" in unknown.text
    assert "chưa có trong sự kiện nào" not in known.text


def test_m15_counts_recorded_labels_until_they_are_taken_back(
    browser, editor, organisation, product, address
):
    lot = {"epcClass": f"https://id.gs1.org/01/{GTIN}/10/L1", "quantity": 1}
    captured(organisation, epcis.event(1, quantityList=[lot]))
    for content in (f"(01){GTIN}(10)L1", f"(01){GTIN}(10)L1", "8938505970028"):
        page = browser(editor).post(address, data={"content": content})
        browser(editor).post(f"{address}/record", data={"packed": sealed(page)})
    with_wrong = _m15(product, editor)
    wrong = labels.recorded(product)[0]

    removed = browser(editor).post(f"{address}/{wrong.id}/remove", follow_redirects=True)
    again = browser(editor).post(f"{address}/{wrong.id}/remove")

    assert (with_wrong["numerator"], with_wrong["denominator"]) == (1, 2)
    assert _m15(product, editor)["value"] == "1"
    assert "Đã bỏ kết quả đọc nhãn" in removed.text
    assert again.status_code == 302
    actions = [one.action for one in db.session.scalars(select(AuditEvent))]
    assert (actions.count("record_label"), actions.count("remove_label")) == (3, 1)


def _m15(product, editor):
    run = checking.run(product, actor=editor)
    metrics = run.content["snapshot"]["result"]["metrics"]
    return next(one for one in metrics if one["id"] == "M15")


def test_a_link_to_our_own_pages_is_followed_and_one_elsewhere_is_not(product, editor):
    ours = f"{current().base_url}/p/01/{GTIN}"
    for content in (ours, f"{current().base_url}/p/01/08938505970028", f"https://a.vn/01/{GTIN}"):
        labels.record(product, Code(content, content, "QR Code"), actor=editor)

    found = labels.carriers(product, shows=frozenset({"product_name"}))

    assert {one.content: (one.resolves, one.shows) for one in found} == {
        ours: (True, frozenset({"product_name"})),
        f"{current().base_url}/p/01/08938505970028": (False, None),
        f"https://a.vn/01/{GTIN}": (None, None),
    }


def test_a_code_outside_gs1_is_compared_as_it_stands(browser, editor, organisation):
    product = products_register.save(
        organisation, ProductFacts(name="Chè Mẫu", other_code="CHE-01"), actor=editor
    )
    address = f"/trace/products/{product.id}/label"

    same = browser(editor).post(address, data={"content": "CHE-01"})
    other = browser(editor).post(address, data={"photo": photo(picture("CHE-02"))})
    browser(editor).post(f"{address}/record", data={"packed": sealed(other)})

    assert "Nhãn khớp" in same.text
    assert "Từ ký tự thứ 6: nhãn là “2”, mã đã đăng ký là “1”." in other.text
    assert db.session.scalars(select(CarrierCheck.registered)).one() == "CHE-01"


def test_only_what_was_shown_can_be_recorded_and_by_editors_alone(browser, editor, reader, address):
    page = browser(reader).post(address, data={"content": GTIN})

    forged = browser(editor).post(f"{address}/record", data={"packed": "abc"})
    refused = browser(reader).post(f"{address}/record", data={"packed": "abc"})

    assert "Ghi làm bằng chứng" not in page.text
    assert (forged.status_code, refused.status_code) == (422, 403)
    assert db.session.scalar(select(CarrierCheck.id)) is None

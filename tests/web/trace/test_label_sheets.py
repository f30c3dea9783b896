"""Sheets of labels: what is on each label, at its place on the paper, readable by a scanner."""

import io
import json
import shutil
import subprocess

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from award.config import current
from award.extensions import db
from award.models import CaptureSource, IssuedDocument
from award.reports import pdf
from award.services import capturing, label_sheets, products_register
from award.services.products_register import ProductFacts
from tests.pdf.reading import sizes_of, words_of
from tests.web.trace import epcis

GTIN = "08938505970011"
NODE = f"https://id.gs1.org/01/{GTIN}/10/L1"


@pytest.fixture
def address(product):
    return f"/trace/products/{product.id}/labels"


@pytest.fixture
def lot(organisation):
    """A lot that an event tells of."""
    one = epcis.event(1, quantityList=[{"epcClass": NODE, "quantity": 5}])
    job = capturing.keep(
        json.dumps(epcis.document(one)).encode(),
        organisation=organisation,
        source=CaptureSource.UPLOAD,
    )
    capturing.run(job.id)
    db.session.commit()


def sheet():
    return db.session.scalars(select(IssuedDocument)).one()


def test_t27_each_label_leads_to_its_lot_and_tells_people_the_same(browser, editor, address, lot):
    form = {"lots": [NODE], "others": "L2\nL3;S-1\n\n", "copies": "2", "layout": "l24"}

    answer = browser(editor).post(address, data=form)

    assert answer.location == f"/documents/{sheet().id}"
    stem = f"{current().base_url}/p/01/{GTIN}"
    assert [(one["link"], one["lines"]) for one in sheet().data["labels"]] == [
        (f"{stem}/10/L1", [f"(01) {GTIN}", "(10) L1"]),
        (f"{stem}/10/L2", [f"(01) {GTIN}", "(10) L2"]),
        (f"{stem}/10/L3/21/S-1", [f"(01) {GTIN}", "(10) L3", "(21) S-1"]),
    ]
    assert sheet().data["sheets"] == [[0, 0, 1, 1, 2, 2]]


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no poppler on this machine")
@pytest.mark.parametrize(("layout", "per_page"), [("l24", 24), ("l8", 8)])
def test_every_label_on_paper_is_read_by_a_scanner(browser, editor, address, layout, per_page):
    form = {"others": "L1\nLO-HANG-DAI-20-KYTU;S2", "copies": str(per_page), "layout": layout}
    browser(editor).post(address, data=form)

    content, pages = pdf.printed(sheet())

    assert (pages, set(sizes_of(content))) == (2, {(595, 842)})
    assert f"(01) {GTIN}" in words_of(content)
    first = _codes(content, 1)
    assert first == [f"{current().base_url}/p/01/{GTIN}/10/L1"] * per_page
    assert set(_codes(content, 2)) == {
        f"{current().base_url}/p/01/{GTIN}/10/LO-HANG-DAI-20-KYTU/21/S2"
    }


def _codes(content, page):
    done = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-f", str(page), "-l", str(page), "-"],
        input=content, capture_output=True, check=True,
    )  # fmt: skip
    picture = Image.open(io.BytesIO(done.stdout)).convert("L")
    found = zxingcpp.read_barcodes(picture, formats=(zxingcpp.BarcodeFormat.QRCode,))
    return [one.text for one in found]


def test_without_a_lot_the_label_carries_the_product_alone(browser, editor, address):
    browser(editor).post(address, data={"copies": "1", "layout": "l8"})

    assert [one["lines"] for one in sheet().data["labels"]] == [[f"(01) {GTIN}"]]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"copies": "0"}, "từ 1"),
        ({"copies": ""}, "Hãy ghi số nhãn."),
        ({"layout": "l99"}, "Hãy chọn một trong các mục được nêu."),
        ({"lots": ["https://id.gs1.org/01/08938505970028/10/L9"]}, "lựa chọn"),
        ({"others": "L1\nlô hai"}, "Dòng 2: "),
        ({"others": "L1\nL2;001090000123"}, "Dòng 2: AI (21) mang dữ liệu cá nhân"),
        ({"others": "\n".join(f"L{one}" for one in range(101))}, "tối đa 100 lô"),
        ({"others": "L1\nL2\nL3\nL4\nL5", "copies": "500"}, "2000 nhãn"),
    ],
)
def test_what_cannot_be_printed_is_told_at_the_form(browser, editor, address, form, sentence):
    page = browser(editor).post(address, data={"copies": "24", "layout": "l24"} | form)

    assert page.status_code == 422
    assert sentence in page.text
    assert db.session.scalar(select(IssuedDocument.id)) is None


def test_a_lot_of_events_that_is_a_persons_number_is_not_printed(
    browser, editor, address, organisation
):
    node = f"{NODE.rpartition('/')[0]}/001090000123"
    told = epcis.event(7, quantityList=[{"epcClass": node, "quantity": 5}])
    job = capturing.keep(
        json.dumps(epcis.document(told)).encode(),
        organisation=organisation,
        source=CaptureSource.UPLOAD,
    )
    capturing.run(job.id)

    page = browser(editor).post(address, data={"copies": "1", "layout": "l24", "lots": [node]})

    assert page.status_code == 422
    assert "mang dữ liệu cá nhân" in page.text
    assert db.session.scalar(select(IssuedDocument.id)) is None


def test_the_form_offers_the_lots_of_events_to_editors(browser, editor, reader, address, lot):
    page = browser(editor).get(address)

    assert NODE in page.text
    assert browser(reader).get(address).status_code == 403


@pytest.fixture
def many(organisation):
    """Sixty lots: more than one page of them."""
    told = [
        epcis.event(n, quantityList=[{"epcClass": f"{NODE}{n:02d}", "quantity": 5}])
        for n in range(60)
    ]
    job = capturing.keep(
        json.dumps(epcis.document(*told)).encode(),
        organisation=organisation,
        source=CaptureSource.UPLOAD,
    )
    capturing.run(job.id)
    db.session.commit()


def offered(page):
    return [f"L1{n:02d}" for n in range(60) if f'value="{NODE}{n:02d}"' in page.text]


def test_every_lot_is_found_by_page_or_by_search_and_what_was_typed_stays(
    browser, editor, address, many
):
    typed = {"others": "L9", "copies": "3", "layout": "l8"}
    own = browser(editor)

    first = own.get(address)
    second = own.post(address, data={**typed, "go": "2", "lots": [f"{NODE}05"]})
    found = own.post(address, data={**typed, "go": "1", "search": "l157", "lots": [f"{NODE}05"]})
    none = own.post(address, data={**typed, "go": "1", "search": "x"})
    done = own.post(address, data={**typed, "search": "l157", "lots": [f"{NODE}05", f"{NODE}57"]})

    assert offered(first) == [f"L1{n:02d}" for n in range(50)]
    assert offered(second) == ["L105", *(f"L1{n:02d}" for n in range(50, 60))]
    assert offered(found) == ["L105", "L157"]
    assert ("L9" in found.text, 'value="3"' in found.text) == (True, True)
    assert f'value="{NODE}05" checked' in found.text
    assert "Không có lô nào như vậy." in none.text
    assert done.status_code == 302
    assert [one["lines"][-1] for one in sheet().data["labels"]] == [
        "(10) L105", "(10) L157", "(10) L9",
    ]  # fmt: skip


def test_a_code_outside_gs1_has_no_labels(browser, editor, organisation):
    product = products_register.save(
        organisation, ProductFacts(name="Chè Mẫu", other_code="CHE-01"), actor=editor
    )

    assert browser(editor).get(f"/trace/products/{product.id}/labels").status_code == 404
    assert "In tờ nhãn" not in browser(editor).get(f"/trace/products/{product.id}").text


def test_every_kind_of_paper_fits_on_a4():
    for layout in label_sheets.layouts().values():
        gaps = layout["gap"] * (layout["columns"] - 1)
        assert layout["left"] + layout["columns"] * layout["width"] + gaps <= 210
        assert layout["top"] + layout["rows"] * layout["height"] <= 297

"""Template tables: looked through cell by cell, captured as a whole, twice the same as once."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import CaptureJob, CaptureSource, EventKey, EventPayload, LotEdge
from award.services import capturing, growing_areas, parties, products_register, sheets
from award.services.growing_areas import AreaFacts
from award.services.products_register import ProductFacts
from traceability.parties import PartyKind

GTIN = "8938505970011"
OTHER = "CA-TUOI"
LOT = ["10/11/2026 08:30", "Kho Mẫu", GTIN, "L1", "1.250,5", "kg", "10/11/2026", "", "", ""]
PAPER = ["P1", "11/11/2026 08:00", "Kho Mẫu"]
SHIPPED = [*PAPER, "Công ty Mẫu B", GTIN, "L1", "500", "kg"]
RECEIVED = [*PAPER, "Công ty Mẫu B", OTHER, "R1", "500", "kg"]
INTO = [*PAPER, "vào", OTHER, "R1", "500", "kg"]
OUT_OF = [*PAPER, "ra", GTIN, "L1", "420", "kg"]


@pytest.fixture
def base(organisation, editor, product):
    """What the tables name is declared."""
    products_register.save(
        organisation, ProductFacts(name="Cà phê tươi", other_code=OTHER), actor=editor
    )
    parties.add_site(organisation, "Kho Mẫu", "8938505970028", actor=editor)
    parties.add_site(organisation, "Vườn chưa có GLN", "", actor=editor)
    parties.add_partner(organisation, "Công ty Mẫu B", PartyKind.MST, "0100112437", actor=editor)
    parties.add_partner(
        organisation, "Hộ Mẫu", PartyKind.PERSONAL_NUMBER, "001090000123", actor=editor
    )
    parties.add_partner(organisation, "Đại lý Mẫu", PartyKind.INTERNAL, "DL-1", actor=editor)
    parties.add_partner(organisation, "Siêu thị Mẫu", PartyKind.GLN, "8938505970035", actor=editor)
    growing_areas.save(organisation, AreaFacts(code="VN-DLOR-0123", grower="Hộ Mẫu"), actor=editor)
    return f"/trace/organisations/{organisation.id}/sheets"


def book(sheet, *rows):
    """The template as downloaded, with lines typed below the example."""
    filled = openpyxl.load_workbook(io.BytesIO(sheets.workbook(sheets.sheet(sheet))))
    for row in rows:
        filled["Dữ liệu"].append(["", *row])
    buffer = io.BytesIO()
    filled.save(buffer)
    return io.BytesIO(buffer.getvalue()), f"{sheet}.xlsx"


def send(client, base, sheet, *rows):
    return client.post(f"{base}/{sheet}", data={"table": book(sheet, *rows)})


def capture(client, base, sheet, *rows):
    """Upload, confirm, let the worker read; the job."""
    shown = send(client, base, sheet, *rows)
    assert shown.status_code == 200, re.findall(r"Sai</strong>\s*([^<]+)", shown.text)
    packed = shown.text.split('name="packed" value="')[1].split('"')[0]
    answer = client.post(f"{base}/{sheet}/confirm", data={"packed": packed})
    assert answer.status_code == 302
    job_id = answer.location.rpartition("/")[2]
    capturing.run(job_id)
    db.session.commit()
    return db.session.get(CaptureJob, job_id)


def payloads():
    return db.session.scalars(select(EventPayload.payload).order_by(EventPayload.event_no)).all()


@pytest.mark.parametrize("sheet", ["lots", "processes", "packings", "shipments", "receipts"])
def test_each_template_is_downloaded_and_its_form_opens(browser, reader, editor, base, sheet):
    template = browser(reader).get(f"{base}/{sheet}.xlsx")

    assert template.mimetype.endswith("spreadsheetml.sheet")
    assert openpyxl.load_workbook(io.BytesIO(template.data)).sheetnames[0] == "Dữ liệu"
    assert browser(editor).get(f"{base}/{sheet}").status_code == 200
    assert "Bảng mẫu" in browser(reader).get(base).text


def test_an_unknown_template_is_not_found_and_readers_only_read(browser, reader, editor, base):
    assert browser(editor).get(f"{base}/areas").status_code == 404
    assert browser(editor).get(f"{base}/areas.xlsx").status_code == 404
    assert browser(reader).get(f"{base}/lots").status_code == 403


def test_lots_become_commissioning_events_that_name_their_areas(browser, editor, base):
    row = [*LOT[:7], "10/11/2027", "Việt Nam", "VN-DLOR-0123"]

    job = capture(browser(editor), base, "lots", row, [*LOT[:3], "L2", "7", "gói", *LOT[6:]])

    assert (job.source, job.total, job.accepted, job.warning) == (CaptureSource.TEMPLATE, 2, 2, 0)
    first, second = payloads()
    assert first["bizStep"] == "commissioning"
    assert first["readPoint"] == {"id": "https://id.gs1.org/414/8938505970028"}
    assert first["eventTime"] == "2026-11-10T01:30:00.000Z"
    assert first["quantityList"] == [
        {"epcClass": "https://id.gs1.org/01/08938505970011/10/L1", "quantity": 1250.5, "uom": "KGM"}
    ]
    assert first["ilmd"]["txng:growingAreaCode"] == ["VN-DLOR-0123"]
    assert first["sourceList"][0]["source"].endswith("/growing-area/VN-DLOR-0123")
    assert second["quantityList"][0] == {
        "epcClass": "https://id.gs1.org/01/08938505970011/10/L2", "quantity": 7
    }  # fmt: skip


def test_t12_uploading_a_table_twice_gives_duplicates_and_nothing_new(browser, editor, base):
    capture(browser(editor), base, "lots", LOT)

    again = capture(browser(editor), base, "lots", LOT)

    assert (again.total, again.accepted, again.duplicate) == (1, 0, 1)
    assert len(payloads()) == 1


def test_lines_of_one_slip_become_one_transformation_with_its_edges(browser, editor, base):
    job = capture(browser(editor), base, "processes", INTO, OUT_OF)

    assert (job.total, job.accepted) == (1, 1)
    edge = db.session.scalars(select(LotEdge)).one()
    assert edge.source.endswith(f"/item/{OTHER}/R1")
    assert edge.target == "https://id.gs1.org/01/08938505970011/10/L1"


def test_slips_become_shipping_and_receiving_with_the_partner(browser, editor, base):
    other_day = ["P2", "11/11/2026 09:00", "Kho Mẫu"]
    capture(
        browser(editor), base, "shipments",
        SHIPPED,
        [*PAPER, "0100112437", GTIN, "L2", "1", "thùng"],
        [*other_day, "đại lý mẫu", GTIN, "L3", "1", "cái"],
        ["P3", *other_day[1:], "8938505970035", GTIN, "L3", "1", "cái"],
    )  # fmt: skip
    capture(
        browser(editor), base, "receipts",
        RECEIVED,
        ["P2", PAPER[1], "vườn chưa có GLN", "VN-DLOR-0123", OTHER, "R2", "90", "tạ"],
    )  # fmt: skip

    first, second, third, fourth, fifth = payloads()
    assert len(first["quantityList"]) == 2
    assert first["destinationList"][0]["destination"].endswith("/mst/0100112437")
    assert first["bizTransactionList"][0]["bizTransaction"].endswith("/slip/P1")
    assert second["destinationList"][0]["destination"].endswith("/internal/DL-1")
    assert third["destinationList"][0]["destination"] == "https://id.gs1.org/417/8938505970035"
    assert fourth["sourceList"][0]["source"].endswith("/mst/0100112437")
    assert fifth["sourceList"][0]["source"].endswith("/growing-area/VN-DLOR-0123")
    assert fifth["quantityList"][0]["uom"] == "DTN"
    steps = db.session.scalars(select(EventKey.biz_step).order_by(EventKey.event_no)).all()
    assert steps == ["shipping"] * 3 + ["receiving"] * 2


def put(row, place, text):
    return [*row[:place], text, *row[place + 1 :]]


@pytest.mark.parametrize(
    ("sheet", "rows", "sentence"),
    [
        ("lots", [put(LOT, 2, "8938505970012")], "đúng phải là 1"),
        ("lots", [put(LOT, 2, "8938505970042")], "Chưa khai sản phẩm có GTIN này"),
        ("lots", [put(LOT, 2, "CA-TUOY")], "Có phải “CA-TUOI”?"),
        ("lots", [put(LOT, 5, "kilo")], "Không biết đơn vị “kilo”"),
        ("lots", [put(LOT, 0, "13/2026")], "“13/2026” không phải ngày"),
        ("lots", [put(LOT, 0, "10/11/2031 08:00")], "ở tương lai"),
        ("lots", [put(LOT, 4, "12 %")], "Ô ghi phần trăm"),
        ("lots", [put(LOT, 4, "mười")], "“mười” không phải số"),
        ("lots", [put(LOT, 4, "0")], "Số lượng phải lớn hơn 0"),
        ("lots", [put(LOT, 4, "1,0000001")], "hơn 6 chữ số sau dấu phẩy"),
        ("lots", [put(LOT, 4, "=1+1")], "Ô chứa công thức"),
        ("lots", [put(LOT, 1, "Khu Mẫu")], "Có phải “Kho Mẫu”?"),
        ("lots", [put(LOT, 1, "8938505970059")], "Chưa khai địa điểm này"),
        ("lots", [put(LOT, 3, "lô số 1")], "10"),
        ("lots", [put(LOT, 3, "X" * 21)], "20"),
        ("lots", [put(LOT, 6, "12/11/2026")], "Ngày sản xuất sau ngày tạo lập lô"),
        ("lots", [put(LOT, 7, "09/11/2026")], "Hạn sử dụng trước ngày sản xuất"),
        ("lots", [put(LOT, 8, "Lào")], "Ghi mã nước hai chữ cái"),
        ("lots", [put(LOT, 9, "VN-DLOR-0124")], "Có phải “VN-DLOR-0123”?"),
        ("lots", [LOT, LOT], "lặp lại nguyên dòng 3"),
        ("processes", [INTO], "ít nhất một dòng “vào” và một dòng “ra”"),
        ("processes", [put(INTO, 3, "lên"), OUT_OF], "Ghi “vào” cho nguyên liệu"),
        ("processes", [INTO, put(OUT_OF, 1, "12/11/2026")], "Khác dòng 3 của cùng số phiếu"),
        ("processes", [INTO, put(OUT_OF, 4, "8938505970042")], "Chưa khai sản phẩm có GTIN này"),
        ("processes", [INTO, put(INTO, 6, "5"), OUT_OF], "Lô này đã có trong phiếu ở dòng 3"),
        ("shipments", [put(SHIPPED, 3, "Công ty Mẫu")], "Có phải “Công ty Mẫu B”?"),
        ("shipments", [put(SHIPPED, 3, "VN-DLOR-0123")], "Chưa khai đối tác này"),
        ("shipments", [put(SHIPPED, 0, "")], "Thiếu. Mỗi dòng phải ghi ô này."),
    ],
)
def test_a_wrong_cell_says_why_and_nothing_is_captured(
    browser, editor, base, sheet, rows, sentence
):
    page = send(browser(editor), base, sheet, *rows)

    assert page.status_code == 422
    faults = " ".join(re.findall(r"Sai</strong>\s*([^<]+)", page.text))
    assert sentence in faults.replace("&#34;", '"')
    assert 'name="packed"' not in page.text
    assert db.session.scalar(select(CaptureJob.id)) is None


def test_a_table_that_became_wrong_after_its_preview_is_not_captured(
    browser, editor, organisation, base
):
    shown = send(browser(editor), base, "shipments", SHIPPED)
    packed = shown.text.split('name="packed" value="')[1].split('"')[0]
    db.session.delete(db.session.scalars(select(parties.Site)).first())

    late = browser(editor).post(f"{base}/shipments/confirm", data={"packed": packed})
    elsewhere = browser(editor).post(f"{base}/receipts/confirm", data={"packed": packed})

    assert "Bảng còn 1 ô sai" in late.text
    assert "Bản xem trước không còn dùng được" in elsewhere.text
    assert db.session.scalar(select(CaptureJob.id)) is None


def test_looking_through_a_table_asks_as_much_for_many_lines_as_for_one(
    browser, editor, base, questions
):
    send(browser(editor), base, "lots", LOT)
    with questions() as few:
        send(browser(editor), base, "lots", LOT)
    with questions() as many:
        send(browser(editor), base, "lots", *[put(LOT, 3, f"L{number}") for number in range(30)])

    assert len(many) == len(few)

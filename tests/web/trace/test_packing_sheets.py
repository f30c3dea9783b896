"""Packing by template: lots into logistic units, units sent and received, no unit used twice."""

import csv
import io

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import CaptureJob, LotEdge
from award.services import parties, sheets
from tests.web.trace.test_sheets import GTIN, capture, payloads, put, send
from traceability.parties import PartyKind

UNIT, OTHER_UNIT = "189385059700000018", "189385059700000025"
UNIT_URI = f"https://id.gs1.org/00/{UNIT}"
PACKED = [UNIT, "11/11/2026 08:00", "Kho Mẫu", GTIN, "L1", "500", "kg"]
SENT = ["P1", "11/11/2026 10:00", "Kho Mẫu", "Công ty Mẫu B", "", "", "", "", UNIT]


@pytest.fixture
def base(organisation, editor, product):
    """A place and a partner are declared."""
    parties.add_site(organisation, "Kho Mẫu", "8938505970028", actor=editor)
    parties.add_partner(organisation, "Công ty Mẫu B", PartyKind.MST, "0100112437", actor=editor)
    return f"/trace/organisations/{organisation.id}/sheets"


def test_lines_of_one_sscc_become_one_packing_whose_lots_lie_in_the_unit(browser, editor, base):
    rows = [PACKED, put(PACKED, 4, "L2"), put(PACKED, 0, OTHER_UNIT)]

    job = capture(browser(editor), base, "packings", *rows)

    assert (job.total, job.accepted, job.warning) == (2, 2, 0)
    first, _ = payloads()
    assert (first["bizStep"], first["action"], first["parentID"]) == ("packing", "ADD", UNIT_URI)
    assert [one["epcClass"][-2:] for one in first["childQuantityList"]] == ["L1", "L2"]
    edges = db.session.execute(select(LotEdge.source, LotEdge.target, LotEdge.kind)).all()
    assert (f"https://id.gs1.org/01/0{GTIN}/10/L1", UNIT_URI, "contained") in edges


def test_a_whole_unit_is_sent_and_received_beside_loose_lots(browser, editor, base):
    loose = [*SENT[:4], GTIN, "L9", "20", "kg", ""]

    capture(browser(editor), base, "shipments", SENT, loose)
    capture(browser(editor), base, "receipts", SENT)

    sent, received = payloads()
    assert sent["epcList"] == received["epcList"] == [UNIT_URI]
    assert [one["quantity"] for one in sent["quantityList"]] == [20]
    assert "quantityList" not in received


def test_the_same_table_twice_gives_duplicates_and_a_unit_packed_again_is_told(
    browser, editor, base
):
    capture(browser(editor), base, "packings", PACKED)

    twice = capture(browser(editor), base, "packings", PACKED)
    again = send(browser(editor), base, "packings", put(PACKED, 1, "13/11/2026 08:00"))
    after_a_year = send(browser(editor), base, "packings", put(PACKED, 1, "10/11/2025 08:00"))

    assert (twice.accepted, twice.duplicate) == (0, 1)
    assert again.status_code == 422
    assert "SSCC này đã dùng để đóng gói lúc 08:00 11/11/2026" in again.text
    assert "chỉ được dùng lại sau 12 tháng" in again.text
    assert after_a_year.status_code == 200
    assert len(db.session.scalars(select(CaptureJob)).all()) == 2


@pytest.mark.parametrize(
    ("sheet", "rows", "sentence"),
    [
        ("packings", [put(PACKED, 0, UNIT[:-1] + "7")], "Chữ số kiểm tra của SSCC sai"),
        ("packings", [put(PACKED, 0, "123")], "SSCC phải có 18 chữ số"),
        ("packings", [PACKED, put(put(PACKED, 4, "L2"), 1, "12/11/2026")],
         "Khác dòng 3 của cùng SSCC"),
        ("packings", [PACKED, put(PACKED, 5, "7")], "Lô này đã có trong phiếu ở dòng 3"),
        ("packings", [put(PACKED, 4, "")], "Thiếu. Mỗi dòng phải ghi ô này."),
        ("shipments", [put(SENT, 8, "")], "Thiếu. Mỗi dòng phải ghi ô này."),
        ("shipments", [put(SENT, 5, "L1")], "Ghi SSCC, hoặc ghi lô và số lượng; không ghi cả hai."),
        ("receipts", [SENT, put(SENT, 8, f"{UNIT} ")], "SSCC này đã có trong phiếu ở dòng 3"),
    ],
)  # fmt: skip
def test_a_wrong_cell_of_a_unit_says_why(browser, editor, base, sheet, rows, sentence):
    page = send(browser(editor), base, sheet, *rows)

    assert page.status_code == 422
    assert sentence in page.text
    assert db.session.scalar(select(CaptureJob.id)) is None


def test_a_template_is_had_as_csv_filled_in_and_taken_back(browser, editor, reader, base):
    template = browser(reader).get(f"{base}/packings.csv")
    rows = list(csv.reader(io.StringIO(template.data.decode("utf-8-sig")), delimiter=";"))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([*rows, ["", *PACKED]])

    shown = browser(editor).post(
        f"{base}/packings", data={"table": (io.BytesIO(out.getvalue().encode()), "dong-goi.csv")}
    )

    assert template.mimetype == "text/csv"
    assert rows[0][1:3] == ["SSCC *", "Ngày giờ *"]
    assert rows[1][0] == sheets.EXAMPLE
    assert shown.status_code == 200
    assert "Ghi 1 dòng" in shown.text

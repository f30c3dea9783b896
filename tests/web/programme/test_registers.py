"""Registers: entries that cannot contradict themselves, and a violation that the award hears of."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from award.demo import papers
from award.extensions import db
from award.models import (
    AuditEvent,
    ComplianceRecord,
    Inspection,
    PriorityProduct,
    ProgrammeDocument,
    SupportGrant,
    TraceSystem,
)
from tests.factories import make_organisation, make_province_officer, make_user, standing_body
from tests.web.at_field import told_at

DOCUMENT = {
    "kind": "decision",
    "number": "08/QĐ-UBND",
    "issued_on": "05/01/2026",
    "issuer": "Ủy ban nhân dân tỉnh Mẫu",
    "title": "Ban hành danh mục sản phẩm ưu tiên",
}
SYSTEM = {
    "kind": "provider",
    "name": "Giải pháp Mẫu",
    "operator": "Công ty Mẫu giải pháp",
    "conformity": "none",
    "portal_state": "none",
    "source": "Công văn mẫu",
}
PRODUCT = {
    "list": "ocop",
    "name": "Chả mực Mẫu",
    "organisation_name": "Hợp tác xã Mẫu",
    "decision_number": "01/QĐ-UBND",
    "decided_on": "05/01/2026",
    "stars": "4",
}
SUPPORT = {
    "recipient": "Hợp tác xã Mẫu",
    "purpose": "Tem truy xuất",
    "amount_vnd": "50.000.000",
    "legal_basis": "Nghị quyết mẫu của HĐND tỉnh",
    "granted_on": "05/02/2026",
}
INSPECTION = {
    "organisation_name": "Công ty Mẫu A",
    "site": "Chợ Mẫu",
    "field": "label",
    "inspected_on": "05/03/2026",
    "result": "serious",
    "finding": "Nhãn ghi sai xuất xứ.",
    "sanction": "Phạt 10 triệu đồng",
}
ENTRIES = {
    "documents": (DOCUMENT, ProgrammeDocument, "documents"),
    "systems": (SYSTEM, TraceSystem, "systems"),
    "products": (PRODUCT, PriorityProduct, "products"),
    "support": (SUPPORT, SupportGrant, "support"),
    "inspections": (INSPECTION, Inspection, "inspections"),
}


@pytest.mark.parametrize("code", ENTRIES)
def test_an_entry_is_added_shown_corrected_and_leaves_as_a_workbook(browse, code):
    data, model, path = ENTRIES[code]
    officer = browse(make_province_officer("22"))
    list_page = f"/programme/22/registers/{code}"

    empty = officer.get(list_page).text
    added = officer.post(list_page, data=data)
    row = db.session.scalars(select(model)).one()
    form = officer.get(f"/programme/{path}/{row.id}").text
    first = next(text for text in data.values() if "Mẫu" in text)
    second = officer.post(
        f"/programme/{path}/{row.id}",
        data=data | {"seen": str(row.version), _first_name(data): "Tên Mẫu mới"},
    )
    content = officer.get(f"{list_page}.xlsx").data

    assert "Sổ chưa có mục nào" in empty
    assert (added.location, second.location) == (list_page, list_page)
    assert first in form
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[1][0] == "Tên Mẫu mới"
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["save_entry", "save_entry"]


@pytest.mark.parametrize("code", ENTRIES)
def test_of_two_who_correct_an_entry_the_second_sees_what_both_have_written(browse, code):
    data, model, path = ENTRIES[code]
    officer = browse(make_province_officer("22"))
    officer.post(f"/programme/22/registers/{code}", data=data)
    row = db.session.scalars(select(model)).one()
    at, stale = f"/programme/{path}/{row.id}", {"seen": str(row.version)}

    officer.post(at, data=data | stale | {_first_name(data): "Tên của A"})
    second = officer.post(at, data=data | stale | {_first_name(data): "Tên của B"})

    assert second.status_code == 409
    assert "Tên của A" in second.text
    assert "Tên của B" in second.text


def _first_name(data):
    names = ("organisation_name", "recipient", "name", "number")
    return next(name for name in names if name in data
                and not (name == "organisation_name" and "list" in data))  # fmt: skip


@pytest.mark.parametrize(
    ("code", "entries", "field", "sentence"),
    [
        ("documents", {"issued_on": "05/02/2099"}, "issued_on", "Ngày không được sau hôm nay."),
        ("documents", {"title": " "}, "title", "Hãy ghi trích yếu."),
        ("systems", {"tax_code": "0100112438"}, "tax_code", "Mã số thuế này không có thật"),
        ("systems", {"conformity": "certified"}, "declaration_number", "Ghi số bản công bố khi đã"),
        ("systems", {"portal_state": "connected"}, "connected_on", "Ghi ngày kết nối khi đã"),
        ("products", {"stars": ""}, "stars", "Ghi số sao (1 đến 5) cho sản phẩm OCOP"),
        ("products", {"stars": "6"}, "stars", "Từ 1 đến 5 sao."),
        ("products", {"decided_on": "13/2026"}, "decided_on", "Hãy ghi ngày theo dạng 31/05/2026."),
        ("support", {"amount_vnd": "0"}, "amount_vnd", "Số tiền hỗ trợ phải lớn hơn 0 đồng."),
        ("support", {"granted_on": "05/02/2099"}, "granted_on", "Ngày không được sau hôm nay."),
        ("inspections", {"finding": " "}, "finding", "Hãy ghi nội dung vi phạm."),
        ("inspections", {"result": "clean"}, "sanction", "Không có vi phạm thì không ghi xử phạt."),
        ("inspections", {"follow_up_on": "01/01/2026"}, "follow_up_on", "Hạn khắc phục phải từ"),
        ("inspections", {"field": "taste"}, "field", "Hãy chọn một trong các mục được nêu."),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused_at_its_field_with_everything_kept(
    browse, code, entries, field, sentence
):
    data, model, _ = ENTRIES[code]

    answer = browse(make_province_officer("22")).post(
        f"/programme/22/registers/{code}", data=data | entries
    )

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert next(text for text in data.values() if "Mẫu" in text) in answer.text
    assert db.session.scalars(select(model)).all() == []


def test_a_document_of_the_register_carries_its_file(browse):
    officer = browse(make_province_officer("22"))
    paper = (io.BytesIO(papers.paper("signed", "Mẫu")), "quyết định mẫu.pdf")

    wrong = officer.post("/programme/22/registers/documents",
                         data=DOCUMENT | {"file": (io.BytesIO(b"MZ"), "chay.exe")})  # fmt: skip
    officer.post("/programme/22/registers/documents", data=DOCUMENT | {"file": paper})
    row = db.session.scalars(select(ProgrammeDocument)).one()
    form = officer.get(f"/programme/documents/{row.id}").text
    given = officer.get(f"/programme/documents/{row.id}/file")
    read = browse(standing_body()).get("/programme/22/registers/documents").text

    assert (wrong.status_code, "file-error" in wrong.text) == (422, True)
    assert "Tệp đang có: quyết định mẫu.pdf" in form
    assert given.data.startswith(b"%PDF-")
    assert f'href="/programme/documents/{row.id}/file">Tải về' in read


def test_one_thing_is_not_entered_twice_however_it_is_written(browse):
    officer = browse(make_province_officer("22"))
    officer.post("/programme/22/registers/systems", data=SYSTEM)

    answer = officer.post(
        "/programme/22/registers/systems", data=SYSTEM | {"name": "GIẢI PHÁP  MẪU"}
    )

    assert "đã có trong sổ." in answer.text


def test_a_list_is_searched_without_accents(browse):
    officer = browse(make_province_officer("22"))
    officer.post("/programme/22/registers/systems", data=SYSTEM)

    found = officer.get("/programme/22/registers/systems?q=giai phap").text
    nothing = officer.get("/programme/22/registers/systems?q=khong co").text

    assert "Công ty Mẫu giải pháp" in found
    assert "Không có mục nào phù hợp" in nothing


def test_a_violation_reaches_the_organisations_record_once(browse):
    organisation = make_organisation(province_code="22")
    officer = browse(make_province_officer("22"))
    officer.post(
        "/programme/22/registers/inspections",
        data=INSPECTION | {"tax_code": organisation.tax_code},
    )
    inspection = db.session.scalars(select(Inspection)).one()

    officer.post(f"/programme/inspections/{inspection.id}/compliance")
    again = officer.post(f"/programme/inspections/{inspection.id}/compliance")
    undone = officer.post(
        f"/programme/inspections/{inspection.id}",
        data=INSPECTION | {"result": "clean", "sanction": "", "finding": "",
                           "tax_code": organisation.tax_code, "seen": str(inspection.version)},
    )  # fmt: skip

    record = db.session.scalars(select(ComplianceRecord)).one()
    assert (record.organisation_id, record.serious) == (organisation.id, True)
    assert record.source == "Kiểm tra của địa phương: Quảng Ninh"
    assert "Vi phạm này đã chuyển sang xét giải." in again.text
    assert "không đổi kết quả được nữa" in undone.text
    assert "Nhãn ghi sai xuất xứ." in browse(standing_body()).get("/office/compliance").text


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({}, "Hãy ghi mã số thuế của tổ chức trước."),
        ({"tax_code": "0100112437"}, "Chưa có tổ chức nào trong hệ thống mang mã số thuế này."),
        ({"result": "clean", "finding": "", "sanction": ""}, "không phát hiện vi phạm"),
    ],
)
def test_what_the_award_cannot_hear_of_is_refused_with_a_sentence(browse, entries, sentence):
    officer = browse(make_province_officer("22"))
    officer.post("/programme/22/registers/inspections", data=INSPECTION | entries)
    inspection = db.session.scalars(select(Inspection)).one()

    answer = officer.post(f"/programme/inspections/{inspection.id}/compliance")

    assert answer.status_code == 403
    assert sentence in answer.text


def test_the_country_keeps_systems_alone(browse):
    office = browse(standing_body())

    statuses = [office.get(f"/programme/national/registers/{code}").status_code
                for code in ("systems", "support", "luck")]  # fmt: skip
    office.post("/programme/national/registers/systems", data=SYSTEM)

    assert statuses == [200, 404, 404]
    system = db.session.scalars(select(TraceSystem)).one()
    assert system.province_code is None
    assert office.get(f"/programme/systems/{system.id}").status_code == 200


def test_registers_exist_for_their_province_and_the_national_office_alone(browse):
    officer = browse(make_province_officer("22"))
    officer.post("/programme/22/registers/support", data=SUPPORT)
    row = db.session.scalars(select(SupportGrant)).one()
    people = (standing_body(), make_province_officer("79"), make_user())

    lists = [browse(person).get("/programme/22/registers/support").status_code for person in people]
    entries = [browse(person).get(f"/programme/support/{row.id}").status_code for person in people]

    assert lists == [200, 404, 404]
    assert entries == [403, 404, 404]

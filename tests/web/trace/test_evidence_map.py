"""The map of evidence: every requirement, what proves it, its state and validity, what lacks."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from award import clock
from award.models import EvidenceClass
from award.services import checking, control_evidence, evidence_map, products_register
from award.services.control_evidence import Claim
from award.services.products_register import ProductFacts
from tests.factories import make_organisation, make_user
from tests.web.dossiers.papers import pdf
from tests.web.trace.chains import GTIN, capture
from tests.web.trace.epcis import event
from tests.web.trace.test_checks import CLAIM
from traceability.rule_sets import applicable


@pytest.fixture
def coffee(organisation, editor):
    capture(organisation, event(1))
    facts = ProductFacts(
        name="Cà phê Mẫu", gtin=GTIN, details={"origin": "Hộ 001090000123, Xã Mẫu"}
    )
    return products_register.save(organisation, facts, actor=editor)


def row(product, source, code):
    rows = evidence_map.of(product).rows
    return next(one for one in rows if source in one.source and one.code == code)


def document(browser, editor, product, point, valid_to):
    form = CLAIM | {
        "evidence_class": "document", "issuer": "Tổ chức Chứng nhận Mẫu", "number": "CN-01",
        "valid_from": "01/01/2020", "valid_to": f"{valid_to:%d/%m/%Y}",
        "document": (io.BytesIO(pdf()), "cn.pdf"),
    }  # fmt: skip
    browser(editor).post(f"/trace/products/{product.id}/evidence/{point}", data=form)


def test_every_item_point_and_section_in_force_has_its_row(coffee):
    rows = evidence_map.of(coffee).rows

    today = clock.today_local()
    items = [applicable(group, today) for group in evidence_map.GROUPS]
    points = applicable("system", today).points
    wanted = sum(len(one.items) for one in items if one) + len(points) + 12
    assert len(rows) == wanted
    assert {f"R{number:02d}" for number in range(1, 24)} <= {one.code for one in rows}
    assert {f"S{number}" for number in range(1, 13)} <= {one.code for one in rows}


def test_an_item_is_declared_or_missing_and_persons_are_masked(coffee):
    told = row(coffee, "khoản 7 Điều 23", "đ")
    missing = row(coffee, "khoản 7 Điều 23", "b")

    assert told.state == "đạt"
    assert told.declared == ("Hộ *********123, Xã Mẫu",)
    assert missing.state == "còn thiếu"
    assert missing.missing == "Điền mục này ở trang sửa sản phẩm."


def test_events_are_evidence_by_machine(editor, coffee):
    before = row(coffee, "khoản 5 Điều 23", "e")
    checking.run(coffee, actor=editor)
    after = row(coffee, "khoản 5 Điều 23", "e")

    assert (before.state, before.missing) == (
        "còn thiếu", "Gửi sự kiện của chuỗi cung ứng rồi chạy kiểm tra.",
    )  # fmt: skip
    assert (after.state, after.machine) == ("đạt", ("1 sự kiện",))


def test_t24_a_point_shows_its_evidence_by_class_with_its_validity(browser, editor, coffee):
    document(browser, editor, coffee, "R01", clock.today_local() + timedelta(days=30))
    checking.run(coffee, actor=editor)

    found = row(coffee, "TCVN 12850", "R01")

    assert found.document == (f"{CLAIM['statement']} (Tổ chức Chứng nhận Mẫu, số CN-01)",)
    assert found.state == "đạt"
    assert found.validity[0].startswith("đến ")
    assert found.missing == ""


def test_t24_a_document_that_has_expired_says_so(browser, editor, coffee):
    document(browser, editor, coffee, "S1", clock.today_local() - timedelta(days=1))

    found = row(coffee, "TCVN 13167", "S1")

    assert found.validity[0].startswith("hết hiệu lực ")
    assert found.state == "chưa đủ bằng chứng"


def test_t22_a_section_takes_evidence_that_enters_no_index(browser, editor, coffee):
    before = checking.run(coffee, actor=editor)
    browser(editor).post(f"/trace/products/{coffee.id}/evidence/S9", data=CLAIM)
    after = checking.run(coffee, actor=editor)

    assert row(coffee, "TCVN 13167", "S9").state == "đạt"
    assert (before.index, before.coverage) == (after.index, after.coverage)


def test_what_is_missing_of_a_point_says_what_to_do(editor, coffee):
    checking.run(coffee, actor=editor)
    missing = {one.code: one.missing for one in evidence_map.of(coffee).rows}

    assert missing["R01"].startswith("Thêm bằng chứng loại tự khai")
    assert any("Khắc phục các trường hợp chưa đạt của" in one for one in missing.values())
    assert any("Gửi thêm sự kiện để máy xác minh" in one for one in missing.values())


def test_a_long_statement_is_cut(editor, coffee):
    claim = Claim(
        control_point="R01", evidence_class=EvidenceClass.DECLARED, satisfaction=1,
        statement="Mẫu " * 400,
    )  # fmt: skip
    control_evidence.add(coffee, claim, None, actor=editor)

    assert row(coffee, "TCVN 12850", "R01").declared[0].endswith("…")


def test_the_map_is_read_on_screen_and_taken_along(browser, reader, editor, coffee):
    early = browser(reader).get(f"/trace/products/{coffee.id}/map")
    checking.run(coffee, actor=editor)

    page = browser(reader).get(f"/trace/products/{coffee.id}/map")
    answer = browser(reader).get(f"/trace/products/{coffee.id}/map.xlsx")

    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert "chưa được kiểm tra lần nào" in early.text
    assert "theo lần kiểm tra lúc" in page.text
    assert "TCVN 13167:2025" in page.text
    assert sheet.max_row == len(evidence_map.of(coffee).rows) + 1


def test_a_stranger_sees_no_map(browser, coffee):
    stranger = make_user("Người Lạ Mẫu")
    make_organisation(owner=stranger)

    assert browser(stranger).get(f"/trace/products/{coffee.id}/map").status_code == 404

"""What the law asks of a product's record: codes outside GS1 apart, the seven items of VNPC."""

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import Product, RiskLevel

FORM = {"name": "Chè Mẫu", "profile": "default", "risk": "low", "gtin": "", "other_code": ""}


@pytest.mark.parametrize(
    "code",
    ["2001234567893", "8938505970011", "(01)08938505970011", "https://a.vn/01/08938505970011",
     "0100112437-001", "urn:epc:id:sgtin:8938505.097001.1"],
)  # fmt: skip
def test_t05_a_code_outside_gs1_that_looks_like_one_of_gs1_is_blocked(
    browser, editor, organisation, code
):
    address = f"/trace/organisations/{organisation.id}/products/new"

    page = browser(editor).post(address, data={**FORM, "other_code": code})

    assert page.status_code == 422
    assert "govuk-error-summary" in page.text
    assert db.session.scalar(select(Product.id)) is None


def test_t05_a_code_outside_gs1_is_taken_and_typed_as_such(browser, editor, organisation):
    address = f"/trace/organisations/{organisation.id}/products/new"

    page = browser(editor).post(
        address, data={**FORM, "other_code": "CHE-01"}, follow_redirects=True
    )

    assert "CHE-01 (ngoài GS1)" in page.text


@pytest.mark.parametrize("gtin", ["93850597", "012345678905", "8938505970011", "08938505970011"])
def test_t03_every_kind_of_gtin_is_kept_as_fourteen_digits_or_told_its_digit(
    browser, editor, organisation, gtin
):
    address = f"/trace/organisations/{organisation.id}/products/new"

    page = browser(editor).post(address, data={**FORM, "gtin": gtin}, follow_redirects=True)
    kept = db.session.scalar(select(Product.gtin))

    assert kept == gtin.zfill(14) or "đúng phải là" in page.text


def test_t08_the_seven_items_of_vnpc_are_counted_off_one_by_one(browser, editor, organisation):
    address = f"/trace/organisations/{organisation.id}/products/new"
    bare = {**FORM, "gtin": "8938505970011", "brand": "Mẫu"}
    rest = {
        "item_description": "Chè xanh sấy",
        "item_product_group": "Chè",
        "item_target_market": "Việt Nam",
        "item_image": "https://example.vn/che.png",
    }

    little = browser(editor).post(address, data=bare, follow_redirects=True).text
    whole = browser(editor).post(
        f"/trace/products/{db.session.scalar(select(Product.id))}/edit",
        data={**bare, **rest, "version": "1", "vnpc_registered_on": "01/06/2026"},
        follow_redirects=True,
    ).text  # fmt: skip

    assert "Thiếu 4: Mô tả sản phẩm" in little
    assert "Đủ 7 mục." in whole
    assert "01/06/2026" in whole


def test_t02_risk_ministry_list_and_roadmap_date_are_kept_and_shown(browser, editor, organisation):
    address = f"/trace/organisations/{organisation.id}/products/new"
    duty = {
        "gtin": "8938505970011",
        "risk": "high",
        "ministry_list": "Thông tư 33/2026/TT-BCT",
        "mandatory_from": "01/01/2027",
    }

    page = browser(editor).post(address, data={**FORM, **duty}, follow_redirects=True)

    row = db.session.scalars(select(Product)).one()
    assert (row.risk, row.mandatory_from.year) == (RiskLevel.HIGH, 2027)
    assert "Thông tư 33/2026/TT-BCT" in page.text
    assert "01/01/2027" in page.text

"""Products: adding, changing, refusing wrong codes, QR, labels, and who may not."""

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, Product, Role
from award.services import products_register
from award.services.products_register import ProductFacts
from tests.factories import grant, make_organisation, make_user
from tests.web.at_field import told_at

NEW = {
    "name": "Nước mắm Mẫu",
    "gtin": "8938505970011",
    "other_code": "",
    "profile": "fish-sauce",
    "risk": "high",
    "mandatory_from": "01/07/2026",
    "item_origin": "Vùng biển Mẫu",
}


def test_an_editor_adds_a_product_and_sees_what_is_missing(browser, editor, organisation):
    page = browser(editor).post(
        f"/trace/organisations/{organisation.id}/products/new", data=NEW, follow_redirects=True
    )

    row = db.session.scalars(select(Product)).one()
    assert page.status_code == 200
    assert (row.gtin, row.details) == ("08938505970011", {"origin": "Vùng biển Mẫu"})
    assert "Hình ảnh sản phẩm, hàng hóa" in page.text
    assert "Nghị định 37/2026/NĐ-CP, khoản 7 Điều 23" in page.text


def test_saving_a_product_is_on_record(product):
    actions = db.session.scalars(select(AuditEvent.action)).all()

    assert "save_product" in actions


def test_a_wrong_check_digit_is_refused_with_the_right_one_and_nothing_typed_is_lost(
    browser, editor, organisation
):
    page = browser(editor).post(
        f"/trace/organisations/{organisation.id}/products/new",
        data={**NEW, "gtin": "8938505970012"},
    )

    assert page.status_code == 422
    assert "đang là 2, đúng phải là 1" in page.text
    assert "Nước mắm Mẫu" in page.text
    assert "Vùng biển Mẫu" in page.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"gtin": ""}, "Hãy ghi GTIN, hoặc mã ngoài GS1"),
        ({"gtin": NEW["gtin"], "other_code": "NM-01"}, "Hãy ghi GTIN, hoặc mã ngoài GS1"),
        ({"other_code": "8938505970011", "gtin": ""}, "dễ nhầm với mã GS1"),
        ({"name": " "}, "Hãy ghi tên sản phẩm."),
        ({"mandatory_from": "32/13/2026"}, "Hãy ghi ngày theo dạng"),
        ({"risk": "extreme"}, "Hãy chọn một trong các mục"),
    ],
)
def test_bad_input_is_answered_at_its_field(browser, editor, organisation, changed, sentence):
    page = browser(editor).post(
        f"/trace/organisations/{organisation.id}/products/new", data={**NEW, **changed}
    )

    assert page.status_code == 422
    assert sentence in told_at(page, next(iter(changed)))


def test_a_code_outside_gs1_has_no_qr(browser, editor, organisation):
    row = products_register.save(
        organisation, ProductFacts(name="Mật ong Mẫu", other_code="MO-01"), actor=editor
    )

    page = browser(editor).get(f"/trace/products/{row.id}")
    picture = browser(editor).get(f"/trace/products/{row.id}/qr.svg")

    assert "ngoài GS1" in page.text
    assert picture.status_code == 404


def test_the_same_gtin_twice_is_refused(browser, editor, organisation, product):
    page = browser(editor).post(f"/trace/organisations/{organisation.id}/products/new", data=NEW)

    assert page.status_code == 422
    assert "GTIN này đã dùng cho một sản phẩm khác" in page.text


def test_an_editor_changes_a_product(browser, editor, product):
    form = {**NEW, "name": "Cà phê Mẫu rang", "version": str(product.version)}

    browser(editor).post(f"/trace/products/{product.id}/edit", data=form)

    assert product.name == "Cà phê Mẫu rang"


def test_a_form_from_before_another_save_is_not_written_over(browser, editor, product):
    page = browser(editor).post(
        f"/trace/products/{product.id}/edit", data={**NEW, "name": "Khác", "version": "0"}
    )

    assert page.status_code == 409
    assert product.name == "Cà phê Mẫu"


def test_the_edit_form_shows_what_is_stored(browser, editor, product):
    page = browser(editor).get(f"/trace/products/{product.id}/edit")

    assert "anh.png" in page.text
    assert "08938505970011" in page.text


def test_the_qr_carries_a_strict_digital_link(browser, reader, product):
    page = browser(reader).get(f"/trace/products/{product.id}")
    picture = browser(reader).get(f"/trace/products/{product.id}/qr.svg")

    assert "/p/01/08938505970011" in page.text
    assert picture.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"<?xml")


@pytest.mark.parametrize(
    "content",
    [
        "8938505970011",
        "(01)08938505970011(10)L1",
        "https://id.gs1.org/01/08938505970011/10/L1",
    ],
)
def test_a_label_with_the_registered_code_matches(browser, reader, product, content):
    page = browser(reader).post(f"/trace/products/{product.id}/label", data={"content": content})

    assert "Nhãn khớp với mã đã đăng ký." in page.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("8938505970028", "còn mã đã đăng ký là 08938505970011"),
        ("8938505970012", "đúng phải là 1"),
        ("(10)L1", "Nhãn không mang GTIN."),
        ("xin chào", "Nhãn không mang GTIN."),
    ],
)
def test_a_label_that_differs_is_told_how(browser, reader, product, content, sentence):
    page = browser(reader).post(f"/trace/products/{product.id}/label", data={"content": content})

    assert sentence in page.text
    assert "Nhãn khớp" not in page.text


def test_a_reader_may_not_write(browser, reader, organisation, product):
    new = browser(reader).get(f"/trace/organisations/{organisation.id}/products/new")
    save = browser(reader).post(f"/trace/products/{product.id}/edit", data=NEW)

    assert (new.status_code, save.status_code) == (403, 403)
    assert "Sửa sản phẩm" not in browser(reader).get(f"/trace/products/{product.id}").text


def test_another_organisation_does_not_learn_that_the_product_exists(browser, product):
    stranger = make_user("Người Lạ Mẫu")
    grant(stranger, Role.OWNER, organisation=make_organisation(name="Công ty Mẫu Khác"))

    page = browser(stranger).get(f"/trace/products/{product.id}")

    assert page.status_code == 404
    assert "Cà phê Mẫu" not in browser(stranger).get("/trace").text


def test_the_list_asks_as_much_for_three_products_as_for_one(
    browser, reader, editor, organisation, product, questions
):
    window = browser(reader)
    with questions() as one:
        window.get("/trace")
    for number in (1, 2):
        facts = ProductFacts(name=f"Trà Mẫu {number}", other_code=f"TRA-{number}")
        products_register.save(organisation, facts, actor=editor)
    window = browser(reader)
    with questions() as three:
        page = window.get("/trace")

    assert "Trà Mẫu 2" in page.text
    assert len(three) == len(one)

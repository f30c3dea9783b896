"""The page behind a QR: the public items and nothing more, recalls told, persons masked."""

import pytest

from award.models import CaptureSource
from award.services import capturing, products_register
from award.services.products_register import ProductFacts
from tests.factories import make_organisation, make_user
from tests.web.trace.test_captures import EVENT, document


def test_anybody_reads_the_seven_public_items_and_nothing_else(client, product, editor):
    products_register.save(
        product.organisation,
        ProductFacts(
            name="Cà phê Mẫu",
            gtin="8938505970011",
            details={"origin": "Xã Mẫu", "certificates": "CHỨNG CHỈ RIÊNG"},
        ),
        actor=editor,
        product=product,
    )

    page = client.get("/p/01/08938505970011")

    assert page.status_code == 200
    assert "Công ty Mẫu Truy Xuất" in page.text
    assert "Xã Mẫu" in page.text
    assert "CHỨNG CHỈ RIÊNG" not in page.text
    assert page.text.count("govuk-summary-list__key") == 7


def test_a_recalled_lot_says_so_and_other_lots_do_not(client, product, organisation):
    recalled = EVENT | {"disposition": "recalled"}
    job = capturing.accept(
        document(recalled), organisation=organisation, source=CaptureSource.UPLOAD
    )
    capturing.run(job.id)

    assert "Lô này đã bị thu hồi" in client.get("/p/01/08938505970011/10/L1").text
    assert "Lô này đã bị thu hồi" not in client.get("/p/01/08938505970011/10/L2").text


def test_a_personal_number_is_masked(client, product, editor):
    products_register.save(
        product.organisation,
        ProductFacts(
            name="Cà phê Mẫu", gtin="8938505970011", details={"origin": "Hộ 001090000123"}
        ),
        actor=editor,
        product=product,
    )

    page = client.get("/p/01/08938505970011")

    assert "001090000123" not in page.text
    assert "Hộ ***" in page.text


def test_a_lot_that_is_a_persons_number_is_masked(client, product):
    page = client.get("/p/01/08938505970011/10/001090000123")
    passport = client.get("/passport/01/08938505970011/10/001090000123").json

    assert "lô *********123" in page.text
    assert passport["lot"] == "*********123"


def test_the_passport_has_eight_items(client, product):
    answer = client.get("/passport/01/08938505970011")

    assert answer.json["gtin"] == "08938505970011"
    assert [one["code"] for one in answer.json["items"]] == list("abcdđegh")
    assert answer.json["items"][0]["text"] == "Cà phê Mẫu, 08938505970011"


@pytest.mark.parametrize(
    "path",
    ["01/08938505970012", "01/08938505970028", "gtin/08938505970011", "414/8938505970011", "x"],
)
def test_a_wrong_or_unknown_code_is_not_found(client, product, path):
    assert client.get(f"/p/{path}").status_code == 404


def test_a_gtin_that_two_organisations_claim_shows_neither(client, product):
    owner = make_user("Chủ Mẫu Khác")
    products_register.save(
        make_organisation(owner=owner),
        ProductFacts(name="Hàng nhận vơ", gtin="8938505970011"),
        actor=owner,
    )

    assert client.get("/p/01/08938505970011").status_code == 404


def test_a_lot_shows_its_own_expiry_and_no_other_field_of_its_events(client, product, organisation):
    made = EVENT | {
        "ilmd": {"cbvmda:itemExpirationDate": "2027-05-31", "cbvmda:countryOfOrigin": "VN-BÍ-MẬT"}
    }
    job = capturing.accept(document(made), organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)

    page = client.get("/p/01/08938505970011/10/L1")

    assert "31/05/2027" in page.text
    assert "BÍ-MẬT" not in page.text
    assert "tạo lập" not in page.text.lower()
    assert page.text.count("govuk-summary-list__key") == 7


def test_a_lot_that_no_event_names_is_not_confirmed(client, product, organisation):
    job = capturing.accept(document(EVENT), organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)
    said = "chưa có trong dữ liệu truy xuất của đơn vị"

    assert f"Lô này {said}" in client.get("/p/01/08938505970011/10/BIA-RA").text
    assert f"Sản phẩm mang số sê-ri này {said}" in client.get("/p/01/08938505970011/21/1").text
    assert said not in client.get("/p/01/08938505970011/10/L1/21/1").text
    assert said not in client.get("/p/01/08938505970011").text


def test_the_numbers_of_the_code_stand_in_their_item(client, product):
    passport = client.get("/passport/01/08938505970011/10/L1/21/S1").json
    page = client.get("/p/01/08938505970011/10/L1/21/S1").text

    assert (passport["lot"], passport["serial"]) == ("L1", "S1")
    assert "L1, số sê-ri S1" in page
    assert page.count("govuk-summary-list__key") == 7


def test_the_passport_of_a_lot_shows_when_it_was_made_and_until_when_it_keeps(
    client, product, organisation
):
    days = {"gs1:productionDate": "2026-05-31", "cbvmda:itemExpirationDate": "2027-05-31"}
    job = capturing.accept(
        document(EVENT | {"ilmd": days}), organisation=organisation, source=CaptureSource.UPLOAD
    )
    capturing.run(job.id)

    passport = client.get("/passport/01/08938505970011/10/L1").json
    page = client.get("/p/01/08938505970011/10/L1").text

    texts = {one["code"]: one["text"] for one in passport["items"]}
    assert texts["e"] == "sản xuất 31/05/2026, hạn dùng 31/05/2027"
    assert "31/05/2026" not in page


def test_the_passport_is_read_by_people_too_and_tells_of_the_events(client, product, organisation):
    job = capturing.accept(document(EVENT), organisation=organisation, source=CaptureSource.UPLOAD)
    capturing.run(job.id)

    page = client.get("/passport/view/01/08938505970011")

    assert page.text.count("govuk-summary-list__key") == 8
    assert "1 sự kiện theo dõi trọng yếu, từ 01/10/2026 đến 01/10/2026" in page.text
    assert client.get("/passport/view/01/08938505970012").status_code == 404

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

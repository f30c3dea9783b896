"""M14 and M15: what must be known of a product, and the label that leads to it."""

from fractions import Fraction
from typing import Any

import pytest

from tests.traceability.chain_events import AT, born, lot, made, seen, subject
from traceability.epcis_document import MasterDatum
from traceability.metrics_record import (
    carrier_failure,
    carriers,
    facts_of,
    facts_told,
    fields_to_facts,
    products_of,
    record_completeness,
)
from traceability.metrics_subject import Carrier, Product
from traceability.rule_sets import applicable, rule_set

GTIN = "08938501000019"
FULL = {
    "product_name": "Cà phê Mẫu",
    "image": "https://example.vn/anh.jpg",
    "organisation_name": "Công ty Mẫu A",
    "organisation_address": "Số 1 đường Mẫu",
    "origin": "VN",
    "standards": "TCCS 01",
}


def asked(*identifiers: str) -> dict[str, Any]:
    return {"rule_sets": tuple(rule_set(one) for one in identifiers)}


def test_t09_a_product_with_all_items_lacks_none() -> None:
    one = subject(
        [born(lot(1, "A"))], products=(Product(GTIN, FULL),), **asked("nd37-23-5", "nd37-23-7")
    )

    found = record_completeness(one)

    assert (found.value, found.shares["strict"].value) == (1, 1)
    assert found.ratio.denominator == 12


def test_t09_missing_items_are_named_with_their_source() -> None:
    facts = {name: text for name, text in FULL.items() if name not in ("image", "standards")}
    one = subject([born(lot(1, "A"))], products=(Product(GTIN, facts),), **asked("nd37-23-5"))

    found = record_completeness(one)

    assert found.failures[0].params == {
        "missing": "Hình ảnh sản phẩm, hàng hóa; Tiêu chuẩn, quy chuẩn kỹ thuật được áp dụng",
        "source": "Nghị định 37/2026/NĐ-CP, khoản 5 Điều 23",
    }
    assert found.value == Fraction(5, 7)
    assert found.shares["strict"].value == 0


def test_t09_without_events_the_critical_events_are_missing() -> None:
    one = subject([], products=(Product(GTIN, FULL),), **asked("nd37-23-5"))

    assert record_completeness(one).ratio.numerator == 6


def test_t09_imported_goods_need_their_importer() -> None:
    products = (Product(GTIN, FULL, imported=True), Product("08938501000026", FULL))
    one = subject([born(lot(1, "A"), lot(2, "B"))], products=products, **asked("tt31-6"))

    found = record_completeness(one)

    assert [(failure.id, failure.params["missing"]) for failure in found.failures] == [
        (GTIN, "Tên, địa chỉ, mã số thuế của đơn vị nhập khẩu")
    ]


def test_t08_the_national_catalogue_needs_seven_items() -> None:
    facts = FULL | {
        "brand": "Mẫu",
        "description": "Cà phê rang",
        "product_group": "Cà phê",
        "target_market": "VN",
    }
    whole = subject([], products=(Product(GTIN, facts),), **asked("nd37-28-2"))
    part = subject([], products=(Product(GTIN, FULL),), **asked("nd37-28-2"))

    assert record_completeness(whole).value == 1
    assert record_completeness(part).ratio.numerator == 3
    assert record_completeness(part).ratio.denominator == 7


def test_a_product_of_which_nothing_is_declared_is_unjudged() -> None:
    one = subject([], products=(Product(GTIN),), **asked("nd37-23-5"))

    found = record_completeness(one)

    assert found.value is None
    assert [failure.code for failure in found.unjudged] == ["product_undeclared"]
    assert record_completeness(subject([], products=(Product(GTIN),))).unjudged == ()


def test_events_tell_facts_of_their_lots() -> None:
    ilmd = {"x:itemExpirationDate": "2026-07-01", "x:brandName": {"#text": "Mẫu"}}
    events = [
        made([], [lot(1, "A")], day=1, ilmd=ilmd, transformation_id="urn:x:1"),
        seen("urn:epc:idpat:sgtin:8938501.000001.*", lot(2, "B"), day=2),
    ]

    assert facts_of(Product(GTIN), facts_told(subject(events).chain)) == {
        "gtin",
        "events",
        "traceability_code",
        "lot",
        "expiry",
        "brand",
        "brand_or_lot",
        "dates",
    }


def test_fields_tell_facts_whatever_their_prefix_and_form() -> None:
    fields: dict[str, Any] = {
        "urn:epcglobal:cbv:mda#descriptionShort": "Cà phê",
        "cbvmda:countryOfOrigin": ["VN", "LA"],
        "https://gs1.org/voc/image": {"@value": "https://example.vn/a.jpg"},
        "x:netWeight": 5,
        "x:brand": {},
        "x:standards": [],
        "x:targetMarket": 704,
    }

    assert fields_to_facts(fields) == {
        "product_name": "Cà phê",
        "origin": "VN",
        "image": "https://example.vn/a.jpg",
        "target_market": "704",
    }


def test_products_are_those_of_the_lots_with_what_master_data_say() -> None:
    chain = subject([born(lot(1, "A"), lot(2, "B"), "https://example.vn/lo/1")]).chain
    master_data = [
        MasterDatum(
            "urn:epcglobal:epcis:vtype:EPCClass",
            "urn:epc:idpat:sgtin:8938501.000001.*",
            {"x:brand": "Mẫu"},
        ),
        MasterDatum(
            "urn:epcglobal:epcis:vtype:Location",
            "urn:epc:id:sgln:8938501.00001.0",
            {"x:brand": "?"},
        ),
    ]

    assert products_of(chain, master_data) == (
        Product(GTIN, {"brand": "Mẫu"}),
        Product("08938501000026", {}),
    )


LINK = "https://example.vn/01/08938501000019/10/A"


@pytest.mark.parametrize(
    ("carrier", "code"),
    [
        (Carrier(LINK, "(01)08938501000019(10)A"), None),
        (Carrier(LINK + "?17=270101", lot(1, "A")), None),
        (Carrier("(01)08938501000019(10)A", LINK, resolves=True), None),
        (Carrier("08938501000019", "https://example.vn/01/08938501000019"), None),
        (Carrier(LINK, "(01)08938501000019(10)B"), "carrier_differs"),
        (Carrier("Xin chào", LINK), "carrier_differs"),
        (Carrier("https://example.vn/01/08938501000012", LINK), "carrier_unreadable"),
        (Carrier("https://example.vn/trang-chu", LINK), "carrier_unreadable"),
        (Carrier(LINK, LINK, resolves=False), "carrier_dead"),
        (Carrier(LINK, LINK, shows=frozenset(FULL) | {"events"}), None),
        (Carrier(LINK, LINK, shows=frozenset({"product_name"})), "carrier_incomplete"),
    ],
)
def test_t28_a_label_must_decode_to_what_is_registered(carrier: Carrier, code: str | None) -> None:
    failure = carrier_failure(carrier)

    assert (None if failure is None else failure.code) == code


def test_m15_counts_labels() -> None:
    one = subject([], carriers=(Carrier(LINK, LINK), Carrier(LINK, lot(1, "B"))))

    assert carriers(one).value == Fraction(1, 2)
    assert carriers(subject([])).value is None


def test_the_public_page_is_judged_by_the_rule_set_given() -> None:
    public = applicable("public", AT)
    shown = frozenset(FULL) - {"standards"}

    assert carrier_failure(Carrier(LINK, LINK, shows=shown), public) is None
    assert carrier_failure(Carrier(LINK, LINK, shows=shown)) is not None

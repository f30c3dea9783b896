"""The frozen result: same input, same hash; another result is explained."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.traceability.chain_events import AT, good_chain, lot, seen, subject
from traceability.checks import Case, run
from traceability.checks_points import Override, Proof
from traceability.event_hash import event_hash
from traceability.events import Event, Quantity
from traceability.metrics_subject import Carrier, Product
from traceability.prefixes import CompanyPrefix
from traceability.profiles import profile
from traceability.rule_sets import Evidence, rule_set
from traceability.snapshot import Snapshot, explain

PROOF = Proof("R01", Evidence.DOCUMENT, Fraction(1), "Tổ chức Mẫu", "01", date(2026, 1, 1))


def frozen(events: list[Event], case: dict[str, Any] | None = None, **fields: Any) -> Snapshot:
    given = Case(subject=subject(events, **fields), **(case or {}))
    return Snapshot.freeze(given, run(given), ((e.event_time, event_hash(e)) for e in events))


def chain() -> list[Event]:
    events = good_chain()
    return [replace(event, event_id=f"urn:x:{number}") for number, event in enumerate(events)]


def test_t25_the_same_input_gives_the_same_hash() -> None:
    one, other = frozen(chain()), frozen(chain())

    assert one.sha256 == other.sha256
    assert explain(one, other) == ()


def test_t25_the_hash_does_not_depend_on_the_order_of_hashes_or_sets() -> None:
    case = Case(subject=subject(chain(), partners=frozenset({"urn:x:a", "urn:x:b"})))
    hashes = [(event.event_time, event_hash(event)) for event in chain()]

    one = Snapshot.freeze(case, run(case), hashes)
    other = Snapshot.freeze(case, run(case), reversed(hashes))

    assert one.text == other.text


def test_t25_more_events_are_told_by_month_with_what_they_changed() -> None:
    events = [*chain(), seen(lot(1, "X"), day=40)]

    found = explain(frozen(chain()), frozen(events))

    assert "Sự kiện của tháng 07/2026 đã thay đổi: 0 → 1 sự kiện." in found
    assert "M9 (Không có lô mồ côi): 100 % → 83,33 %." in found
    assert any(
        sentence.startswith("Kết luận: chưa đủ bằng chứng → không đạt") for sentence in found
    )


@pytest.mark.parametrize(
    ("case", "fields", "sentence"),
    [
        ({"seed": 7}, {}, "Số khởi tạo của mẫu diễn tập khác: 0 → 7."),
        (
            {"proofs": (PROOF,)},
            {},
            "Thông tin khai báo, bằng chứng hoặc đánh giá khác đã thay đổi.",
        ),
        (
            {"excluded": frozenset({"R02"})},
            {},
            "Thông tin khai báo, bằng chứng hoặc đánh giá khác đã thay đổi.",
        ),
        ({"points": ()}, {}, "Danh mục điểm kiểm soát khác."),
        ({}, {"at": date(2026, 11, 22)}, "Ngày kiểm tra khác: 21/11/2026 → 22/11/2026."),
        (
            {},
            {"rule_sets": (rule_set("nd37-23-5"),)},
            "Bộ quy định nd37-23-5 đã thay đổi, thêm hoặc bớt.",
        ),
    ],
)
def test_t25_every_cause_of_a_difference_is_named(
    case: dict[str, Any], fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in explain(frozen(chain()), frozen(chain(), case, **fields))


def test_t25_rule_sets_that_stay_are_not_named() -> None:
    public = rule_set("nd37-23-7")
    both = (rule_set("nd37-23-5"), public)

    found = explain(frozen(chain(), rule_sets=both), frozen(chain(), rule_sets=(public,)))

    assert found == ("Bộ quy định nd37-23-5 đã thay đổi, thêm hoặc bớt.",)


def test_t25_another_profile_is_named_with_its_version() -> None:
    found = explain(frozen(chain()), frozen(chain(), profile=profile("coffee")))

    assert found[0].startswith("Hồ sơ ngành hàng khác: default 1 (")


def test_everything_declared_goes_into_the_hash() -> None:
    override = Override("R01", Fraction(1, 2), "Lý do", "Chuyên gia Mẫu 01", "Chuyên gia Mẫu 02")
    fields: list[dict[str, Any]] = [
        {"products": (Product("08938501000019", {"brand": "Mẫu"}),)},
        {"on_hand": {"urn:x": Quantity("urn:x", Decimal("1.5"), "KGM")}},
        {"carriers": (Carrier("a", "b", shows=frozenset({"brand"})),)},
        {"prefixes": (CompanyPrefix("8938501", "Công ty Mẫu"),)},
        {"window": (chain()[0].event_time, chain()[8].event_time)},
    ]

    hashes = {frozen(chain(), **one).content["declared"] for one in fields}
    hashes.add(frozen(chain(), {"overrides": (override,)}).content["declared"])

    assert len(hashes) == 6


def test_the_content_says_what_it_was_made_with() -> None:
    content = frozen(chain()).content

    assert (content["engine"], content["at"], content["seed"]) == ("3", AT.isoformat(), 0)
    assert content["data"]["events"] == 9
    assert content["data"]["months"].keys() == {"2026-06"}

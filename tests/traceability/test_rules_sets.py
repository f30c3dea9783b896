"""Rule sets are data with sources and dates; which one applies follows from the day."""

from datetime import date

import pytest

from traceability.catalogue import (
    provisions,
    provisions_in_force,
    replaced_warning,
    standard,
    standards,
)
from traceability.metrics import settings
from traceability.rule_sets import (
    Evidence,
    all_sets,
    applicable,
    compound_facts,
    fact_rules,
    in_force,
    rule_set,
)

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


def test_t01_the_old_rules_apply_until_june_and_only_the_new_ones_from_july() -> None:
    old, new = applicable("data", BEFORE), applicable("data", AFTER)

    assert old is not None
    assert new is not None
    assert (old.id, new.id) == ("tt02-6-3", "nd37-23-5")
    assert {one.id for one in in_force(AFTER) if one.group in ("data", "public")} == {
        "nd37-23-5",
        "nd37-23-7",
    }
    assert rule_set("nd37-23-5").in_force(BEFORE)


def test_t01_the_old_decrees_end_in_june() -> None:
    def decrees(on: date) -> set[str]:
        names = {one.instrument for one in provisions_in_force(on)}
        return {name for name in names if name.startswith("Nghị định")}

    assert decrees(BEFORE) == {
        "Nghị định 132/2008/NĐ-CP",
        "Nghị định 74/2018/NĐ-CP",
        "Nghị định 13/2022/NĐ-CP",
        "Nghị định 37/2026/NĐ-CP",
    }
    assert decrees(AFTER) == {"Nghị định 37/2026/NĐ-CP"}


def test_t01_full_tracing_for_the_ministry_of_industry_begins_in_2027() -> None:
    phase = next(one for one in provisions() if one.articles == "khoản 2 Điều 18")

    assert (phase.in_force(date(2026, 12, 31)), phase.in_force(date(2027, 1, 1))) == (False, True)


@pytest.mark.parametrize(
    ("identifier", "items"),
    [
        ("nd37-23-5", 9),
        ("nd37-23-7", 7),
        ("nd37-28-2", 7),
        ("nd37-32-1", 8),
        ("tt02-6-3", 10),
        ("tt31-6", 12),
        ("tt31-5-1", 5),
        ("eudr-9", 8),
    ],
)
def test_t09_each_rule_set_has_its_items(identifier: str, items: int) -> None:
    assert len(rule_set(identifier).items) == items


def test_t09_ten_items_hold_for_all_goods_and_two_for_imported_ones() -> None:
    found = rule_set("tt31-6").items

    assert sum(item.imported for item in found) == 2


def test_t09_items_asked_for_if_any_are_never_missing() -> None:
    missing = rule_set("nd37-23-5").missing(["product_name", "image", "organisation_name"])

    assert [item.code for item in missing] == ["d", "đ", "e", "i"]


def test_rules_of_the_european_union_are_off_unless_chosen() -> None:
    assert applicable("eudr", AFTER) is None
    chosen = applicable("eudr", AFTER, chosen=["eudr-9"])
    assert chosen is not None
    assert chosen.id == "eudr-9"


def test_before_there_were_rules_none_applies() -> None:
    assert applicable("data", date(2020, 1, 1)) is None


def test_every_rule_set_names_source_version_and_known_facts() -> None:
    rules = fact_rules()
    known = (
        set(rules["fields"])
        | set(rules["compound"])
        | {"gtin", "events", "other_information", "business_registration", "ip_proof"}
        | {"digital_signature", "quantity", "suppliers", "recipients"}
        | {"deforestation_free", "legality"}
    )

    for one in all_sets():
        assert one.source
        assert one.version
        assert len(one.sha256) == 64
        assert {item.fact for item in one.items} <= known
        assert one.items or one.points or one.sections
        codes = [item.code for item in one.items] + [point.code for point in one.points]
        assert len(codes) == len(set(codes))


def test_the_system_checklist_has_23_points_on_known_metrics() -> None:
    points = rule_set("tcvn-12850-2019").points

    assert [point.code for point in points] == [f"R{number:02d}" for number in range(1, 24)]
    assert {name for point in points for name in point.metrics} <= set(settings()["metric"]) | {
        "schema"
    }


def test_t22_the_criteria_standard_ships_as_twelve_sections_without_points() -> None:
    found = rule_set("tcvn-13167-2025")

    assert (len(found.sections), found.points) == (12, ())


def test_facts_follow_from_facts() -> None:
    assert compound_facts(["product_name", "gtin"]) >= {"product_name_and_gtin"}
    assert compound_facts(["lot"]) == {"lot", "brand_or_lot"}
    assert compound_facts([]) == frozenset()


def test_evidence_grows_from_declaration_to_machine() -> None:
    assert [one.strength for one in Evidence] == [0, 1, 2]


def test_t29_the_catalogue_has_35_current_standards_on_traceability() -> None:
    current = [one for one in standards() if one.traceability and one.current]

    assert len(current) == 35
    assert len({one.code for one in standards()}) == len(standards())


@pytest.mark.parametrize(
    ("old", "new"),
    [("TCVN 13167:2020", "TCVN 13167:2025"), ("TCVN 12827:2019", "TCVN 12827:2023")],
)
def test_t29_picking_a_replaced_standard_warns(old: str, new: str) -> None:
    assert replaced_warning(old) == f"{old} đã được thay thế bằng {new}; hãy dùng {new}."
    assert replaced_warning(new) is None
    assert standard(new).current


def test_an_unknown_standard_is_an_error() -> None:
    with pytest.raises(KeyError):
        replaced_warning("TCVN 1:1900")

"""What a total earns: compared unrounded, Gold never automatic."""

from decimal import Decimal

import pytest

from scoring import rulebook
from scoring.aggregate import Result, aggregate
from scoring.errors import ScoringError
from scoring.thresholds import awarded_tier, level, vietnamese

OLD = rulebook.load("gtclqg-2020").scheme
NEW = rulebook.load("gtclqg-2026").scheme


def result(total: str) -> Result:
    return Result({}, {}, Decimal(total), ())


@pytest.mark.parametrize(
    ("total", "before", "after"),
    [
        ("0", "none", "none"),
        ("599.99", "none", "none"),
        ("599.999999", "none", "none"),
        ("600", "award", "silver"),
        ("799.99", "award", "silver"),
        ("800", "gold-eligible", "gold-eligible"),
        ("1000", "gold-eligible", "gold-eligible"),
    ],
)
def test_thresholds_are_compared_with_the_unrounded_total(
    total: str, before: str, after: str
) -> None:
    old, new = level(OLD, result(total)), level(NEW, result(total))

    assert (old and old.code, new and new.code) == (before, after)


def test_no_level_while_an_item_is_missing() -> None:
    assert level(OLD, aggregate(OLD, [])) is None


@pytest.mark.parametrize(
    ("total", "reason"),
    [
        ("599.99", "Tổng 599,99 điểm, chưa đạt Giải thưởng Chất lượng Quốc gia: "
                   "dưới ngưỡng 600 điểm."),
        ("612.75", "Tổng 612,75 điểm, đạt ngưỡng 600 điểm của Giải thưởng Chất lượng Quốc gia."),
        ("1000", "Tổng 1.000 điểm, đạt ngưỡng 800 điểm của Giải Vàng Chất lượng Quốc gia; "
                 "mức này chỉ được trao khi có quyết định riêng."),
    ],
)  # fmt: skip
def test_the_level_says_which_rule_decided(total: str, reason: str) -> None:
    found = level(OLD, result(total))

    assert found is not None
    assert found.reason == reason


def test_a_floor_holds_a_tier_back_whatever_the_total() -> None:
    text = (rulebook.FOLDER / "gtclqg-2020.toml").read_text(encoding="utf-8")
    floor = '[[floors]]\ncriterion = "7"\ntier = "award"\npercent = 50\nsource = "Thử"\n'
    scheme = rulebook.parse(f"{text}\n{floor}", file="thử.toml").scheme
    high = {item.code: 45 if item.criterion == "7" else 100 for item in scheme.items}

    held = level(scheme, aggregate(scheme, [], high))
    free = level(scheme, aggregate(scheme, [], {**high, "7.1": 75}))

    assert held is not None
    assert held.code == "none"
    assert held.reason == (
        "Tổng 752,5 điểm, chưa đạt Giải thưởng Chất lượng Quốc gia: Kết quả hoạt động dưới 50 %."
    )
    assert free is not None
    assert free.code == "award"


@pytest.mark.parametrize("tier", [None, "award", "gold"])
def test_a_council_decides_within_what_the_points_allow(tier: str | None) -> None:
    found = level(OLD, result("812"))

    assert found is not None
    assert awarded_tier(found, tier=tier) == tier


def test_gold_below_its_threshold_is_refused() -> None:
    found = level(OLD, result("799.99"))
    assert found is not None

    with pytest.raises(ScoringError) as caught:
        awarded_tier(found, tier="gold")

    assert str(caught.value).startswith("Không thể trao mức gold: Tổng 799,99 điểm")


@pytest.mark.parametrize(
    ("points", "text"),
    [("1000.00", "1.000"), ("612.75", "612,75"), ("0", "0"), ("28.125", "28,125")],
)
def test_points_are_written_the_vietnamese_way(points: str, text: str) -> None:
    assert vietnamese(Decimal(points)) == text

"""May an organisation take part: months, re-entry, types and size classes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import rulebook
from scoring.eligibility import (
    Facts,
    GoldAward,
    check,
    earliest_reentry,
    explain_type,
    is_eligible,
    type_of,
)
from scoring.months import add_months
from scoring.sme import Sector, sme_class

OLD = rulebook.load("gtclqg-2020")
NEW = rulebook.load("gtclqg-2026")
GOOD = Facts(
    registered_on=date(2026, 8, 31),
    cycle_year=2026,
    lawfully_established=True,
    operating_since=date(2010, 1, 1),
    compliance_declared=True,
    market_since=date(2020, 1, 1),
)
BILLION = 1_000_000_000


def outcomes(facts: Facts) -> dict[str, str]:
    return {finding.rule: finding.outcome for finding in check(NEW, facts)}


def sentence(facts: Facts, rule: str) -> str:
    return next(finding.sentence for finding in check(NEW, facts) if finding.rule == rule)


def test_a_good_entrant_meets_every_condition_and_each_names_its_article() -> None:
    findings = check(NEW, GOOD)

    assert [finding.outcome for finding in findings] == ["met"] * 5
    assert is_eligible(findings)
    assert findings[1].article == "Nghị định 37/2026/NĐ-CP, khoản 1 Điều 59"


@pytest.mark.parametrize(
    ("start", "outcome"),
    [(date(2023, 8, 31), "met"), (date(2023, 9, 1), "failed"), (None, "failed")],
)
def test_exactly_36_months_of_operation_are_enough(start: date | None, outcome: str) -> None:
    assert outcomes(replace(GOOD, operating_since=start))["operation"] == outcome


@pytest.mark.parametrize(
    ("start", "outcome"),
    [(date(2025, 8, 31), "met"), (date(2025, 9, 1), "failed"), (None, "failed")],
)
def test_exactly_12_months_on_the_market_are_enough(start: date | None, outcome: str) -> None:
    assert outcomes(replace(GOOD, market_since=start))["market"] == outcome


def test_a_failure_names_rule_and_dates() -> None:
    facts = replace(GOOD, operating_since=date(2023, 9, 1))

    assert sentence(facts, "operation") == (
        "Chưa đạt điều kiện: Hoạt động liên tục tại Việt Nam ít nhất 36 tháng tính đến thời điểm "
        "đăng ký tham dự (bắt đầu hoạt động ngày 01/09/2023, muộn nhất phải là 31/08/2023)."
    )
    assert not is_eligible(check(NEW, facts))


def test_before_2026_nothing_is_asked_of_the_market() -> None:
    assert is_eligible(check(OLD, replace(GOOD, market_since=None)))


def test_what_is_not_lawful_or_not_declared_fails() -> None:
    facts = replace(GOOD, lawfully_established=False, compliance_declared=False)

    assert outcomes(facts)["established"] == "failed"
    assert outcomes(facts)["compliance"] == "failed"


@pytest.mark.parametrize(
    ("violation", "outcome"), [(date(2023, 8, 31), "noted"), (date(2023, 8, 30), "met")]
)
def test_a_recorded_violation_in_the_window_is_noted_for_the_council(
    violation: date, outcome: str
) -> None:
    facts = replace(GOOD, violations=(violation,))

    assert outcomes(facts)["compliance"] == outcome
    assert is_eligible(check(NEW, facts))


@pytest.mark.parametrize(
    ("cycle_year", "outcome"), [(2024, "failed"), (2025, "failed"), (2026, "met"), (2027, "met")]
)
def test_gold_in_a_year_closes_the_next_two(cycle_year: int, outcome: str) -> None:
    facts = replace(
        GOOD, cycle_year=cycle_year, golds=(GoldAward(2020, 2021), GoldAward(2023, 2024))
    )

    assert outcomes(facts)["gold_reentry"] == outcome


def test_the_refusal_of_a_gold_winner_shows_both_years_and_the_basis() -> None:
    facts = replace(GOOD, golds=(GoldAward(2024, 2025),))

    assert sentence(facts, "gold_reentry").endswith(
        "(Giải Vàng năm 2024, quyết định năm 2025; tính theo năm giải thưởng, "
        "được tham dự lại từ năm 2027)."
    )


def test_the_bar_on_a_gold_winner_may_be_lifted_by_a_recorded_decision() -> None:
    facts = replace(GOOD, golds=(GoldAward(2024, 2025),), reentry_lifted_by="Quyết định 01/QĐ-UBTC")

    assert outcomes(facts)["gold_reentry"] == "noted"
    assert sentence(facts, "gold_reentry").endswith("đã được cho phép theo Quyết định 01/QĐ-UBTC.")


def test_the_basis_may_be_the_year_of_the_decision() -> None:
    rule = replace(NEW.eligibility_rule("gold_reentry"), base="decision_year")

    assert earliest_reentry(rule, (GoldAward(2021, 2024),)) == 2027
    assert earliest_reentry(rule, ()) is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2024, 8, 31), -6, date(2024, 2, 29)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 1, 15), -36, date(2023, 1, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_are_clamped_to_the_end_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-120, 120))
def test_adding_months_moves_the_month_and_never_the_day_forward(day: date, months: int) -> None:
    moved = add_months(day, months)

    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day


@pytest.mark.parametrize(
    ("edition", "sector", "employees", "kind"),
    [
        ("gtclqg-2020", "production", 250, "small_medium_production"),
        ("gtclqg-2020", "production", 251, "large_production"),
        ("gtclqg-2020", "service", 251, "large_service"),
        ("gtclqg-2011", "service", 300, "small_medium_service"),
        ("gtclqg-2011", "service", 301, "large_service"),
    ],
)
def test_the_type_turns_just_above_the_size_line(
    edition: str, sector: str, employees: int, kind: str
) -> None:
    book = rulebook.load(edition)

    found = type_of(book, sector=sector, employees=employees)  # type: ignore[arg-type]  # a literal

    assert found is not None
    assert found.code == kind


def test_2026_knows_no_types() -> None:
    assert type_of(NEW, sector="service", employees=10) is None


@pytest.mark.parametrize(("employees", "relation"), [(250, "không vượt quá"), (251, "vượt quá")])
def test_the_type_is_explained(employees: int, relation: str) -> None:
    kind = type_of(OLD, sector="production", employees=employees)

    assert kind is not None
    assert explain_type(OLD, kind, employees=employees) == (
        f"{kind.title}: {employees} lao động làm việc thường xuyên theo hợp đồng từ 1 năm trở lên, "
        f"{relation} 250 người (Thông tư 27/2019/TT-BKHCN, Điều 3)."
    )


@pytest.mark.parametrize(
    ("sector", "employees", "revenue", "capital", "code"),
    [
        ("agriculture_industry", 10, 3, 999, "micro"),
        ("agriculture_industry", 10, 999, 3, "micro"),
        ("agriculture_industry", 11, 3, 3, "small"),
        ("agriculture_industry", 10, 4, 4, "small"),
        ("agriculture_industry", 100, 51, 21, "medium"),
        ("agriculture_industry", 200, 201, 101, "large"),
        ("agriculture_industry", 201, 1, 1, "large"),
        ("trade_service", 10, 10, 999, "micro"),
        ("trade_service", 50, 100, 999, "small"),
        ("trade_service", 51, 100, 50, "medium"),
        ("trade_service", 101, 1, 1, "large"),
        ("trade_service", 5, None, 3, "micro"),
        ("trade_service", 5, None, None, None),
        ("trade_service", 5, None, 999, None),
        ("trade_service", 101, None, None, "large"),
    ],
)
def test_sme_class_needs_employees_and_revenue_or_capital(
    sector: Sector, employees: int, revenue: int | None, capital: int | None, code: str | None
) -> None:
    found = sme_class(
        sector,
        employees=employees,
        revenue=None if revenue is None else revenue * BILLION,
        capital=None if capital is None else capital * BILLION,
    )

    assert found.code == code


def test_one_dong_above_the_limit_is_above_it() -> None:
    over = sme_class(
        "trade_service", employees=10, revenue=10 * BILLION + 1, capital=3 * BILLION + 1
    )

    assert over.code == "small"


def test_sme_class_is_explained_with_its_article() -> None:
    found = sme_class("trade_service", employees=40, revenue=90 * BILLION, capital=None)

    assert found.title == "Doanh nghiệp nhỏ"
    assert found.reason == (
        "40 lao động, không quá 50; doanh thu không quá 100 tỷ đồng hoặc nguồn vốn không quá "
        "50 tỷ đồng (Nghị định 80/2021/NĐ-CP, khoản 2 Điều 5)."
    )

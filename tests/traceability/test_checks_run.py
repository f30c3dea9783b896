"""A check as a whole: report, findings and their levels, the duty to trace."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.traceability.chain_events import (
    AT,
    MILL,
    born,
    good_chain,
    item,
    lot,
    made,
    seen,
    sent,
    subject,
    wrong,
)
from traceability.checks import Case, Report, rule_sets_for, run
from traceability.checks_duty import Duty, Risk, duty_warning
from traceability.checks_points import Status
from traceability.events import Event
from traceability.metrics_subject import Product, Subject
from traceability.recall import drill
from traceability.rule_sets import rule_set

A = lot(1, "A")


def checked(events: list[Event], **fields: Any) -> Report:
    return run(Case(subject=subject(events, **fields), documents_valid=True))


def levels(report: Report, code: str) -> list[str]:
    return [finding.level for finding in report.findings if finding.code == code]


def test_a_good_chain_conforms_and_lacks_only_documents() -> None:
    report = checked(good_chain())

    assert report.findings == ()
    assert report.conforming
    assert report.status is Status.UNPROVEN
    unproven = {one.point.code for one in report.points if one.status is Status.UNPROVEN}
    assert unproven == {"R01", "R04", "R08", "R09", "R15", "R16", "R19", "R21", "R22", "R23"}


def test_t17_every_metric_is_there_with_numerator_denominator_and_failing_ids() -> None:
    content = checked([]).result()

    assert [one["id"] for one in content["metrics"]] == [f"M{number}" for number in range(1, 16)]
    assert {one["status"] for one in content["metrics"]} == {"không áp dụng"}
    assert {(one["denominator"], one["value"]) for one in content["metrics"]} == {(0, None)}
    assert checked([]).status is Status.UNPROVEN


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([born("https://id.gs1.org/01/08938501000012/10/A")], "identifier_invalid"),
        ([made([(A, 10)], [(lot(2, "B"), 20)], day=1), born((A, 10))], "mass_created"),
        ([born(A, day=5), seen(A, day=1)], "before_creation"),
        ([born(item(1, 1)), born(item(1, 1), day=1)], "commissioned_twice"),
        ([seen(A, day=1)], "orphan"),
        ([sent((A, 1), day=1, to=MILL)], "origin_missing"),
        ([born(A), seen(A, day=1, biz_step=None, read_point=None)], "kde_missing"),
        (
            [born(A), *[seen(A, day=d, record_time=born(A, day=d + 5).event_time) for d in (1, 2)]],
            "recorded_late",
        ),
    ],
)
def test_what_is_wrong_is_an_error(events: list[Event], code: str) -> None:
    report = checked(events)

    assert set(levels(report, code)) == {"error"}
    assert not report.conforming


def test_a_metric_below_its_threshold_is_told_once() -> None:
    report = checked([seen(A, day=1)])

    assert "Chỉ số M9 (Không có lô mồ côi) là 0 %, thấp hơn ngưỡng 95 %." in [
        finding.message for finding in report.findings
    ]
    assert "$.metrics.M9" in [finding.path for finding in report.findings]


def test_a_case_against_a_metric_that_passes_is_a_warning() -> None:
    events: list[Event] = [born(lot(1, f"L{number}"), day=1) for number in range(40)]

    report = checked([*events, seen(lot(1, "X"), day=2)])

    assert levels(report, "orphan") == ["warning"]
    assert levels(report, "metric_below") == []


def test_missing_information_only_warns() -> None:
    products = (Product("08938501000019", {"product_name": "Cà phê Mẫu"}),)

    report = checked([born(A)], products=products, rule_sets=(rule_set("nd37-23-5"),))

    assert levels(report, "item_missing") == ["warning"]
    assert report.conforming


def test_repeated_events_and_stray_declarations_are_told() -> None:
    event = born(A)

    report = checked([event, replace(event), wrong(born(lot(1, "B")))])

    assert levels(report, "duplicate") == ["warning"]
    assert levels(report, "declaration_unmatched") == ["warning"]


def test_personal_numbers_in_ids_are_errors_and_masked() -> None:
    event = sent(A, day=1, to="https://example.vn/ho/079085001234", event_id="urn:x:079085001234")

    report = checked([event, born(A, event_id="urn:uuid:00000000-0000-4000-8000-079085001234")])

    assert levels(report, "personal_number") == ["error"]
    assert "079085001234" not in " ".join(f"{one.message}{one.path}" for one in report.findings)


def test_a_digest_for_an_event_id_is_no_personal_number() -> None:
    digits = "a079085001234" + "b" * 51

    report = checked([born(A, event_id=f"ni:///sha-256;{digits}?ver=CBV2.0")])

    assert levels(report, "personal_number") == []


def test_a_report_takes_the_drill_it_is_given() -> None:
    one = subject(good_chain())
    own = drill(one, seed=3, started_at=good_chain()[0].event_time)

    report = run(Case(subject=replace(one, drills=(replace(own, lots=own.lots[:1]),))))

    assert report.metrics[10].ratio.denominator == 1


def test_points_of_an_imported_checklist_replace_the_standard_ones() -> None:
    case = Case(subject=subject([]), points=())

    assert (run(case).points, run(case).status) == ((), Status.NOT_APPLICABLE)


def test_before_the_standard_there_is_no_checklist() -> None:
    assert Case(subject=subject([], at=date(2018, 1, 1))).checklist() == ()


def test_t01_rule_sets_follow_the_day_and_the_choice() -> None:
    def chosen(at: date, *extra: str) -> list[str]:
        one: Subject = subject([], at=at)
        return [found.id for found in rule_sets_for(one, chosen=extra)]

    assert chosen(date(2026, 6, 30)) == ["tt02-6-3", "tt02-public"]
    assert chosen(date(2026, 7, 1)) == ["nd37-23-5", "nd37-23-7"]
    assert chosen(AT, "eudr-9") == ["nd37-23-5", "nd37-23-7", "eudr-9"]


BEGINS = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("duty", "on", "traced", "warned"),
    [
        (Duty(Risk.HIGH, "Danh mục Mẫu", BEGINS), BEGINS, False, True),
        (Duty(Risk.HIGH, "Danh mục Mẫu", BEGINS), date(2026, 12, 31), False, False),
        (Duty(Risk.HIGH, "Danh mục Mẫu", BEGINS), BEGINS, True, False),
        (Duty(Risk.HIGH), BEGINS, False, False),
        (Duty(Risk.MEDIUM, "Danh mục Mẫu", BEGINS), BEGINS, False, False),
    ],
)
def test_t02_high_risk_goods_without_tracing_after_their_date_are_warned_of(
    duty: Duty, on: date, traced: bool, warned: bool
) -> None:
    found = duty_warning(duty, on=on, traced=traced)

    assert (found is not None) is warned


def test_t02_the_warning_names_list_and_date_and_is_no_error() -> None:
    found = duty_warning(Duty(Risk.HIGH, "", BEGINS), on=BEGINS, traced=False)

    assert found is not None
    assert (found.level, found.message) == (
        "warning",
        "Sản phẩm có mức độ rủi ro cao phải truy xuất nguồn gốc từ 01/01/2027 nhưng chưa có "
        "bằng chứng truy xuất nguồn gốc.",
    )

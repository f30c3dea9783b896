"""What waits for a province's officer: late tasks, due reports, nothing once it is done."""

from datetime import date

import time_machine

from award.demo.programme import make_plan, make_task, the_province
from award.models import ReportPeriod
from award.services import programme_plans, worklist
from tests.factories import make_province_officer, send_report, sign_report, start_report


def told(person):
    return [(task.text, task.endpoint) for task in worklist.of(person)]


@time_machine.travel("2026-07-10T03:00:00Z", tick=False)
def test_late_tasks_and_the_report_that_is_due_wait_for_the_officer(app):
    officer, plan = make_province_officer("22"), make_plan("22")
    make_task(plan, due_on=date(2026, 6, 1))
    make_task(plan, due_on=date(2026, 6, 2))
    make_task(plan, due_on=date(2026, 12, 31))
    make_task(make_plan("01"), due_on=date(2026, 6, 1))

    assert told(officer) == [
        ("Xử lý 2 nhiệm vụ quá hạn", "programme.plan"),
        ("Gửi báo cáo 6 tháng đầu năm 2026", "programme.reports"),
    ]


@time_machine.travel("2026-07-10T03:00:00Z", tick=False)
def test_nothing_waits_where_all_is_done_or_nothing_was_planned(app):
    officer, idle = make_province_officer("22"), make_province_officer("24")
    make_task(make_plan("22"))
    send_report(sign_report(start_report("22", 2026)))

    assert told(officer) == []
    assert told(idle) == []


@time_machine.travel("2027-01-20T03:00:00Z", tick=False)
def test_the_year_s_report_is_asked_for_after_the_year_and_older_ones_are_not(app):
    officer = make_province_officer("22")
    make_plan("22", 2024)
    make_task(make_plan("22", 2025))
    make_plan("22", 2026)
    programme_plans.carry_over(programme_plans.of_year(the_province("22"), 2025), actor=officer)
    for task in programme_plans.of_year(the_province("22"), 2026).tasks:
        task.done_on, task.result = date(2026, 12, 1), "Xong"
    send_report(sign_report(start_report("22", 2026, ReportPeriod.HALF)))

    assert told(officer) == [("Gửi báo cáo cả năm 2026", "programme.reports")]

"""The plan of a year: recorded as its paper says, tasks overdue first, carried over once."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from award import clock
from award.demo.programme import make_plan, make_task
from award.extensions import db
from award.models import AuditEvent, PlanTask, ProgrammePlan
from tests.factories import make_province_officer, make_user, standing_body
from tests.web.at_field import told_at

PLAN = {
    "title": "Kế hoạch triển khai Đề án 100",
    "year": "2026",
    "number": "12/KH-UBND",
    "issued_on": "05/01/2026",
    "signer": "Phó Chủ tịch Mẫu",
    "period_from": "01/01/2026",
    "period_to": "31/12/2026",
}
TASK = {
    "solution_group": "people",
    "title": "Tập huấn cho doanh nghiệp mẫu",
    "owner": "Sở Khoa học và Công nghệ",
    "due_on": "30/06/2026",
}


def version_of(row):
    return {"version": str(row.version)}


def test_an_officer_records_a_plan_with_its_paper(browse, signed):
    officer = make_province_officer("22")

    answer = browse(officer).post("/programme/22/plans", data=PLAN | {"file": signed("kh.pdf")})

    plan = db.session.scalars(select(ProgrammePlan)).one()
    assert answer.location == f"/programme/plans/{plan.id}"
    assert (plan.number, plan.province_code, plan.file.name) == ("12/KH-UBND", "22", "kh.pdf")
    assert browse(officer).get(f"/programme/plans/{plan.id}/file").data.startswith(b"%PDF")
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.actor_id) == ("save_plan", officer.id)


def test_a_year_has_one_plan_and_nothing_typed_is_lost(browse):
    make_plan("22")

    answer = browse(make_province_officer("22")).post("/programme/22/plans", data=PLAN)

    assert answer.status_code == 422
    assert "Năm 2026 đã có kế hoạch số 12/KH-UBND-2026." in answer.text
    assert "Phó Chủ tịch Mẫu" in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("issued_on", "13/2026", "Hãy ghi ngày theo dạng 31/05/2026."),
        ("period_to", "31/12/2025", "Ngày kết thúc giai đoạn phải từ ngày bắt đầu trở đi."),
        ("issued_on", "05/01/2099", "Ngày ban hành không được sau hôm nay."),
        ("year", "26", "Hãy ghi năm bằng bốn chữ số, ví dụ 2026."),
        ("title", "", "Hãy ghi tên kế hoạch."),
    ],
)
def test_an_impossible_plan_is_told_at_its_field(browse, field, typed, sentence):
    answer = browse(make_province_officer("22")).post(
        "/programme/22/plans", data=PLAN | {field: typed}
    )

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert db.session.scalars(select(ProgrammePlan)).all() == []


def test_tasks_stand_with_what_is_overdue_first_and_what_is_done_last(browse):
    plan = make_plan("22")
    today = clock.today_local()
    make_task(plan, title="Việc còn hạn", due_on=today + timedelta(days=9))
    make_task(plan, title="Việc đã xong", due_on=today - timedelta(days=90), result="Xong.",
              done_on=today - timedelta(days=95))  # fmt: skip
    make_task(plan, title="Việc quá hạn", due_on=today - timedelta(days=1))

    page = browse(make_province_officer("22")).get(f"/programme/plans/{plan.id}").text

    places = [page.index(name) for name in ("Việc quá hạn", "Việc còn hạn", "Việc đã xong")]
    assert places == sorted(places)
    assert page.count(">Quá hạn<") == 1


def test_a_task_is_done_with_a_result_and_evidence(browse, signed):
    officer = make_province_officer("22")
    task = make_task(make_plan("22"))
    done = TASK | {"done_on": "01/03/2026", "result": "120 người dự.", "evidence": signed("bc.pdf")}

    browse(officer).post(f"/programme/tasks/{task.id}", data=done | version_of(task))

    assert (task.result, task.done_on.month, task.evidence.name) == ("120 người dự.", 3, "bc.pdf")
    page = browse(officer).get(f"/programme/tasks/{task.id}/evidence")
    assert page.data.startswith(b"%PDF")


def test_a_task_cannot_be_done_without_a_result(browse):
    task = make_task(make_plan("22"))
    data = TASK | {"done_on": "01/03/2026"} | version_of(task)

    answer = browse(make_province_officer("22")).post(f"/programme/tasks/{task.id}", data=data)

    assert answer.status_code == 422
    assert "Nhiệm vụ đã hoàn thành cần ghi kết quả." in answer.text
    assert task.done_on is None


def test_of_two_officers_the_second_sees_what_the_first_has_saved(browse):
    officer = make_province_officer("22")
    task = make_task(make_plan("22"))
    stale = version_of(task)
    browse(officer).post(f"/programme/tasks/{task.id}", data=TASK | stale | {"result": "Của A"})

    answer = browse(officer).post(
        f"/programme/tasks/{task.id}", data=TASK | stale | {"result": "Của B"}
    )

    assert answer.status_code == 409
    assert "Của A" in answer.text
    assert "Của B" in answer.text
    assert task.result == "Của A"


def test_what_is_not_done_goes_into_the_next_plan_once(browse):
    old, new = make_plan("22", 2025), make_plan("22", 2026)
    make_task(old, title="Việc dở dang")
    make_task(old, title="Việc đã xong", result="Xong.", done_on=old.period_from)
    officer = browse(make_province_officer("22"))

    officer.post(f"/programme/plans/{old.id}/carry")
    again = officer.post(f"/programme/plans/{old.id}/carry")
    page = officer.get(f"/programme/plans/{old.id}").text
    province = officer.get("/programme/22?year=2025").text
    country = browse(standing_body()).get("/programme?year=2025").text

    carried = db.session.scalars(select(PlanTask).where(PlanTask.programme_plan_id == new.id)).all()
    assert [(task.title, task.due_on) for task in carried] == [("Việc dở dang", new.period_to)]
    assert again.status_code == 403
    assert "Không còn nhiệm vụ nào chưa hoàn thành để chuyển." in again.text
    assert page.count("Đã chuyển sang năm 2026") == 1
    assert "Quá hạn" not in page
    assert "Không có nhiệm vụ quá hạn." in province
    assert "1/2 hoàn thành</td>" in country


def test_nothing_is_carried_into_a_year_without_a_plan(browse):
    plan = make_plan("22", 2026)
    make_task(plan)

    answer = browse(make_province_officer("22")).post(f"/programme/plans/{plan.id}/carry")

    assert answer.status_code == 403
    assert "Chưa có kế hoạch năm 2027" in answer.text


def test_the_workbook_holds_the_tasks_as_texts(browse):
    plan = make_plan("22")
    make_task(plan, title="=1+1")

    content = browse(make_province_officer("22")).get(f"/programme/plans/{plan.id}.xlsx").data

    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[1][:4] == ("Đào tạo, phát triển nhân lực", "=1+1", "Sở Khoa học và Công nghệ",
                           "31/12/2026")  # fmt: skip


def test_a_plan_exists_for_its_province_and_the_national_office_alone(browse):
    plan = make_plan("22")
    task = make_task(plan)
    address = f"/programme/plans/{plan.id}"
    data = TASK | version_of(task)

    seen = [
        browse(person).get(address).status_code
        for person in (make_province_officer("22"), standing_body(), make_province_officer("79"),
                       make_user())
    ]  # fmt: skip
    changed = browse(standing_body()).post(f"/programme/tasks/{task.id}", data=data)

    assert seen == [200, 200, 404, 404]
    assert changed.status_code == 403
    assert "Chỉ cán bộ của địa phương được ghi số liệu của địa phương mình." in changed.text


def test_the_national_office_sees_who_has_planned(browse):
    make_plan("22", clock.today_local().year)

    page = browse(standing_body()).get("/programme").text

    assert page.count("Chưa ghi kế hoạch") == 33


def test_an_empty_province_is_told_what_to_do_first(browse):
    officer = browse(make_province_officer("22"))

    entry = officer.get("/programme")
    page = officer.get(entry.location).text

    assert entry.location == "/programme/22"
    assert "Ghi số, ngày, người ký và giai đoạn của kế hoạch đã ban hành" in page
    assert "chưa có mẫu số" in page

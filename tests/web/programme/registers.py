"""Something in every register of a province, for reports to tell of."""

from decimal import Decimal

from award import clock
from award.demo.programme import make_plan, make_task
from award.extensions import db
from award.models import Inspection, SupportGrant
from tests.factories import attend, make_course, make_participant, make_session


def fill_registers(place: str, officer, *, violations: int = 1) -> None:
    """Something in every register of a province, in the present year."""
    today = clock.today_local()
    plan = make_plan(place, year=today.year)
    make_task(plan)
    course = make_course(place, starts_on=today, ends_on=today)
    attend(make_participant(course, tax_code="0100109106"), make_session(course))
    common = {"province_code": place, "recorded_at": clock.now(), "recorded_by_id": officer.id}
    for number in range(violations + 1):
        db.session.add(
            Inspection(
                organisation_name=f"Cơ sở Mẫu {number}", site="Xã Mẫu", field="label",
                inspected_on=today, result="violation" if number else "clean",
                finding="Thiếu nhãn phụ." if number else "", **common,
            )
        )  # fmt: skip
    db.session.add(
        SupportGrant(
            recipient="Hợp tác xã Mẫu", purpose="Mã vạch", amount_vnd=Decimal(15_000_000),
            legal_basis="Nghị quyết Mẫu", granted_on=today, **common,
        )
    )  # fmt: skip
    db.session.flush()

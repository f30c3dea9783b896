"""Rows of the programme: plans, tasks, denominators, and what is said of organisations."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from award import clock
from award.demo.founding import officer_of
from award.extensions import db
from award.models import (
    AttendanceBy,
    ClaimOrigin,
    CourseField,
    Denominator,
    DenominatorKind,
    Inspection,
    InspectionField,
    InspectionResult,
    Organisation,
    Participant,
    ParticipantKind,
    PlanTask,
    PriorityProduct,
    ProductList,
    ProgrammeDocument,
    ProgrammeDocumentKind,
    ProgrammePlan,
    Province,
    ReportedOrganisation,
    SupportGrant,
    SurveyImport,
    SystemKind,
    TraceSystem,
    TrainingAttendance,
    TrainingCourse,
    TrainingSession,
)
from award.services import programme_figures, programme_plans, storage
from award.services.programme_plans import PlanFacts, TaskFacts


def the_province(code: str) -> Province:
    """A province by its code."""
    return db.session.scalars(select(Province).where(Province.code == code)).one()


def make_plan(province_code: str = "22", year: int = 2026, **facts: Any) -> ProgrammePlan:
    """A plan of a province for a year."""
    given: dict[str, Any] = {
        "year": year,
        "title": f"Kế hoạch triển khai Đề án 100 năm {year}",
        "number": f"12/KH-UBND-{year}",
        "issued_on": date(year, 1, 5),
        "signer": "Phó Chủ tịch Mẫu",
        "period_from": date(year, 1, 1),
        "period_to": date(year, 12, 31),
    } | facts
    return programme_plans.save_plan(
        the_province(province_code), PlanFacts(**given), actor=officer_of(province_code)
    )


def make_task(plan: ProgrammePlan, **facts: Any) -> PlanTask:
    """A task of a plan, due at the end of its period."""
    given: dict[str, Any] = {
        "solution_group": "people",
        "title": "Tập huấn truy xuất nguồn gốc cho doanh nghiệp mẫu",
        "owner": "Sở Khoa học và Công nghệ",
        "due_on": plan.period_to,
        "budget_vnd": Decimal(50_000_000),
    } | facts
    return programme_plans.save_task(plan, TaskFacts(**given), actor=officer_of(plan.province_code))


def make_denominator(
    province_code: str = "22",
    count: int = 200,
    kind: str = DenominatorKind.ENTERPRISE,
    year: int = 2026,
    as_of: date | None = None,
) -> Denominator:
    """How many there are of a kind, from a source that is plainly made up."""
    return programme_figures.save_denominator(
        the_province(province_code),
        year=year,
        kind=DenominatorKind(kind),
        count=count,
        source="Niên giám thống kê mẫu",
        as_of=as_of or date(year, 1, 31),
        actor=officer_of(province_code),
    )


def make_course(province_code: str | None = "22", day: date = date(2026, 3, 2)) -> TrainingCourse:
    """A course of one half-day."""
    course = TrainingCourse(
        province_code=province_code,
        field=CourseField.TRACEABILITY,
        title="Lớp mẫu về truy xuất nguồn gốc",
        organiser="Sở Khoa học và Công nghệ",
        place="Hội trường Mẫu",
        starts_on=day,
        ends_on=day,
        created_at=clock.now(),
        created_by_id=officer_of(province_code or "01").id,
    )
    start = clock.start_of_day(day) + timedelta(hours=8)
    course.sessions = [
        TrainingSession(topic="Yêu cầu chung", starts_at=start, ends_at=start + timedelta(hours=3))
    ]
    db.session.add(course)
    db.session.flush()
    return course


def make_trained(
    province_code: str | None, organisation: Organisation, day: date = date(2026, 3, 2)
) -> Participant:
    """Somebody of the organisation who attended a course."""
    course = make_course(province_code, day)
    person = Participant(
        training_course_id=course.id,
        kind=ParticipantKind.ENTERPRISE,
        full_name="Học viên Mẫu",
        organisation_name=organisation.name,
        tax_code=organisation.tax_code,
        signed_up_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(
        TrainingAttendance(
            training_session_id=course.sessions[0].id,
            participant_id=person.id,
            how=AttendanceBy.LIST,
            at=clock.now(),
        )
    )
    db.session.flush()
    return person


def make_entries(province_code: str = "22") -> dict[str, int]:
    """One entry of every register of a province; their ids by the name of the address."""
    by = {
        "province_code": province_code,
        "recorded_at": clock.now(),
        "recorded_by_id": officer_of(province_code).id,
    }
    day = date(2026, 3, 2)
    rows = (
        ProgrammeDocument(
            kind=ProgrammeDocumentKind.DECISION, number="08/QĐ-UBND", issued_on=day,
            issuer="Ủy ban nhân dân tỉnh Mẫu", title="Ban hành danh mục sản phẩm ưu tiên", **by,
        ),
        TraceSystem(
            kind=SystemKind.PROVINCIAL, name="Hệ thống Mẫu", operator="Trung tâm Mẫu",
            source="Công văn mẫu", **by,
        ),
        PriorityProduct(
            list=ProductList.OCOP, name="Chả mực Mẫu", organisation_name="Hợp tác xã Mẫu",
            decision_number="01/QĐ-UBND", decided_on=day, stars=4, **by,
        ),
        SupportGrant(
            recipient="Hợp tác xã Mẫu", purpose="Tem truy xuất", amount_vnd=Decimal(50_000_000),
            legal_basis="Nghị quyết mẫu", granted_on=day, **by,
        ),
        Inspection(
            organisation_name="Hợp tác xã Mẫu", site="Chợ Mẫu", field=InspectionField.LABEL,
            inspected_on=day, result=InspectionResult.CLEAN, **by,
        ),
    )  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    return {f"{row.__tablename__}_id": row.id for row in rows}


def make_survey(
    codes: Sequence[str], province_code: str = "22", metric: str = "traced", year: int = 2026
) -> SurveyImport:
    """A survey that names organisations of these tax codes."""
    officer = officer_of(province_code)
    file = storage.keep("khảo sát mẫu.xlsx", b"PK", media_type="application/zip", actor=officer)
    about = {"province_code": province_code, "year": year, "metric": metric}
    survey = SurveyImport(
        origin=ClaimOrigin.SURVEY, source="Khảo sát mẫu", as_of=date(year, 3, 31),
        lines=len(codes), file_id=file.id, imported_at=clock.now(), imported_by_id=officer.id,
        **about,
    )  # fmt: skip
    db.session.add(survey)
    db.session.flush()
    db.session.add_all(
        ReportedOrganisation(
            survey_import_id=survey.id, origin=ClaimOrigin.SURVEY, tax_code=code,
            name=f"Công ty Mẫu {code}", kind=DenominatorKind.ENTERPRISE, **about,
        )
        for code in codes
    )  # fmt: skip
    db.session.flush()
    return survey

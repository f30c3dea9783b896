"""Figures of a province's report: each the number, or the sum, of a list kept with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import distinct, func, select

from award import clock
from award.extensions import db
from award.models import (
    Conformity,
    Inspection,
    InspectionResult,
    Participant,
    PlanTask,
    PriorityProduct,
    ProductList,
    ProgrammeDocument,
    ProgrammeDocumentKind,
    ProgrammePlan,
    Province,
    SupportGrant,
    TraceSystem,
    TrainingAttendance,
    TrainingCertificate,
    TrainingCourse,
    TrainingSession,
    masked_tax_code,
)
from award.services import household_signs
from award.services.programme_registers import DOCUMENTS, FIELDS, RESULTS
from award.services.training import FIELD_NAMES
from award.words import _N, fold

CONFORMITY_NAMES = {
    Conformity.NONE: _N("Chưa công bố"),
    Conformity.SELF_DECLARED: _N("Công bố dựa trên tự đánh giá"),
    Conformity.CERTIFIED: _N("Công bố dựa trên chứng nhận"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Of which place and which days the figures are; the last day is today or the period's end."""

    province: Province
    year: int
    first: date
    last: date

    def within(self, column: Any) -> Any:
        """SQL: the day lies in the span."""
        return column.between(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the list behind it.

    Its value is the number of lines, or the sum of the column `total`. Where provinces may name
    the same thing, `keys` says of each line what makes it one, so that their sums join them.
    `listed`: the paper shows the lines as well. What is not `added` is a value, such as an index:
    it has no sum over provinces, and none where its list is empty.
    """

    code: str
    title: str
    unit: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    total: int | None = None
    keys: tuple[str, ...] | None = None
    note: str = ""
    listed: bool = False
    added: bool = True

    @property
    def value(self) -> Decimal | None:
        """The number of the list's lines, or what they add up to."""
        return told(self.lines, self.total, added=self.added)


def told(lines: Sequence[Sequence[str]], total: int | None, *, added: bool) -> Decimal | None:
    """What a list is worth; of a value that nobody has written down, nothing."""
    return worth(lines, total) if added or lines else None


def worth(lines: Sequence[Sequence[str]], total: int | None) -> Decimal:
    """The number of lines, or the sum of one column; written amounts carry no thousands signs."""
    if total is None:
        return Decimal(len(lines))
    return sum((Decimal(line[total] or 0) for line in lines), Decimal(0))


def day(value: date | None) -> str:
    """A day as the lists write it."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def amount(value: Decimal | int | None) -> str:
    """An exact amount without signs, for adding up."""
    return "" if value is None else f"{Decimal(value).normalize():f}"


def documents(span: Span) -> Iterator[Figure]:
    """Documents issued in the span: those of the register and the plan, each once."""

    def of_span(model: Any) -> Any:
        place = model.province_code == span.province.code
        return db.session.scalars(select(model).where(place, span.within(model.issued_on)))

    kinds = [(ProgrammeDocumentKind.PLAN, one) for one in of_span(ProgrammePlan)]
    kinds += [(one.kind, one) for one in of_span(ProgrammeDocument)]
    lines = {
        (one.issued_on, fold(one.number)): (
            one.number, day(one.issued_on), DOCUMENTS[kind], one.title
        )
        for kind, one in kinds
    }  # fmt: skip
    yield Figure(
        "documents", _N("Văn bản đã ban hành trong kỳ"), _N("văn bản"),
        (_N("Số, ký hiệu"), _N("Ngày"), _N("Loại"), _N("Trích yếu")),
        tuple(lines[key] for key in sorted(lines)), listed=True,
    )  # fmt: skip


def plan(span: Span) -> Iterator[Figure]:
    """The plan of the year: its paper, its tasks, what is done and what is late."""
    paper = db.session.scalar(
        select(ProgrammePlan).where(
            ProgrammePlan.province_code == span.province.code,
            ProgrammePlan.year == span.year,
        )
    )
    plans = [] if paper is None else [(paper.number, day(paper.issued_on), paper.title)]
    yield Figure(
        "plans", _N("Kế hoạch đã ban hành"), _N("văn bản"),
        (_N("Số"), _N("Ngày"), _N("Tên")), tuple(plans),
    )  # fmt: skip
    tasks = list(_tasks(span))
    heads = (_N("Nhiệm vụ"), _N("Đơn vị chủ trì"), _N("Thời hạn"), _N("Hoàn thành"))
    done = [one for one in tasks if one.done_on is not None and one.done_on <= span.last]
    late = [one for one in tasks if one not in done and one.due_on < span.last]
    for code, title, some in (
        ("tasks", _N("Nhiệm vụ của kế hoạch"), tasks),
        ("tasks_done", _N("Nhiệm vụ đã hoàn thành"), done),
        ("tasks_late", _N("Nhiệm vụ quá hạn"), late),
    ):
        yield Figure(
            code, title, _N("nhiệm vụ"), heads,
            tuple((one.title, one.owner, day(one.due_on), day(one.done_on)) for one in some),
        )  # fmt: skip


def _tasks(span: Span) -> Sequence[PlanTask]:
    return db.session.scalars(
        select(PlanTask)
        .join(ProgrammePlan)
        .where(
            ProgrammePlan.province_code == span.province.code,
            ProgrammePlan.year == span.year,
        )
        .order_by(PlanTask.due_on, PlanTask.id)
    ).all()


def training(span: Span) -> Iterator[Figure]:
    """Courses held, who came by the last day, certificates given by then; no person is named."""
    held = select(TrainingSession.id).where(
        TrainingSession.starts_at <= clock.end_of_day(span.last)
    )
    rows = db.session.execute(
        select(
            TrainingCourse,
            func.count(distinct(TrainingAttendance.participant_id)),
            func.count(distinct(TrainingCertificate.id)),
        )
        .outerjoin(Participant, Participant.training_course_id == TrainingCourse.id)
        .outerjoin(
            TrainingAttendance,
            (TrainingAttendance.participant_id == Participant.id)
            & TrainingAttendance.training_session_id.in_(held),
        )
        .outerjoin(
            TrainingCertificate,
            (TrainingCertificate.participant_id == Participant.id)
            & (TrainingCertificate.issued_on <= span.last)
            & TrainingCertificate.revoked_on.is_(None),
        )
        .where(
            TrainingCourse.province_code == span.province.code,
            span.within(TrainingCourse.starts_on),
        )
        .group_by(TrainingCourse.id)
        .order_by(TrainingCourse.starts_on, TrainingCourse.id)
    )
    heads = (_N("Lớp"), _N("Lĩnh vực"), _N("Ngày"), _N("Người đã dự"), _N("Giấy chứng nhận"))
    lines = tuple(
        (course.title, FIELD_NAMES[course.field], day(course.starts_on), f"{came}", f"{given}")
        for course, came, given in rows
    )
    yield Figure("courses", _N("Lớp đào tạo, tập huấn đã mở"), _N("lớp"), heads, lines)
    yield Figure("trainees", _N("Lượt người đã dự"), _N("lượt người"), heads, lines, total=3)
    yield Figure("certificates", _N("Giấy chứng nhận đã cấp"), _N("giấy"), heads, lines, total=4)


def systems(span: Span) -> Iterator[Figure]:
    """Systems and providers on the last day: all, those that conform, those on the portal."""
    rows = db.session.scalars(
        select(TraceSystem)
        .where(TraceSystem.province_code == span.province.code)
        .order_by(TraceSystem.name)
    ).all()
    heads = (
        _N("Mã số thuế"), _N("Đơn vị"), _N("Hệ thống"), _N("Công bố hợp chuẩn"), _N("Kết nối Cổng"),
    )  # fmt: skip
    declared = [one for one in rows if one.conformity is not Conformity.NONE]
    connected = [
        one for one in rows if one.connected_on is not None and one.connected_on <= span.last
    ]
    for code, title, some in (
        ("systems", _N("Hệ thống, bên cung cấp giải pháp truy xuất"), rows),
        ("systems_declared", _N("Trong đó đã công bố hợp chuẩn"), declared),
        ("systems_connected", _N("Trong đó đã kết nối Cổng quốc gia"), connected),
    ):
        yield Figure(
            code, title, _N("hệ thống"), heads,
            tuple(
                (masked_tax_code(one.tax_code), one.operator, one.name,
                 CONFORMITY_NAMES[one.conformity], day(one.connected_on))
                for one in some
            ),
            keys=tuple(
                f"{key} {fold(one.name)}"
                for one, key in zip(
                    some,
                    household_signs.keys([(one.tax_code, one.operator) for one in some]),
                    strict=True,
                )
            ),
        )  # fmt: skip


def products(span: Span) -> Iterator[Figure]:
    """Priority and OCOP products that a decision names by the last day."""
    heads = (_N("Sản phẩm"), _N("Chủ thể"), _N("Quyết định"), _N("Ngày"), _N("Số sao"))
    for kind, title in (
        (ProductList.PRIORITY, _N("Sản phẩm, hàng hóa ưu tiên truy xuất")),
        (ProductList.OCOP, _N("Sản phẩm OCOP")),
    ):
        rows = db.session.scalars(
            select(PriorityProduct)
            .where(
                PriorityProduct.province_code == span.province.code,
                PriorityProduct.list == kind,
                PriorityProduct.decided_on <= span.last,
            )
            .order_by(PriorityProduct.name, PriorityProduct.id)
        )
        lines = tuple(
            (one.name, one.organisation_name, one.decision_number, day(one.decided_on),
             amount(one.stars))
            for one in rows
        )  # fmt: skip
        yield Figure(f"products_{kind.value}", title, _N("sản phẩm"), heads, lines)


def inspections(span: Span) -> Iterator[Figure]:
    """Inspections of the span, those that found a violation, and each field."""
    rows = db.session.scalars(
        select(Inspection)
        .where(Inspection.province_code == span.province.code, span.within(Inspection.inspected_on))
        .order_by(Inspection.inspected_on, Inspection.id)
    ).all()
    heads = (_N("Cơ sở"), _N("Nơi kiểm tra"), _N("Lĩnh vực"), _N("Ngày"), _N("Kết quả"))

    def figure(code: str, title: str, some: Sequence[Inspection]) -> Figure:
        lines = tuple(
            (one.organisation_name, one.site, FIELDS[one.field], day(one.inspected_on),
             RESULTS[one.result])
            for one in some
        )  # fmt: skip
        return Figure(code, title, _N("lượt"), heads, lines)

    wrong = [one for one in rows if one.result is not InspectionResult.CLEAN]
    yield figure("inspections", _N("Lượt thanh tra, kiểm tra"), rows)
    yield figure("violations", _N("Lượt phát hiện vi phạm"), wrong)
    for field, name in FIELDS.items():
        some = [one for one in rows if one.field is field]
        yield figure(f"inspections_{field.value}", _N("Trong đó: ") + name, some)


def budget(span: Span) -> Iterator[Figure]:
    """Money of the plan's tasks, and support granted in the span."""
    tasks = _tasks(span)
    heads = (_N("Nhiệm vụ"), _N("Đơn vị chủ trì"), _N("Dự kiến (đồng)"), _N("Đã chi (đồng)"))
    lines = tuple(
        (one.title, one.owner, amount(one.budget_vnd), amount(one.spent_vnd)) for one in tasks
    )
    yield Figure("budget", _N("Kinh phí dự kiến của kế hoạch"), _N("đồng"), heads, lines, total=2)
    yield Figure("spent", _N("Kinh phí đã chi"), _N("đồng"), heads, lines, total=3)
    grants = db.session.scalars(
        select(SupportGrant)
        .where(
            SupportGrant.province_code == span.province.code, span.within(SupportGrant.granted_on)
        )
        .order_by(SupportGrant.granted_on, SupportGrant.id)
    ).all()
    granted = (
        _N("Đơn vị nhận"), _N("Nội dung"), _N("Căn cứ"), _N("Ngày"), _N("Số tiền (đồng)"),
    )  # fmt: skip
    given = tuple(
        (one.recipient, one.purpose, one.legal_basis, day(one.granted_on), amount(one.amount_vnd))
        for one in grants
    )
    yield Figure("grants", _N("Lượt hỗ trợ"), _N("lượt"), granted, given)
    yield Figure("granted", _N("Tổng số tiền hỗ trợ"), _N("đồng"), granted, given, total=4)


# What a section of programme.toml asks for under `figures` → what draws it.
DRAWN: dict[str, Callable[[Span], Iterator[Figure]]] = {
    "documents": documents,
    "plan": plan,
    "training": training,
    "systems": systems,
    "products": products,
    "inspections": inspections,
    "budget": budget,
}

"""Registers of the programme: what may stand in them, and what an inspection leads to."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import Base, db
from award.models import (
    Conformity,
    Inspection,
    InspectionField,
    InspectionResult,
    PortalState,
    PriorityProduct,
    ProductList,
    ProgrammeDocument,
    ProgrammeDocumentKind,
    Province,
    SupportGrant,
    SystemKind,
    TraceSystem,
    User,
    masked_tax_code,
)
from award.policies import Refusal, about
from award.services import auditing, registers
from award.services.enrolment import clean_tax_code
from award.services.people import one_line
from award.words import _N, fold

DOCUMENTS = {
    ProgrammeDocumentKind.PLAN: _N("Kế hoạch"),
    ProgrammeDocumentKind.DECISION: _N("Quyết định"),
    ProgrammeDocumentKind.RESOLUTION: _N("Nghị quyết"),
    ProgrammeDocumentKind.DIRECTIVE: _N("Chỉ thị"),
    ProgrammeDocumentKind.GUIDANCE: _N("Hướng dẫn"),
    ProgrammeDocumentKind.REPORT: _N("Báo cáo"),
    ProgrammeDocumentKind.LETTER: _N("Công văn"),
    ProgrammeDocumentKind.OTHER: _N("Văn bản khác"),
}
SYSTEM_KINDS = {
    SystemKind.PROVINCIAL: _N("Hệ thống của tỉnh"),
    SystemKind.MINISTRY: _N("Hệ thống của bộ, ngành"),
    SystemKind.PROVIDER: _N("Bên cung cấp giải pháp"),
    SystemKind.MARKETPLACE: _N("Sàn thương mại điện tử"),
}
CONFORMITIES = {
    Conformity.NONE: _N("Chưa công bố"),
    Conformity.SELF_DECLARED: _N("Công bố hợp chuẩn, dựa trên tự đánh giá"),
    Conformity.CERTIFIED: _N("Công bố hợp chuẩn, dựa trên chứng nhận"),
}
PORTAL_STATES = {
    PortalState.NONE: _N("Chưa kết nối"),
    PortalState.CONNECTING: _N("Đang kết nối"),
    PortalState.CONNECTED: _N("Đã kết nối"),
}
LISTS = {
    ProductList.PRIORITY: _N("Sản phẩm ưu tiên"),
    ProductList.OCOP: _N("Sản phẩm OCOP"),
}
FIELDS = {
    InspectionField.QUALITY: _N("Chất lượng"),
    InspectionField.MEASUREMENT: _N("Đo lường"),
    InspectionField.LABEL: _N("Nhãn hàng hóa"),
    InspectionField.BARCODE: _N("Mã số, mã vạch"),
    InspectionField.TRACEABILITY: _N("Truy xuất nguồn gốc"),
}
RESULTS = {
    InspectionResult.CLEAN: _N("Không phát hiện vi phạm"),
    InspectionResult.VIOLATION: _N("Có vi phạm"),
    InspectionResult.SERIOUS: _N("Vi phạm nghiêm trọng"),
}
_SHORT = ("name", "operator", "organisation_name", "recipient", "site", "source", "criteria",
          "declaration_number", "decision_number", "legal_basis", "purpose", "number", "title",
          "issuer")  # fmt: skip


def save(row: Any, fill: Callable[[Any, User], None], *, actor: User) -> None:
    """Let `fill` write an entry of a register, and keep it if it can be; flushes.

    Raises `Refusal`, with the name of the column it is about, for a wrong tax code, a day to come,
    or parts that contradict one another.
    """
    with db.session.no_autoflush:
        fill(row, actor)
        _CHECKS[type(row)](row)
    row.recorded_at, row.recorded_by_id = clock.now(), actor.id
    db.session.add(row)
    db.session.flush()
    auditing.record("save_entry", row, actor=actor, data=_evidence(row))


def _evidence(row: Any) -> dict[str, str]:
    """The entry as it now stands; what stood before is in the event before."""
    left_out = {"id", "version", "recorded_at", "recorded_by_id"}
    columns = [column.key for column in row.__table__.columns if column.key not in left_out]
    told = {name: str(value) for name in columns if (value := row.__dict__.get(name))}
    return told | {name: masked_tax_code(told[name]) for name in told if name == "tax_code"}


def _not_to_come(row: Any, name: str) -> None:
    day = getattr(row, name)
    if day is not None and day > clock.today_local():
        raise Refusal(_N("Ngày không được sau hôm nay."), at=name)


def _check_code(row: Any) -> None:
    typed = (row.tax_code or "").strip()
    with about("tax_code"):
        row.tax_code = clean_tax_code(typed) if typed else ""


def _check_document(row: ProgrammeDocument) -> None:
    row.number, row.issuer = one_line(row.number), one_line(row.issuer)
    row.title = one_line(row.title)
    _not_to_come(row, "issued_on")
    _refuse_twin(row, "number", ProgrammeDocument.issued_on == row.issued_on)


def _check_system(row: TraceSystem) -> None:
    _check_code(row)
    row.name, row.operator = one_line(row.name), one_line(row.operator)
    row.declaration_number = one_line(row.declaration_number or "")
    if (row.conformity == Conformity.NONE) != (row.declaration_number == ""):
        raise Refusal(_N("Ghi số bản công bố khi đã công bố hợp chuẩn, và chỉ khi đó."),
                      at="declaration_number")  # fmt: skip
    if (row.portal_state == PortalState.CONNECTED) != (row.connected_on is not None):
        raise Refusal(_N("Ghi ngày kết nối khi đã kết nối Cổng, và chỉ khi đó."),
                      at="connected_on")  # fmt: skip
    _not_to_come(row, "connected_on")
    _refuse_twin(row, "name")


def _check_product(row: PriorityProduct) -> None:
    _check_code(row)
    row.name, row.organisation_name = one_line(row.name), one_line(row.organisation_name)
    if (row.list == ProductList.OCOP) != (row.stars is not None):
        raise Refusal(_N("Ghi số sao (1 đến 5) cho sản phẩm OCOP, và chỉ cho sản phẩm đó."),
                      at="stars")  # fmt: skip
    _not_to_come(row, "decided_on")
    twin = (PriorityProduct.list == row.list) & (PriorityProduct.tax_code == row.tax_code)
    _refuse_twin(row, "name", twin)


def _refuse_twin(row: Any, column: str, *more: Any) -> None:
    """Two entries of one name, however it is written, are one thing entered twice."""
    kind, name = type(row), getattr(row, column)
    names = db.session.scalars(
        select(getattr(kind, column)).where(
            kind.province_code.is_not_distinct_from(row.province_code),
            kind.id != (row.id or 0),
            *more,
        )
    )
    if fold(name) in {fold(one) for one in names}:
        raise Refusal(_N("“{name}” đã có trong sổ."), at=column, name=name)


def _check_support(row: SupportGrant) -> None:
    _check_code(row)
    row.recipient, row.legal_basis = one_line(row.recipient), one_line(row.legal_basis)
    if row.amount_vnd is None or row.amount_vnd <= 0:
        raise Refusal(_N("Số tiền hỗ trợ phải lớn hơn 0 đồng."), at="amount_vnd")
    _not_to_come(row, "granted_on")


def _check_inspection(row: Inspection) -> None:
    _check_code(row)
    row.organisation_name, row.site = one_line(row.organisation_name), one_line(row.site)
    clean = row.result == InspectionResult.CLEAN
    if not clean and not (row.finding or "").strip():
        raise Refusal(_N("Hãy ghi nội dung vi phạm."), at="finding")
    if clean and (row.sanction or "").strip():
        raise Refusal(_N("Không có vi phạm thì không ghi xử phạt."), at="sanction")
    if clean and row.compliance_record_id is not None:
        raise Refusal(_N("Vi phạm này đã chuyển sang xét giải nên không đổi kết quả được nữa."),
                      at="result")  # fmt: skip
    _not_to_come(row, "inspected_on")
    if row.follow_up_on is not None and row.follow_up_on < row.inspected_on:
        raise Refusal(_N("Hạn khắc phục phải từ ngày kiểm tra trở đi."), at="follow_up_on")


_CHECKS: dict[type[Base], Callable[[Any], None]] = {
    ProgrammeDocument: _check_document,
    TraceSystem: _check_system,
    PriorityProduct: _check_product,
    SupportGrant: _check_support,
    Inspection: _check_inspection,
}
_ORDER: dict[type[Base], Any] = {
    ProgrammeDocument: ProgrammeDocument.issued_on.desc(),
    TraceSystem: TraceSystem.name,
    PriorityProduct: PriorityProduct.decided_on.desc(),
    SupportGrant: SupportGrant.granted_on.desc(),
    Inspection: Inspection.inspected_on.desc(),
}


def entries(model: Any, province: Province | None, words: str = "") -> Sequence[Any]:
    """The entries of a register of a place, those that hold the words anywhere in their names."""
    place = None if province is None else province.code
    rows = db.session.scalars(
        select(model)
        .where(model.province_code.is_not_distinct_from(place))
        .order_by(_ORDER[model], model.id)
    ).all()
    return [row for row in rows if fold(words) in fold(_names(row))] if words else rows


def _names(row: Any) -> str:
    return " ".join(str(row.__dict__.get(name, "")) for name in (*_SHORT, "tax_code"))


def note_compliance(inspection: Inspection, *, actor: User) -> None:
    """Let the award know of a violation found here: it joins the organisation's records (R13).

    Raises `Refusal` when nothing was violated, it is known already, or nobody registered has the
    tax code.
    """
    if inspection.result is InspectionResult.CLEAN:
        raise Refusal(_N("Lần kiểm tra này không phát hiện vi phạm."))
    if inspection.compliance_record_id is not None:
        raise Refusal(_N("Vi phạm này đã chuyển sang xét giải."))
    if not inspection.tax_code:
        raise Refusal(_N("Hãy ghi mã số thuế của tổ chức trước."))
    place = db.session.get(Province, inspection.province_code)
    record = registers.record_violation(
        registers.organisation_of(inspection.tax_code),
        field=FIELDS[inspection.field],
        description=inspection.finding,
        happened_on=inspection.inspected_on,
        source=_N("Kiểm tra của địa phương: {province}").format(
            province=place.name if place else ""
        ),
        serious=inspection.result is InspectionResult.SERIOUS,
        actor=actor,
    )
    inspection.compliance_record_id = record.id
    db.session.flush()
    auditing.record("note_compliance", inspection, actor=actor, data={"record": record.id})

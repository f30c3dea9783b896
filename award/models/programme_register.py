"""Registers of the programme: documents, systems, products, support, inspections."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.compliance import PortalState
from award.models.files import StoredFile
from award.models.identity import User
from award.models.organisation import DONG, ComplianceRecord
from award.models.place import Province
from award.models.survey import TAX_CODE

TAX_CODE_IF_KNOWN = f"tax_code = '' OR {TAX_CODE}"


class ProgrammeDocumentKind(StrEnum):
    """Nghị quyết, quyết định, chỉ thị, kế hoạch, hướng dẫn, báo cáo, công văn, khác."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    DIRECTIVE = "directive"
    PLAN = "plan"
    GUIDANCE = "guidance"
    REPORT = "report"
    LETTER = "letter"
    OTHER = "other"


class ProgrammeDocument(Versioned, Base):
    """A document that an agency of the province issued for the programme."""

    __tablename__ = "programme_document"
    __table_args__ = (
        UniqueConstraint("province_code", "number", "issued_on"),
        CheckConstraint("number <> '' AND issuer <> '' AND title <> ''", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code), index=True)
    kind: Mapped[ProgrammeDocumentKind] = state_column(ProgrammeDocumentKind)
    number: Mapped[str]
    issued_on: Mapped[date]
    issuer: Mapped[str]
    title: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    file: Mapped[StoredFile | None] = relationship()


class SystemKind(StrEnum):
    """Whose system it is."""

    PROVINCIAL = "provincial"
    MINISTRY = "ministry"
    PROVIDER = "provider"
    MARKETPLACE = "marketplace"


class Conformity(StrEnum):
    """Chưa công bố; công bố hợp chuẩn dựa trên tự đánh giá; dựa trên chứng nhận."""

    NONE = "none"
    SELF_DECLARED = "self_declared"
    CERTIFIED = "certified"


class TraceSystem(Versioned, Base):
    """A traceability system or the provider of one, with conformity and connection (Đ.23, 27)."""

    __tablename__ = "trace_system"
    __table_args__ = (
        UniqueConstraint("province_code", "name", postgresql_nulls_not_distinct=True),
        CheckConstraint("name <> '' AND operator <> ''", name="named"),
        CheckConstraint(TAX_CODE_IF_KNOWN, name="tax_code_shape"),
        CheckConstraint(
            "(conformity = 'none') = (declaration_number = '')", name="declaration_numbered"
        ),
        CheckConstraint(
            "(portal_state = 'connected') = (connected_on IS NOT NULL)", name="connected_dated"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code), index=True)
    kind: Mapped[SystemKind] = state_column(SystemKind)
    name: Mapped[str]
    operator: Mapped[str]
    tax_code: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    conformity: Mapped[Conformity] = state_column(Conformity, default=Conformity.NONE)
    declaration_number: Mapped[str] = mapped_column(default="")
    valid_to: Mapped[date | None]
    portal_state: Mapped[PortalState] = state_column(PortalState, default=PortalState.NONE)
    connected_on: Mapped[date | None]
    source: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class ProductList(StrEnum):
    """Sản phẩm ưu tiên truy xuất; sản phẩm OCOP."""

    PRIORITY = "priority"
    OCOP = "ocop"


class PriorityProduct(Versioned, Base):
    """A product that a province's decision names; an OCOP product has one to five stars."""

    __tablename__ = "priority_product"
    __table_args__ = (
        UniqueConstraint("province_code", "list", "tax_code", "name"),
        CheckConstraint("name <> '' AND organisation_name <> ''", name="named"),
        CheckConstraint("decision_number <> ''", name="decided"),
        CheckConstraint("(list = 'ocop') = (stars IS NOT NULL)", name="stars_of_ocop"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars_range"),
        CheckConstraint(TAX_CODE_IF_KNOWN, name="tax_code_shape"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code), index=True)
    list: Mapped[ProductList] = state_column(ProductList)
    name: Mapped[str]
    organisation_name: Mapped[str]
    tax_code: Mapped[str] = mapped_column(default="")
    decision_number: Mapped[str]
    decided_on: Mapped[date]
    stars: Mapped[int | None]
    criteria: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class SupportGrant(Versioned, Base):
    """Support given: to whom, for what, how much, on which legal basis."""

    __tablename__ = "support_grant"
    __table_args__ = (
        CheckConstraint("recipient <> '' AND purpose <> ''", name="named"),
        CheckConstraint("legal_basis <> ''", name="basis_named"),
        CheckConstraint("amount_vnd > 0", name="amount_positive"),
        CheckConstraint(TAX_CODE_IF_KNOWN, name="tax_code_shape"),
        Index("ix_support_grant_place", "province_code", "granted_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code))
    recipient: Mapped[str]
    tax_code: Mapped[str] = mapped_column(default="", index=True)
    purpose: Mapped[str]
    amount_vnd: Mapped[Decimal] = mapped_column(DONG)
    legal_basis: Mapped[str]
    granted_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class InspectionField(StrEnum):
    """What was inspected."""

    QUALITY = "quality"
    MEASUREMENT = "measurement"
    LABEL = "label"
    BARCODE = "barcode"
    TRACEABILITY = "traceability"


class InspectionResult(StrEnum):
    """Không phát hiện vi phạm; có vi phạm; vi phạm nghiêm trọng."""

    CLEAN = "clean"
    VIOLATION = "violation"
    SERIOUS = "serious"


class Inspection(Versioned, Base):
    """One field inspected at one site; a violation may feed the award's compliance note (R13)."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("compliance_record_id"),
        CheckConstraint("organisation_name <> '' AND site <> ''", name="named"),
        CheckConstraint("result = 'clean' OR finding <> ''", name="violation_described"),
        CheckConstraint("result <> 'clean' OR sanction = ''", name="sanction_of_violation"),
        CheckConstraint(
            "result <> 'clean' OR compliance_record_id IS NULL", name="record_of_violation"
        ),
        CheckConstraint("follow_up_on >= inspected_on", name="follow_up_later"),
        CheckConstraint(TAX_CODE_IF_KNOWN, name="tax_code_shape"),
        Index("ix_inspection_place", "province_code", "inspected_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code))
    organisation_name: Mapped[str]
    tax_code: Mapped[str] = mapped_column(default="", index=True)
    site: Mapped[str]
    field: Mapped[InspectionField] = state_column(InspectionField)
    inspected_on: Mapped[date]
    result: Mapped[InspectionResult] = state_column(InspectionResult)
    finding: Mapped[str] = mapped_column(default="")
    sanction: Mapped[str] = mapped_column(default="")
    follow_up: Mapped[str] = mapped_column(default="")
    follow_up_on: Mapped[date | None]
    compliance_record_id: Mapped[int | None] = mapped_column(ForeignKey(ComplianceRecord.id))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

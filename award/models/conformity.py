"""Conformity of the traceability system, labels that were read, and rule sets that were chosen."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.files import StoredFile
from award.models.identity import User
from award.models.organisation import Organisation
from award.models.supply import Product


class ConformityKind(StrEnum):
    """Công bố hợp chuẩn, công bố hợp quy, chứng nhận của tổ chức theo TCVN 12851 (T34)."""

    STANDARD = "standard"
    REGULATION = "regulation"
    CERTIFICATE = "certificate"


class ConformityPaper(Versioned, Base):
    """A declaration or certificate that the organisation's system conforms, with its validity."""

    __tablename__ = "conformity_paper"
    __table_args__ = (
        CheckConstraint("norm <> '' AND number <> '' AND issuer <> ''", name="document_named"),
        CheckConstraint("valid_to IS NULL OR valid_to >= issued_on", name="valid_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    kind: Mapped[ConformityKind] = state_column(ConformityKind)
    norm: Mapped[str]
    number: Mapped[str]
    issuer: Mapped[str]
    issued_on: Mapped[date]
    valid_to: Mapped[date | None]
    file_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    removed_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile] = relationship()


class CarrierCheck(Base):
    """What a label of a product decoded to, kept as evidence of metric M15 (T28)."""

    __tablename__ = "carrier_check"
    __table_args__ = (
        CheckConstraint("content <> ''", name="content_given"),
        Index("ix_carrier_check_product", "product_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id))
    content: Mapped[str]
    registered: Mapped[str]
    symbology: Mapped[str] = mapped_column(default="")
    matches: Mapped[bool]
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    removed_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship()


class RuleChoice(Base):
    """An optional rule set that an organisation chose for a product, or for all of them."""

    __tablename__ = "rule_choice"
    __table_args__ = (
        Index(
            "uq_rule_choice_once",
            "organisation_id",
            "product_id",
            "rule_set",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    product_id: Mapped[int | None] = mapped_column(ForeignKey(Product.id))
    rule_set: Mapped[str]
    chosen_at: Mapped[datetime]
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

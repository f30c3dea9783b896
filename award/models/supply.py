"""What is traced: products, their prefixes, sites, partners, and the areas things grow in."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.dossier import Dossier
from award.models.files import StoredFile
from award.models.identity import User
from award.models.organisation import Organisation
from award.models.place import Province


class RiskLevel(StrEnum):
    """Risk classes of Luật 78/2025; traceability is mandatory for high risk on a roadmap only."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Product(Versioned, Base):
    """A product: its code, its legal class, and the items shown to the public."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("organisation_id", "search_key"),
        Index(
            "uq_product_one_gtin",
            "organisation_id",
            "gtin",
            unique=True,
            postgresql_where="gtin IS NOT NULL",
        ),
        CheckConstraint("gtin ~ '^[0-9]{14}$'", name="gtin_shape"),
        CheckConstraint("(gtin IS NULL) = (other_code <> '')", name="one_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    name: Mapped[str]
    search_key: Mapped[str]
    brand: Mapped[str] = mapped_column(default="")
    gtin: Mapped[str | None]
    other_code: Mapped[str] = mapped_column(default="")
    profile: Mapped[str]
    risk: Mapped[RiskLevel] = state_column(RiskLevel, default=RiskLevel.LOW)
    ministry_list: Mapped[str] = mapped_column(default="")
    mandatory_from: Mapped[date | None]
    vnpc_registered_on: Mapped[date | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    picture_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()


class DossierProduct(Base):
    """A product that a dossier enters with: where its compliance is shown."""

    __tablename__ = "dossier_product"
    __table_args__ = (UniqueConstraint("dossier_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), index=True)

    dossier: Mapped[Dossier] = relationship()
    product: Mapped[Product] = relationship()


class CompanyPrefix(Base):
    """A GS1 company prefix the organisation holds, or uses with an authorisation (T3, T4)."""

    __tablename__ = "company_prefix"
    __table_args__ = (
        UniqueConstraint("organisation_id", "digits"),
        CheckConstraint("digits ~ '^[0-9]{7,12}$'", name="digits_shape"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    digits: Mapped[str]
    holder: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    authorisation_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))


class Site(Versioned, Base):
    """A place of the organisation, by GLN where it has one."""

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint("gln ~ '^[0-9]{13}$'", name="gln_shape"),
        Index(
            "uq_site_one_gln",
            "organisation_id",
            "gln",
            unique=True,
            postgresql_where="gln IS NOT NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    gln: Mapped[str | None]
    address: Mapped[str] = mapped_column(default="")
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))


class Partner(Versioned, Base):
    """A supplier or customer, by an identifier of some kind; persons are masked everywhere."""

    __tablename__ = "partner"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "identifier"),
        CheckConstraint(
            "kind IN ('mst', 'gln', 'growing-area', 'personal-number', 'internal')",
            name="kind_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    identifier: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    prefixes: Mapped[list[str]] = mapped_column(default=list)
    address: Mapped[str] = mapped_column(default="")


class GrowingArea(Versioned, Base):
    """Vùng trồng: code, grower, size and place; never public."""

    __tablename__ = "growing_area"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code", "season"),
        CheckConstraint("area_ha > 0", name="area_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    code: Mapped[str]
    grower: Mapped[str]
    private_grower: Mapped[bool] = mapped_column(default=False)
    crop: Mapped[str] = mapped_column(default="")
    season: Mapped[str] = mapped_column(default="")
    area_ha: Mapped[Decimal | None]
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))
    geometry: Mapped[dict[str, Any] | None]


class ApiToken(Base):
    """A bearer token of an organisation: shown once, kept as a hash, with scopes."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="expires_later"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()

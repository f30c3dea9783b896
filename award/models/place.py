"""The 34 provinces and cities, and the 63 names they had before 01/07/2025 (R35)."""

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base


class Province(Base):
    """A province or city under central government, by its official code."""

    __tablename__ = "province"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    search_key: Mapped[str]
    valid_from: Mapped[date]


class FormerProvince(Base):
    """A name that older papers carry, with the province it now belongs to."""

    __tablename__ = "former_province"

    name: Mapped[str] = mapped_column(primary_key=True)
    search_key: Mapped[str] = mapped_column(index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code))
    valid_to: Mapped[date]

    province: Mapped[Province] = relationship()

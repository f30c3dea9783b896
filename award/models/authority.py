"""An agency as papers name it, dated: documents use the row valid on their own date."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from award.extensions import Base


class Authority(Base):
    """Name, superior, abbreviation for số ký hiệu, seal holder and signing title."""

    __tablename__ = "authority"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="valid_order"),
        CheckConstraint(
            "kind IN ('standing_body', 'office', 'ministry', 'province', 'department', "
            "'deciding_authority')",
            name="kind_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    superior: Mapped[str] = mapped_column(default="")
    abbreviation: Mapped[str]
    place: Mapped[str]
    seal_holder: Mapped[str] = mapped_column(default="")
    signer_title: Mapped[str]
    signing_mode: Mapped[str] = mapped_column(default="")
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    source: Mapped[str] = mapped_column(default="")

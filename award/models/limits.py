"""How often something was tried lately: counters that all workers share."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from award.extensions import Base


class RateLimit(Base):
    """One counter and the end of its window; `key` is a hash, so no address lies here readable."""

    __tablename__ = "rate_limit"
    __table_args__ = (CheckConstraint("count >= 0", name="count_not_negative"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)

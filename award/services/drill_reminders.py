"""The yearly recall drill: what waits for whom, and the letter that says so once (T19)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import AuditEvent, CheckRun, Membership, Product, RecallDrill, User
from award.policies.trace import EDITORS
from award.services import auditing, drills, letters
from award.words import _N


@dataclass(frozen=True, slots=True)
class Waiting:
    """A product whose drill is open or due; `due` is None where there never was one."""

    product: Product
    open_drill: int | None
    due: datetime | None

    @property
    def step(self) -> str:
        """What is to be done, in words."""
        if self.open_drill is not None:
            return _N("Kết thúc cuộc diễn tập truy xuất – thu hồi")
        return _N("Diễn tập truy xuất – thu hồi hằng năm")

    @property
    def endpoint(self) -> str:
        """The page where it is done."""
        return "trace.product_drills" if self.open_drill is None else "trace.drill"

    @property
    def arguments(self) -> dict[str, Any]:
        """What that page's address needs."""
        drill = {} if self.open_drill is None else {"recall_drill_id": self.open_drill}
        return {"product_id": self.product.id, **drill}


def waiting(organisations: Any) -> Iterator[Waiting]:
    """Products of these organisations (a query of ids) that have been checked, and whose drill is
    open, due within the lead time, or was never held; two questions."""
    checked = exists().where(CheckRun.product_id == Product.id)
    drilled = exists().where(RecallDrill.product_id == Product.id)
    query = select(Product).where(Product.organisation_id.in_(organisations), checked | drilled)
    products = db.session.scalars(query.options(joinedload(Product.organisation))).all()
    newest = _newest([product.id for product in products])
    for product in products:
        last = newest.get(product.id)
        if last is None:
            yield Waiting(product, None, None)
        elif last.finished_at is None:
            limit = timedelta(hours=drills.rules().hours)
            yield Waiting(product, last.id, last.started_at + limit)
        elif (due := drills.due(last)) - drills.lead() <= clock.now():
            yield Waiting(product, None, due)


def send() -> int:
    """Write to the owners and editors of products whose yearly drill comes due, once for each due
    date; how many products that were. Flushes."""
    everybody = select(Product.organisation_id).distinct()
    told = 0
    for one in waiting(everybody):
        due = one.due
        if due is None or one.open_drill is not None or _reminded(one.product, due):
            continue
        for person in _editors(one.product.organisation_id):
            letters.send("recall_drill", person, product=one.product, due=due)
        data = {"due": due.isoformat()}
        auditing.record("remind_drill", one.product, actor=None, data=data)
        told += 1
    return told


def _newest(products: list[int]) -> dict[int, RecallDrill]:
    newest = (
        select(func.max(RecallDrill.id))
        .where(RecallDrill.product_id.in_(products))
        .group_by(RecallDrill.product_id)
    )
    found = db.session.scalars(select(RecallDrill).where(RecallDrill.id.in_(newest)))
    return {one.product_id: one for one in found}


def _reminded(product: Product, due: datetime) -> bool:
    query = select(AuditEvent.id).where(
        AuditEvent.subject_type == Product.__tablename__,
        AuditEvent.subject_id == product.id,
        AuditEvent.action == "remind_drill",
        AuditEvent.data["due"].as_string() == due.isoformat(),
    )
    return db.session.scalar(query.limit(1)) is not None


def _editors(organisation_id: int) -> list[User]:
    query = (
        select(User)
        .join(Membership)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(EDITORS),
            Membership.ended_at.is_(None),
        )
        .distinct()
    )
    return list(db.session.scalars(query))

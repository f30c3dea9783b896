"""Mock recalls of a product: a seeded sample, what people found, the verdict on it (T19, M11)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from award import clock
from award.extensions import db
from award.models import IssuedDocument, Product, RecallDrill, User
from award.models.columns import LARGEST_INTEGER
from award.policies import Refusal, trace
from award.services import auditing, checking, drill_results, issuing, locking
from award.services.drill_results import Typed
from award.words import _N
from traceability import recall
from traceability.metrics import settings
from traceability.recall_record import DrillLot


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules say of drills: sizes of the sample, the time allowed, how often."""

    sample: int
    least: int
    most: int
    hours: int
    basis: str


def rules() -> Rules:
    """The rules, from traceability/rules/metrics.toml."""
    found, metric = settings()["recall"], settings()["metric"]["M11"]
    return Rules(
        sample=found["sample"],
        least=found["sample_least"],
        most=found["sample_most"],
        hours=found["hours"],
        basis=metric["basis"],
    )


def start(
    product: Product, *, actor: User, size: int | None = None, seed: int | None = None
) -> RecallDrill:
    """Draw a sample and start the clock; flushes.

    Raises `Refusal` for a person who may not, a size or seed that cannot be, a drill that is
    still open, or a product of which no lot is known.
    """
    if why := trace.edit_product(actor, product):
        raise why
    locking.lock(product)
    _check(product, size, seed)
    drawn = secrets.randbelow(LARGEST_INTEGER) if seed is None else seed
    now = clock.now()
    subject = checking.subject(product)
    record = recall.drill(subject, seed=drawn, started_at=now, size=size)
    if not record.lots:
        raise Refusal(_N("Chưa có lô nào của sản phẩm trong sự kiện nên chưa diễn tập được."))
    row = RecallDrill(
        product_id=product.id,
        seed=drawn,
        sample=[one.lot for one in record.lots],
        started_at=now,
        started_by_id=actor.id,
        found={"lots": {one.lot: _known(one) for one in record.lots}, "typed": {}},
    )
    db.session.add(row)
    db.session.flush()
    data = {"product": product.id, "seed": drawn, "sample": row.sample}
    auditing.record("start_drill", row, actor=actor, data=data)
    return row


def save(drill: RecallDrill, typed: Mapping[str, Typed], *, actor: User) -> None:
    """Keep what people have found so far; flushes. Raises `Refusal` once the drill is closed."""
    _may(drill, actor)
    drill.found = {
        **drill.found,
        "typed": {lot: typed[lot].as_json() for lot in drill.sample if lot in typed},
    }
    flag_modified(drill, "found")
    db.session.flush()
    auditing.record("save_drill", drill, actor=actor, data={"typed": drill.found["typed"]})


def close(drill: RecallDrill, typed: Mapping[str, Typed], *, actor: User) -> IssuedDocument:
    """Stop the clock, judge what was found, and make the record to be signed; flushes."""
    save(drill, typed, actor=actor)
    now = clock.now()
    drill.result = drill_results.judge(drill, now)
    drill.finished_at, drill.finished_by_id = now, actor.id
    db.session.flush()
    data = {"passed": drill.result["passed"], "minutes": drill.result["minutes"]}
    auditing.record("close_drill", drill, actor=actor, data=data)
    return issuing.issue("recall_drill_record", drill, actor=actor)


def of_product(product: Product) -> Sequence[RecallDrill]:
    """The product's drills, newest first."""
    query = select(RecallDrill).where(RecallDrill.product_id == product.id)
    return db.session.scalars(query.order_by(RecallDrill.id.desc())).all()


def due(drill: RecallDrill) -> datetime:
    """When the next drill is due after this one."""
    return recall.next_due(drill_results.record(drill))


def lead() -> timedelta:
    """How long before that people are reminded."""
    return timedelta(days=settings()["recall"]["remind_days"])


def _check(product: Product, size: int | None, seed: int | None) -> None:
    known = rules()
    if size is not None and not known.least <= size <= known.most:
        raise Refusal(
            _N("Mẫu diễn tập phải có từ {least} đến {most} lô."), least=known.least, most=known.most
        )
    if seed is not None and not 0 <= seed <= LARGEST_INTEGER:
        raise Refusal(_N("Số khởi tạo phải từ 0 đến {most}."), at="seed", most=LARGEST_INTEGER)
    still_open = select(RecallDrill.id).where(
        RecallDrill.product_id == product.id, RecallDrill.finished_at.is_(None)
    )
    if db.session.scalar(still_open.limit(1)) is not None:
        raise Refusal(_N("Còn một cuộc diễn tập chưa kết thúc. Hãy kết thúc cuộc đó trước."))


def _may(drill: RecallDrill, actor: User) -> None:
    if why := trace.run_drill(actor, drill):
        raise why
    locking.lock(drill)
    if drill.finished_at is not None:
        raise Refusal(_N("Cuộc diễn tập đã kết thúc nên không sửa được nữa."))


def _known(lot: DrillLot) -> dict[str, Any]:
    """What the data say of a lot of the sample, before anybody has looked."""
    return {
        "stage": lot.stage,
        "expected": list(lot.expected),
        "traced": list(lot.found),
        "produced": _text(lot.produced),
        "moved": _text(lot.accounted),
        "uom": lot.uom or "",
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"

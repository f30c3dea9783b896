"""Evidence of a product laid against every requirement: what is there, and what lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import CheckRun, EvidenceClass, Product, TraceEvidence
from award.services import checking, products_register
from award.words import _N
from traceability.checks_points import Status
from traceability.parties import hide_personal_numbers
from traceability.rule_sets import Evidence, Item, Point, RuleSet, compound_facts, fact_rules

GROUPS = ("data", "public", "vnpc", "passport", "moit-identification", "moit-data")
CLASSES = {
    Evidence.DECLARED: _N("tự khai"),
    Evidence.DOCUMENT: _N("tài liệu"),
    Evidence.MACHINE: _N("máy xác minh"),
}
_LONGEST = 200  # signs of one statement in the map
_THERE, _MISSING, _IF_ANY = _N("đạt"), _N("còn thiếu"), _N("không áp dụng")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement with the evidence of each class, its state, its validity, what lacks."""

    rules: str
    source: str
    code: str
    title: str
    needs: str
    declared: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    machine: tuple[str, ...] = ()
    state: str
    validity: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """All rows of a product, and the run whose machine evidence they show, if there is one."""

    rows: list[Row]
    run: CheckRun | None

    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows of each rule set under its title and source, in the order of the rows."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(f"{row.rules} ({row.source})", []).append(row)
        return list(found.items())


def of(product: Product) -> Map:
    """The map as of today; machine evidence and the state of control points are the last run's."""
    today = clock.today_local()
    query = select(CheckRun).where(CheckRun.product_id == product.id)
    run = db.session.scalar(query.order_by(CheckRun.id.desc()).limit(1))
    judged = {} if run is None else _judged(run)
    proofs = _proofs(product)
    events = 0 if run is None else int(run.content["snapshot"]["data"]["events"])
    rows = [*_items(product, today, events)]
    if (checklist := checking.checklist(today)) is not None:
        rows += [
            _point(checklist, point, proofs.get(point.code, []), judged, today)
            for point in checklist.points
        ]
    if (sections := checking.sections(today)) is not None:
        rows += [
            _section(sections, point, proofs.get(point.code, []), judged, today)
            for point in sections.points
        ]
    return Map(rows, run)


def _judged(run: CheckRun) -> dict[str, dict[str, Any]]:
    """By code: points as the run judged them, and its metrics."""
    result = run.content["snapshot"]["result"]
    return {one["code"]: one for one in result["points"]} | {
        one["id"]: one for one in result["metrics"]
    }


def _proofs(product: Product) -> dict[str, list[TraceEvidence]]:
    found: dict[str, list[TraceEvidence]] = {}
    query = select(TraceEvidence).where(
        TraceEvidence.product_id == product.id, TraceEvidence.removed_at.is_(None)
    )
    for one in db.session.scalars(query.order_by(TraceEvidence.id)):
        found.setdefault(one.control_point, []).append(one)
    return found


def _items(product: Product, today: date, events: int) -> Iterator[Row]:
    """The items that rule sets ask for of a product: known or not."""
    facts = products_register.known_facts(product)
    if events:
        facts["events"] = _N("{count} sự kiện").format(count=events)
    known = compound_facts(facts)
    for rules in products_register.rule_sets(today, GROUPS):
        for item in rules.items:
            yield _item(rules, item, facts, item.fact in known, today.year)


def _item(rules: RuleSet, item: Item, facts: dict[str, str], known: bool, year: int) -> Row:
    parts = fact_rules()["compound"].get(item.fact, {})
    names = (*parts.get("all", ()), *parts.get("any", ())) or (item.fact,)
    text = ", ".join(facts[name] for name in names if name in facts) if known else ""
    shown = (hide_personal_numbers(_cut(text), year=year),) if text else ()
    machine = item.fact == "events"
    optional = item.if_any or item.imported
    return Row(
        rules=rules.title,
        source=f"{rules.source}, {rules.version}",
        code=item.code,
        title=item.title,
        needs=CLASSES[Evidence.MACHINE if machine else Evidence.DECLARED],
        declared=() if machine else shown,
        machine=shown if machine else (),
        state=_THERE if known else _IF_ANY if optional else _MISSING,
        missing="" if known or optional else _lacking(machine),
    )


def _lacking(machine: bool) -> str:
    if machine:
        return _N("Gửi sự kiện của chuỗi cung ứng rồi chạy kiểm tra.")
    return _N("Điền mục này ở trang sửa sản phẩm.")


def _point(
    rules: RuleSet,
    point: Point,
    proofs: Sequence[TraceEvidence],
    judged: dict[str, dict[str, Any]],
    today: date,
) -> Row:
    found = judged.get(point.code)
    status = Status.UNPROVEN.value if found is None else str(found["status"])
    return Row(
        rules=rules.title,
        source=f"{rules.source}, {rules.version}",
        code=point.code,
        title=point.title,
        needs=CLASSES[point.evidence],
        declared=_statements(proofs, EvidenceClass.DECLARED),
        document=_statements(proofs, EvidenceClass.DOCUMENT),
        machine=tuple(_metric(judged[name]) for name in point.metrics if name in judged),
        state=status,
        validity=_validity(proofs, today),
        missing=_missing(point, status, judged),
    )


def _missing(point: Point, status: str, judged: dict[str, dict[str, Any]]) -> str:
    if status in (Status.PASSED, Status.NOT_APPLICABLE):
        return ""
    low = [name for name in point.metrics if judged.get(name, {}).get("failing")]
    if low:
        return _N("Khắc phục các trường hợp chưa đạt của {names}.").format(names=", ".join(low))
    if point.evidence is Evidence.MACHINE:
        return _N("Gửi thêm sự kiện để máy xác minh được, rồi chạy kiểm tra.")
    words = _N("Thêm bằng chứng loại {needs}, đáp ứng đủ và còn hiệu lực, rồi chạy kiểm tra.")
    return words.format(needs=CLASSES[point.evidence])


def _section(
    rules: RuleSet,
    point: Point,
    proofs: Sequence[TraceEvidence],
    judged: dict[str, dict[str, Any]],
    today: date,
) -> Row:
    lasting = [one for one in proofs if one.valid_to is None or one.valid_to >= today]
    measured = [judged.get(name, {}).get("status") for name in point.metrics]
    proven = bool(measured) and all(one == Status.PASSED for one in measured)
    proven = proven or any(one.satisfaction == 1 for one in lasting)
    state = Status.PASSED if proven else Status.UNPROVEN
    return Row(
        rules=rules.title,
        source=f"{rules.source}, {rules.version}",
        code=point.code,
        title=point.title,
        needs=CLASSES[point.evidence],
        declared=_statements(proofs, EvidenceClass.DECLARED),
        document=_statements(proofs, EvidenceClass.DOCUMENT),
        machine=tuple(_metric(judged[name]) for name in point.metrics if name in judged),
        state=state.value,
        validity=_validity(proofs, today),
        missing="" if state is Status.PASSED else _N("Thêm bằng chứng cho phần này."),
    )


def _statements(proofs: Sequence[TraceEvidence], kind: EvidenceClass) -> tuple[str, ...]:
    return tuple(_statement(one) for one in proofs if one.evidence_class is kind)


def _statement(one: TraceEvidence) -> str:
    if not one.number:
        return _cut(one.statement)
    words = _N("{statement} ({issuer}, số {number})")
    return words.format(statement=_cut(one.statement), issuer=one.issuer, number=one.number)


def _validity(proofs: Sequence[TraceEvidence], today: date) -> tuple[str, ...]:
    return tuple(
        (_N("hết hiệu lực {day:%d/%m/%Y}") if one.valid_to < today else _N("đến {day:%d/%m/%Y}"))
        .format(day=one.valid_to)
        for one in proofs
        if one.valid_to is not None
    )  # fmt: skip


def _metric(metric: dict[str, Any]) -> str:
    return _N("{id}: {status}").format(id=metric["id"], status=metric["status"])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

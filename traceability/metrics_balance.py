"""M7: mass balance of processes and of lots, with units, declared loss and loss profiles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from traceability.chain_links import Process, Use
from traceability.chain_lots import LotKind
from traceability.events import Event, Json, Quantity, named
from traceability.metrics import Failure, Metric, Ratio, counted, percent_text, settings
from traceability.metrics_accounts import accounts, number_text
from traceability.metrics_subject import Subject
from traceability.metrics_units import COUNT, Measure, base_unit, dimension_name, measure
from traceability.profiles import step_name


def mass_balance(subject: Subject) -> Metric:
    """M7: processes whose output and declared loss are what their input allows, among those
    that can be compared.

    r = (output + declared loss) / input in one unit; right when 1 - allowed loss ≤ r ≤ 1 + ε.
    The allowed loss is the profile's for the process. What cannot be compared is reported, not
    passed; the share `comparable` says how much that is. The share `lot_balance` has the lots
    of which no more was taken than there was.
    """
    within = {index for index, _ in subject.events()}
    processes = [
        process
        for process in subject.chain.links.processes
        if not within.isdisjoint(process.events)
    ]
    failures: list[Failure] = []
    unjudged: list[Failure] = []
    compared = 0
    contents = {product.gtin: product.unit_weight for product in subject.products}
    for process in processes:
        verdict = _judge(subject, process, contents)
        compared += verdict.comparable
        if verdict.failure is not None:
            (failures if verdict.comparable else unjudged).append(verdict.failure)
    lots, overdrawn = _lot_balance(subject)
    shares = {
        "comparable": Ratio(Fraction(compared), len(processes)),
        "lot_balance": Ratio(Fraction(lots - len(overdrawn)), lots),
    }
    failed = len(failures)
    everything = [*failures, *overdrawn]
    return counted("M7", compared, everything, failed=failed, unjudged=unjudged, shares=shares)


Contents: TypeAlias = Mapping[str, Quantity | None]


@dataclass(frozen=True, slots=True)
class _Verdict:
    comparable: bool
    failure: Failure | None = None


def _judge(subject: Subject, process: Process, contents: Contents) -> _Verdict:
    identifier = subject.event_id(process.events[0])
    sides = [_side(subject, uses, contents) for uses in (process.inputs, process.outputs)]
    reason = next((side for side in sides if isinstance(side, str)), "")
    into, out = (side if isinstance(side, Measure) else None for side in sides)
    if into is not None and out is not None and into.dimension != out.dimension:
        names = f"{dimension_name(into.dimension)} và {dimension_name(out.dimension)}"
        reason = f"đầu vào và đầu ra khác đại lượng ({names})"
    elif into is not None and not into.amount > 0:
        reason = "đầu vào bằng 0"
    if reason or into is None or out is None:
        params = {"reason": reason}
        return _Verdict(False, Failure(identifier, "mass_incomparable", process.events, params))
    share = Fraction(out.amount + _declared_loss(subject, process, into.dimension)) / Fraction(
        into.amount
    )
    least, most = _bounds(subject, process)
    if share > most:
        params = {"share": percent_text(share), "most": percent_text(most)}
        return _Verdict(True, Failure(identifier, "mass_created", process.events, params))
    if share < least:
        params = {"share": percent_text(share), "least": percent_text(least)}
        return _Verdict(True, Failure(identifier, "mass_lost", process.events, params))
    return _Verdict(True)


def _bounds(subject: Subject, process: Process) -> tuple[Fraction, Fraction]:
    balance = settings()["balance"]
    losses = subject.profile.losses
    event = subject.chain.events[process.events[0]]
    allowed = losses.get(process_name(event), Decimal(balance["loss"]))
    return 1 - Fraction(allowed), 1 + Fraction(balance["excess"])


def process_name(event: Event) -> str:
    """Which process a transformation is: by a field of the user's, else by its business step."""
    fields = {**event.extensions, **getattr(event, "ilmd", {})}
    for name in settings()["balance"]["process_fields"]:
        value = named(fields, name)
        if isinstance(value, str) and value:
            return value
    return step_name(event)


def _side(subject: Subject, uses: Iterable[Use], contents: Contents) -> Measure | str:
    """The sum of one side of a process, or why there is none."""
    dimensions: dict[str, Decimal] = {}
    for use in uses:
        one = _measure(subject, use, contents)
        if one is None:
            return f"không rõ số lượng hoặc đơn vị của “{use.lot}”"
        dimensions[one.dimension] = dimensions.get(one.dimension, Decimal(0)) + one.amount
    if len(dimensions) != 1:
        return "các vật phẩm khác đại lượng" if dimensions else "thiếu đầu vào hoặc đầu ra"
    return Measure(*next(iter(dimensions.items())))


def _measure(subject: Subject, use: Use, contents: Contents) -> Measure | None:
    """How much a use is; pieces of a product whose content is declared count as their content."""
    quantity = use.quantity or Quantity(use.lot, Decimal(1))
    found = measure(quantity)
    lot = subject.chain.lot(use.lot)
    if found is None or found.dimension != COUNT:
        return found
    content = contents.get(lot.gtin)
    one = None if content is None else measure(content)
    if one is not None:
        return Measure(one.dimension, one.amount * found.amount)
    unknown = use.quantity is None and lot.kind is not LotKind.SERIAL
    return None if unknown else found


def _declared_loss(subject: Subject, process: Process, dimension: str) -> Decimal:
    """The loss that the process's events or the subject declare, in the dimension's base unit."""
    lost = Decimal(0)
    for index in process.events:
        event = subject.chain.events[index]
        declared = [subject.losses.get(event.event_id or ""), *_loss_fields(event)]
        for quantity in declared:
            one = None if quantity is None else measure(quantity)
            if one is not None and one.dimension == dimension and one.amount > 0:
                lost += one.amount
    return lost


def _loss_fields(event: Event) -> Iterator[Quantity]:
    """Losses an event declares as {"quantity": 5, "uom": "KGM"}, prefixes left out."""
    for name in settings()["balance"]["loss_fields"]:
        value = named(event.extensions, name)
        if isinstance(value, dict):
            amount, uom = named(value, "quantity"), named(value, "uom")
            if (number := _number(amount)) is not None:
                yield Quantity(name, number, uom if isinstance(uom, str) else None)


def _number(value: Json) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _lot_balance(subject: Subject) -> tuple[int, list[Failure]]:
    """How many lots have known quantities, and those of which more was taken than there was.

    Used, sold, ended and still on hand may not exceed what was made (else what was received);
    what was sent may not exceed what was made and received together.
    """
    excess = 1 + Decimal(settings()["balance"]["excess"])
    judged, failures = 0, []
    for node, account in accounts(subject.chain, subject.on_hand).items():
        if account.dimension is None or not account.existed > 0:
            continue
        judged += 1
        there, taken = account.existed, account.consumed
        if taken <= there * excess:
            there, taken = account.made + account.received, account.sent
        if taken > there * excess:
            unit = base_unit(account.dimension)
            params = {"made": number_text(there), "taken": number_text(taken), "uom": unit}
            failures.append(Failure(node, "lot_overdrawn", (), params))
    return judged, failures

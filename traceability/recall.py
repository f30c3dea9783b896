"""Mock recall: a seeded sample of lots, who has them, and whether every quantity is told of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from traceability.chain import Chain
from traceability.chain_parties import presences
from traceability.chain_steps import sends
from traceability.events import Event
from traceability.metrics import Failure, Metric, counted, percent_text, settings
from traceability.metrics_accounts import Account, accounts
from traceability.metrics_subject import Subject
from traceability.metrics_units import base_unit
from traceability.months import add_months
from traceability.recall_record import Drill, DrillLot
from traceability.recall_scan import RecallScan
from traceability.trace import Direction, trace

RAW, BETWEEN, FINISHED = "raw", "between", "finished"
_STAGES = (RAW, BETWEEN, FINISHED)


def drill(
    subject: Subject,
    *,
    seed: int,
    started_at: datetime,
    closed_at: datetime | None = None,
    size: int | None = None,
) -> Drill:
    """A mock recall over the subject's chain: the same seed and data give the same sample, of as
    many lots as the rules say or as are asked for.

    Of each lot it finds the recipients by tracing downstream and compares them with those of an
    independent scan of all events; people close the drill later (`closed`).
    """
    chain = subject.chain
    wanted = settings()["recall"]["sample"] if size is None else size
    found = accounts(chain, subject.on_hand)
    lots = tuple(
        _drilled(subject, lot, stage, found.get(lot))
        for lot, stage in sample(chain, seed=seed, size=wanted)
    )
    return Drill(seed, started_at, closed_at, lots)


def _drilled(subject: Subject, lot: str, stage: str, account: Account | None) -> DrillLot:
    record = DrillLot(
        lot,
        stage,
        recipients_by_scan(subject.chain, lot),
        recipients_by_trace(subject.chain, lot),
        stock_known=lot in subject.on_hand,
    )
    if account is None or account.dimension is None or not account.made > 0:
        return record
    unit = base_unit(account.dimension)
    return replace(record, produced=account.made, accounted=account.accounted, uom=unit)


def closed(
    record: Drill, at: datetime, expected: Mapping[str, Sequence[str]] | None = None
) -> Drill:
    """The drill as people close it; `expected` replaces the recipients that the data know by the
    organisation's own list, by lot. Raises ValueError when it ends before it began."""
    if at < record.started_at:
        raise ValueError("Thời điểm kết thúc diễn tập phải sau thời điểm bắt đầu.")
    own = expected or {}
    lots = tuple(
        replace(lot, expected=tuple(own[lot.lot])) if lot.lot in own else lot for lot in record.lots
    )
    return replace(record, closed_at=at, lots=lots)


def next_due(record: Drill) -> datetime:
    """When the next drill is due."""
    day = add_months(record.started_at.date(), settings()["recall"]["every_months"])
    return record.started_at.replace(year=day.year, month=day.month, day=day.day)


def sample(chain: Chain, *, seed: int, size: int) -> tuple[tuple[str, str], ...]:
    """Lots with their stage: at least one raw, one between and one finished where there are."""
    by_stage: dict[str, list[str]] = {stage: [] for stage in _STAGES}
    for one in chain.lots():
        if one.goods and one.id not in chain.links.holding:
            by_stage[stage_of(chain, one.id)].append(one.id)
    random = Random(seed)
    chosen: list[tuple[str, str]] = []
    for stage in _STAGES:
        by_stage[stage].sort()
        if by_stage[stage] and len(chosen) < size:
            lot = by_stage[stage].pop(random.randrange(len(by_stage[stage])))
            chosen.append((lot, stage))
    rest = sorted((lot, stage) for stage, lots in by_stage.items() for lot in lots)
    more = random.sample(rest, min(len(rest), max(size - len(chosen), 0)))
    return tuple([*chosen, *more])


def stage_of(chain: Chain, lot: str) -> str:
    """Where in the chain a lot is: only used, made and used, or not used any more."""
    if lot not in chain.links.used_in:
        return FINISHED
    return BETWEEN if lot in chain.links.made_by else RAW


def recipients_by_trace(chain: Chain, lot: str) -> tuple[str, ...]:
    """Whom the lot, or what became of it, was sent to, as the downstream trace finds them."""
    found = trace(chain, lot, Direction.DOWN)
    return _recipients(chain.events[place] for place in found.events)


def recipients_by_scan(chain: Chain, lot: str) -> tuple[str, ...]:
    """The same from a plain scan of all events in order of time, repeated until nothing is new."""
    scan = RecallScan(chain, lot)
    size = -1
    while size != scan.size:
        size = scan.size
        sent = scan.run()
    return _recipients(sent)


def _recipients(events: Iterable[Event]) -> tuple[str, ...]:
    names = {
        one.id
        for event in events
        if sends(event)
        for one in presences(event)
        if one.side == "destination"
    }
    return tuple(sorted(names))


def mock_recall(subject: Subject) -> Metric:
    """M11: lots of the latest drill that pass: every expected recipient found, between 95 % and
    105 % of what was produced told of, within 24 hours (limits in rules/metrics.toml).

    A lot whose quantities or stock nobody has declared is unjudged, unless a recipient is missed.
    """
    if not subject.drills:
        return counted("M11", 0, ())
    record = max(subject.drills, key=lambda one: one.started_at)
    failures: list[Failure] = []
    unjudged: list[Failure] = []
    for lot in record.lots:
        failure = _missed(lot) or _slow(record, lot) or _unaccounted(lot)
        if failure is not None:
            (unjudged if failure.code == "recall_unknown" else failures).append(failure)
    total = len(record.lots) - len(unjudged)
    return counted("M11", total, failures, failed=len(failures), unjudged=unjudged)


def _missed(lot: DrillLot) -> Failure | None:
    missing = {"missing": ", ".join(lot.missed)}
    return Failure(lot.lot, "recall_missed", (), missing) if lot.missed else None


def _slow(record: Drill, lot: DrillLot) -> Failure | None:
    limit = settings()["recall"]["hours"]
    if record.closed_at is None or record.closed_at - record.started_at <= timedelta(hours=limit):
        return None
    hours = (record.closed_at - record.started_at) / timedelta(hours=1)
    return Failure(lot.lot, "recall_slow", (), {"hours": f"{hours:.1f}", "limit": str(limit)})


def _unaccounted(lot: DrillLot) -> Failure | None:
    if lot.produced is None or lot.accounted is None:
        return Failure(lot.lot, "recall_unknown")
    rule = settings()["recall"]
    share = Fraction(lot.accounted) / Fraction(lot.produced)
    if Fraction(rule["least"]) <= share <= Fraction(rule["most"]):
        return None
    if share < 1 and not lot.stock_known:
        return Failure(lot.lot, "recall_unknown")
    return Failure(lot.lot, "recall_quantity", (), {"share": percent_text(share)})
